#pragma warning disable OPENAI001

using System;
using System.ClientModel.Primitives;
using Azure.Identity;
using OpenAI.Responses;

ResponsesClientOptions options = new()
{
    Endpoint = new Uri("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/"),
};
ResponsesClient client = new(
    new BearerTokenPolicy(new DefaultAzureCredential(), "https://ai.azure.com/.default"),
    options
);

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
