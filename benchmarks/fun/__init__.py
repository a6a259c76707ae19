"""Whether the campaign is a game: the checks that need no player, each a yes or a no."""
