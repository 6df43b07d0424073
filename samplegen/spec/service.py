"""``service.yaml`` -> Service, and the order of the operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from samplegen.model import Auth, Service
from samplegen.spec.compose import Member, Node
from samplegen.spec.fields import SENTENCE, SENTENCE_MEND, VARIABLE, VARIABLE_MEND, Fields
from samplegen.spec.meaning import check_kebab
from samplegen.spec.problems import Mark, Problems, near, place

ENDPOINT = r"https://[^\s?#/]+/([^\s?#]*/)?"
ENDPOINT_MEND = "write an address that starts with https:// and ends with /"


def read_service(root: Node, problems: Problems) -> tuple[Service, dict[str, Mark]]:
    """Reads the service.

    Args:
        root: the whole file.
        problems: takes what is wrong; the result means nothing if there is any.

    Returns:
        The service, and the operations in the order in which they are shown, with their places.
    """
    required = ("endpoint", "scope", "auths")
    optional = ("operations", "endpoint_variable")
    fields = Fields(root, problems, "the service", required, optional)
    endpoint = fields.text("endpoint", ENDPOINT, ENDPOINT_MEND)
    scope = fields.text("scope", r"\S+/\.default", "write one that ends with /.default")
    auths = _auths(fields)
    inputs = {"endpoint": endpoint, "scope": scope, **_key_variable(auths, fields)}
    variable = fields.text("endpoint_variable", VARIABLE, VARIABLE_MEND)
    return Service(endpoint, scope, auths, inputs, variable), _order(fields)


def check_order(order: Mapping[str, Mark], names: Sequence[str], problems: Problems) -> None:
    """Reports operations that are listed and not there."""
    for name, mark in order.items():
        if name not in names:
            problems.add(mark, f"there is no operations/{name}.yaml; {near(name, names)}")


def _order(fields: Fields) -> dict[str, Mark]:
    order: dict[str, Mark] = {}
    for name, node in zip(fields.texts("operations"), fields.items("operations"), strict=True):
        if name in order:
            message = f"{name} is listed a second time, first at {place(order[name])}; remove one"
            fields.problems.add(node.mark, message)
        if name:
            order.setdefault(name, node.mark)
    return order


def _auths(fields: Fields) -> tuple[Auth, ...]:
    if fields.is_empty("auths"):
        fields.wrong("auths", "auths is empty; write at least one way of signing in")
    members = fields.members("auths").items()
    return tuple(_auth(name, member, fields.problems) for name, member in members)


def _key_variable(auths: Sequence[Auth], fields: Fields) -> dict[str, str]:
    holders = [auth for auth in auths if auth.variable and auth.credential == "key"]
    keys = [auth for auth in holders if not auth.endpoint_variable]
    if len(keys) > 1:
        names = " and ".join(auth.name for auth in keys)
        message = f"{names} both name the variable of the key; leave one without endpoint_variable"
        fields.refuse("auths", message)
    if not keys:
        return {}
    return {"key_variable": keys[0].variable, "key_missing": f"{keys[0].variable} is not set"}


def _auth(name: str, member: Member, problems: Problems) -> Auth:
    check_kebab(name, member.mark, "the auth", problems)
    optional = ("variable", "endpoint_variable")
    fields = Fields(member.node, problems, f"the auth {name}", ("title", "credential"), optional)
    auth = Auth(
        name=name,
        title=fields.text("title", SENTENCE, SENTENCE_MEND),
        credential=fields.choice("credential", ("token", "key")),
        variable=fields.text("variable", VARIABLE, VARIABLE_MEND),
        endpoint_variable=fields.text("endpoint_variable", VARIABLE, VARIABLE_MEND),
    )
    if auth.credential == "key" and "variable" not in fields:
        fields.wrong("credential", "a key stands in a variable; add variable")
    if auth.credential == "token" and "variable" in fields:
        fields.refuse("variable", "a token stands in no variable; remove it")
    return auth
