import OpenAI from "openai";

const client = new OpenAI();

const { data, usage } = await client.embeddings.create({
  model: "text-embedding-3-small",
  input: ["The quick brown fox", "jumps over the lazy dog"],
});
const { embedding } = data[0];
const values = embedding.slice(0, 3).map((value) => value.toFixed(4));
console.log(`Embeddings: ${data.length}`);
console.log(`Dimensions: ${embedding.length}`);
console.log(`First values: ${values.join(", ")}`);
console.log(`Tokens: ${usage.total_tokens}`);
