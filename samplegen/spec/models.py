"""``models.yaml`` -> Model values, and what operations may not ask of a model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from samplegen.model import Deployment, Model
from samplegen.spec.compose import Member, Node
from samplegen.spec.fields import VARIABLE, VARIABLE_MEND, Fields, mapping, text
from samplegen.spec.problems import Mark, Problems, near

ABILITIES = ("chat", "responses", "embeddings", "image-input", "streaming", "mcp")
"""What a model can be asked for."""

NOTICE = 90
"""Days before a retirement from which on it is told."""

_ROUTES = {"/chat/completions": "chat", "/responses": "responses", "/embeddings": "embeddings"}
_TYPES = {"image_url": "image-input", "input_image": "image-input", "mcp": "mcp"}
_LIMITS = {"/chat/completions": "max_completion_tokens", "/responses": "max_output_tokens"}
# https://learn.microsoft.com/azure/foundry/openai/how-to/reasoning#not-supported
_NO_REASONING = (
    "max_tokens", "temperature", "top_p", "presence_penalty", "frequency_penalty", "logprobs",
    "top_logprobs", "logit_bias",
)  # fmt: skip
_ONLY_REASONING = ("reasoning", "reasoning_effort")
# https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
_DEPLOYABLE = r"[A-Za-z0-9][\w.-]*"
_DEPLOYABLE_MEND = "its letters must be A to Z, digits, _ . or -"
_LINK_MEND = "write an address that starts with https://"


@dataclass(frozen=True, slots=True)
class Calendar:
    """What day it is, where retirements are looked at.

    Args:
        today: a model whose date is before this day is retired.
        warn: is told of each that comes closer, as ``file:line:column: message``.
    """

    today: date
    warn: Callable[[str], object]


def read_models(root: Node, problems: Problems) -> dict[str, Model]:
    """Reads the models that operations may name, by their names.

    Args:
        root: the whole file.
        problems: takes what is wrong; the result means nothing if there is any.
    """
    members = mapping(root, problems, "the file of models").items()
    return {name: _model(name, member.node, problems) for name, member in members}


def _model(name: str, node: Node, problems: Problems) -> Model:
    required = ("can", "reasoning", "source")
    fields = Fields(node, problems, f"the model {name}", required, ("retires", "deployment"))
    if fields.is_empty("can"):
        fields.wrong("can", f"{name} can do nothing; write what of {', '.join(ABILITIES)}")
    return Model(
        name=name,
        can=frozenset(_ability(name, item, problems) for item in fields.items("can")),
        reasoning=fields.flag("reasoning"),
        retires=_retires(fields),
        source=fields.text("source", r"https://\S+", _LINK_MEND),
        deployment=_deployment(name, fields),
    )


def _deployment(name: str, fields: Fields) -> Deployment | None:
    node = fields.node("deployment")
    if node is None:
        return None
    if not re.fullmatch(_DEPLOYABLE, name):
        fields.refuse("deployment", f"no deployment can be called {name}; {_DEPLOYABLE_MEND}")
    required = ("variable", "version", "sku")
    inner = Fields(node, fields.problems, f"the deployment of {name}", required)
    return Deployment(
        variable=inner.text("variable", VARIABLE, VARIABLE_MEND),
        version=inner.text("version", r"\S+", "write the version as the provider writes it"),
        sku=inner.text("sku", r"\w+", "write the name of a kind, such as GlobalStandard"),
    )


def _ability(name: str, node: Node, problems: Problems) -> str:
    found = text(node, problems, "an item of can")
    if found and found not in ABILITIES:
        problems.add(node.mark, f"{name} can {found}; {near(found, ABILITIES)}")
    return found


def _retires(fields: Fields) -> date | None:
    node = fields.node("retires")
    if node is None or node.kind == "broken":
        return None
    value: str = node.value if node.kind == "date" else text(node, fields.problems, "retires")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        fields.wrong("retires", f"retires is {value}; write a date such as 2027-01-31")
        return None


# --- what operations ask for ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Call:
    """A request that names a model, and where it names it."""

    model: str
    mark: Mark
    path: str
    body: Mapping[str, Member]

    def needs(self) -> Iterator[str]:
        """What the model must be able to do."""
        yield from (ability for end, ability in _ROUTES.items() if self.path.endswith(end))
        stream = self.body.get("stream")
        if stream and stream.node.value is True:
            yield "streaming"
        for member in self.body.values():
            yield from (_TYPES[each] for each in _types(member.node) if each in _TYPES)


def check_abilities(root: Node, models: Mapping[str, Model], problems: Problems) -> None:
    """Refuses models that are not known, and requests that a model cannot answer.

    What the service answers with an error may be wrong: an operation may show that.

    Args:
        root: the file of an operation without problems.
        models: those that it may name.
        problems: takes what is wrong.
    """
    for call in _calls(root):
        model = models.get(call.model)
        if model is None:
            mend = near(call.model, models)
            problems.add(call.mark, f"models.yaml has no model {call.model}; {mend}")
        else:
            _check_needs(call, model, models, problems)
            _check_parameters(call, model, problems)


def check_dates(
    root: Node, models: Mapping[str, Model], today: date, problems: Problems, warnings: Problems
) -> None:
    """Refuses models that were retired, and tells of those that will be within ``NOTICE`` days.

    Args:
        root: the file of an operation without problems.
        models: those that it may name.
        problems: takes those that were.
        warnings: takes those that will be.
    """
    for call in _calls(root):
        model = models.get(call.model)
        if model and model.retires:
            left = (model.retires - today).days
            mend = f"write another model, or in models.yaml the day that {model.source} says now"
            if left < 0:
                problems.add(call.mark, f"{model.name} was retired on {model.retires}; {mend}")
            elif left <= NOTICE:
                when = f"{model.retires}, in {left} day{'' if left == 1 else 's'}"
                warnings.add(call.mark, f"warning: {model.name} retires on {when}; {mend}")


def _check_needs(
    call: _Call, model: Model, models: Mapping[str, Model], problems: Problems
) -> None:
    for need in dict.fromkeys(call.needs()):
        if need not in model.can:
            able = ", ".join(sorted(name for name, each in models.items() if need in each.can))
            mend = f"write one that does: {able}" if able else "none in models.yaml does"
            problems.add(call.mark, f"{model.name} does not do {need}; {mend}")


def _check_parameters(call: _Call, model: Model, problems: Problems) -> None:
    for name, member in call.body.items():
        if model.reasoning and name in _NO_REASONING:
            limits = (limit for end, limit in _LIMITS.items() if call.path.endswith(end))
            mend = next(limits, "") if name == "max_tokens" else ""
            mend = f"write {mend}" if mend else "remove it"
            problems.add(member.mark, f"{model.name} reasons and takes no {name}; {mend}")
        elif not model.reasoning and name in _ONLY_REASONING:
            problems.add(member.mark, f"{model.name} does not reason; remove {name}")


def _calls(root: Node) -> Iterator[_Call]:
    named = _inputs(root)
    for request in _answered(root):
        body = request["body"].node if "body" in request else None
        if body and body.kind == "mapping" and "model" in body.value:
            model = body.value["model"].node
            if model.kind == "text":
                mark = named.get(model.value, model.mark)
                yield _Call(model.value, mark, request["path"].node.value, body.value)


def _inputs(root: Node) -> dict[str, Mark]:
    """Where each text stands that is an input; the first place, if there are more."""
    nodes = [member.node for member in root.value["inputs"].node.value.values()]
    return {node.value: node.mark for node in reversed(nodes) if node.kind == "text"}


def _answered(root: Node) -> Iterator[Mapping[str, Member]]:
    """Each request that is not answered with an error."""
    for scenario in root.value["scenarios"].node.value.values():
        for interaction in scenario.node.value["interactions"].node.value:
            if "error" not in interaction.value["reply"].node.value:
                yield interaction.value["request"].node.value


def _types(node: Node) -> Iterator[str]:
    """The value of each member ``type``, however deep it lies."""
    if node.kind == "list":
        for item in node.value:
            yield from _types(item)
    elif node.kind == "mapping":
        for name, member in node.value.items():
            if name == "type" and member.node.kind == "text":
                yield member.node.value
            yield from _types(member.node)
