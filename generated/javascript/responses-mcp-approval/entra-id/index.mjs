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

const model = "gpt-5-mini";
/** @type {OpenAI.Responses.Tool.Mcp} */
const tool = {
  type: "mcp",
  server_label: "microsoft_learn",
  server_url: "https://learn.microsoft.com/api/mcp",
  require_approval: "always",
};

const question = await client.responses.create({
  model,
  input: "Find out what Azure Functions is good for, in one sentence.",
  tools: [tool],
});
const request = question.output.find(
  (item) => item.type === "mcp_approval_request",
);
if (!request) {
  throw new Error("The model did not ask for an approval");
}

const answer = await client.responses.create({
  model,
  previous_response_id: question.id,
  input: [
    {
      type: "mcp_approval_response",
      approval_request_id: request.id,
      approve: true,
    },
  ],
  tools: [tool],
});
console.log(answer.output_text);
