"""A federation: messages, aggregation, client, server."""
