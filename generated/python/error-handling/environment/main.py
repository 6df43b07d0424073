import sys
from typing import NoReturn

import openai
from openai import OpenAI


def fail(kind: str, error: openai.APIStatusError) -> NoReturn:
    print(f"{kind}: status {error.status_code}, request ID {error.request_id}")
    sys.exit(1)


client = OpenAI()

try:
    response = client.responses.create(
        model="gpt-5-mini",
        input="What is an API? Answer in one sentence.",
    )
except openai.NotFoundError as error:
    fail("Not found", error)
except openai.RateLimitError as error:
    fail("Rate limited", error)
except openai.BadRequestError as error:
    fail("Bad request", error)
except openai.APIStatusError as error:
    fail("Request failed", error)
except openai.APIConnectionError:
    print("Service unreachable: no status, no request ID")
    sys.exit(1)
print(response.output_text)
