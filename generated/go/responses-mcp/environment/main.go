package main

import (
	"context"
	"fmt"
	"log"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/responses"
)

func main() {
	client := openai.NewClient()

	response, err := client.Responses.New(context.Background(), responses.ResponseNewParams{
		Model: "gpt-5-mini",
		Input: responses.ResponseNewParamsInputUnion{
			OfString: openai.String("Find out what Azure Functions is good for, in one sentence."),
		},
		Tools: []responses.ToolUnionParam{{
			OfMcp: &responses.ToolMcpParam{
				ServerLabel: "microsoft_learn",
				ServerURL:   openai.String("https://learn.microsoft.com/api/mcp"),
				RequireApproval: responses.ToolMcpRequireApprovalUnionParam{
					OfMcpToolApprovalSetting: openai.String("never"),
				},
			},
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.OutputText())
}
