"""Rooms on the web: light pages, what they ask, and streams."""
