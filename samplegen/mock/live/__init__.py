"""A real endpoint behind the proxy: what is forwarded, recorded and told again."""
