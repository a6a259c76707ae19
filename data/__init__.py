"""Engines and their sensor histories: simulated, or read from NASA's files."""
