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
	)

	ctx := context.Background()
	params := responses.ResponseNewParams{
		Model: "gpt-5-mini",
		Input: responses.ResponseNewParamsInputUnion{
			OfString: openai.String("What is an API? Answer in one sentence."),
		},
	}

	var answer *http.Response
	if _, err := client.Responses.New(ctx, params, option.WithResponseInto(&answer)); err != nil {
		log.Fatal(err)
	}
	fmt.Println("Answered:", answer.Header.Get("x-request-id"))

	params.Model = "no-such-deployment"
	if _, err := client.Responses.New(ctx, params); err != nil {
		apiErr, ok := errors.AsType[*openai.Error](err)
		if !ok || apiErr.StatusCode != http.StatusNotFound {
			log.Fatal(err)
		}
		fmt.Println("Failed:", apiErr.Response.Header.Get("x-request-id"))
	}
}
