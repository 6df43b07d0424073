"""The v1 API: its routes, what each takes and gives, and the state that requests leave behind."""
