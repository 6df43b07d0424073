from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from openai import OpenAI, RateLimitError

token_provider = get_bearer_token_provider(
    DefaultAzureCredential(),
    "https://ai.azure.com/.default",
)
client = OpenAI(
    base_url="https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
    api_key=token_provider,
    max_retries=0,
)

try:
    response = client.responses.create(
        model="gpt-5-mini",
        input="What is an API? Answer in one sentence.",
    )
    print(f"Without retries: {response.output_text}")
except RateLimitError as error:
    print(f"Without retries: status {error.status_code}")

response = client.with_options(max_retries=5).responses.create(
    model="gpt-5-mini",
    input="What is an API? Answer in one sentence.",
)
print(f"With five retries: {response.output_text}")
