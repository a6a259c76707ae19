"""Naming a text where a table is made, long before somebody reads it."""


def mark(text: str) -> str:
    """Name a text that ``t`` translates when it is shown.

    Examples
    --------
    >>> mark("Local model")
    'Local model'
    """
    return text
