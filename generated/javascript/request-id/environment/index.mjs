import OpenAI from "openai";

const client = new OpenAI();

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
