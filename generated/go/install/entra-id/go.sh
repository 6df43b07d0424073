go get github.com/openai/openai-go/v3@v3.96.0
go get github.com/Azure/azure-sdk-for-go/sdk/azidentity@v1.15.0
go get github.com/Azure/azure-sdk-for-go/sdk/azcore@v1.24.0
