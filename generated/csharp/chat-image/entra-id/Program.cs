#pragma warning disable OPENAI001

using System;
using System.ClientModel.Primitives;
using Azure.Identity;
using OpenAI;
using OpenAI.Chat;

OpenAIClientOptions options = new()
{
    Endpoint = new Uri("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/"),
};
ChatClient client = new(
    "gpt-5-mini",
    new BearerTokenPolicy(new DefaultAzureCredential(), "https://ai.azure.com/.default"),
    options
);

Uri image = new(
    "https://raw.githubusercontent.com/Azure-Samples/cognitive-services-sample-data-files/master/ComputerVision/Images/landmark.jpg"
);
ChatCompletion completion = await client.CompleteChatAsync(
    new UserChatMessage(
        ChatMessageContentPart.CreateTextPart("What is in this picture?"),
        ChatMessageContentPart.CreateImagePart(image)
    )
);
Console.WriteLine(completion.Content[0].Text);
