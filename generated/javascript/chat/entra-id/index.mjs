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
      role: "system",
      content: "You are a helpful assistant.",
    },
    {
      role: "user",
      content: "Who founded Microsoft, and when?",
    },
  ],
});
console.log(completion.choices[0].message.content);
