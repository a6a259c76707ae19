"""Remaining-useful-life models, trained alone or in a federation."""
