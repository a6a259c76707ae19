"""The page *Real engines*."""
