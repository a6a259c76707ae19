"""Models on NASA's test engines, beside published figures."""
