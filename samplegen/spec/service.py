"""``service.yaml`` -> Service, and the order of the operations."""

from __future__ import annotations

from samplegen.model import Auth, Service
from samplegen.spec.compose import Member, Node
from samplegen.spec.fields import Fields
from samplegen.spec.meaning import check_kebab
from samplegen.spec.problems import Problems

_VARIABLE = r"[A-Z][A-Z0-9_]*"
_VARIABLE_MEND = "write the name of an environment variable in capitals"


def read_service(root: Node, problems: Problems) -> tuple[Service, tuple[Node, ...]]:
    """Reads the service.

    Args:
        root: the whole file.
        problems: takes what is wrong; the result means nothing if there is any.

    Returns:
        The service, and the names of operations in the order that they are shown in.
    """
    required = ("endpoint", "scope", "auths")
    fields = Fields(root, problems, "the service", required, ("operations",))
    endpoint = fields.text("endpoint", r"https://[^\s?#/]+/(\S*/)?", _ENDPOINT_MEND)
    scope = fields.text("scope", r"\S+/\.default", "write one that ends with /.default")
    auths = {
        name: _auth(name, member, problems) for name, member in fields.members("auths").items()
    }
    keys = [a.variable for a in auths.values() if a.variable and not a.endpoint_variable]
    if len(keys) > 1:
        names = " and ".join(keys)
        mend = "give all but one an endpoint_variable"
        problems.add(fields.key("auths"), f"{names} both hold the key; {mend}")
    inputs = {"endpoint": endpoint, "scope": scope} | {"key_variable": key for key in keys[:1]}
    order = tuple(fields.items("operations"))
    return Service(endpoint, scope, tuple(auths.values()), inputs), order


def _auth(name: str, member: Member, problems: Problems) -> Auth:
    check_kebab(name, member.mark, "the auth", problems)
    optional = ("variable", "endpoint_variable")
    fields = Fields(member.node, problems, f"the auth {name}", ("title", "credential"), optional)
    return Auth(
        name=name,
        title=fields.text("title"),
        credential=fields.choice("credential", ("token", "key")),
        variable=fields.text("variable", _VARIABLE, _VARIABLE_MEND),
        endpoint_variable=fields.text("endpoint_variable", _VARIABLE, _VARIABLE_MEND),
    )


_ENDPOINT_MEND = "write an address that starts with https:// and ends with /"
