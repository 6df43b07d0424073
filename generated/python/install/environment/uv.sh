uv add openai==3.57.0
