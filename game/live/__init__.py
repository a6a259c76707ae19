"""What a live board asks and is told; the challenge of the day."""
