"""The page *NASA's engines*."""
