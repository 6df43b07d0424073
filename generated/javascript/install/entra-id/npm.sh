npm install openai@7.57.0 @azure/identity@4.14.1
