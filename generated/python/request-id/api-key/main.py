import os

from openai import NotFoundError, OpenAI

client = OpenAI(
    base_url="https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
    api_key=os.environ["AZURE_OPENAI_API_KEY"],
)

response = client.responses.create(
    model="gpt-5-mini",
    input="What is an API? Answer in one sentence.",
)
print(f"Answered: {response._request_id}")

try:
    client.responses.create(
        model="no-such-deployment",
        input="What is an API? Answer in one sentence.",
    )
except NotFoundError as error:
    print(f"Failed: {error.request_id}")
