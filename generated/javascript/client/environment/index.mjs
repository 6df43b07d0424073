import OpenAI from "openai";

const client = new OpenAI();

const models = await client.models.list();
console.log(`Models: ${models.data.length}`);
