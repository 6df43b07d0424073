import {
  DefaultAzureCredential,
  getBearerTokenProvider,
} from "@azure/identity";
import OpenAI from "openai";

const credential = new DefaultAzureCredential();
const scope = "https://ai.azure.com/.default";
const client = new OpenAI({
  baseURL: "https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
  apiKey: getBearerTokenProvider(credential, scope),
});

const completion = await client.chat.completions.create({
  model: "gpt-5-mini",
  messages: [
    {
      role: "developer",
      content: "You answer in one sentence.",
    },
    {
      role: "user",
      content: "What is the bitter lesson of AI research?",
    },
  ],
  reasoning_effort: "low",
  max_completion_tokens: 5000,
});
console.log(completion.choices[0].message.content);
