import os

from openai import OpenAI
from openai.types.responses import ToolParam

client = OpenAI(
    base_url="https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
    api_key=os.environ["AZURE_OPENAI_API_KEY"],
)

mcp_server: ToolParam = {
    "type": "mcp",
    "server_label": "microsoft_learn",
    "server_url": "https://learn.microsoft.com/api/mcp",
    "require_approval": "always",
}
proposal = client.responses.create(
    model="gpt-5-mini",
    input="Find out what Azure Functions is good for, in one sentence.",
    tools=[mcp_server],
)
response = client.responses.create(
    model="gpt-5-mini",
    previous_response_id=proposal.id,
    input=[
        {
            "type": "mcp_approval_response",
            "approval_request_id": item.id,
            "approve": True,
        }
        for item in proposal.output
        if item.type == "mcp_approval_request"
    ],
    tools=[mcp_server],
)
print(response.output_text)
