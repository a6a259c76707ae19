"""The record of lifetimes that a visitor brings along."""
