"""JavaScript."""

from samplegen.model import Stage
from tests.broken import Broken

ASK = "const completion = await client"
PRINT = "console.log(completion.choices[0].message.content);\n"
ELSEWHERE = """\
try {
  await fetch("https://www.example.com/", {
    headers: { Authorization: `Bearer ${apiKey}` },
  });
} catch {}
"""

ROWS = (
    Broken(
        "syntax",
        "chat/api-key",
        (("const client = ", "const client = = "),),
        "syntax error",
        Stage.PARSE,
    ),
    Broken(
        "missing-import",
        "chat/api-key",
        (('import OpenAI from "openai";\n', ""),),
        "Cannot find name 'OpenAI'",
        Stage.BUILD,
    ),
    Broken(
        "misspelt-type",
        "chat/api-key",
        (("new OpenAI(", "new OpenAi("),),
        "Cannot find name 'OpenAi'",
        Stage.BUILD,
    ),
    Broken(
        "misspelt-method",
        "chat/api-key",
        (("completions.create", "completions.creat"),),
        "Property 'creat' does not exist",
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
        (('role: "system"', 'role: "developer"'),),
        'role: expected "system", sent "developer"',
    ),
    Broken(
        "wrong-method",
        "chat/api-key",
        ((ASK, "await client.chat.completions.list();\n" + ASK),),
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
        (("  apiKey,\n", '  apiKey,\n  defaultQuery: { "api-version": "2024-10-21" },\n'),),
        'query.api-version: expected no such parameter, sent "2024-10-21"',
    ),
    Broken(
        "member-too-many",
        "chat/api-key",
        (("  messages: [", "  max_tokens: 100,\n  messages: ["),),
        "body.max_tokens: must not be sent, sent 100",
    ),
    Broken(
        "member-dropped",
        "chat-reasoning/api-key",
        (('  reasoning_effort: "low",\n', ""),),
        'body.reasoning_effort: expected "low", sent nothing',
    ),
    Broken(
        "element-dropped",
        "embeddings/api-key",
        ((', "jumps over the lazy dog"', ""),),
        "body.input: expected 2 elements, sent 1 element",
    ),
    Broken(
        "approval-refused",
        "responses-mcp-approval/api-key",
        (("approve: true", "approve: false"),),
        "approve: expected true, sent false",
    ),
    Broken(
        "not-sent",
        "chat/api-key",
        ((ASK, 'console.log("x");\nprocess.exit();\n' + ASK),),
        "expected once, sent not at all",
    ),
    Broken(
        "sent-twice",
        "responses/api-key",
        (
            (
                "const response = await client.responses.create({",
                "const question = {",
            ),
            (
                "});\nconsole.log(response",
                "};\n"
                "let response = await client.responses.create(question);\n"
                "response = await client.responses.create(question);\n"
                "console.log(response",
            ),
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
        (
            (
                "completion.choices[0].message.content",
                '"Bill Gates and Paul Allen founded Microsoft on April 4, 1975."',
            ),
        ),
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
        (
            (
                "apiKey: getBearerTokenProvider(credential, scope)",
                "apiKey: process.env.AZURE_OPENAI_API_KEY",
            ),
        ),
        "expected a token for https://ai.azure.com",
    ),
    Broken(
        "token-for-key",
        "chat/api-key",
        (
            (
                "import OpenAI",
                "import { DefaultAzureCredential, getBearerTokenProvider }"
                ' from "@azure/identity";\nimport OpenAI',
            ),
            (
                "  apiKey,\n",
                "  apiKey: getBearerTokenProvider(\n"
                "    new DefaultAzureCredential(),\n"
                '    "https://ai.azure.com/.default",\n'
                "  ),\n",
            ),
        ),
        "expected the key from AZURE_OPENAI_API_KEY, sent a token for https://ai.azure.com",
    ),
    Broken(
        "both-at-once",
        "chat/entra-id",
        (
            (
                "  apiKey: ",
                '  defaultHeaders: { "api-key": process.env.AZURE_OPENAI_API_KEY },\n  apiKey: ',
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
        "asked for www.example.com:80",  # through a tunnel, too
    ),
    Broken(
        "endpoint-in-clear",
        "chat/api-key",
        (("https://YOUR", "http://YOUR"),),
        "asked for your-resource-name.openai.azure.com:80",
    ),
    Broken("output-doubled", "chat/api-key", ((PRINT, PRINT * 2),), "stdout: expected"),
    Broken(
        "no-newline-at-the-end",
        "chat/api-key",
        (
            (
                "console.log(completion.choices[0].message.content",
                "process.stdout.write(`${completion.choices[0].message.content}`",
            ),
        ),
        "got 'ft on April 4, 1975.' (from character",
    ),
    Broken(
        "output-on-stderr",
        "chat/api-key",
        ((PRINT, PRINT + 'console.error("done");\n'),),
        "stderr: expected nothing, got 'done\\n'",
    ),
    Broken(
        "wrong-exit-code",
        "chat/api-key",
        ((PRINT, PRINT + "process.exitCode = 2;\n"),),
        "exit code: expected 0, got 2",
    ),
    Broken(
        "crash-at-the-end",
        "chat/api-key",
        ((PRINT, PRINT + 'throw new Error("oh");\n'),),
        "exit code: expected 0, got 1",
    ),
    Broken(
        "hang",
        "chat/api-key",
        ((PRINT, PRINT + "setInterval(() => {}, 1000);\n"),),
        "did not end within",
    ),
    Broken(
        "stream-not-read",
        "chat-streaming/api-key",
        (
            (
                "for await (const chunk of stream) {\n"
                '  process.stdout.write(chunk.choices[0]?.delta?.content ?? "");\n'
                "}\n",
                "stream.controller.abort();\n",
            ),
        ),
        "stdout: expected",
    ),
    Broken(
        "delta-taken-for-granted",
        "chat-streaming/api-key",
        (("?.delta?.content", "?.delta.content"),),
        "filtered-asynchronously: stdout: expected",
    ),
    Broken(
        "stream-cut-accepted",
        "responses-streaming/api-key",
        (
            ("for await (", "try {\nfor await ("),
            (
                '  }\n}\nprocess.stdout.write("\\n")',
                '  }\n}\n} catch {}\nprocess.stdout.write("\\n")',
            ),
        ),
        "exit code: expected any but 0, got 0",
    ),
    Broken(
        "every-delta-printed",
        "responses-streaming/api-key",
        (
            ('event.type === "response.output_text.delta"', '"delta" in event'),
            ("write(event.delta)", "write(`${event.delta}`)"),
        ),
        "stdout: expected",
    ),
    Broken(
        "error-swallowed",
        "error-handling/api-key",
        (("  process.exitCode = 1;\n", ""),),
        "exit code: expected 1, got 0",
    ),
    Broken(
        "wrong-request-id",
        "request-id/api-key",
        (("error.requestID", 'error.headers.get("apim-request-id")'),),
        "stdout: expected",
    ),
    Broken(
        "retries-fewer",
        "retries/api-key",
        (("maxRetries: 5", "maxRetries: 4"),),
        "expected 6 times, sent 5 times",
    ),
    Broken(
        "retries-more",
        "retries/api-key",
        (("maxRetries: 5", "maxRetries: 6"),),
        "request 8: expected 6 times, sent again",
    ),
    Broken(
        "retries-not-off",
        "retries/api-key",
        (("maxRetries: 0", "maxRetries: 1"),),
        "request 8: expected 6 times, sent again",
    ),
)
