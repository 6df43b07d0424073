#pragma warning disable OPENAI001

using System;
using System.ClientModel.Primitives;
using Azure.Identity;
using OpenAI;
using OpenAI.Models;

OpenAIClientOptions options = new()
{
    Endpoint = new Uri("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/"),
};
OpenAIModelClient client = new(
    new BearerTokenPolicy(new DefaultAzureCredential(), "https://ai.azure.com/.default"),
    options
);

OpenAIModelCollection models = await client.GetModelsAsync();
Console.WriteLine($"Models: {models.Count}");
