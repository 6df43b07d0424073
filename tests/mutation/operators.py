"""The operators: what each breaks, and the texts that it makes of a sample; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.mutation.ways import Way, everywhere, of


@dataclass(frozen=True, slots=True)
class Operator:
    """One way of thinking to break samples.

    Args:
        name: kebab-case.
        breaks: what it does, for the page.
        auth: the way of signing in of the samples that it breaks.
        operations: glob over the operations that it is let loose on.
        most: mutants for each language; None where the caller decides.
    """

    name: str
    breaks: str
    auth: str = "api-key"
    operations: str = "*"
    most: int | None = None

    def mutants(self, language: str, operation: str, text: str) -> tuple[str, ...]:
        """Breaks a sample in every way that applies to it; none where the operator does not."""
        if not fnmatchcase(operation, self.operations):
            return ()
        broken = (_gone(way, text) for way in self._ways(language))
        return tuple(dict.fromkeys(new for new in broken if new is not None and new != text))

    def _ways(self, language: str) -> tuple[Way, ...]:
        return everywhere.WAYS.get(self.name, ()) + of(language).get(self.name, ())


def _gone(way: Way, text: str) -> str | None:
    changed: str | None = text
    for edit in way:
        changed = None if changed is None else edit(changed)
    return changed


def named(*globs: str) -> Iterator[Operator]:
    """The operators whose names match one of the globs."""
    return (one for one in OPERATORS if any(fnmatchcase(one.name, glob) for glob in globs))


OPERATORS = (
    Operator("wrong-model", "another model is asked for"),
    Operator("wrong-prompt", "the prompt begins with another word"),
    Operator("wrong-path", "`/openai/v2/` is called"),
    Operator("wrong-host", "`services.ai.azure.com` is called"),
    Operator("wrong-scheme", "the endpoint is called without TLS"),
    Operator("wrong-audience", "the token is for `cognitiveservices.azure.com`", auth="entra-id"),
    Operator("wrong-variable", "the key is read from `OPENAI_API_KEY`"),
    Operator("missing-import", "an import of the SDK, or of what prints, is not there"),
    Operator("misspelt-class", "a class of the SDK is misspelt"),
    Operator("output-dropped", "the first output is not printed"),
    Operator("output-doubled", "the first output is printed twice"),
    Operator("output-on-stderr", "the first output goes to stderr"),
    Operator("error-swallowed", "an error ends the program as if there were none"),
    Operator("stream-unread", "a stream is opened and left at its first event"),
    Operator("member-dropped", "a member, an element or a message is not sent"),
    Operator("role-changed", "a message has another role"),
    Operator("request-doubled", "a request is sent twice"),
    Operator("retries-off-by-one", "one retry more or fewer"),
    Operator("credential-elsewhere", "the key is sent to `www.example.com`, too"),
    Operator("exit-code-changed", "the program ends with 3"),
    Operator("sleeps-for-ever", "the program does not end", operations="chat", most=1),
)
