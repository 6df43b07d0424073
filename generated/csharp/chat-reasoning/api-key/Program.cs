#pragma warning disable OPENAI001

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
    [
        new DeveloperChatMessage("You answer in one sentence."),
        new UserChatMessage("What is the bitter lesson of AI research?"),
    ],
    new ChatCompletionOptions
    {
        ReasoningEffortLevel = ChatReasoningEffortLevel.Low,
        MaxOutputTokenCount = 5000,
    }
);
Console.WriteLine(completion.Content[0].Text);
