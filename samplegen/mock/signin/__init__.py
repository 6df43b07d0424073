"""Who is let in: keys, tokens, managed identity, and the sign-in service of Entra ID."""
