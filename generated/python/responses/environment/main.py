from openai import OpenAI

client = OpenAI()

response = client.responses.create(
    model="gpt-5-mini",
    input="What is an API? Answer in one sentence.",
)
print(response.output_text)
