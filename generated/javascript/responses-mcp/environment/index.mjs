import OpenAI from "openai";

const client = new OpenAI();

const response = await client.responses.create({
  model: "gpt-5-mini",
  input: "Find out what Azure Functions is good for, in one sentence.",
  tools: [
    {
      type: "mcp",
      server_label: "microsoft_learn",
      server_url: "https://learn.microsoft.com/api/mcp",
      require_approval: "never",
    },
  ],
});
console.log(response.output_text);
