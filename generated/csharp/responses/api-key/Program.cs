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

ResponseResult response = await client.CreateResponseAsync(
    "gpt-5-mini",
    "What is an API? Answer in one sentence."
);
Console.WriteLine(response.GetOutputText());
