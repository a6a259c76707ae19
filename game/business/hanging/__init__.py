"""What the verdict hangs on: each input moved alone, and where another answer wins."""
