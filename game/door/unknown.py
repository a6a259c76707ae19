"""What is said where no page is: a sentence, and the way to each page."""

from collections.abc import Sequence
from html import escape

from game.door.places import Place
from game.text.language import spoken, t
from game.text.naming import full_title

_STYLE = """
@font-face{font-family:"Instrument Sans";src:url(%(static)s/fonts/instrument-sans.woff2);
font-weight:400 700}
body{background:var(--tt-ground);color:var(--tt-text);font:1rem/1.5 "Instrument Sans",sans-serif;
margin:0 auto;padding:12vh 1.5rem 3rem;max-width:44rem}
h1{font-size:1.6rem;line-height:1.25;margin:1.5rem 0 .5rem}
img{display:block}
code{overflow-wrap:anywhere}
ul{list-style:none;margin:1.5rem 0 0;padding:0;border-top:1px solid var(--tt-rule)}
a{display:block;color:inherit;text-decoration:none;padding:.7rem .25rem;
border-bottom:1px solid var(--tt-rule)}
a:hover b,a:focus-visible b{text-decoration:underline}
a span{display:block;color:var(--tt-muted);font-size:.9rem}
"""


def page(asked: str, places: Sequence[Place], home: str, query: str, colours: str) -> str:
    """Return a whole page that says that no page has an address.

    Parameters
    ----------
    asked : the address
    places : in the order in which they are offered; the first one is home
    home : address of the first page, with a slash at its end
    query : that goes along with each link, empty or with its question mark
    colours : style sheet with the tokens of the theme
    """
    title, pages = t("No page has this address"), t("Pages")
    shown = asked if len(asked) <= 80 else f"{asked[:79]}…"
    told = escape(t("Nothing is at {address}. These are the pages there are:", address="{}"))
    told = told.replace("{}", f"<code>{escape(shown)}</code>")
    links = "".join(
        f'<li><a href="{escape(home + ("" if place is places[0] else place.path) + query)}">'
        f"<b>{escape(t(place.title))}</b><span>{escape(t(place.description))}</span></a></li>"
        for place in places
    )
    static = f"{escape(home)}app/static"
    return (
        f'<!DOCTYPE html><html lang="{escape(spoken().tag)}"><head><meta charset="UTF-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><link rel="icon" href="{static}/icon.svg">'
        f"<title>{escape(full_title(title))}</title>"
        f"<style>{colours}{_STYLE % {'static': static}}</style></head><body><main>"
        f'<img src="{static}/icon.svg" width="48" height="48" alt="">'
        f"<h1>{escape(title)}</h1><p>{told}</p>"
        f'<nav aria-label="{escape(pages)}"><ul>{links}</ul></nav></main></body></html>'
    )
