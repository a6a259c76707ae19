"""What a host asks a room besides the game: a quiz before and after, a prediction, a sentence."""
