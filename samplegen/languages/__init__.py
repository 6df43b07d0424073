"""The five built-in languages; each module holds one ``LANGUAGE`` value."""
