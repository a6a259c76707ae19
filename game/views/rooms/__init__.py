"""The page that leads to the rooms."""
