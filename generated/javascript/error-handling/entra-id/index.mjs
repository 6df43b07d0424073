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

try {
  const response = await client.responses.create({
    model: "gpt-5-mini",
    input: "What is an API? Answer in one sentence.",
  });
  console.log(response.output_text);
} catch (error) {
  if (!(error instanceof OpenAI.APIError)) {
    throw error;
  }
  const details = `status ${error.status}, request ID ${error.requestID}`;
  if (error instanceof OpenAI.NotFoundError) {
    console.log(`Not found: ${details}`);
  } else if (error instanceof OpenAI.RateLimitError) {
    console.log(`Rate limited: ${details}`);
  } else if (error instanceof OpenAI.BadRequestError) {
    console.log(`Bad request: ${details}`);
  } else if (error instanceof OpenAI.APIConnectionError) {
    console.log("Service unreachable: no status, no request ID");
  } else {
    console.log(`Request failed: ${details}`);
  }
  process.exitCode = 1;
}
