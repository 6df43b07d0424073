"""Java."""

from samplegen.model import Stage
from tests.broken import Broken

PRINT = "    System.out.println(completion.choices().get(0).message().content().orElseThrow());\n"
ASK = "    ChatCompletion completion = client"
BUILD = "            .apiKey(apiKey)\n"
ELSEWHERE = """\
    try {
      java.net.http.HttpClient.newBuilder()
          .proxy(java.net.ProxySelector.getDefault())
          .build()
          .send(
              java.net.http.HttpRequest.newBuilder(java.net.URI.create("https://www.example.com/"))
                  .header("Authorization", "Bearer " + apiKey)
                  .build(),
              java.net.http.HttpResponse.BodyHandlers.ofString());
    } catch (java.io.IOException | InterruptedException e) {
      return;
    }
"""

ROWS = (
    Broken(
        "syntax",
        "chat/api-key",
        (("OpenAIClient client =", "OpenAIClient client = ="),),
        "syntax error",
        Stage.PARSE,
    ),
    Broken(
        "missing-import",
        "chat/api-key",
        (("import com.openai.client.OpenAIClient;\n", ""),),
        "cannot find symbol; symbol: class OpenAIClient",
        Stage.BUILD,
    ),
    Broken(
        "misspelt-type",
        "chat/api-key",
        (("OpenAIOkHttpClient.builder", "OpenAIOkHttpClientt.builder"),),
        "cannot find symbol; symbol: variable OpenAIOkHttpClientt",
        Stage.BUILD,
    ),
    Broken(
        "misspelt-method",
        "chat/api-key",
        ((".completions().create(", ".completions().creat("),),
        "cannot find symbol; symbol: method creat(",
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
        (("addSystemMessage", "addDeveloperMessage"),),
        'role: expected "system", sent "developer"',
    ),
    Broken(
        "wrong-method",
        "chat/api-key",
        ((ASK, "    client.chat().completions().list();\n" + ASK),),
        "method: expected POST /openai/v1/chat/completions, sent GET",
    ),
    Broken(
        "wrong-path",
        "chat/api-key",
        (("/openai/v1/", "/openai/v1/x/"),),
        "expected /openai/v1/chat/completions, sent",
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
        ((BUILD, BUILD + '            .putQueryParam("api-version", "2024-10-21")\n'),),
        'query.api-version: expected no such parameter, sent "2024-10-21"',
    ),
    Broken(
        "member-too-many",
        "chat/api-key",
        (
            (
                '            .model("gpt-5-mini")\n',
                '            .model("gpt-5-mini")\n            .maxTokens(100)\n',
            ),
        ),
        "body.max_tokens: must not be sent, sent 100",
    ),
    Broken(
        "member-dropped",
        "chat-reasoning/api-key",
        (('            .reasoningEffort(ReasoningEffort.of("low"))\n', ""),),
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
        (("approve(true)", "approve(false)"),),
        "approve: expected true, sent false",
    ),
    Broken(
        "not-sent",
        "chat/api-key",
        ((ASK, "    if (apiKey != null) {\n      return;\n    }\n" + ASK),),
        "expected once, sent not at all",
    ),
    Broken(
        "sent-twice",
        "responses/api-key",
        (
            (
                "    Response response =",
                "    client.responses().create(params);\n    Response response =",
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
                PRINT,
                '    System.out.println("Bill Gates and Paul Allen founded Microsoft on April 4, 1975.");\n',
            ),
        ),
        "stdout: expected '«Micro-Soft»",
    ),
    Broken(
        "wrong-variable",
        "chat/api-key",
        (('getenv("AZURE_OPENAI_API_KEY")', 'getenv("OPENAI_API_KEY")'),),
        "expected the key from AZURE_OPENAI_API_KEY, sent the key from OPENAI_API_KEY",
    ),
    Broken(
        "key-for-token",
        "chat/entra-id",
        (
            (
                "            .credential(\n                BearerTokenCredential.create(() -> credential.getTokenSync(context).getToken()))\n",
                '            .credential(\n                BearerTokenCredential.create(() -> System.getenv("AZURE_OPENAI_API_KEY")))\n',
            ),
        ),
        "expected a token for https://ai.azure.com",
    ),
    Broken(
        "token-for-key",
        "chat/api-key",
        (
            (
                "            .apiKey(apiKey)\n",
                '            .credential(\n                com.openai.credential.BearerTokenCredential.create(\n                    () ->\n                        new com.azure.identity.DefaultAzureCredentialBuilder()\n                            .build()\n                            .getTokenSync(\n                                new com.azure.core.credential.TokenRequestContext()\n                                    .addScopes("https://ai.azure.com/.default"))\n                            .getToken()))\n',
            ),
        ),
        "expected the key from AZURE_OPENAI_API_KEY, sent a token for https://ai.azure.com",
    ),
    Broken(
        "both-at-once",
        "chat/entra-id",
        (
            (
                "            .credential(\n",
                '            .putHeader("api-key", System.getenv("AZURE_OPENAI_API_KEY"))\n            .credential(\n',
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
        ((PRINT, PRINT.replace("println", "print")),),
        "got 'ft on April 4, 1975.' (from character",
    ),
    Broken(
        "output-on-stderr",
        "chat/api-key",
        ((PRINT, PRINT + '    System.err.println("done");\n'),),
        "stderr: expected nothing, got 'done\\n'",
    ),
    Broken(
        "wrong-exit-code",
        "chat/api-key",
        ((PRINT, PRINT + "    System.exit(2);\n"),),
        "exit code: expected 0, got 2",
    ),
    Broken(
        "crash-at-the-end",
        "chat/api-key",
        ((PRINT, PRINT + '    throw new IllegalStateException("oh");\n'),),
        "exit code: expected 0, got 1",
    ),
    Broken(
        "hang",
        "chat/api-key",
        (
            (
                PRINT,
                PRINT
                + "    while (apiKey != null) {\n      java.util.concurrent.locks.LockSupport.park();\n    }\n",
            ),
        ),
        "did not end within",
    ),
    Broken(
        "stream-not-read",
        "chat-streaming/api-key",
        (
            (
                "      chunks.stream()\n",
                "      java.util.stream.Stream.<ChatCompletionChunk>empty()\n",
            ),
        ),
        "stdout: expected",
    ),
    Broken(
        "delta-taken-for-granted",
        "chat-streaming/api-key",
        (
            (
                "choice._delta().asKnown().stream()",
                "java.util.stream.Stream.of(choice.delta())",
            ),
        ),
        "filtered-asynchronously: stdout: expected",
    ),
    Broken(
        "stream-cut-accepted",
        "responses-streaming/api-key",
        (
            (
                "    }\n    System.out.println();",
                '    } catch (RuntimeException e) {\n      System.out.print("");\n    }\n    System.out.println();',
            ),
        ),
        "exit code: expected any but 0, got 0",
    ),
    Broken(
        "every-delta-printed",
        "responses-streaming/api-key",
        (
            (
                "      events.stream()\n",
                "      events.stream()\n          .peek(event -> event.reasoningSummaryTextDelta().ifPresent(d -> System.out.print(d.delta())))\n",
            ),
        ),
        "stdout: expected",
    ),
    Broken(
        "error-swallowed",
        "error-handling/api-key",
        (("System.exit(1)", "System.exit(0)"),),
        "exit code: expected 1, got 0",
    ),
    Broken(
        "wrong-request-id",
        "request-id/api-key",
        (('.values("x-request-id")', '.values("apim-request-id")'),),
        "stdout: expected",
    ),
    Broken(
        "retries-fewer",
        "retries/api-key",
        (("maxRetries(5)", "maxRetries(4)"),),
        "expected 6 times, sent 5 times",
    ),
    Broken(
        "retries-more",
        "retries/api-key",
        (("maxRetries(5)", "maxRetries(6)"),),
        "request 8: expected 6 times, sent again",
    ),
    Broken(
        "retries-not-off",
        "retries/api-key",
        (("maxRetries(0)", "maxRetries(1)"),),
        "request 8: expected 6 times, sent again",
    ),
)
