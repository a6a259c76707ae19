"""Design tokens: the one place where colours and type are chosen.

They feed Streamlit's theme (``.streamlit/config.toml``, kept equal by a test), the board's CSS
variables, and the charts. Paper and ink; one accent for what the player may do now; three states,
each with a pattern; four factories, each with a shape.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme, as ``#rrggbb``."""

    ground: str  # the page
    panel: str  # a surface one step above it
    sunk: str  # a surface one step below it: tracks, wells
    rule: str  # hairlines
    text: str
    muted: str  # second voice, still readable (AA)
    accent: str  # fill of what may be done now
    on_accent: str  # text on that fill
    accent_line: str  # the accent where it must be a line or a word
    running: str
    service: str
    failure: str
    on_status: str  # pattern lines over service and failure
    factory_0: str  # you
    factory_1: str
    factory_2: str
    factory_3: str

    @property
    def factories(self) -> tuple[str, ...]:
        """In factory order."""
        return self.factory_0, self.factory_1, self.factory_2, self.factory_3


# Okabe and Ito's blue, green, reddish purple and vermillion; shifted in lightness only where the
# ground would swallow them.
LIGHT = Palette(
    ground="#f4f2ec",
    panel="#fbfaf6",
    sunk="#e9e6dd",
    rule="#d5d1c5",
    text="#101b2d",
    muted="#55606f",
    accent="#c6f03c",
    on_accent="#101b2d",
    accent_line="#4d6600",
    running="#728092",
    service="#bd8100",
    failure="#c81e31",
    on_status="#101b2d",
    factory_0="#0072b2",
    factory_1="#00855f",
    factory_2="#b65d93",
    factory_3="#c95600",
)
DARK = Palette(
    ground="#0a1322",
    panel="#0f1b2e",
    sunk="#081020",
    rule="#26354b",
    text="#e8edf4",
    muted="#9aa8ba",
    accent="#c6f03c",
    on_accent="#101b2d",
    accent_line="#c6f03c",
    running="#6b7c93",
    service="#f0b429",
    failure="#f0475b",
    on_status="#0a1322",
    factory_0="#3ba1e0",
    factory_1="#12ac82",
    factory_2="#d68cb8",
    factory_3="#f07a24",
)

SHAPES = ("circle", "triangle", "square", "diamond")
"""One shape per factory, in factory order: colour never stands alone."""

FONT_WORDS = "Instrument Sans"
FONT_NUMBERS = "Spline Sans Mono"
FONT_FILES = {
    FONT_WORDS: ("instrument-sans.woff2", "400 700"),
    FONT_NUMBERS: ("spline-sans-mono.woff2", "300 700"),
}
"""Family to file in ``static/fonts`` and the weights it spans."""


def css_variables(palette: Palette) -> str:
    """Write a palette as CSS custom properties.

    Examples
    --------
    >>> css_variables(LIGHT).split(";")[0]
    '--tt-ground:#f4f2ec'
    """
    return "".join(
        f"--tt-{field.name.replace('_', '-')}:{getattr(palette, field.name)};"
        for field in fields(palette)
    )


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


def streamlit_theme() -> dict[str, object]:
    """Give the ``[theme]`` part of ``.streamlit/config.toml``.

    Examples
    --------
    >>> streamlit_theme()["dark"]["backgroundColor"]
    '#0a1322'
    """
    return {
        "font": f"{FONT_WORDS}, sans-serif",
        "headingFont": f"{FONT_WORDS}, sans-serif",
        "codeFont": f"{FONT_NUMBERS}, monospace",
        "baseRadius": "2px",
        "buttonRadius": "2px",
        "showWidgetBorder": True,
        "fontFaces": [
            {"family": family, "url": f"app/static/fonts/{file}", "weight": weight}
            for family, (file, weight) in FONT_FILES.items()
        ],
        "light": _streamlit_colours(LIGHT),
        "dark": _streamlit_colours(DARK),
    }


def _streamlit_colours(palette: Palette) -> dict[str, object]:
    return {
        "primaryColor": palette.accent_line,
        "backgroundColor": palette.ground,
        "secondaryBackgroundColor": palette.sunk,
        "textColor": palette.text,
        "linkColor": palette.text,
        "borderColor": palette.rule,
        "chartCategoricalColors": list(palette.factories),
    }
