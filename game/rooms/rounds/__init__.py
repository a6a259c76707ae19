"""Prepared rooms: what each is about, its plan, and its plan of minutes."""
