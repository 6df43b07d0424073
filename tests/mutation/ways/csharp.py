"""C#."""

from __future__ import annotations

from tests.broken.csharp import ELSEWHERE
from tests.mutation.ways import Ways, way

PRINT = r"^( *)Console\.(Write(?:Line)?\(.*\);)$"
CALL = r"(?s)^( *)\w+(?:<\w+>)? \w+ = (await client\.\w+\((?:[^\n]*\n.*?^\1\)|[^\n]*\n.*?^\1\]\)|\));\n)"
STREAM = r"(?s)^await foreach \(\n    \w+ \w+ in (?:await )?(client\.\w+\(.*?^    \))\n"
UNREAD = r"\g<0>    if (Environment.ProcessId > 0)\n    {\n        break;\n    }\n"  # code after it is reachable
END = r"(?<!return 1;\n)\Z"

WAYS: Ways = {
    "missing-import": (way(r"^using OpenAI\.\w+;\n"),),
    "misspelt-class": (way(r"^(\w+)Client client", r"\1Cleint client"),),
    "output-dropped": (way(PRINT, r"\1;"),),
    "output-doubled": (way(PRINT, r"\g<0>\n\g<0>"),),
    "output-on-stderr": (way(PRINT, r"\1Console.Error.\2"),),
    "error-swallowed": (
        way(
            r"(?s)^\w+ client = (?!.*return 1;).*\Z",
            r"try\n{\n\g<0>}\ncatch (Exception)\n{\n}\n",
        ),
        way(r"return 1;", "return 0;"),
    ),
    "stream-unread": (way(r"(?s)^await foreach \(.*?^\{\n", UNREAD),),
    "member-dropped": (
        way(r"^ +(new (System|Developer)ChatMessage|\w+\.CreateTextPart)\(.*\),\n"),
        way(r"^ +(MaxOutputTokenCount|PreviousResponseId) = .*\n"),
        way(r"^ +ReasoningEffortLevel = .*\n"),
        way(r"^ +ToolCallApprovalPolicy = .*\n"),
        way(r'^ +"jumps .*\n'),
    ),
    "role-changed": (
        way(r"new SystemChatMessage\(", "new AssistantChatMessage("),
        way(r"new DeveloperChatMessage\(", "new SystemChatMessage("),
        way(r'new UserChatMessage\("', 'new AssistantChatMessage("'),
    ),
    "request-doubled": (
        way(CALL, r"\1\2\g<0>"),
        way(STREAM, r"await foreach (var unread in \1) { }\n\g<0>"),
    ),
    "credential-elsewhere": (way(END, ELSEWHERE),),
    "exit-code-changed": (way(END, "Environment.Exit(3);\n"),),
    "sleeps-for-ever": (way(END, "System.Threading.Thread.Sleep(-1);\n"),),
}
