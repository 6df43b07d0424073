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
console.log(`Answered: ${response._request_id}`);

try {
  await client.responses.create({
    model: "no-such-deployment",
    input: "What is an API? Answer in one sentence.",
  });
} catch (error) {
  if (!(error instanceof OpenAI.NotFoundError)) {
    throw error;
  }
  console.log(`Failed: ${error.requestID}`);
}
