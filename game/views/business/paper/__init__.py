"""A plant on one printed page."""
