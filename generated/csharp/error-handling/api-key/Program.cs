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

try
{
    ResponseResult response = await client.CreateResponseAsync(
        "gpt-5-mini",
        "What is an API? Answer in one sentence."
    );
    Console.WriteLine(response.GetOutputText());
    return 0;
}
catch (ClientResultException error) when (error.GetRawResponse() is { } answer)
{
    string kind = answer.Status switch
    {
        400 => "Bad request",
        404 => "Not found",
        429 => "Rate limited",
        _ => "Request failed",
    };
    answer.Headers.TryGetValue("x-request-id", out string? id);
    Console.WriteLine($"{kind}: status {answer.Status}, request ID {id}");
}
catch (Exception error) when (error is ClientResultException or AggregateException)
{
    // Retries that all fail end in one AggregateException.
    Console.WriteLine("Service unreachable: no status, no request ID");
}
return 1;
