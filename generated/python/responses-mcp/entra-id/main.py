from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from openai import OpenAI

token_provider = get_bearer_token_provider(
    DefaultAzureCredential(),
    "https://ai.azure.com/.default",
)
client = OpenAI(
    base_url="https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
    api_key=token_provider,
)

response = client.responses.create(
    model="gpt-5-mini",
    input="Find out what Azure Functions is good for, in one sentence.",
    tools=[
        {
            "type": "mcp",
            "server_label": "microsoft_learn",
            "server_url": "https://learn.microsoft.com/api/mcp",
            "require_approval": "never",
        },
    ],
)
print(response.output_text)
