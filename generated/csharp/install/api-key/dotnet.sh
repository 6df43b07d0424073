dotnet add package OpenAI --version 2.15.0
