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

const response = await client.responses.create({
  model: "gpt-5-mini",
  input: "What is an API? Answer in one sentence.",
});
console.log(response.output_text);
