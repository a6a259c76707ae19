import tomllib
from pathlib import Path

import pytest

from game.views.frame import theme

ROOT = Path(__file__).parents[4]


def contrast(first: str, second: str) -> float:
    """Return the WCAG contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


FONT_FILES = {
    theme.FONT_WORDS: ("instrument-sans.woff2", "400 700"),
    theme.FONT_NUMBERS: ("spline-sans-mono.woff2", "300 700"),
}
"""Family to file in ``static/fonts`` and the weights it spans."""


def streamlit_colours(palette: theme.Palette) -> dict[str, object]:
    return {
        "primaryColor": palette.accent_line,
        "backgroundColor": palette.ground,
        "secondaryBackgroundColor": palette.sunk,
        "textColor": palette.text,
        "linkColor": palette.text,
        "borderColor": palette.rule,
        "chartCategoricalColors": list(palette.factories),
    }


def test_streamlits_theme_is_made_of_the_tokens():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["theme"] == {
        "font": f"{theme.FONT_WORDS}, sans-serif",
        "headingFont": f"{theme.FONT_WORDS}, sans-serif",
        "codeFont": f"{theme.FONT_NUMBERS}, monospace",
        "baseRadius": "2px",
        "buttonRadius": "2px",
        "showWidgetBorder": True,
        "fontFaces": [
            {"family": family, "url": f"app/static/fonts/{file}", "weight": weight}
            for family, (file, weight) in FONT_FILES.items()
        ],
        "light": streamlit_colours(theme.LIGHT),
        "dark": streamlit_colours(theme.DARK),
    }


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_contrast_is_enough(palette):
    grounds = (palette.ground, palette.panel, palette.sunk)
    for ground in grounds:
        for name in ("text", "muted", "accent_line"):
            assert contrast(getattr(palette, name), ground) >= 4.5, name
        for number in range(4):
            assert contrast(getattr(palette, f"factory_{number}"), ground) >= 3, number
    for name in ("running", "service", "failure"):
        assert contrast(getattr(palette, name), palette.panel) >= 3, name
    assert contrast(palette.on_accent, palette.accent) >= 4.5


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_what_is_drawn_on_the_canvases_is_told_apart(palette):
    # Words (engine.js, race.js) on the ground of their canvas.
    for ink in (palette.text, palette.muted):
        for ground in (palette.panel, palette.ground):
            assert contrast(ink, ground) >= 4.5
    # Traces, forecasts, rims and alarms on the tiles; the spiral on the spinner.
    for ink in (palette.text, palette.running, palette.service, palette.failure):
        assert contrast(ink, palette.panel) >= 3
    # The patterns over service and failure, by which they differ without colour.
    for status in (palette.service, palette.failure):
        assert contrast(palette.on_status, status) >= 3, status


def test_both_palettes_reach_the_board():
    css = theme.board_css()
    for palette in (theme.LIGHT, theme.DARK):
        for name in theme.TOKENS:
            assert f"--tt-{name.replace('_', '-')}:{getattr(palette, name)}" in css


def test_fonts_are_here_with_their_licences():
    for file, _ in FONT_FILES.values():
        font = ROOT / "static" / "fonts" / file
        assert font.read_bytes()[:4] == b"wOF2"
        assert "SIL Open Font License" in font.with_suffix(".OFL.txt").read_text("utf-8")


def test_every_colour_the_board_uses_is_a_token():
    style = (ROOT / "game" / "views" / "play" / "board" / "board.css").read_text("utf-8")
    names = {name.replace("_", "-") for name in theme.TOKENS}
    used = {part.split(")")[0].split(",")[0] for part in style.split("var(--tt-")[1:]}
    assert used <= names | {"words", "numbers", "above", "beside", "board"}
    assert "#" not in style.replace("#tt", "")


def test_the_light_pages_have_the_tokens():
    assert (ROOT / "static" / "tokens.css").read_text(encoding="utf-8") == theme.page_css()
