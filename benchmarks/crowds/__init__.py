"""What a crowd on the real server waits for: players, voters, seats of a room, plants."""
