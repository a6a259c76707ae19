"""NASA's own engines, studied."""
