import OpenAI from "openai";

const apiKey = process.env.AZURE_OPENAI_API_KEY;
if (!apiKey) {
  throw new Error("AZURE_OPENAI_API_KEY is not set");
}

const client = new OpenAI({
  baseURL: "https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
  apiKey,
  maxRetries: 0,
});

const request = {
  model: "gpt-5-mini",
  input: "What is an API? Answer in one sentence.",
};

try {
  const response = await client.responses.create(request);
  console.log(`Without retries: ${response.output_text}`);
} catch (error) {
  if (!(error instanceof OpenAI.RateLimitError)) {
    throw error;
  }
  console.log(`Without retries: status ${error.status}`);
}

const response = await client.responses.create(request, { maxRetries: 5 });
console.log(`With five retries: ${response.output_text}`);
