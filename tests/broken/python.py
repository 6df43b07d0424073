"""Python."""

from samplegen.model import Stage
from tests.broken import Broken

ASK = "completion = client.chat.completions.create("
PRINT = "print(completion.choices[0].message.content)\n"
ELSEWHERE = (
    "import urllib.request\n"
    "request = urllib.request.Request(\n"
    '    "https://www.example.com/", headers={"Authorization": f"Bearer {client.api_key}"}\n'
    ")\n"
    "try:\n"
    "    urllib.request.urlopen(request)\n"
    "except OSError:\n"
    "    pass\n"
)

ROWS = (
    Broken(
        "syntax",
        "chat/api-key",
        (("client = OpenAI(", "client = = OpenAI("),),
        "syntax error",
        Stage.PARSE,
    ),
    Broken("missing-import", "chat/api-key", (("import os\n", ""),), "`os`", Stage.BUILD),
    Broken(
        "misspelt-type", "chat/api-key", (("OpenAI", "OpenAi"),), "no member `OpenAi`", Stage.BUILD
    ),
    Broken(
        "misspelt-method",
        "chat/api-key",
        (("completions.create", "completions.creat"),),
        "no attribute `creat`",
        Stage.BUILD,
    ),
    Broken(
        "wrong-model",
        "chat/api-key",
        (("gpt-5-mini", "gpt-4"),),
        'body.model: expected "gpt-5-mini", sent "gpt-4"',
    ),
    Broken(
        "wrong-prompt",
        "chat/api-key",
        (("Who founded", "Who sold"),),
        "body.messages[1].content: expected",
    ),
    Broken(
        "wrong-role",
        "chat/api-key",
        (('"role": "system"', '"role": "developer"'),),
        'role: expected "system", sent "developer"',
    ),
    Broken(
        "wrong-method",
        "chat/api-key",
        ((ASK, "client.chat.completions.list()\n" + ASK),),
        "method: expected POST /openai/v1/chat/completions, sent GET",
    ),
    Broken(
        "wrong-path",
        "chat/api-key",
        (("/openai/v1/", "/openai/v2/"),),
        "sent /openai/v2/chat/completions",
    ),
    Broken(
        "wrong-host",
        "chat/api-key",
        (("YOUR-RESOURCE-NAME.", "another-name."),),
        "another-name.openai.azure.com",
    ),
    Broken(
        "extra-query",
        "chat/api-key",
        ((ASK, ASK + '\n    extra_query={"api-version": "2024-10-21"},'),),
        'query.api-version: expected no such parameter, sent "2024-10-21"',
    ),
    Broken(
        "member-too-many",
        "chat/api-key",
        ((ASK, ASK + "\n    max_tokens=100,"),),
        "body.max_tokens: must not be sent, sent 100",
    ),
    Broken(
        "member-dropped",
        "chat-reasoning/api-key",
        (('    reasoning_effort="low",\n', ""),),
        'body.reasoning_effort: expected "low", sent nothing',
    ),
    Broken(
        "element-dropped",
        "embeddings/api-key",
        (('        "jumps over the lazy dog",\n', ""),),
        "body.input: expected 2 elements, sent 1 element",
    ),
    Broken(
        "approval-refused",
        "responses-mcp-approval/api-key",
        (('"approve": True', '"approve": False'),),
        "approve: expected true, sent false",
    ),
    Broken(
        "not-sent",
        "chat/api-key",
        ((ASK, "import sys\nprint('x')\nsys.exit()\n" + ASK),),
        "expected once, sent not at all",
    ),
    Broken(
        "sent-twice",
        "responses/api-key",
        (
            ("response = client", "for _ in range(2):\n    response = client"),
            ("    model=", "        model="),
            ("    input=", "        input="),
            ("\n)\nprint", "\n    )\nprint"),
        ),
        "request 2: expected once, sent again",
    ),
    Broken(
        "other-order",
        "request-id/api-key",
        (
            ('"gpt-5-mini"', '"TMP"'),
            ('"no-such-deployment"', '"gpt-5-mini"'),
            ('"TMP"', '"no-such-deployment"'),
        ),
        "order: expected interaction 1 (POST /openai/v1/responses), sent too early",
    ),
    Broken(
        "sent-and-ignored",
        "chat/api-key",
        ((PRINT, "print('Bill Gates and Paul Allen founded Microsoft on April 4, 1975.')\n"),),
        "stdout: expected '«Micro-Soft»",
    ),
    Broken(
        "wrong-variable",
        "chat/api-key",
        (("AZURE_OPENAI_API_KEY", "OPENAI_API_KEY"),),
        "expected the key from AZURE_OPENAI_API_KEY, sent the key from OPENAI_API_KEY",
    ),
    Broken(
        "key-for-token",
        "chat/entra-id",
        (("api_key=token_provider", 'api_key=__import__("os").environ["AZURE_OPENAI_API_KEY"]'),),
        "expected a token for https://ai.azure.com",
    ),
    Broken(
        "token-for-key",
        "chat/api-key",
        (
            (
                "import os\n",
                "from azure.identity import DefaultAzureCredential, get_bearer_token_provider\n",
            ),
            (
                'os.environ["AZURE_OPENAI_API_KEY"]',
                'get_bearer_token_provider(DefaultAzureCredential(), "https://ai.azure.com/.default")',
            ),
        ),
        "expected the key from AZURE_OPENAI_API_KEY, sent a token for https://ai.azure.com",
    ),
    Broken(
        "both-at-once",
        "chat/entra-id",
        (
            (
                "api_key=token_provider,",
                'api_key=token_provider,\n    default_headers={"api-key": __import__("os").environ["AZURE_OPENAI_API_KEY"]},',
            ),
        ),
        "alone, sent",
    ),
    Broken(
        "wrong-audience",
        "chat/entra-id",
        (("https://ai.azure.com/", "https://management.azure.com/"),),
        'resource: expected "https://ai.azure.com"',
    ),
    Broken(
        "credential-elsewhere", "chat/api-key", ((PRINT, PRINT + ELSEWHERE),), "www.example.com"
    ),
    Broken(
        "credential-in-clear",
        "chat/api-key",
        ((PRINT, PRINT + ELSEWHERE.replace("https:", "http:")),),
        "www.example.com: the key from AZURE_OPENAI_API_KEY was sent to this host",
    ),
    Broken(
        "endpoint-in-clear",
        "chat/api-key",
        (("https://YOUR", "http://YOUR"),),
        "the key from AZURE_OPENAI_API_KEY was sent without TLS",
    ),
    Broken("output-doubled", "chat/api-key", ((PRINT, PRINT * 2),), "stdout: expected"),
    Broken(
        "no-newline-at-the-end",
        "chat/api-key",
        ((".content)\n", '.content, end="")\n'),),
        "got 'ft on April 4, 1975.' (from character",
    ),
    Broken(
        "output-on-stderr",
        "chat/api-key",
        ((PRINT, PRINT + "import sys\nprint('done', file=sys.stderr)\n"),),
        "stderr: expected nothing, got 'done\\n'",
    ),
    Broken(
        "wrong-exit-code",
        "chat/api-key",
        ((PRINT, PRINT + "raise SystemExit(2)\n"),),
        "exit code: expected 0, got 2",
    ),
    Broken(
        "crash-at-the-end",
        "chat/api-key",
        ((PRINT, PRINT + "raise RuntimeError('oh')\n"),),
        "exit code: expected 0, got 1",
    ),
    Broken(
        "hang",
        "chat/api-key",
        ((PRINT, PRINT + "import time\n\ntime.sleep(3600)\n"),),
        "did not end within",
    ),
    Broken(
        "stream-not-read",
        "chat-streaming/api-key",
        (("for chunk in stream:", "for chunk in []:"),),
        "stdout: expected",
    ),
    Broken(
        "delta-taken-for-granted",
        "chat-streaming/api-key",
        (("if choice.delta and ", "if "),),
        "filtered-asynchronously: stdout: expected",
    ),
    Broken(
        "stream-cut-accepted",
        "responses-streaming/api-key",
        (
            (
                "for event in stream:\n",
                "import openai\n\ndef events():\n    try:\n        yield from stream\n    except openai.OpenAIError:\n        pass\n    except Exception:\n        pass\n\nfor event in events():\n",
            ),
        ),
        "exit code: expected any but 0, got 0",
    ),
    Broken(
        "every-delta-printed",
        "responses-streaming/api-key",
        (('if event.type == "response.output_text.delta"', 'if hasattr(event, "delta")'),),
        "stdout: expected",
    ),
    Broken(
        "error-swallowed",
        "error-handling/api-key",
        (("    sys.exit(1)\n", "    sys.exit(0)\n"),),
        "exit code: expected 1, got 0",
    ),
    Broken(
        "wrong-request-id",
        "request-id/api-key",
        (("error.request_id", "error.response.headers['apim-request-id']"),),
        "stdout: expected",
    ),
    Broken(
        "retries-fewer",
        "retries/api-key",
        (("max_retries=5", "max_retries=4"),),
        "expected 6 times, sent 5 times",
    ),
    Broken(
        "retries-more",
        "retries/api-key",
        (("max_retries=5", "max_retries=6"),),
        "request 8: expected 6 times, sent again",
    ),
    Broken(
        "retries-not-off",
        "retries/api-key",
        (("max_retries=0", "max_retries=1"),),
        "request 8: expected 6 times, sent again",
    ),
)
