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

ChatCompletion completion = await client.CompleteChatAsync(
    new SystemChatMessage("You are a helpful assistant."),
    new UserChatMessage("Who founded Microsoft, and when?")
);
Console.WriteLine(completion.Content[0].Text);
