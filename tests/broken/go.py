"""Go."""

from samplegen.model import Stage
from tests.broken import Broken

PRINT = "\tfmt.Println(completion.Choices[0].Message.Content)\n"
ASK = "\tcompletion, err := client.Chat.Completions.New("
WITH_KEY = "\t\toption.WithAPIKey(key),\n"
ELSEWHERE = """\
\trequest, _ := http.NewRequest("GET", "https://www.example.com/", nil)
\trequest.Header.Set("Authorization", "Bearer "+key)
\t_, _ = http.DefaultClient.Do(request)
"""
HTTP = ('\t"log"\n', '\t"log"\n\t"net/http"\n')

ROWS = (
    Broken(
        "syntax", "chat/api-key", (("client := ", "client := := "),), "syntax error", Stage.PARSE
    ),
    Broken("missing-import", "chat/api-key", (('\t"os"\n', ""),), "undefined: os", Stage.BUILD),
    Broken(
        "misspelt-type",
        "chat/api-key",
        (("ChatCompletionNewParams", "ChatCompletionNewParam"),),
        "undefined: openai.ChatCompletionNewParam",
        Stage.BUILD,
    ),
    Broken(
        "misspelt-method",
        "chat/api-key",
        (("Completions.New(", "Completions.Nwe("),),
        "Completions.Nwe undefined",
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
        (("openai.SystemMessage", "openai.DeveloperMessage"),),
        'role: expected "system", sent "developer"',
    ),
    Broken(
        "wrong-method",
        "chat/api-key",
        (
            (
                ASK,
                "\t_, _ = client.Chat.Completions.List(context.Background(), openai.ChatCompletionListParams{})\n"
                + ASK,
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
        ((WITH_KEY, WITH_KEY + '\t\toption.WithQuery("api-version", "2024-10-21"),\n'),),
        'query.api-version: expected no such parameter, sent "2024-10-21"',
    ),
    Broken(
        "member-too-many",
        "chat/api-key",
        (
            (
                '\t\tModel: "gpt-5-mini",\n',
                '\t\tModel: "gpt-5-mini",\n\t\tMaxTokens: openai.Int(100),\n',
            ),
        ),
        "body.max_tokens: must not be sent, sent 100",
    ),
    Broken(
        "member-dropped",
        "chat-reasoning/api-key",
        (('\t\tReasoningEffort:     "low",\n', ""),),
        'body.reasoning_effort: expected "low", sent nothing',
    ),
    Broken(
        "element-dropped",
        "embeddings/api-key",
        (('\t\t\t\t"jumps over the lazy dog",\n', ""),),
        "body.input: expected 2 elements, sent 1 element",
    ),
    Broken(
        "approval-refused",
        "responses-mcp-approval/api-key",
        (("(request.ID, true)", "(request.ID, false)"),),
        "approve: expected true, sent false",
    ),
    Broken(
        "not-sent",
        "chat/api-key",
        ((ASK, '\tif key != "" {\n\t\treturn\n\t}\n' + ASK),),
        "expected once, sent not at all",
    ),
    Broken(
        "sent-twice",
        "responses/api-key",
        (
            (
                "\tresponse, err := client.Responses.New(",
                "\tvar response *responses.Response\n\tvar err error\n\tfor range 2 {\n\tresponse, err = client.Responses.New(",
            ),
            (
                "\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n",
                "\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\t}\n",
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
                '\t_ = completion\n\tfmt.Println("Bill Gates and Paul Allen founded Microsoft on April 4, 1975.")\n',
            ),
        ),
        "stdout: expected '«Micro-Soft»",
    ),
    Broken(
        "wrong-variable",
        "chat/api-key",
        (('os.Getenv("AZURE_OPENAI_API_KEY")', 'os.Getenv("OPENAI_API_KEY")'),),
        "expected the key from AZURE_OPENAI_API_KEY, sent the key from OPENAI_API_KEY",
    ),
    Broken(
        "key-for-token",
        "chat/entra-id",
        (
            ('"Bearer "+token.Token', '"Bearer "+os.Getenv("AZURE_OPENAI_API_KEY")'),
            ("\t\t\ttoken, err := ", "\t\t\t_, err := "),
            ('\t"net/http"\n', '\t"net/http"\n\t"os"\n'),
        ),
        "expected a token for https://ai.azure.com",
    ),
    Broken(
        "token-for-key",
        "chat/api-key",
        (
            ("option.WithAPIKey(key)", "option.WithAPIKey(token.Token)"),
            (
                "\tclient := ",
                '\tcredential, err := azidentity.NewDefaultAzureCredential(nil)\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\ttoken, err := credential.GetToken(context.Background(), policy.TokenRequestOptions{\n\t\tScopes: []string{"https://ai.azure.com/.default"},\n\t})\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\tclient := ',
            ),
            (
                '\t"github.com/openai/openai-go/v3"\n',
                '\t"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"\n\t"github.com/Azure/azure-sdk-for-go/sdk/azidentity"\n\t"github.com/openai/openai-go/v3"\n',
            ),
        ),
        "expected the key from AZURE_OPENAI_API_KEY, sent a token for https://ai.azure.com",
    ),
    Broken(
        "both-at-once",
        "chat/entra-id",
        (
            (
                "\t\t\treturn next(req)",
                '\t\t\treq.Header.Set("Api-Key", os.Getenv("AZURE_OPENAI_API_KEY"))\n\t\t\treturn next(req)',
            ),
            ('\t"net/http"\n', '\t"net/http"\n\t"os"\n'),
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
        "credential-elsewhere",
        "chat/api-key",
        (
            (PRINT, PRINT + ELSEWHERE),
            HTTP,
        ),
        "www.example.com",
    ),
    Broken(
        "credential-in-clear",
        "chat/api-key",
        (
            (PRINT, PRINT + ELSEWHERE.replace("https:", "http:")),
            HTTP,
        ),
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
        ((PRINT, PRINT.replace("Println", "Print")),),
        "got 'ft on April 4, 1975.' (from character",
    ),
    Broken(
        "output-on-stderr",
        "chat/api-key",
        ((PRINT, PRINT + '\tfmt.Fprintln(os.Stderr, "done")\n'),),
        "stderr: expected nothing, got 'done\\n'",
    ),
    Broken(
        "wrong-exit-code",
        "chat/api-key",
        ((PRINT, PRINT + "\tos.Exit(2)\n"),),
        "exit code: expected 0, got 2",
    ),
    Broken(
        "crash-at-the-end",
        "chat/api-key",
        ((PRINT, PRINT + '\tpanic("oh")\n'),),
        "exit code: expected 0, got 2",
    ),
    Broken(
        "hang",
        "chat/api-key",
        (('\t"os"\n', '\t"os"\n\t"time"\n'), (PRINT, PRINT + "\ttime.Sleep(time.Hour)\n")),
        "did not end within",
    ),
    Broken(
        "stream-not-read",
        "chat-streaming/api-key",
        (("\tfor stream.Next() {", "\tfor false {"),),
        "stdout: expected",
    ),
    Broken(
        "stream-cut-accepted",
        "responses-streaming/api-key",
        (("\t\tlog.Fatal(err)\n\t}\n\tfmt.Println()", "\t\tfmt.Print()\n\t}\n\tfmt.Println()"),),
        "exit code: expected any but 0, got 0",
    ),
    Broken(
        "every-delta-printed",
        "responses-streaming/api-key",
        (
            (
                "\t\tif event, ok := stream.Current().AsAny().(responses.ResponseTextDeltaEvent); ok {",
                '\t\tif event := stream.Current(); event.Delta != "" {',
            ),
        ),
        "stdout: expected",
    ),
    Broken(
        "error-swallowed",
        "error-handling/api-key",
        (("os.Exit(1)", "os.Exit(0)"),),
        "exit code: expected 1, got 0",
    ),
    Broken(
        "wrong-request-id",
        "request-id/api-key",
        (
            (
                'apiErr.Response.Header.Get("x-request-id")',
                'apiErr.Response.Header.Get("apim-request-id")',
            ),
        ),
        "stdout: expected",
    ),
    Broken(
        "retries-fewer",
        "retries/api-key",
        (("WithMaxRetries(5)", "WithMaxRetries(4)"),),
        "expected 6 times, sent 5 times",
    ),
    Broken(
        "retries-more",
        "retries/api-key",
        (("WithMaxRetries(5)", "WithMaxRetries(6)"),),
        "request 8: expected 6 times, sent again",
    ),
    Broken(
        "retries-not-off",
        "retries/api-key",
        (("WithMaxRetries(0)", "WithMaxRetries(1)"),),
        "request 8: expected 6 times, sent again",
    ),
)
