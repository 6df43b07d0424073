#pragma warning disable OPENAI001

using System;
using System.ClientModel;
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

ClientResult<ResponseResult> result = await client.CreateResponseAsync(
    "gpt-5-mini",
    "What is an API? Answer in one sentence."
);
Console.WriteLine($"Answered: {RequestId(result.GetRawResponse())}");

try
{
    await client.CreateResponseAsync(
        "no-such-deployment",
        "What is an API? Answer in one sentence."
    );
}
catch (ClientResultException error) when (error.Status == 404)
{
    Console.WriteLine($"Failed: {RequestId(error.GetRawResponse())}");
}

static string? RequestId(PipelineResponse? response) =>
    response?.Headers.TryGetValue("x-request-id", out string? id) == true ? id : null;
