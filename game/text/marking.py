"""Naming a text where a table is made, long before somebody reads it."""

Forms = tuple[str, str]
"""What is said of one thing, and of several; ``{n}`` is the number."""


def mark(text: str) -> str:
    """Name a text that ``t`` translates when it is shown.

    Examples
    --------
    >>> mark("Local model")
    'Local model'
    """
    return text


def mark_forms(singular: str, plural: str) -> Forms:
    """Name both forms of a text that ``tn`` translates when it is shown.

    Examples
    --------
    >>> mark_forms("{n} failure", "{n} failures")
    ('{n} failure', '{n} failures')
    """
    return singular, plural
