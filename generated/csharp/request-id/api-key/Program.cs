#pragma warning disable OPENAI001

using System;
using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI.Responses;

ResponsesClientOptions options = new()
{
    Endpoint = new Uri("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/"),
};
string key =
    Environment.GetEnvironmentVariable("AZURE_OPENAI_API_KEY")
    ?? throw new InvalidOperationException("AZURE_OPENAI_API_KEY is not set");
ResponsesClient client = new(new ApiKeyCredential(key), options);

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
