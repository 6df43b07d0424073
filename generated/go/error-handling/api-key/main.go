package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
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

	response, err := client.Responses.New(context.Background(), responses.ResponseNewParams{
		Model: "gpt-5-mini",
		Input: responses.ResponseNewParamsInputUnion{
			OfString: openai.String("What is an API? Answer in one sentence."),
		},
	})
	if err != nil {
		fmt.Println(describe(err))
		os.Exit(1)
	}
	fmt.Println(response.OutputText())
}

func describe(err error) string {
	if apiErr, ok := errors.AsType[*openai.Error](err); ok {
		kind := "Request failed"
		switch apiErr.StatusCode {
		case http.StatusBadRequest:
			kind = "Bad request"
		case http.StatusNotFound:
			kind = "Not found"
		case http.StatusTooManyRequests:
			kind = "Rate limited"
		}
		id := apiErr.Response.Header.Get("x-request-id")
		return fmt.Sprintf("%s: status %d, request ID %s", kind, apiErr.StatusCode, id)
	}
	if _, ok := errors.AsType[*url.Error](err); ok {
		return "Service unreachable: no status, no request ID"
	}
	return err.Error()
}
