"""What the wall needs to know: its words, our colours in both themes, and what draws charts."""

from pathlib import Path
from typing import Any

import plotly

from game.text.language import t
from game.views.frame.theme import DARK, LIGHT, TOKENS

LIBRARY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
"""What draws charts in a browser; Streamlit's own copy cannot be reached from a page."""

ADDRESS = f"app/plotly.js?{plotly.__version__}"
"""Where it is served, by its version: a browser keeps it for ever."""

_LAST = ("accent", "on_accent", "on_status")
"""Where two colours are one in one theme, what is read counts before what is filled."""


def wall_words() -> dict[str, Any]:
    """Return what the wall is told.

    Examples
    --------
    >>> wall_words()["tones"][0]
    ['#f4f2ec', '#0a1322']
    """
    names = [name for name in TOKENS if name not in _LAST]
    return {
        "open": t("Charts on a wall"),
        "close": t("Close"),
        "before": t("The one before"),
        "after": t("The next one"),
        "theme": t("Light or dark"),
        "rounds": t("The rounds of this lab"),
        "match": t("This match, engine by engine"),
        "library": ADDRESS,
        "grounds": {"light": [LIGHT.ground, LIGHT.text], "dark": [DARK.ground, DARK.text]},
        "tones": [[getattr(LIGHT, name), getattr(DARK, name)] for name in names],
    }
