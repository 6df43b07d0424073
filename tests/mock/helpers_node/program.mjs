// Reads every helper of the official client to its end, and says as JSON what each of them gathered.
import OpenAI from "openai";
import { zodFunction, zodResponseFormat, zodResponsesFunction, zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";

const client = new OpenAI({ apiKey: "any-key-at-all", maxRetries: 0 });
const model = "gpt-5-mini";
const messages = [{ role: "user", content: "One two three four" }];
const input = "One two three four";

const Part = z.object({ title: z.string(), pages: z.int() });
const Book = z.object({
  title: z.string(),
  binding: z.enum(["soft", "hard"]),
  subtitle: z.string().nullable(),
  parts: z.array(Part),
});
const Weather = z.object({ city: z.string(), days: z.int() });
const mcp = { type: "mcp", server_label: "docs", server_url: "https://example.com/mcp" };

/** Listens to all of `kinds`: how often each of them came. */
function counted(stream, kinds) {
  const counts = {};
  for (const kind of kinds) {
    stream.on(kind, () => {
      counts[kind] = (counts[kind] ?? 0) + 1;
    });
  }
  return counts;
}

async function chat() {
  const stream = client.chat.completions.stream({
    model,
    messages,
    n: 2,
    logprobs: true,
    store: true,
    stream_options: { include_usage: true },
  });
  const counts = counted(stream, ["content.done", "logprobs.content.done", "end", "error", "abort"]);
  const deltas = [];
  stream.on("content.delta", ({ delta }) => delta && deltas.push(delta));
  let chunks = 0;
  for await (const chunk of stream) {
    chunks += chunk.object === "chat.completion.chunk";
  }
  const final = await stream.finalChatCompletion();
  const kept = await client.chat.completions.retrieve(final.id);
  return {
    counts,
    deltas,
    texts: final.choices.map((choice) => choice.message.content),
    kept: kept.choices.map((choice) => choice.message.content),
    usage: final.usage.total_tokens === kept.usage.total_tokens,
    chunks: chunks > deltas.length,
  };
}

async function chatParsed() {
  const asked = { model, messages, response_format: zodResponseFormat(Book, "book") };
  const stream = client.chat.completions.stream(asked);
  const done = [];
  stream.on("content.done", ({ parsed }) => done.push(parsed));
  const streamed = (await stream.finalChatCompletion()).choices[0].message.parsed;
  const parsed = (await client.chat.completions.parse(asked)).choices[0].message.parsed;
  return { done, streamed, parsed };
}

/** Lets the client call the function and send what it gave, until the model answers. */
async function tools(stream) {
  const calls = [];
  const tool = zodFunction({
    name: "weather",
    parameters: Weather,
    function: (given) => {
      calls.push(given);
      return "Sunny.";
    },
  });
  const runner = client.chat.completions.runTools({ model, messages, stream, tools: [tool] });
  const results = [];
  runner.on("functionToolCallResult", (result) => results.push(result));
  return { calls, content: await runner.finalContent(), results, roles: runner.messages.map((one) => one.role) };
}

async function response(more) {
  const stream = client.responses.stream({ model, input, ...more });
  const numbers = [];
  const texts = {};
  for await (const event of stream) {
    numbers.push(event.sequence_number);
    if (event.type.endsWith(".delta")) {
      texts[event.item_id] = (texts[event.item_id] ?? "") + event.delta;
    }
  }
  const final = await stream.finalResponse();
  const kept = await client.responses.retrieve(final.id);
  return {
    ordered: numbers.every((number, place) => number === place),
    deltas: final.output.map((item) => texts[item.id] ?? ""),
    types: final.output.map((item) => item.type),
    text: final.output_text,
    parsed: final.output_parsed,
    arguments: final.output.map((item) => item.parsed_arguments).filter(Boolean),
    status: final.status,
    same: kept.output_text === final.output_text && kept.output.length === final.output.length,
  };
}

async function responseParsed() {
  const format = zodTextFormat(Book, "book");
  const parsed = await client.responses.parse({ model, input, text: { format } });
  return { streamed: (await response({ text: { format } })).parsed, parsed: parsed.output_parsed };
}

async function resumed() {
  const stream = client.responses.stream({ model, input, background: true });
  let name, last;
  for await (const event of stream) {
    name ??= event.response.id;
    last = event.sequence_number;
    if (last === 4) break;
  }
  const rest = client.responses.stream({ response_id: name, starting_after: last });
  const numbers = [];
  for await (const event of rest) {
    numbers.push(event.sequence_number);
  }
  return { numbers, text: (await rest.finalResponse()).output_text };
}

const weather = zodResponsesFunction({ name: "weather", parameters: Weather });
const gathered = {
  chat: await chat(),
  chatParsed: await chatParsed(),
  tools: [await tools(false), await tools(true)],
  text: await response({}),
  background: await response({ background: true }),
  function: await response({ tools: [weather] }),
  mcp: await response({ tools: [{ ...mcp, require_approval: "never" }] }),
  approval: await response({ tools: [mcp] }),
  responseParsed: await responseParsed(),
  resumed: await resumed(),
};
console.log(JSON.stringify(gathered));
