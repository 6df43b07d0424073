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

response = client.embeddings.create(
    model="text-embedding-3-small",
    input=[
        "The quick brown fox",
        "jumps over the lazy dog",
    ],
)
vector = response.data[0].embedding
print(f"Embeddings: {len(response.data)}")
print(f"Dimensions: {len(vector)}")
print("First values:", ", ".join(f"{value:.4f}" for value in vector[:3]))
print(f"Tokens: {response.usage.total_tokens}")
