"""The levels of the tutorial and the figures that they show."""
