"""What may be asked of a room, by whom, and the row that comes of it."""
