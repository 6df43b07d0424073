using System;
using System.ClientModel;
using OpenAI;
using OpenAI.Chat;

OpenAIClientOptions options = new()
{
    Endpoint = new Uri("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/"),
};
string key =
    Environment.GetEnvironmentVariable("AZURE_OPENAI_API_KEY")
    ?? throw new InvalidOperationException("AZURE_OPENAI_API_KEY is not set");
ChatClient client = new("gpt-5-mini", new ApiKeyCredential(key), options);

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
