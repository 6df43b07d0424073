package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/responses"
)

func main() {
	key := os.Getenv("AZURE_OPENAI_API_KEY")
	if key == "" {
		log.Fatal("AZURE_OPENAI_API_KEY is not set")
	}
	client := openai.NewClient(
		option.WithBaseURL("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/"),
		option.WithAPIKey(key),
		option.WithMaxRetries(0),
	)

	ctx := context.Background()
	params := responses.ResponseNewParams{
		Model: "gpt-5-mini",
		Input: responses.ResponseNewParamsInputUnion{
			OfString: openai.String("What is an API? Answer in one sentence."),
		},
	}

	response, err := client.Responses.New(ctx, params)
	if apiErr, ok := errors.AsType[*openai.Error](err); ok && apiErr.StatusCode == http.StatusTooManyRequests {
		fmt.Println("Without retries: status", apiErr.StatusCode)
	} else if err != nil {
		log.Fatal(err)
	} else {
		fmt.Println("Without retries:", response.OutputText())
	}

	response, err = client.Responses.New(ctx, params, option.WithMaxRetries(5))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("With five retries:", response.OutputText())
}
