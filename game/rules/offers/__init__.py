"""What a match offers and what befalls it, drawn by the seed alone."""
