package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

func main() {
	key := os.Getenv("AZURE_OPENAI_API_KEY")
	if key == "" {
		log.Fatal("AZURE_OPENAI_API_KEY is not set")
	}
	client := openai.NewClient(
		option.WithBaseURL("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/"),
		option.WithAPIKey(key),
	)

	response, err := client.Embeddings.New(context.Background(), openai.EmbeddingNewParams{
		Model: "text-embedding-3-small",
		Input: openai.EmbeddingNewParamsInputUnion{
			OfArrayOfStrings: []string{
				"The quick brown fox",
				"jumps over the lazy dog",
			},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	vector := response.Data[0].Embedding
	fmt.Println("Embeddings:", len(response.Data))
	fmt.Println("Dimensions:", len(vector))
	fmt.Printf("First values: %.4f, %.4f, %.4f\n", vector[0], vector[1], vector[2])
	fmt.Println("Tokens:", response.Usage.TotalTokens)
}
