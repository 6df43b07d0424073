npm install openai@7.57.0
