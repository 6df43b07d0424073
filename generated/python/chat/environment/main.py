from openai import OpenAI

client = OpenAI()

completion = client.chat.completions.create(
    model="gpt-5-mini",
    messages=[
        {
            "role": "system",
            "content": "You are a helpful assistant.",
        },
        {
            "role": "user",
            "content": "Who founded Microsoft, and when?",
        },
    ],
)
print(completion.choices[0].message.content)
