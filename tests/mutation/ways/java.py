"""Java."""

from __future__ import annotations

from tests.broken.java import ELSEWHERE
from tests.mutation.ways import Edit, Ways, way

PRINT = r"^ +System\.out\.print(?:ln|f)?\(.*\);$"
EACH = r"-> System\.out\.print(ln)?\((\w+\.\w+\(\))\)\);$"
METHOD = r"\.forEach\(System\.out::print\);$"
MAIN = r"^  public static void main\(String\[\] args\) \{\n(?!(?s:.*)System\.exit)"
END = r"^  \}\n"  # of main, the first method
CREATE = r"client(?:\.\w+\(\))+\.create(?:Streaming)?\(\w+\)"

WAYS: Ways = {
    "missing-import": (way(r"^import com\.openai\.client\.okhttp\..*\n"),),
    "misspelt-class": (way(r"OpenAIOkHttpClient\.builder", "OpenAiOkHttpClient.builder"),),
    "output-dropped": (
        way(PRINT, ";"),
        way(EACH, "-> {});"),
        way(METHOD, ".forEach(text -> {});"),
    ),
    "output-doubled": (
        way(PRINT, r"\g<0>\n\g<0>"),
        way(EACH, r'-> System.out.print\1(\2 + "\\n" + \2));'),
        way(METHOD, ".forEach(text -> System.out.print(text + text));"),
    ),
    "output-on-stderr": (way(r"System\.out", "System.err"),),
    "error-swallowed": (
        (
            Edit(MAIN, r"\g<0>    try {\n"),
            Edit(END, "    } catch (RuntimeException failure) {\n      return;\n    }\n  }\n"),
        ),
        way(r"System\.exit\(1\)", "System.exit(0)", every=True),
    ),
    "stream-unread": (way(r"(chunks|events)\.stream\(\)", r"\g<0>.limit(0)"),),
    "member-dropped": (
        way(r"^ +(\.add(System|Developer)Message\(.*\)|\w+\.ofText\(\w+\),)\n"),
        way(r"^ +\.(maxCompletionTokens|previousResponseId)\(.*\)\n"),
        way(r"^ +\.reasoningEffort\(.*\)\n"),
        way(r"^ +\.requireApproval\(.*\)\n"),
        way(r', "jumps over the lazy dog"'),
    ),
    "role-changed": (
        way(r"\.addSystemMessage\(", ".addDeveloperMessage("),
        way(r"\.addDeveloperMessage\(", ".addSystemMessage("),
        way(r'\.addUserMessage\("', '.addAssistantMessage("'),
    ),
    "request-doubled": (
        way(rf"^( +)(?:\w+ \w+ =\s+)?({CREATE})(?=;|\.output)", r"\1\2;\n\g<0>"),
        way(rf"^( +)try \(.*\s+({CREATE})\) \{{\n", r"\1\2.close();\n\g<0>"),
        way(r"^( +)System\.out\.println\(.* \+ (client\.models\(\)\.list\(\))", r"\1\2;\n\g<0>"),
    ),
    "credential-elsewhere": (way(END, f"{ELSEWHERE}  }}\n"),),
    "exit-code-changed": (way(END, "    System.exit(3);\n  }\n"),),
    "sleeps-for-ever": (
        way(
            END,
            "    while (true) {\n      java.util.concurrent.locks.LockSupport.park();\n    }\n  }\n",
        ),
    ),
}
