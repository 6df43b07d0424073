"""Pages: a spec and what was generated and measured → a document → a format."""
