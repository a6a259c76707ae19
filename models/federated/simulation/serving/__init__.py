"""The server of a simulated federation: whom it asks, what it makes of the answers."""
