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

completion = client.chat.completions.create(
    model="gpt-5-mini",
    messages=[
        {
            "role": "developer",
            "content": "You answer in one sentence.",
        },
        {
            "role": "user",
            "content": "What is the bitter lesson of AI research?",
        },
    ],
    reasoning_effort="low",
    max_completion_tokens=5000,
)
print(completion.choices[0].message.content)
