"""The specs of the repository, and directories of specs as a whole."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import yaml

from samplegen import resources, spec
from samplegen.errors import UsageError
from samplegen.model import (
    Auth,
    Fault,
    Interaction,
    KnownIssue,
    Reply,
    Request,
    Scenario,
    Tolerance,
)
from samplegen.spec import Specs

from .writing import GOOD, KNOWN, SERVICE, directory_problems, edited, problems_of, write_specs

SHOWN = [
    "client",
    "chat",
    "chat-reasoning",
    "chat-streaming",
    "chat-image",
    "responses",
    "responses-streaming",
    "responses-mcp",
    "responses-mcp-approval",
    "embeddings",
    "error-handling",
    "retries",
    "request-id",
]
FILES = {
    "operation": "operations/*.yaml",
    "service": "service.yaml",
    "known-issues": "known_issues.yaml",
    "facts": "facts.yaml",
    "page": "pages/*.yaml",
    "models": "models.yaml",
}


def test_operations_come_in_the_order_of_the_design(specs: Specs) -> None:
    assert [operation.name for operation in specs.operations] == SHOWN


def test_service_gives_templates_what_all_operations_share(specs: Specs) -> None:
    assert specs.service.inputs == {
        "endpoint": "https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
        "scope": "https://ai.azure.com/.default",
        "key_variable": "AZURE_OPENAI_API_KEY",
        "key_missing": "AZURE_OPENAI_API_KEY is not set",
    }
    assert [auth.name for auth in specs.service.auths] == ["entra-id", "api-key", "environment"]


def test_streaming_operation_is_read_whole(specs: Specs) -> None:
    operation = next(each for each in specs.operations if each.name == "responses-streaming")
    question = "Tell the history of the attention mechanism in one sentence."
    deltas = ["It began", " as alignment", " in translation", " and became", " the Transformer."]
    body = {"model": "gpt-5-mini", "input": question, "stream": True}
    request = Request("POST", "/openai/v1/responses", body=body, absent=("temperature",))
    cut = Reply("deltas", deltas, fault=Fault.CUT, after=3)
    assert operation.stream
    assert operation.inputs == {"model": "gpt-5-mini", "input": question}
    assert operation.scenarios[2] == Scenario(
        name="cut",
        interactions=(Interaction(request, cut),),
        stdout="It began as alignment in translation",
        exit_code=None,
        stderr_free=True,
    )
    assert operation.scenarios[1].stdout == "2014: soft search;\n2017: attention alone ✨.\n"


def test_counts_errors_and_tolerances_are_read(specs: Specs) -> None:
    operations = {operation.name: operation for operation in specs.operations}
    scenarios = {each.name: each for each in operations["error-handling"].scenarios}
    limited = scenarios["rate-limited"].interactions[0]
    assert (limited.least, limited.most) == (3, 4)
    assert limited.because.startswith("OpenAI for .NET")
    assert limited.reply == Reply(
        "error",
        "RateLimited",
        headers={"x-request-id": "5d0f2c1e-429a", "retry-after-ms": "1"},
    )
    refused = scenarios["unreachable"].interactions[0]
    assert (refused.least, refused.most, refused.reply) == (
        0,
        0,
        Reply("none", fault=Fault.REFUSED),
    )
    assert scenarios["unreachable"].exit_code == 1
    (tolerance,) = operations["embeddings"].tolerated
    assert isinstance(tolerance, Tolerance)
    assert tolerance.member == "encoding_format"


@pytest.mark.parametrize("name", FILES)
def test_specs_validate_against_the_published_schema(root: Path, name: str) -> None:
    schema = spec.schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted((root / "specs").glob(FILES[name]))
    assert files
    for file in files:
        validator.validate(yaml.safe_load(file.read_text(encoding="utf-8")))


def test_each_file_names_the_schema_that_editors_complete_from(root: Path) -> None:
    for name, pattern in FILES.items():
        for file in (root / "specs").glob(pattern):
            first = file.read_text(encoding="utf-8").splitlines()[0]
            start, _, target = first.partition("$schema=")
            assert start == "# yaml-language-server: "
            schema = (file.parent / target).resolve()
            assert schema == root / "specs" / f"{name.replace('-', '_')}.schema.json"
            assert schema.is_file()


def test_every_member_of_a_schema_is_described(root: Path) -> None:
    for name in spec.schema_names():
        nodes = [spec.schema(name)]
        while nodes:
            node = nodes.pop()
            for key, member in node.get("properties", {}).items():
                if isinstance(member, dict) and {"type", "oneOf", "enum"} & set(member):
                    assert member.get("description"), (name, key)
            inner = [node.get("items"), node.get("additionalProperties")]
            children = [
                *inner,
                *node.get("$defs", {}).values(),
                *node.get("properties", {}).values(),
            ]
            nodes += [child for child in children if isinstance(child, dict)]


def test_unknown_schema_is_refused_with_what_was_meant() -> None:
    with pytest.raises(
        UsageError, match=r"there is no schema operations; did you mean operation\?"
    ):
        spec.schema("operations")


def test_data_is_found_beside_the_package(root: Path) -> None:
    assert resources.root() == root
    assert (resources.root() / "specs" / "service.yaml").is_file()


def test_data_that_travels_in_the_package_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "samplegen" / "_data"
    data.mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(data.parent / "resources.py"))
    assert resources.root.__wrapped__() == data


def test_digest_is_of_the_operation_and_the_service() -> None:
    write_specs(Path("specs"))
    (operation,) = spec.load(Path("specs")).operations
    assert operation.digest == hashlib.sha256((GOOD + SERVICE).encode()).hexdigest()
    assert operation.source == Path("specs/operations/chat.yaml")
    (alone,) = spec.load_operations([operation.source], service=SERVICE.encode())
    assert alone == operation
    (other,) = spec.load_operations([operation.source])
    assert other == replace(operation, digest=hashlib.sha256(GOOD.encode()).hexdigest())


def test_operations_that_the_service_does_not_list_follow_by_name() -> None:
    write_specs(Path("specs"), zebra=GOOD, ant=GOOD)
    names = [operation.name for operation in spec.load(Path("specs")).operations]
    assert names == ["chat", "ant", "zebra"]


def test_known_issues_are_read_and_may_be_absent() -> None:
    write_specs(Path("specs"))
    assert spec.load(Path("specs")).known == (
        KnownIssue(
            samples="go/chat/*",
            scenario="default",
            reason="The SDK sends the request twice.",
            link="https://example.com/issues/1",
            since="2026-01-31",
        ),
    )
    Path("specs/known_issues.yaml").unlink()
    assert spec.load(Path("specs")).known == ()


def test_service_with_tokens_alone_has_no_key_variable() -> None:
    key = "  api-key: {title: API key, credential: key, variable: AZURE_OPENAI_API_KEY}\n"
    write_specs(Path("specs"), service=edited(SERVICE, key, ""))
    service = spec.load(Path("specs")).service
    assert service.auths == (Auth("entra-id", "Microsoft Entra ID", "token"),)
    assert "key_variable" not in service.inputs


def test_problems_of_all_files_come_at_once_and_sorted() -> None:
    problems = directory_problems(
        service=edited(SERVICE, "scope:", "scop:"),
        known=edited(KNOWN, "reason:", "raeson:"),
        chat=edited(GOOD, "title:", "titel:"),
        zebra=edited(GOOD, "model: gpt", "model: [gpt"),
    )
    assert [line.split(": ")[0] for line in problems] == [
        "specs/known_issues.yaml:3:3",
        "specs/operations/chat.yaml:1:1",
        "specs/operations/zebra.yaml:5:10",
        "specs/service.yaml:2:1",
    ]


def test_files_outside_the_working_directory_are_named_whole(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "chat.yaml"
    file.parent.mkdir()
    file.write_text(edited(GOOD, "title:", "titel:"), encoding="utf-8")
    inside = problems_of(lambda: spec.load_operations([file]))
    assert inside == (
        "elsewhere/chat.yaml:1:1: an operation has no key titel; did you mean title?",
    )
    outside = tmp_path / "work"
    outside.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(outside)
        assert problems_of(lambda: spec.load_operations([file]))[0].startswith(f"{file}:1:1: ")


def test_missing_and_misplaced_files_are_told() -> None:
    write_specs(Path("specs"))
    (Path("specs") / "operations" / "chat.yaml").rename("specs/operations/chat.yml")
    Path("specs/service.yaml").unlink()
    assert problems_of(lambda: spec.load(Path("specs"))) == (
        "specs/operations:1:1: there is no operation; write one as <name>.yaml",
        "specs/operations/chat.yml:1:1: operations end with .yaml; rename this to chat.yaml",
        "specs/service.yaml:1:1: there is no such file; create it, or name another one",
    )


def test_directory_in_the_place_of_a_file_is_told() -> None:
    Path("chat.yaml").mkdir()
    problems = problems_of(lambda: spec.load_operations([Path("chat.yaml")]))
    assert problems == ("chat.yaml:1:1: this cannot be read (Is a directory); name another one",)


def test_two_operations_of_one_name_are_told() -> None:
    for folder in ("a", "b"):
        write_specs(Path(folder))
    files = [Path(folder, "operations", "chat.yaml") for folder in ("a", "b")]
    assert problems_of(lambda: spec.load_operations(files)) == (
        "b/operations/chat.yaml:1:1: chat is also the name of a/operations/chat.yaml; rename one",
    )


def test_file_whose_name_is_not_kebab_case_is_told() -> None:
    Path("Chat_Image.yaml").write_text(GOOD, encoding="utf-8")
    assert problems_of(lambda: spec.load_operations([Path("Chat_Image.yaml")])) == (
        "Chat_Image.yaml:1:1: the name of the file is Chat_Image; write chat-image",
    )
