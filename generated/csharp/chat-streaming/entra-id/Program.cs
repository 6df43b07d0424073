#pragma warning disable OPENAI001

using System;
using System.ClientModel.Primitives;
using Azure.Identity;
using OpenAI;
using OpenAI.Chat;

OpenAIClientOptions options = new()
{
    Endpoint = new Uri("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/"),
};
ChatClient client = new(
    "gpt-5-mini",
    new BearerTokenPolicy(new DefaultAzureCredential(), "https://ai.azure.com/.default"),
    options
);

await foreach (
    StreamingChatCompletionUpdate update in client.CompleteChatStreamingAsync(
        new SystemChatMessage("You are a helpful assistant."),
        new UserChatMessage("Explain attention in neural networks in one sentence.")
    )
)
{
    foreach (ChatMessageContentPart part in update.ContentUpdate)
    {
        Console.Write(part.Text);
    }
}
Console.WriteLine();
