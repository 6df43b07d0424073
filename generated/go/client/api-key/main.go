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

	models, err := client.Models.List(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Models:", len(models.Data))
}
