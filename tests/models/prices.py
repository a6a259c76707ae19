"""Prices for models that are trained without a game."""

from models.alarms import PriceList

PRICES = PriceList(300.0, 10_000.0, 20, 60_000.0, 60)
