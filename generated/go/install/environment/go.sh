go get github.com/openai/openai-go/v3@v3.96.0
