"""The page *Sandbox*."""
