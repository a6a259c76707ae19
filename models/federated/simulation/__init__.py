"""Many clients at once, and all that can be done to a federation."""
