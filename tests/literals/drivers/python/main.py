# comments
TEXTS = [
    # literals
]
for text in TEXTS:
    print(text.encode("utf-8", "surrogatepass").hex())
