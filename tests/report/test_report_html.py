"""The HTML page: whole, self-contained, usable without a mouse, safe."""

import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from samplegen.model import Report, Status, Toolset
from samplegen.report import html
from samplegen.report.clean import visible
from tests.report.making import (
    HOSTILE,
    compared,
    every_status,
    hostile,
    many,
    report,
    scenario,
    verdict,
)

VOID = {"meta", "input", "br", "link", "img"}


class Page(HTMLParser):
    """Reads a page and refuses one whose tags do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts.setdefault(self._open[-1], []).append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]


def page(value: Report, source: str = "generated") -> Page:
    return Page(html.render(value, source))


def test_needs_nothing_else() -> None:
    found = html.render(every_status())
    tags = Page(found).tags

    assert not any({"src", "srcset", "data", "poster"} & set(attrs) for _, attrs in tags)
    assert not {"link", "img", "iframe", "object", "base"} & {tag for tag, _ in tags}
    assert not re.search(r"@import|url\(|fetch\(|https?://", found)


def test_what_differs_on_the_wire() -> None:
    found = page(compared())

    assert "On the wire" in found.texts["h2"]
    assert found.texts["td"].count("same") == 2
    assert "encoding_format: tolerated, because: It is shorter." in found.texts["p"]
    assert any("body.top_p: expected nothing, sent 1" in text for text in found.texts["p"])
    assert "not compared" in found.texts["span"]
    assert "On the wire" not in page(every_status()).texts["h2"]


def test_runs_only_its_own_script_and_style() -> None:
    found = page(every_status())
    policy = next(a["content"] for a in found.all("meta") if "http-equiv" in a)

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        (text,) = found.texts[tag]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not any(name.startswith("on") or name == "style" for _, a in found.tags for name in a)


def test_a_cell_names_its_sample_and_leads_to_it() -> None:
    found = page(every_status())
    links = {a["aria-label"]: a["href"] for a in found.all("a") if "aria-label" in a}
    samples = {a["data-id"]: f"#{a['id']}" for a in found.all("details")}

    assert links == {
        "apl/chat/key: passed": samples["apl/chat/key"],
        "ml/chat/key: failed": samples["ml/chat/key"],
        "ml/chat/token: known": samples["ml/chat/token"],
        "ml/embeddings/key: fixed": samples["ml/embeddings/key"],
        "ml/embeddings/token: skipped": samples["ml/embeddings/token"],
    }
    assert found.texts["span"].count("·") == 1


def test_can_be_used_without_seeing_it() -> None:
    found = page(every_status())
    ids = Counter(a["id"] for _, a in found.tags if "id" in a)

    assert set(ids.values()) == {1}
    assert found.all("html") == [{"lang": "en"}]
    assert all("scope" in a for a in found.all("th"))
    assert {a.get("role") for _, a in found.tags} >= {"search", "status", "region"}
    assert len(found.all("label")) == len(found.all("input"))
    assert all(a["href"][1:] in ids for a in found.all("a"))
    assert all(a["aria-labelledby"] in ids for _, a in found.tags if "aria-labelledby" in a)


def test_dark_and_light() -> None:
    (style,) = page(report()).texts["style"]

    assert "color-scheme: light dark" in style
    for status in Status:
        assert re.search(rf"--{status.value}: light-dark\(#\w{{6}}, #\w{{6}}\)", style)


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


@pytest.mark.parametrize("scheme", [0, 1])
def test_every_colour_of_text_has_contrast(scheme: int) -> None:
    (style,) = page(report()).texts["style"]
    found = re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", style)
    colours = {name: luminance((light, dark)[scheme]) for name, light, dark in found}

    for ground in (colours.pop("paper"), colours.pop("panel")):
        for name, colour in colours.items():
            if name != "line":
                lighter, darker = max(colour, ground), min(colour, ground)
                assert (lighter + 0.05) / (darker + 0.05) >= 4.5, name


def test_details_of_a_failure() -> None:
    found = html.render(every_status(), "site/samples")

    for text in (
        "site/samples/ml/chat/key/main.x",
        "body.model: expected &#39;a&#39;, sent &#39;b&#39;",
        "stdout: expected &#39;&#39;",
        "main.x:3:7: boom",
        "POST your-resource-name.openai.azure.com/openai/v1/chat/completions",
        "exit code 1",
        "ml-sdk 3.96.0",
    ):
        assert text in found


def test_a_filter_for_each_status_that_occurs() -> None:
    boxes = [a["value"] for a in page(report(verdict("a/b/c"))).all("input") if "value" in a]

    assert boxes == ["passed"]
    assert len([a for a in page(every_status()).all("input") if "value" in a]) == 5


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
def test_hostile_text_stays_text(text: str) -> None:
    written = html.render(hostile(text))
    plain, found = page(hostile("harmless")), Page(written)

    assert [tag for tag, _ in found.tags] == [tag for tag, _ in plain.tags]
    assert found.texts["script"] == plain.texts["script"]
    assert visible(text) in found.texts["pre"]
    written.encode()


def test_templates_in_text_are_not_run() -> None:
    assert "{{ 7 * 7 }}{% raw %}" in html.render(hostile("{{ 7 * 7 }}{% raw %}"))


def test_title_says_the_result() -> None:
    assert page(every_status()).texts["title"] == ["samplegen: not all is proved"]
    assert page(report(verdict("a/b/c"))).texts["title"] == ["samplegen: all is proved"]


def test_empty() -> None:
    found = page(report(toolchains={}))

    assert found.texts["p"][-1] == "No sample was selected: nothing was proved."
    assert found.all("script") == []


def test_long_output_is_shortened_and_says_so() -> None:
    long = scenario(Status.FAILED, stdout="<" * 1_000_000, exit_code=None)
    found = html.render(report(verdict("a/b/c", Status.FAILED, scenarios=(long,))))

    assert "(996,000 of 1,000,000 characters not shown)" in found
    assert "killed" in found
    assert len(found) < 50_000


def test_10_000_samples_are_all_there_and_the_failed_in_full() -> None:
    passed = many(10_000, Status.PASSED).verdicts
    last = (scenario(Status.FAILED, differences=("told of the last one",)),)
    value = report(*passed[:-1], verdict("z/z/z", Status.FAILED, scenarios=last))
    found = html.render(value)

    assert found.count('class="sample"') == 10_000
    assert "told of the last one" in found
    assert found.count("The JSON report has the details.") == 9_000
    assert len(found) < 10_000_000


def test_what_it_was_verified_with() -> None:
    found = page(report(verdict("a/b/c"), toolchains={"a": Toolset({"ac": "1.2"}, {"sdk": "3.4"})}))

    assert {"ac 1.2", "sdk 3.4"} <= set(found.texts["td"])
