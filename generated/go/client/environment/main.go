package main

import (
	"context"
	"fmt"
	"log"

	"github.com/openai/openai-go/v3"
)

func main() {
	client := openai.NewClient()

	models, err := client.Models.List(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Models:", len(models.Data))
}
