"""The rules: pure functions of a scenario, a seed and decisions; they load NumPy alone."""
