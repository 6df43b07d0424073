pip install azure-identity==1.27.0 openai==3.57.0
