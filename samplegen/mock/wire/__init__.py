"""Connections: HTTP, TLS, the proxy, and the writing of answers with their faults."""
