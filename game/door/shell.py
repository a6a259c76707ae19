"""Streamlit's page, with a title, a description and a card of our own in its head."""

from dataclasses import dataclass
from html import escape

from game.text.naming import NAME

_HERE = 'new URL(".",location.href).href'
_BASES = (
    f"<script>window.__streamlit={{BACKEND_BASE_URL:{_HERE},MAIN_PAGE_BASE_URL:{_HERE}}}</script>"
)
"""Tells Streamlit's front end where the server is: else it asks below the page's address first,
where nothing is."""

_LOOKS = (
    "<script>try{"
    'const{theme,size}=JSON.parse(localStorage.getItem("turbofan-tycoon-record")??"{}");'
    "if(theme)localStorage.setItem(`stActiveTheme-${location.pathname}-v2`,JSON.stringify(theme));"
    'if(size)document.documentElement.style.setProperty("--tt-size",size)'
    '}catch(error){if(error.name!=="SecurityError")throw error}</script>'
)
"""Puts on what a visitor has picked in the masthead, before Streamlit's front end asks for it; a
browser may keep nothing for a page within another one."""

_OLD_LINKS = (
    "<script>{const here=new URL(location.href);"
    'if(here.hash.startsWith("#plant=")&&!here.searchParams.has("linked")){'
    'here.searchParams.set("linked","1");history.replaceState(history.state,"",here)}}</script>'
)
"""Says of an older link to a plant that one stands in its fragment, before the page is asked for:
it would show another plant first."""

_ONE_ENTRY = (
    "<script>{const push=history.pushState.bind(history);let before=null;"
    "history.pushState=(state,title,address)=>{"
    "const to=new URL(address??location.href,location.href),here=location.href;"
    "if(to.pathname===location.pathname){history.replaceState(state,title,address);before=here;return}"
    "if(before&&location.search===to.search)history.replaceState(history.state,title,before);"
    "before=null;push(state,title,address)}}</script>"
)
"""Gives a page one entry in the browser's history, whatever it writes into its own address:
Streamlit adds one for each lever that is moved. What the next page writes may come before its path
does: then it is taken back from the page that is left."""

_HEAD = '<link rel="shortcut icon" href="./favicon.png" />'
_TITLE = "<title>Streamlit</title>"
_LANGUAGE = '<html lang="en">'


@dataclass(frozen=True)
class Card:
    """What a page says of itself, to a browser's tab and to the preview of a link."""

    lang: str  # tag of the language
    title: str
    description: str
    address: str  # whole
    icon: str  # address of a picture
    picture: str  # whole address of a larger one, 1200 by 630
    manifest: str  # address of what the product is when it is installed
    more: str = ""  # HTML


def prepare(index: str) -> str:
    """Return Streamlit's index without the font that is never used here.

    A browser would fetch it before all else, and complain about it.

    Raises
    ------
    ValueError
        This is not the index that is known here: Streamlit has changed.

    Examples
    --------
    >>> prepare("<html>")
    Traceback (most recent call last):
        ...
    ValueError: Streamlit's index holds '<html lang="en">' 0 times, not once
    """
    for known in (_LANGUAGE, _HEAD, _TITLE, 'rel="preload"'):
        if index.count(known) != 1:
            raise ValueError(
                f"Streamlit's index holds {known!r} {index.count(known)} times, not once"
            )
    start = index.rindex("<link", 0, index.index('rel="preload"'))
    end = index.index("/>", start) + len("/>")
    return index[:start] + index[end:]


def dressed(prepared: str, card: Card) -> str:
    """Return a prepared index that says what one page is."""
    named = {"description": card.description, "twitter:card": "summary_large_image"}
    properties = {
        "og:type": "website",
        "og:site_name": NAME,
        "og:title": card.title,
        "og:description": card.description,
        "og:url": card.address,
        "og:image": card.picture,
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": card.description,
    }
    head = "".join(
        f'<meta {kind}="{name}" content="{escape(text)}" />'
        for kind, texts in (("name", named), ("property", properties))
        for name, text in texts.items()
    )
    icons = (
        f'<link rel="icon" href="{escape(card.icon)}" />'
        f'<link rel="manifest" href="{escape(card.manifest)}" />'
    )
    return (
        prepared.replace(_LANGUAGE, f'<html lang="{escape(card.lang)}">')
        .replace(_TITLE, f"<title>{escape(card.title)}</title>")
        .replace(_HEAD, f"{icons}{head}{_BASES}{_LOOKS}{_OLD_LINKS}{_ONE_ENTRY}{card.more}")
    )
