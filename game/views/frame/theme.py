"""Design tokens: the one place where colours and type are chosen.

They feed Streamlit's theme (``.streamlit/config.toml``, kept equal by a test), the board's CSS
variables, and the charts. Paper and ink; one accent for what the player may do now; three states,
each with a pattern; four factories, each with a shape.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    """A colour of a palette, as ``#rrggbb``: in the light, and in the dark."""

    light: str
    dark: str

    def __get__(self, palette: "Palette", owner: type) -> str:
        return self.dark if palette.is_dark else self.light


@dataclass(frozen=True)
class Palette:
    """Colours of one theme."""

    is_dark: bool

    ground = Token("#f4f2ec", "#0a1322")  # the page
    panel = Token("#fbfaf6", "#0f1b2e")  # a surface one step above it
    sunk = Token("#e9e6dd", "#081020")  # a surface one step below it: tracks, wells
    rule = Token("#d5d1c5", "#26354b")  # hairlines
    text = Token("#101b2d", "#e8edf4")
    muted = Token("#55606f", "#9aa8ba")  # second voice, still readable (AA)
    accent = Token("#c6f03c", "#c6f03c")  # fill of what may be done now
    on_accent = Token("#101b2d", "#101b2d")  # text on that fill
    accent_line = Token("#4d6600", "#c6f03c")  # the accent where it must be a line or a word
    running = Token("#728092", "#6b7c93")
    service = Token("#bd8100", "#f0b429")
    failure = Token("#c81e31", "#f0475b")
    on_status = Token("#101b2d", "#0a1322")  # pattern lines over service and failure
    compressor = Token("#7a4a12", "#d9a066")  # what wore out, each with an emblem
    fan = Token("#5b3fb5", "#b9a6ff")
    # Okabe and Ito's blue, green, reddish purple and vermillion; shifted in lightness only where
    # the ground would swallow them.
    factory_0 = Token("#0072b2", "#3ba1e0")  # you
    factory_1 = Token("#00855f", "#12ac82")
    factory_2 = Token("#b65d93", "#d68cb8")
    factory_3 = Token("#c95600", "#f07a24")

    @property
    def factories(self) -> tuple[str, ...]:
        """In factory order."""
        return self.factory_0, self.factory_1, self.factory_2, self.factory_3


LIGHT, DARK = Palette(False), Palette(True)

TOKENS = tuple(name for name, value in vars(Palette).items() if isinstance(value, Token))
"""Names of the colours of a palette."""

SHAPES = ("circle", "triangle", "square", "diamond")
"""One shape per factory, in factory order: colour never stands alone."""

FONT_WORDS = "Instrument Sans"
FONT_NUMBERS = "Spline Sans Mono"


def css_variables(palette: Palette) -> str:
    """Write a palette as CSS custom properties.

    Examples
    --------
    >>> css_variables(LIGHT).split(";")[0]
    '--tt-ground:#f4f2ec'
    """
    return "".join(f"--tt-{name.replace('_', '-')}:{getattr(palette, name)};" for name in TOKENS)


def board_css() -> str:
    """Write both palettes for the board, chosen by its ``data-theme``.

    Examples
    --------
    >>> '.tt[data-theme="dark"]' in board_css()
    True
    """
    fonts = f"--tt-words:'{FONT_WORDS}',sans-serif;--tt-numbers:'{FONT_NUMBERS}',monospace;"
    return (
        f".tt{{{fonts}{css_variables(LIGHT)}}}\n"
        f'.tt[data-theme="dark"]{{{css_variables(DARK)}color-scheme:dark}}\n'
    )


def page_css() -> str:
    """Write both palettes for a page without Streamlit, chosen by what the browser prefers.

    Examples
    --------
    >>> page_css().count("--tt-ground:")
    2
    """
    dark = f"@media(prefers-color-scheme:dark){{:root{{{css_variables(DARK)}color-scheme:dark}}}}"
    return f":root{{{css_variables(LIGHT)}}}\n{dark}\n"


def print_css() -> str:
    """Write that paper is light, also charts that were drawn in the dark: colour by colour.

    Examples
    --------
    >>> "fill:#fff!important" in print_css() and "stroke:#0072b2!important" in print_css()
    True
    """
    drawn = [token for token in TOKENS if not token.startswith("on_")]
    paper = {token: getattr(LIGHT, token) for token in drawn} | {"ground": "#fff", "panel": "#fff"}
    rules = [
        f'.js-plotly-plot [style*="{what}: {_computed(getattr(DARK, token))}"]'
        f"{{{what}:{paper[token]}!important}}"
        for token in drawn
        for what in ("fill", "stroke", "background")
    ]
    return f"@media print{{:root{{{css_variables(LIGHT)}}}{''.join(rules)}}}"


def _computed(colour: str) -> str:
    """Return a colour as a browser writes it.

    Examples
    --------
    >>> _computed("#0a1322")
    'rgb(10, 19, 34)'
    """
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))
