"""What a client did wrong, as its exchanges tell."""
