from openai import OpenAI

client = OpenAI()

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
