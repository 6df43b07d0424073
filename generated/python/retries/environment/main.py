from openai import OpenAI, RateLimitError

client = OpenAI(max_retries=0)

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
