import os

from openai import OpenAI

client = OpenAI(
    base_url="https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
    api_key=os.environ["AZURE_OPENAI_API_KEY"],
)

stream = client.chat.completions.create(
    model="gpt-5-mini",
    messages=[
        {
            "role": "system",
            "content": "You are a helpful assistant.",
        },
        {
            "role": "user",
            "content": "Explain attention in neural networks in one sentence.",
        },
    ],
    stream=True,
)
for chunk in stream:
    for choice in chunk.choices:
        if choice.delta and choice.delta.content:
            print(choice.delta.content, end="", flush=True)
print()
