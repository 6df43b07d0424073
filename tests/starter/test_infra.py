"""What a starter project hands to azd: it parses, fits together, and says what the program needs.

No Bicep compiler runs here: tree-sitter tells whether the syntax is right, and the tests whether
names that must agree do. That the properties exist was looked up once, in Azure/bicep-types-az.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
import tree_sitter_bicep
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from tree_sitter import Language, Node, Parser

from tests.conftest import ROOT

PARSER = Parser(Language(tree_sitter_bicep.language()))
JINJA = Environment(
    loader=FileSystemLoader(ROOT / "templates/starter"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    autoescape=False,  # noqa: S701  # no HTML
)
MAIN, RESOURCES = "infra/main.bicep", "infra/resources.bicep"
PARAMETERS, AZD = "infra/main.parameters.json", "azure.yaml"
FILES = (MAIN, RESOURCES, PARAMETERS, AZD)
FIELDS = ("model", "version", "sku", "variable")
MODELS = tuple(
    SimpleNamespace(**dict(zip(FIELDS, values, strict=True)))
    for values in (
        ("gpt-5-mini", "2025-08-07", "GlobalStandard", "AZURE_OPENAI_DEPLOYMENT"),
        ("text-embedding-3-small", "1", "Standard", "AZURE_OPENAI_EMBEDDING_DEPLOYMENT"),
    )
)
# the pattern of names in azd's schema, and a role that Azure has built in
AZD_NAME = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
OPENAI_USER = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
ACCOUNT, DEPLOYMENT = "accounts", "accounts/deployments"
ROLE, GROUP = "roleAssignments", "resourceGroups"


@dataclass(frozen=True)
class Declared:
    """A declaration of a Bicep file, such as ``param location string``, with its decorators."""

    kind: str
    name: str
    node: Node
    decorators: str

    @property
    def text(self) -> str:
        return said(self.node)

    @property
    def type(self) -> str:
        """Of a resource, such as ``accounts/deployments``."""
        return re.sub(r"^'[^/]+/|@.*", "", said(self.node.named_children[1]))

    def values(self, key: str) -> list[str]:
        """What a key of an object stands for, wherever it is below."""
        found = (each.named_children for each in below(self.node) if each.type == "object_property")
        return [said(value) for name, value in found if said(name) == key]


@dataclass(frozen=True)
class Project:
    auth: SimpleNamespace
    models: tuple[SimpleNamespace, ...]
    endpoint: str
    files: Mapping[str, str]

    def declared(self, file: str, kind: str) -> list[Declared]:
        return [each for each in declarations(self.files[file]) if each.kind == kind]

    def names(self, file: str, kind: str) -> list[str]:
        return [each.name for each in self.declared(file, kind)]

    def resources(self, what: str) -> list[Declared]:
        found = self.declared(MAIN, "resource") + self.declared(RESOURCES, "resource")
        return [each for each in found if each.type == what]


def said(node: Node) -> str:
    return (node.text or b"").decode()


def below(node: Node) -> Iterator[Node]:
    yield node
    for child in node.named_children:
        yield from below(child)


def parse(text: str) -> Node:
    return PARSER.parse(text.encode()).root_node


def declarations(text: str) -> Iterator[Declared]:
    decorators = ""
    for node in parse(text).named_children:
        if node.type == "decorators":
            decorators = said(node)
        elif node.type.endswith("_declaration"):
            name = said(node.named_children[0])
            yield Declared(node.type.removesuffix("_declaration"), name, node, decorators)
            decorators = ""


def rendered(auth: str, credential: str, many: int, name: str = "my-app") -> Project:
    endpoint = "OPENAI_BASE_URL" if auth == "environment" else "AZURE_OPENAI_ENDPOINT"
    given: dict[str, Any] = {
        "project": SimpleNamespace(kebab=name),
        "auth": SimpleNamespace(name=auth, credential=credential),
        "deployments": MODELS[:many],
        "endpoint_variable": endpoint,
    }
    files = {file: JINJA.get_template(f"{file}.j2").render(given) for file in FILES}
    return Project(given["auth"], MODELS[:many], endpoint, files)


CASES = [
    (auth, credential, many)
    for auth, credential in (("entra-id", "token"), ("api-key", "key"), ("environment", "key"))
    for many in (0, 1, 2)
]


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[2]}")
def project(request: pytest.FixtureRequest) -> Project:
    return rendered(*request.param)


@pytest.mark.parametrize("file", [MAIN, RESOURCES])
def test_it_parses(project: Project, file: str) -> None:
    assert not parse(project.files[file]).has_error


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("kind: 'AIServices'", "kind:"),
        ("kind: 'AIServices'", "kind: 'AIServices"),
        ("for model in models", "for model of models"),
        ("if (!empty(principalId))", "if !empty(principalId)"),
        ("@batchSize(1)\n", "@batchSize(1\n"),
        ("param tags object", "param object"),
    ],
)
def test_the_parser_sees_what_is_broken(right: str, wrong: str) -> None:
    text = rendered("entra-id", "token", 2).files[RESOURCES]
    assert right in text
    assert parse(text.replace(right, wrong)).has_error


def test_files_end_with_one_line_end_and_leave_no_gaps(project: Project) -> None:
    for text in project.files.values():
        assert text.endswith("\n")
        assert not re.search(r"\n\n\n|[ \t]\n|\n\n\Z|\A\n", text)


def test_an_account_in_a_resource_group_of_its_own(project: Project) -> None:
    (group,) = project.resources(GROUP)
    (module,) = project.declared(MAIN, "module")
    (account,) = project.resources(ACCOUNT)
    assert "targetScope = 'subscription'" in project.files[MAIN]
    assert module.values("scope") == [group.name]
    assert account.values("customSubDomainName") == account.values("name")[:1]
    assert "uniqueString(" in project.files[RESOURCES]


def test_names_of_the_longest_project_fit() -> None:
    unique, environment = 13, 40
    made = rendered("api-key", "key", 0, name="p" * 44)
    (group,) = made.resources(GROUP)
    (name,) = (each for each in made.declared(RESOURCES, "variable") if each.name == "name")
    (limited,) = (
        each for each in made.declared(MAIN, "parameter") if each.name == "environmentName"
    )
    assert f"@maxLength({environment})" in limited.decorators
    assert len(fixed(group.values("name")[0])) + environment <= 90
    assert len(fixed(said(name.node.named_children[1]))) + unique <= 64


def fixed(text: str) -> str:
    """A string less what is put in when it is deployed."""
    return re.sub(r"\$\{.*?\}(?=['-])", "", text).strip("'")


def test_keys_work_exactly_where_the_program_has_one(project: Project) -> None:
    (account,) = project.resources(ACCOUNT)
    disabled = "true" if project.auth.credential == "token" else "false"
    assert account.values("disableLocalAuth") == [disabled]


def test_a_role_exactly_for_who_signs_in(project: Project) -> None:
    roles = project.resources(ROLE)
    assert len(roles) == (project.auth.credential == "token")
    assert ("principalId" in project.files[PARAMETERS]) == (project.auth.credential == "token")
    for role in roles:
        assert role.values("scope") == [project.resources(ACCOUNT)[0].name]
        assert role.values("principalId") == ["principalId"]
        assert role.values("principalType") == ["principalType"]
        (definition,) = role.values("roleDefinitionId")
        (known,) = (e for e in project.declared(RESOURCES, "variable") if e.name == definition)
        assert OPENAI_USER in known.text


def test_a_deployment_of_each_model_one_after_the_other(project: Project) -> None:
    deployments = project.resources(DEPLOYMENT)
    assert len(deployments) == bool(project.models)
    for loop in deployments:
        assert "@batchSize(1)" in loop.decorators
        assert "for model in models" in loop.text
        assert loop.values("parent") == [project.resources(ACCOUNT)[0].name]
        (models,) = (e for e in project.declared(RESOURCES, "variable") if e.name == "models")
        for key, attribute in (("name", "model"), ("version", "version"), ("sku", "sku")):
            assert models.values(key) == [f"'{getattr(e, attribute)}'" for e in project.models]


@pytest.mark.parametrize("file", [MAIN, RESOURCES])
def test_outputs_are_the_variables_of_the_program(project: Project, file: str) -> None:
    variables = [project.endpoint, *(each.variable for each in project.models)]
    names = project.names(file, "output")
    assert [name for name in names if name in variables] == variables
    assert set(names) - set(variables) <= {"AZURE_RESOURCE_GROUP", "AZURE_OPENAI_NAME"}


def test_each_output_has_the_value_of_its_variable(project: Project) -> None:
    outputs = {each.name: each.text for each in project.declared(RESOURCES, "output")}
    path = "/openai/v1/" if project.auth.name == "environment" else ""
    assert outputs[project.endpoint].endswith(f".openai.azure.com{path}'")
    for index, each in enumerate(project.models):
        assert outputs[each.variable].endswith(f"= deployment[{index}].name")
    for output in project.declared(MAIN, "output"):
        given = re.search(r"openai\.outputs\.(\w+)$", output.text)
        assert output.name == ("AZURE_RESOURCE_GROUP" if given is None else given[1])
        assert given is None or given[1] in outputs


def test_no_key_is_read_or_put_out(project: Project) -> None:
    assert not re.search(r"list\w*\(", project.files[MAIN] + project.files[RESOURCES])
    for file in (MAIN, RESOURCES):
        assert not any("key" in each.text.lower() for each in project.declared(file, "output"))


def test_main_hands_over_just_what_the_resources_ask_for(project: Project) -> None:
    (module,) = project.declared(MAIN, "module")
    (params,) = module.values("params")
    handed = re.findall(r"^ +(\w+): (\w+)$", params, re.MULTILINE)
    known = project.names(MAIN, "parameter") + project.names(MAIN, "variable")
    assert {name for name, _ in handed} == set(project.names(RESOURCES, "parameter"))
    assert {value for _, value in handed} <= set(known)


@pytest.mark.parametrize("file", [MAIN, RESOURCES])
def test_parameters_and_variables_are_told_and_used(project: Project, file: str) -> None:
    used = [said(each) for each in below(parse(project.files[file])) if each.type == "identifier"]
    for each in project.declared(file, "parameter"):
        assert each.decorators.startswith("@description('")
        assert used.count(each.name) > 1
    for each in project.declared(file, "variable"):
        assert used.count(each.name) > 1


def test_azd_fills_in_what_has_no_default(project: Project) -> None:
    parameters = json.loads(project.files[PARAMETERS])["parameters"]
    declared = {each.name: each.text for each in project.declared(MAIN, "parameter")}
    assert set(parameters) <= set(declared)
    assert {name for name, text in declared.items() if "=" not in text} <= set(parameters)
    assert all(re.fullmatch(r"\$\{AZURE_[A-Z_]+\}", e["value"]) for e in parameters.values())


def test_any_region_may_be_chosen(project: Project) -> None:
    (location,) = (e for e in project.declared(MAIN, "parameter") if e.name == "location")
    assert "@allowed" not in location.decorators
    assert "=" not in location.text


@pytest.mark.parametrize("name", ["my-app", "true", "null", "e5", "a1-2"])
def test_azd_provisions_and_hosts_nothing(name: str) -> None:
    config = yaml.safe_load(rendered("entra-id", "token", 1, name).files[AZD])
    assert config["name"] == name
    assert re.fullmatch(AZD_NAME, config["name"])
    assert config["infra"] == {"provider": "bicep", "path": "infra"}
    assert config["workflows"] == {"up": {"steps": [{"azd": "provision"}]}}
    assert set(config) == {"name", "infra", "workflows"}
