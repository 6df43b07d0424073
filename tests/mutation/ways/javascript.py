"""JavaScript."""

from __future__ import annotations

from tests.broken.javascript import ELSEWHERE
from tests.mutation.ways import Ways, way

PRINT = r"^( *)(?:console\.log|process\.stdout\.write)\(.*\);$"
CALL = r"(?s)^( *)const (?:\w+|\{[^}]*\}) = (await client\.(?:[^\n]*\);|.*?^\1\}\);)\n)"

WAYS: Ways = {
    "missing-import": (way(r'^import OpenAI from "openai";\n'),),
    "misspelt-class": (way(r"new OpenAI\(", "new OpenAi("),),
    "output-dropped": (way(PRINT, r"\1;"),),
    "output-doubled": (way(PRINT, r"\g<0>\n\g<0>"),),
    "output-on-stderr": (
        way(r"console\.log", "console.error"),
        way(r"process\.stdout", "process.stderr"),
    ),
    "error-swallowed": (
        way(r"(?s)^const client = (?!.*process\.exitCode).*\Z", r"try {\n\g<0>} catch {}\n"),
        way(r"process\.exitCode = 1", "process.exitCode = 0"),
    ),
    "stream-unread": (way(r"^for await \(.*\) \{\n", r"\g<0>  if (stream) break;\n"),),
    "member-dropped": (
        way(r'^ +\{\n +(role: "system|role: "developer|type: "text)",\n.*\n +\},\n'),
        way(r"^ +(max_completion_tokens|previous_response_id): .*\n"),
        way(r"^ +reasoning_effort: .*\n"),
        way(r"^ +require_approval: .*\n"),
        way(r', "jumps over the lazy dog"'),
    ),
    "role-changed": (
        way('role: "system"', 'role: "developer"'),
        way('role: "developer"', 'role: "system"'),
        way(r'role: "user"(,\n +content: ")', r'role: "assistant"\1'),
    ),
    "request-doubled": (way(CALL, r"\1\2\g<0>"),),
    "credential-elsewhere": (way(r"\Z", ELSEWHERE),),
    "exit-code-changed": (way(r"\Z", "process.exit(3);\n"),),
    "sleeps-for-ever": (way(r"\Z", "await new Promise((done) => setTimeout(done, 3_600_000));\n"),),
}
