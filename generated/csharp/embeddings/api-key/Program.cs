using System;
using System.ClientModel;
using System.Globalization;
using OpenAI;
using OpenAI.Embeddings;

OpenAIClientOptions options = new()
{
    Endpoint = new Uri("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/"),
};
string key =
    Environment.GetEnvironmentVariable("AZURE_OPENAI_API_KEY")
    ?? throw new InvalidOperationException("AZURE_OPENAI_API_KEY is not set");
EmbeddingClient client = new("text-embedding-3-small", new ApiKeyCredential(key), options);

OpenAIEmbeddingCollection embeddings = await client.GenerateEmbeddingsAsync([
    "The quick brown fox",
    "jumps over the lazy dog",
]);
float[] vector = embeddings[0].ToFloats().ToArray();

Console.WriteLine($"Embeddings: {embeddings.Count}");
Console.WriteLine($"Dimensions: {vector.Length}");
Console.WriteLine(
    string.Create(
        CultureInfo.InvariantCulture,
        $"First values: {vector[0]:F4}, {vector[1]:F4}, {vector[2]:F4}"
    )
);
Console.WriteLine($"Tokens: {embeddings.Usage.TotalTokenCount}");
