package main

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

func main() {
	credential, err := azidentity.NewDefaultAzureCredential(nil)
	if err != nil {
		log.Fatal(err)
	}
	client := openai.NewClient(
		option.WithBaseURL("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/"),
		option.WithMiddleware(func(req *http.Request, next option.MiddlewareNext) (*http.Response, error) {
			token, err := credential.GetToken(req.Context(), policy.TokenRequestOptions{
				Scopes: []string{"https://ai.azure.com/.default"},
			})
			if err != nil {
				return nil, err
			}
			req.Header.Set("Authorization", "Bearer "+token.Token)
			return next(req)
		}),
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
