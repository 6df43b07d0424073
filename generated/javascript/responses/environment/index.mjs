import OpenAI from "openai";

const client = new OpenAI();

const response = await client.responses.create({
  model: "gpt-5-mini",
  input: "What is an API? Answer in one sentence.",
});
console.log(response.output_text);
