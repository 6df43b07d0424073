"""Go."""

from __future__ import annotations

from tests.broken.go import ELSEWHERE
from tests.mutation.ways import Edit, Ways, way

PRINT = r"^(\t+)fmt\.P(rint(?:ln|f)?)\((.*)\)$"
CALL = r"(?s)^(\t+)\w+(?:, err)? :?= (client\.[A-Z]\w*\.(?:[^\n]*\)\n|[^\n]*\{\n.*?^\1\}\)\n))"
END = r"^\}\n"  # of main: nothing stands before it that ends so

WAYS: Ways = {
    "missing-import": (way(r'^\t"fmt"\n'),),
    "misspelt-class": (way(r"\b(openai|responses)\.(\w+)Params\{", r"\1.\2Param{"),),
    "output-dropped": (way(PRINT, r"\1_ = fmt.Sp\2(\3)"),),
    "output-doubled": (way(PRINT, r"\g<0>\n\g<0>"),),
    "output-on-stderr": (way(PRINT, r"\1fmt.Fp\2(os.Stderr, \3)"),),
    "error-swallowed": (
        way(r"log\.Fatal\(err\)", "return", every=True),
        way(r"os\.Exit\(1\)", "os.Exit(0)"),
    ),
    "stream-unread": (way(r"^\tfor stream\.Next\(\) \{\n", r"\g<0>\t\tbreak\n"),),
    "member-dropped": (
        way(r"^\t+openai\.(SystemMessage|DeveloperMessage|TextContentPart)\(.*\),\n"),
        way(r"^\t+(MaxCompletionTokens: |params\.PreviousResponseID = ).*\n"),
        way(r"^\t+ReasoningEffort: .*\n"),
        way(r"^\t+RequireApproval: .*\n.*\n\t+\},\n"),
        way(r'^\t+"jumps .*\n'),
    ),
    "role-changed": (
        way(r"openai\.SystemMessage\(", "openai.DeveloperMessage("),
        way(r"openai\.DeveloperMessage\(", "openai.SystemMessage("),
        way(r'openai\.UserMessage\("', 'openai.AssistantMessage("'),
    ),
    "request-doubled": (
        way(CALL.replace(r"\w+(?:, err)?", r"\w+, err"), r"\1_, _ = \2\g<0>"),
        way(CALL.replace(r"\w+(?:, err)?", "stream"), r"\1_ = \2\g<0>"),
    ),
    "credential-elsewhere": (
        (
            Edit(r'^\t"log"\n(?!\t"net/http")', '\t"log"\n\t"net/http"\n'),
            Edit(END, f"{ELSEWHERE}}}\n"),
        ),
        (Edit(r'^\t"net/http"\n', r"\g<0>"), Edit(END, f"{ELSEWHERE}}}\n")),
    ),
    "exit-code-changed": (way(END, "\tos.Exit(3)\n}\n"),),
    "sleeps-for-ever": (
        (Edit(r'^\t"os"\n', '\t"os"\n\t"time"\n'), Edit(END, "\ttime.Sleep(time.Hour)\n}\n")),
    ),
}
