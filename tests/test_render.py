"""Templates: what they may say, and how clearly they are told what they may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from samplegen.errors import TemplateError
from samplegen.matrix import build
from samplegen.model import Operation, Sample
from samplegen.render import Renderer, parts
from samplegen.spec import Specs
from samplegen.text import Text, UnfilteredTextError, opaque
from tests import toy

Render = Callable[..., str]


@pytest.fixture
def render(tmp_path: Path, specs: Specs) -> Render:
    def run(template: str, auth: str = "", **inputs: object) -> str:
        (tmp_path / "auth").mkdir(exist_ok=True)
        (tmp_path / "auth" / "api-key.j2").write_text(auth)
        (tmp_path / "demo.j2").write_text(template)
        operation = Operation("demo", 'The "title"', "Two\nlines.", inputs, ())
        auths = [each for each in specs.service.auths if each.name == "api-key"]
        (sample,) = build([toy.LANGUAGE], [operation], auths).samples
        return Renderer(toy.LANGUAGE, tmp_path, specs.service).sample(sample).decode()

    return run


def test_a_template_sees_op_inputs_auth_and_deps(render: Render) -> None:
    text = render(
        "{{ op.name }} {{ op.title | literal }} {{ inputs.n }} {{ inputs.list[0] | literal }} "
        "{{ deps.toy.version }} {{ auth.greet('x') }}",
        "{% macro greet(name) %}hello {{ name }} {{ inputs.n }}{% endmacro %}",
        n=3,
        list=["a'b"],
    )
    assert text == """demo 'The "title"' 3 "a'b" 1.2.3 hello x 3"""


def test_filters_write_text_as_the_language_does(render: Render) -> None:
    text = render("{{ op.summary | comment }}\n{{ inputs.name | identifier }} = 1\n", name="a-b")
    assert text == "# Two\n# lines.\na_b = 1\n"


def test_imports_are_sorted_and_said_once(render: Render) -> None:
    text = render("{% filter sort_imports %}\nb\na\n\nb\n{% endfilter %}\nend\n")
    assert text == "a\nb\nend\n"


@pytest.mark.parametrize(
    "use",
    [
        "{{ inputs.x }}",
        "{{ inputs.x ~ 'y' }}",
        "{{ inputs.x | upper }}",
        "{{ [inputs.x] | join(',') }}",
        "{{ '%s' % inputs.x }}",
        "{{ inputs.x._raw }}",
    ],
)
def test_spec_text_is_never_printed_as_it_stands(render: Render, use: str) -> None:
    with pytest.raises(TemplateError) as caught:
        render("first\n" + use + "\n", x='a"b')
    assert "demo.j2:2: " in str(caught.value)


def test_a_forgotten_filter_is_named(render: Render) -> None:
    with pytest.raises(TemplateError, match=r"add `\| literal`, `\| comment` or `\| identifier`"):
        render("{{ inputs.x }}", x="text")


def test_an_undefined_variable_has_its_line(render: Render) -> None:
    with pytest.raises(TemplateError, match=r"demo\.j2:3: toy/demo/api-key: .*'wrong'"):
        render("\n\n{{ inputs.wrong | literal }}")


def test_an_undefined_variable_in_an_auth_file_has_its_line(render: Render) -> None:
    with pytest.raises(TemplateError, match=r"api-key\.j2:2: .*nothing"):
        render("{{ auth.client() }}", "{% macro client() %}\n{{ nothing }}{% endmacro %}")


def test_a_syntax_error_has_its_line(render: Render) -> None:
    with pytest.raises(TemplateError, match=r"demo\.j2:2: "):
        render("\n{% if %}")


def test_templates_are_sandboxed(render: Render) -> None:
    with pytest.raises(TemplateError, match="unsafe"):
        render("{{ deps.__class__.__mro__ }}")


def test_a_missing_template_is_named_with_its_path(tmp_path: Path, specs: Specs) -> None:
    renderer = Renderer(toy.LANGUAGE, tmp_path, specs.service)
    (sample, *_) = build([toy.LANGUAGE], specs.operations, specs.service.auths).samples
    with pytest.raises(TemplateError, match=r"no template .*entra-id\.j2; create that file"):
        renderer.sample(sample)


@pytest.mark.parametrize(
    "text", ["'", '"', "\\", "a\nb", "${x}", "{{x}}", "*/", "🌵", "\u2028", "{% raw %}"]
)
def test_hostile_text_stays_text(render: Render, text: str) -> None:
    assert render("{{ inputs.x | literal }}", x=text) == repr(text)


def test_text_a_language_cannot_hold_is_told_with_its_place(tmp_path: Path, specs: Specs) -> None:
    def refuse(text: str) -> str:
        raise ValueError("a lone surrogate has no literal")

    language = replace(toy.LANGUAGE, syntax=replace(toy.LANGUAGE.syntax, literal=refuse))
    (tmp_path / "auth").mkdir()
    (tmp_path / "auth" / "api-key.j2").write_text("")
    (tmp_path / "demo.j2").write_text("{{ inputs.x | literal }}")
    operation = Operation("demo", "", "", {"x": "\ud800"}, ())
    auth = next(each for each in specs.service.auths if each.name == "api-key")
    (sample,) = build([language], [operation], [auth]).samples
    with pytest.raises(TemplateError, match=r"demo\.j2:1: .*a lone surrogate has no literal"):
        Renderer(language, tmp_path, specs.service).sample(sample)


def test_opaque_leaves_keys_and_numbers_alone() -> None:
    assert opaque({"a": ["b", 1, True, None]}) == {"a": [Text("b"), 1, True, None]}
    with pytest.raises(UnfilteredTextError):
        str(Text("x" * 100))


def test_workspace_files_are_rendered_or_copied(specs: Specs) -> None:
    assert toy.LANGUAGE.templates
    files = Renderer(toy.LANGUAGE, Path(toy.LANGUAGE.templates), specs.service).workspace()
    assert {str(path) for path in files} == {"compile.py", "toy.txt"}
    assert (
        next(text for path, text in files.items() if path.name == "toy.txt") == b"toy-sdk==1.2.3\n"
    )


def test_samples_are_equal_by_id(specs: Specs) -> None:
    first, second = (
        build([toy.LANGUAGE], specs.operations, specs.service.auths).samples[0] for _ in "ab"
    )
    assert isinstance(first, Sample)
    assert hash(first) == hash(second)


def test_a_template_is_made_of_what_it_names(tmp_path: Path) -> None:
    texts = {
        "chat.j2": "{% extends layout %}",
        "layout.j2": "{% import 'shared.j2' as shared %}",
        "shared.j2": "",
        "auth/key.j2": "{% import 'shared.j2' as shared %}{% include 'missing.j2' %}",
        "broken.j2": "{% if %}",
        "other.j2": "",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = parts(tmp_path, ("chat.j2", "auth/key.j2"))
    assert found == ["chat.j2", "auth/key.j2", "layout.j2", "shared.j2"]
    assert parts(tmp_path, ("broken.j2", "none.j2")) == ["broken.j2"]
