"""What a class's debrief needs of several subjects: rooms, and what weighs decisions."""
