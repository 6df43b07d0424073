import OpenAI from "openai";

const apiKey = process.env.AZURE_OPENAI_API_KEY;
if (!apiKey) {
  throw new Error("AZURE_OPENAI_API_KEY is not set");
}

const client = new OpenAI({
  baseURL: "https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
  apiKey,
});

const response = await client.responses.create({
  model: "gpt-5-mini",
  input: "What is an API? Answer in one sentence.",
});
console.log(response.output_text);
