"""Ballots: an audience decides as one team, and how its votes are counted."""
