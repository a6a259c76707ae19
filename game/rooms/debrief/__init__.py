"""The debrief: what a room is shown after its last turn, guess first."""
