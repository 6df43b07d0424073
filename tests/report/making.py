"""Reports made for tests: plain ones, every status, hostile text, any at all, and large ones."""

from typing import Any

from hypothesis import strategies as st

from samplegen.model import (
    Exchange,
    Report,
    ScenarioVerdict,
    Stage,
    Status,
    Tolerance,
    Toolset,
    Verdict,
    Wire,
)

HOSTILE = [
    "]]><!--",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</pre></details><b>",
    "{{ 7 * 7 }}{% raw %}",
    "%0A::error::forged",
    "100%\r\n::set-output name=a::b",
    "a,b:c%2C",
    "\x1b[31m\x00\x07\x85\u2028\ufffe",
    "```\n</details>\n# heading\n````",
    "| a | b |\n|---|---|",
    "[bold]rich[/bold] :smile:",
    "@octocat #1 https://example.com <!-- x -->",
    "😀 naïve 中文",
    "\u202egnp.exe",
    "lone \ud800 surrogate \udcff",
    "\n\n  \n",
]


def exchange(**members: Any) -> Exchange:
    return Exchange(
        **{
            "method": "POST",
            "host": "your-resource-name.openai.azure.com",
            "path": "/openai/v1/chat/completions",
            "query": {},
            "auth": "bearer-token",
            "credential": "https://ai.azure.com",
            "headers": {"user-agent": "sdk/1"},
            "body": {"model": "gpt-4.1-nano"},
            "status": 200,
            "seconds": 0.001,
            "at": 0.25,
            **members,
        }
    )


def scenario(status: Status = Status.PASSED, **members: Any) -> ScenarioVerdict:
    return ScenarioVerdict(
        **{
            "name": "default",
            "status": status,
            "exit_code": 0,
            "stdout": "Hello!\n",
            "stderr": "",
            "seconds": 0.018,
            "differences": (),
            "requests": (exchange(),),
            **members,
        }
    )


def verdict(sample: str, status: Status = Status.PASSED, **members: Any) -> Verdict:
    return Verdict(
        **{
            "sample": sample,
            "status": status,
            "stage": Stage.MATCH,
            "reason": "" if status is Status.PASSED else f"{status.value} for a reason",
            "seconds": 0.021,
            "file": f"{sample}/main.x",
            "sha256": "0123456789abcdef" * 4,
            "scenarios": (scenario(status),),
            **members,
        }
    )


def report(*verdicts: Verdict, **members: Any) -> Report:
    return Report(
        **{
            "runner": "local",
            "target": "mock",
            "strict": False,
            "seconds": 41.25,
            "toolchains": {"ml": Toolset({"ml": "1.26.8"}, {"ml-sdk": "3.96.0"})},
            "verdicts": verdicts,
            **members,
        }
    )


def every_status(*, strict: bool = False) -> Report:
    """One sample of each status, the language ``apl`` without the auth ``token``."""
    return report(
        verdict("apl/chat/key"),
        verdict(
            "ml/chat/key",
            Status.FAILED,
            reason="body.model: expected 'a', sent 'b'",
            scenarios=(
                scenario(
                    Status.FAILED,
                    differences=("body.model: expected 'a', sent 'b'", "stdout: expected ''"),
                    stderr="main.x:3:7: boom\n",
                    exit_code=1,
                ),
            ),
        ),
        verdict("ml/chat/token", Status.KNOWN),
        verdict("ml/embeddings/key", Status.FIXED),
        verdict(
            "ml/embeddings/token",
            Status.SKIPPED,
            stage=Stage.INSTALL,
            reason="ml is missing; install it",
            scenarios=(),
        ),
        strict=strict,
    )


def compared() -> Report:
    """Two operations in two languages: the same, tolerated, differing, and not compared."""
    shorter = Tolerance("encoding_format", "It is shorter.")
    wrong = (
        "across languages: request 1: body.top_p: expected nothing, sent 1 "
        "(expected is what apl/chat/key sends)"
    )
    return report(
        verdict("apl/chat/key"),
        verdict("apl/embeddings/key"),
        verdict("ml/chat/key", Status.FAILED),
        verdict("ml/embeddings/key"),
        verdict("pl/chat/key", Status.SKIPPED),
        wires=(
            Wire("apl/chat/key", "default"),
            Wire("ml/chat/key", "default", (), (wrong,)),
            Wire("ml/chat/key", "another", (), (wrong,)),
            Wire("apl/embeddings/key", "default"),
            Wire("ml/embeddings/key", "default", (shorter,)),
            Wire("ml/embeddings/key", "another", (shorter,)),
        ),
    )


def hostile(text: str) -> Report:
    """The text wherever text of unknown origin may stand."""
    return report(
        verdict(
            f"{text}/{text}/{text}",
            Status.FAILED,
            reason=f"because {text}",
            file=text,
            scenarios=(
                scenario(
                    Status.FAILED,
                    name=text,
                    stdout=text,
                    stderr=text,
                    differences=(text, f"again {text}"),
                    requests=(exchange(host=text, path=text, body={text: text}),),
                ),
            ),
        ),
        runner=text,
        target=text,
        toolchains={text: Toolset({text: text}, {text: text})},
        wires=(Wire(f"{text}/{text}/{text}", text, (Tolerance(text, text),), (text,)),),
    )


def many(count: int, status: Status = Status.FAILED) -> Report:
    """So many samples, each with much to say."""
    return report(
        *(
            verdict(
                f"language{n % 5}/operation-{n // 15}/auth{n // 5 % 3}",
                status,
                reason=f"reason {n}",
                scenarios=(
                    scenario(status, differences=(f"difference {n}",), stdout="out\n" * 500),
                ),
            )
            for n in range(count)
        )
    )


# --- any report at all ------------------------------------------------------------------------

_texts = st.text(max_size=12)
_seconds = st.floats(0, 1e6) | st.integers(0, 9).map(float)
_strings = st.dictionaries(_texts, _texts, max_size=2)
_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | _texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_texts, inner, max_size=2),
    max_leaves=4,
)
_auths = st.sampled_from(["none", "api-key", "bearer-key", "bearer-token", "api-key+bearer-key"])
exchanges = st.builds(
    Exchange,
    method=_texts,
    host=_texts,
    path=_texts,
    query=_strings,
    auth=_auths,
    credential=_texts,
    headers=_strings,
    body=_json,
    status=st.integers(0, 599),
    seconds=_seconds,
    at=_seconds,
    complete=st.booleans(),
)
scenarios = st.builds(
    ScenarioVerdict,
    name=_texts,
    status=st.sampled_from(Status),
    exit_code=st.none() | st.integers(-64, 255),
    stdout=_texts,
    stderr=_texts,
    seconds=_seconds,
    differences=st.lists(_texts, max_size=2).map(tuple),
    requests=st.lists(exchanges, max_size=2).map(tuple),
)
verdicts = st.builds(
    Verdict,
    sample=st.from_regex(r"[a-z]{1,3}/[a-z-]{1,3}/[a-z-]{1,3}", fullmatch=True),
    status=st.sampled_from(Status),
    stage=st.sampled_from(Stage),
    reason=_texts,
    seconds=_seconds,
    file=_texts,
    sha256=st.sampled_from(["", "ab" * 32]),
    scenarios=st.lists(scenarios, max_size=2).map(tuple),
)
_toolsets = st.builds(
    Toolset,
    tools=st.dictionaries(_texts.filter(lambda name: name != "packages"), _texts, max_size=2),
    packages=_strings,
)
wires = st.builds(
    Wire,
    sample=_texts,
    scenario=_texts,
    tolerated=st.lists(st.builds(Tolerance, _texts, _texts), max_size=2).map(tuple),
    differences=st.lists(_texts, max_size=2).map(tuple),
)
reports = st.builds(
    Report,
    runner=_texts,
    target=_texts,
    strict=st.booleans(),
    seconds=_seconds,
    toolchains=st.dictionaries(_texts, _toolsets, max_size=2),
    verdicts=st.lists(verdicts, max_size=3).map(tuple),
    wires=st.lists(wires, max_size=2).map(tuple),
)
