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

ResponseResult response = await client.CreateResponseAsync(
    "gpt-5-mini",
    "What is an API? Answer in one sentence."
);
Console.WriteLine(response.GetOutputText());
