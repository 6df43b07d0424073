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

	completion, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model: "gpt-5-mini",
		Messages: []openai.ChatCompletionMessageParamUnion{
			openai.DeveloperMessage("You answer in one sentence."),
			openai.UserMessage("What is the bitter lesson of AI research?"),
		},
		ReasoningEffort:     "low",
		MaxCompletionTokens: openai.Int(5000),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(completion.Choices[0].Message.Content)
}
