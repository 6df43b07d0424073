import os

from openai import OpenAI

client = OpenAI(
    base_url="https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
    api_key=os.environ["AZURE_OPENAI_API_KEY"],
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
