#pragma warning disable OPENAI001

using System;
using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.Identity;
using OpenAI.Responses;

ResponsesClientOptions options = new()
{
    Endpoint = new Uri("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/"),
    RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
};
ResponsesClient client = new(
    new BearerTokenPolicy(new DefaultAzureCredential(), "https://ai.azure.com/.default"),
    options
);

try
{
    ResponseResult response = await client.CreateResponseAsync(
        "gpt-5-mini",
        "What is an API? Answer in one sentence."
    );
    Console.WriteLine($"Without retries: {response.GetOutputText()}");
}
catch (ClientResultException error) when (error.Status == 429)
{
    Console.WriteLine($"Without retries: status {error.Status}");
}

RequestOptions fiveRetries = new();
fiveRetries.AddPolicy(new ClientRetryPolicy(maxRetries: 5), PipelinePosition.PerCall);
ResponseItem question = ResponseItem.CreateUserMessageItem(
    "What is an API? Answer in one sentence."
);
ClientResult result = await client.CreateResponseAsync(
    new CreateResponseOptions("gpt-5-mini", [question]),
    fiveRetries
);
ResponseResult answer = (ResponseResult)result;
Console.WriteLine($"With five retries: {answer.GetOutputText()}");
