#pragma warning disable OPENAI001

using System;
using System.ClientModel;
using OpenAI.Responses;

ResponsesClientOptions options = new()
{
    Endpoint = new Uri("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/"),
};
string key =
    Environment.GetEnvironmentVariable("AZURE_OPENAI_API_KEY")
    ?? throw new InvalidOperationException("AZURE_OPENAI_API_KEY is not set");
ResponsesClient client = new(new ApiKeyCredential(key), options);

await foreach (
    StreamingResponseUpdate update in await client.CreateResponseStreamingAsync(
        "gpt-5-mini",
        "Tell the history of the attention mechanism in one sentence."
    )
)
{
    if (update is StreamingResponseOutputTextDeltaUpdate text)
    {
        Console.Write(text.Delta);
    }
}
Console.WriteLine();
