dotnet add package OpenAI --version 2.15.0
dotnet add package Azure.Identity --version 1.21.0
