"""What decisions, models and federations earn in the game."""
