"""A finished match looked at again: skill apart from luck, and the decisions that counted."""
