"""Pages within other pages: what an address lets a page leave out."""

from collections.abc import Sequence

PARTS = {
    "masthead": ".st-key-masthead",
    "experiments": ".st-key-lab-experiments",
    "levers": '[data-testid="stColumn"]:has(>div .st-key-lab-levers)',
    "end": ".st-key-lab-end",
}
"""What may be left out of a page, by the name in its address. The board leaves out its own parts
(``race``, ``standing``, ``log``, ``strategies``, ``sensors``) by itself: no style reaches them."""

_LEAVES = '<base target="_blank" />'
"""A link out of a page that stands within another one opens beside it."""


def left_out(embed: str | None, hide: Sequence[str]) -> list[str]:
    """Return the names of what an address leaves out; what it names else is nothing here.

    Parameters
    ----------
    embed : "true" for a page within another one
    hide : names, with commas between them

    Examples
    --------
    >>> left_out("true", ["levers,race"]), left_out(None, ["end", "moon"]), left_out("false", [])
    (['masthead', 'levers'], ['end'], [])
    """
    asked = {name.strip() for names in hide for name in names.split(",")}
    if embed == "true":
        asked.add("masthead")
    return [name for name in PARTS if name in asked]


def head_of(embed: str | None, hide: Sequence[str]) -> str:
    """Return what the head of a page says for that.

    Examples
    --------
    >>> head_of(None, ["end"])
    '<style>.st-key-lab-end{display:none!important}</style>'
    """
    names = left_out(embed, hide)
    style = f"<style>{','.join(PARTS[name] for name in names)}{{display:none!important}}</style>"
    return (_LEAVES if embed == "true" else "") + (style if names else "")
