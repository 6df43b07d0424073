"""The helpers of the asynchronous client, and those that poll."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from openai import AsyncOpenAI, OpenAI

from tests.mock.api_asked import BACKGROUND, CHAT, INPUT, SAID, WEATHER, Book, Weather, of
from tests.mock.serving import Served

# --- the asynchronous client ------------------------------------------------------------------


async def chatted(client: AsyncOpenAI) -> None:
    async with client.chat.completions.stream(**CHAT, response_format=Book) as stream:
        events = [event async for event in stream]
        final = await stream.get_final_completion()
    assert isinstance(final.choices[0].message.parsed, Book)
    assert [one.parsed for one in of(events, "content.done")] == [final.choices[0].message.parsed]


async def called(client: AsyncOpenAI) -> None:
    async with client.chat.completions.stream(**CHAT, tools=[WEATHER]) as stream:
        final = await stream.get_final_completion()
    (call,) = final.choices[0].message.tool_calls or []
    assert isinstance(call.function.parsed_arguments, Weather)


async def responded(client: AsyncOpenAI) -> None:
    async with client.responses.stream(**INPUT, text_format=Book) as stream:
        events = [event async for event in stream]
        final = await stream.get_final_response()
    assert isinstance(final.output_parsed, Book)
    assert events[-1].type == "response.completed"
    assert (await client.responses.parse(**INPUT, text_format=Book)).output_parsed == (
        final.output_parsed
    )


async def resumed(client: AsyncOpenAI) -> None:
    async with client.responses.stream(**BACKGROUND) as stream:
        first = await anext(stream)
    name = first.response.id  # type: ignore[union-attr]
    async with client.responses.stream(response_id=name, starting_after=5) as stream:
        assert (await anext(stream)).sequence_number == 6
        assert (await stream.get_final_response()).output_text == SAID


@pytest.mark.parametrize("program", [chatted, called, responded, resumed])
def test_the_asynchronous_client_does_the_same(
    service: Served, program: Callable[[AsyncOpenAI], Awaitable[None]]
) -> None:
    async def run() -> None:
        async with AsyncOpenAI(base_url=service.api, api_key="any-key-at-all") as client:
            await program(client)

    asyncio.run(run())


# --- helpers that poll ------------------------------------------------------------------------


def test_files_are_put_into_a_store_and_waited_for(client: OpenAI) -> None:
    store = client.vector_stores.create(name="books")
    one = client.vector_stores.files.upload_and_poll(
        vector_store_id=store.id, file=("one.txt", b"An ink that fades.")
    )
    many = client.vector_stores.file_batches.upload_and_poll(
        vector_store_id=store.id, files=[("two.txt", b"A"), ("three.txt", b"B")]
    )
    assert (one.status, many.file_counts.completed) == ("completed", 2)
    assert client.files.wait_for_processing(one.id).status == "processed"
    (found,) = client.vector_stores.search(store.id, query="ink").data
    assert found.filename == "one.txt"
