"""What ``python -m game`` offers; what is heavy is imported when its command runs."""
