"""Thousands of games: all strategies compared, every setting tried."""
