"""What the game and its pages are called."""

NAME = "Turbofan Tycoon"


def full_title(title: str | None) -> str:
    """Return what a browser calls a page; without a title of its own it is the game's.

    Examples
    --------
    >>> full_title("Learn"), full_title(None)
    ('Learn · Turbofan Tycoon', 'Turbofan Tycoon')
    """
    return NAME if title is None else f"{title} · {NAME}"
