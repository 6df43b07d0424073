pip install openai==3.57.0
