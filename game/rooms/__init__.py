"""Rooms: one teacher, many factories on the same engines, nothing lost."""
