"""What a check says: yes or no, and the figure that it rests on."""


def check(name: str, holds: bool, figure: str) -> tuple[str, str]:
    """Return a check as a line of a table.

    Examples
    --------
    >>> check("words: at most 30", 31 <= 30, "31")
    ('words: at most 30', 'NO   31')
    """
    return name, f"{'yes' if holds else 'NO '}  {figure}"
