// Imports what samples import, so that all of it is compiled before the first of them is.
package main

import (
	_ "fmt"
	_ "log"
	_ "net/http"

	_ "github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	_ "github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	_ "github.com/openai/openai-go/v3"
	_ "github.com/openai/openai-go/v3/option"
	_ "github.com/openai/openai-go/v3/responses"
)

func main() {}
