"""C#."""

from samplegen.model import Stage
from tests.broken import Broken

USING = "using System;\n"
PREVIEW = "#pragma warning disable OPENAI001\n\n"  # what is marked as experimental
PRINT = "Console.WriteLine(completion.Content[0].Text);\n"
ASK = "ChatCompletion completion = "
ELSEWHERE = """\
using System.Net.Http.HttpClient http = new();
http.DefaultRequestHeaders.Authorization = new("Bearer", key);
try
{
    await http.GetStringAsync("https://www.example.com/");
}
catch (System.Net.Http.HttpRequestException)
{
}
"""

ROWS = (
    Broken(
        "syntax",
        "chat/api-key",
        (("ChatClient client = ", "ChatClient client = = "),),
        "syntax error",
        Stage.PARSE,
    ),
    Broken(
        "missing-import",
        "chat/api-key",
        (("using System.ClientModel;\n", ""),),
        "name 'ApiKeyCredential' could not be found",
        Stage.BUILD,
    ),
    Broken(
        "misspelt-type",
        "chat/api-key",
        (("OpenAIClientOptions", "OpenAiClientOptions"),),
        "name 'OpenAiClientOptions' could not be found",
        Stage.BUILD,
    ),
    Broken(
        "misspelt-method",
        "chat/api-key",
        (("CompleteChatAsync", "CompleteChatAsnyc"),),
        "definition for 'CompleteChatAsnyc'",
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
        ((USING, PREVIEW + USING), ("SystemChatMessage", "DeveloperChatMessage")),
        'role: expected "system", sent "developer"',
    ),
    Broken(
        "wrong-method",
        "chat/api-key",
        (
            (USING, PREVIEW + USING),
            (
                ASK,
                "await foreach (ChatCompletion _ in client.GetChatCompletionsAsync()) { }\n" + ASK,
            ),
        ),
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
        (("/openai/v1/", "/openai/v1/?api-version=2024-10-21"),),
        'query.api-version: expected no such parameter, sent "2024-10-21"',
    ),
    Broken(
        "member-too-many",
        "chat/api-key",
        (
            ("    new SystemChatMessage", "    [new SystemChatMessage"),
            ('when?")\n', 'when?")],\n    new ChatCompletionOptions { Temperature = 0.5f }\n'),
        ),
        "body.temperature: must not be sent, sent 0.5",
    ),
    Broken(
        "member-dropped",
        "chat-reasoning/api-key",
        (("        ReasoningEffortLevel = ChatReasoningEffortLevel.Low,\n", ""),),
        'body.reasoning_effort: expected "low", sent nothing',
    ),
    Broken(
        "element-dropped",
        "embeddings/api-key",
        (('    "jumps over the lazy dog",\n', ""),),
        "body.input: expected 2 elements, sent 1 element",
    ),
    Broken(
        "approval-refused",
        "responses-mcp-approval/api-key",
        (("approved: true", "approved: false"),),
        "approve: expected true, sent false",
    ),
    Broken(
        "not-sent",
        "chat/api-key",
        ((ASK, 'Console.WriteLine("x");\nEnvironment.Exit(0);\n' + ASK),),
        "expected once, sent not at all",
    ),
    Broken(
        "sent-twice",
        "responses/api-key",
        (
            (
                "ResponseResult response = await",
                "ResponseResult? response = null;\n"
                "for (int i = 0; i < 2; i++)\n    response = await",
            ),
            ("response.GetOutputText", "response!.GetOutputText"),
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
                "completion.Content[0].Text",
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
                'new BearerTokenPolicy(new DefaultAzureCredential(), "https://ai.azure.com/.default")',
                "new System.ClientModel.ApiKeyCredential("
                'Environment.GetEnvironmentVariable("AZURE_OPENAI_API_KEY")!)',
            ),
        ),
        "expected a token for https://ai.azure.com",
    ),
    Broken(
        "token-for-key",
        "chat/api-key",
        (
            (
                USING,
                PREVIEW + "using System.ClientModel.Primitives;\nusing Azure.Identity;\n" + USING,
            ),
            (
                "new ApiKeyCredential(key)",
                'new BearerTokenPolicy(new DefaultAzureCredential(), "https://ai.azure.com/.default")',
            ),
        ),
        "expected the key from AZURE_OPENAI_API_KEY, sent a token for https://ai.azure.com",
    ),
    Broken(
        "both-at-once",
        "chat/entra-id",
        (
            (
                "ChatClient client",
                "options.AddPolicy(\n"
                "    ApiKeyAuthenticationPolicy.CreateHeaderApiKeyPolicy(\n"
                "        new System.ClientModel.ApiKeyCredential(\n"
                '            Environment.GetEnvironmentVariable("AZURE_OPENAI_API_KEY")!\n'
                "        ),\n"
                '        "api-key"\n'
                "    ),\n"
                "    PipelinePosition.PerCall\n"
                ");\n"
                "ChatClient client",
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
        (("Console.WriteLine", "Console.Write"),),
        "got 'ft on April 4, 1975.' (from character",
    ),
    Broken(
        "output-on-stderr",
        "chat/api-key",
        ((PRINT, PRINT + 'Console.Error.WriteLine("done");\n'),),
        "stderr: expected nothing, got 'done\\n'",
    ),
    Broken(
        "wrong-exit-code",
        "chat/api-key",
        ((PRINT, PRINT + "return 2;\n"),),
        "exit code: expected 0, got 2",
    ),
    Broken(
        "crash-at-the-end",
        "chat/api-key",
        ((PRINT, PRINT + 'throw new InvalidOperationException("oh");\n'),),
        "exit code: expected 0, got 134",
    ),
    Broken(
        "hang",
        "chat/api-key",
        ((PRINT, PRINT + "System.Threading.Thread.Sleep(-1);\n"),),
        "did not end within",
    ),
    Broken(
        "stream-not-read",
        "chat-streaming/api-key",
        (
            (
                "    foreach (ChatMessageContentPart part in update.ContentUpdate)\n"
                "    {\n"
                "        Console.Write(part.Text);\n"
                "    }\n",
                "    break;\n",
            ),
        ),
        "stdout: expected",
    ),
    Broken(
        "stream-cut-accepted",
        "responses-streaming/api-key",
        (
            ("await foreach (\n", "try {\nawait foreach (\n"),
            ("    }\n}\n", "    }\n}\n} catch (Exception) { }\n"),
        ),
        "exit code: expected any but 0, got 0",
    ),
    Broken(
        "every-delta-printed",
        "responses-streaming/api-key",
        (
            (
                "    if (update is StreamingResponseOutputTextDeltaUpdate text)",
                "    if (update is StreamingResponseReasoningSummaryTextDeltaUpdate thought)\n"
                "    {\n"
                "        Console.Write(thought.Delta);\n"
                "    }\n"
                "    if (update is StreamingResponseOutputTextDeltaUpdate text)",
            ),
        ),
        "stdout: expected",
    ),
    Broken(
        "error-swallowed",
        "error-handling/api-key",
        (("return 1;", "return 0;"),),
        "exit code: expected 1, got 0",
    ),
    Broken(
        "wrong-request-id",
        "request-id/api-key",
        (('"x-request-id"', '"apim-request-id"'),),
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
