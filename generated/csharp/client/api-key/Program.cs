using System;
using System.ClientModel;
using OpenAI;
using OpenAI.Models;

OpenAIClientOptions options = new()
{
    Endpoint = new Uri("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/"),
};
string key =
    Environment.GetEnvironmentVariable("AZURE_OPENAI_API_KEY")
    ?? throw new InvalidOperationException("AZURE_OPENAI_API_KEY is not set");
OpenAIModelClient client = new(new ApiKeyCredential(key), options);

OpenAIModelCollection models = await client.GetModelsAsync();
Console.WriteLine($"Models: {models.Count}");
