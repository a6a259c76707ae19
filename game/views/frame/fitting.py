"""Words in a picture, which has no browser to break its lines."""

from collections.abc import Callable


def fitting(text: str, length: Callable[[str], float], width: float, most: int) -> list[str]:
    """Return a text in lines of a width; what does not fit into so many ends in dots.

    Parameters
    ----------
    length : of a line, as the width is measured
    most : lines

    Examples
    --------
    >>> fitting("one two three four", len, 8, 2)
    ['one two', 'three …']
    """
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and length(longer) > width:
            rows.append(word)
        else:
            rows[-1] = longer
    if len(rows) <= most:
        return rows
    last = rows[most - 1]
    while " " in last and length(f"{last} …") > width:
        last = last.rsplit(" ", 1)[0]
    return [*rows[: most - 1], f"{last} …"]
