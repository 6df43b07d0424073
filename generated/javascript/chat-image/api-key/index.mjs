import OpenAI from "openai";

const apiKey = process.env.AZURE_OPENAI_API_KEY;
if (!apiKey) {
  throw new Error("AZURE_OPENAI_API_KEY is not set");
}

const client = new OpenAI({
  baseURL: "https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/",
  apiKey,
});

const completion = await client.chat.completions.create({
  model: "gpt-5-mini",
  messages: [
    {
      role: "user",
      content: [
        {
          type: "text",
          text: "What is in this picture?",
        },
        {
          type: "image_url",
          image_url: {
            url: "https://raw.githubusercontent.com/Azure-Samples/cognitive-services-sample-data-files/master/ComputerVision/Images/landmark.jpg",
          },
        },
      ],
    },
  ],
});
console.log(completion.choices[0].message.content);
