import os

from openai import OpenAI

client = OpenAI(
    base_url="https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
    api_key=os.environ["AZURE_OPENAI_API_KEY"],
)

response = client.responses.create(
    model="gpt-5-mini",
    input="What is an API? Answer in one sentence.",
)
print(response.output_text)
