"""Python."""

from __future__ import annotations

import re
from textwrap import indent

from tests.broken.python import ELSEWHERE
from tests.mutation.ways import Ways, way

PRINT = r"^( *)print\((.*)\)$"
CALL = r"(?s)^( *)(?:\w+ = )?(client\.(?:[^\n]*list\(\)|[^\n]*\(\n.*?^\1\))\n)"


def swallow(rest: re.Match[str]) -> str:
    return f"try:\n{indent(rest[0], '    ')}except Exception:\n    pass\n"


WAYS: Ways = {
    "missing-import": (way(r"^from openai import .*\n"),),
    "misspelt-class": (way(r"\bOpenAI\(", "OpenAPI("),),
    "output-dropped": (way(PRINT, r"\1pass"),),
    "output-doubled": (way(PRINT, r"\g<0>\n\g<0>"),),
    "output-on-stderr": (way(PRINT, r'\1print(\2, file=__import__("sys").stderr)'),),
    "error-swallowed": (
        way(r"(?s)^client = (?!.*sys\.exit).*\Z", swallow),
        way(r"sys\.exit\(1\)", "sys.exit(0)", every=True),
    ),
    "stream-unread": (way(r"^for \w+ in stream:\n", r"\g<0>    break\n"),),
    "member-dropped": (
        way(r'^ +\{\n +"(role": "system|role": "developer|type": "text)",\n.*\n +\},\n'),
        way(r"^ +(max_completion_tokens|previous_response_id)=.*\n"),
        way(r"^ +reasoning_effort=.*\n"),
        way(r'^ +"require_approval": .*\n'),
        way(r'^ +"jumps .*\n'),
    ),
    "role-changed": (
        way('"role": "system"', '"role": "developer"'),
        way('"role": "developer"', '"role": "system"'),
        way(r'"role": "user"(,\n +"content": ")', r'"role": "assistant"\1'),
    ),
    "request-doubled": (way(CALL, r"\1\2\g<0>"),),
    "credential-elsewhere": (way(r"\Z", ELSEWHERE),),
    "exit-code-changed": (way(r"\Z", "raise SystemExit(3)\n"),),
    "sleeps-for-ever": (way(r"\Z", "import time\n\ntime.sleep(3600)\n"),),
}
