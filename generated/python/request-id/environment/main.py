from openai import NotFoundError, OpenAI

client = OpenAI()

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
