"""The page *Does it hold up?*."""
