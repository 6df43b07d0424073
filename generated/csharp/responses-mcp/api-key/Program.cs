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

McpTool tool = new("microsoft_learn", new Uri("https://learn.microsoft.com/api/mcp"))
{
    ToolCallApprovalPolicy = DefaultMcpToolCallApprovalPolicy.NeverRequireApproval,
};
ResponseItem question = ResponseItem.CreateUserMessageItem(
    "Find out what Azure Functions is good for, in one sentence."
);
ResponseResult response = await client.CreateResponseAsync(
    new CreateResponseOptions("gpt-5-mini", [question]) { Tools = { tool } }
);
Console.WriteLine(response.GetOutputText());
