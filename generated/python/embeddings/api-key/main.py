import os

from openai import OpenAI

client = OpenAI(
    base_url="https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
    api_key=os.environ["AZURE_OPENAI_API_KEY"],
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
