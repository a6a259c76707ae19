"""What a match comes to in a few words: its lines of money, what decided it, what it taught."""
