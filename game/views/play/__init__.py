"""The page *Play* and its live board."""
