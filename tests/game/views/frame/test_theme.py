import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from game.views.frame import theme

ROOT = Path(__file__).parents[4]


def test_streamlits_theme_is_made_of_the_tokens():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["theme"] == theme.streamlit_theme()


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_contrast_is_enough(palette):
    grounds = (palette.ground, palette.panel, palette.sunk)
    for ground in grounds:
        for name in ("text", "muted", "accent_line"):
            assert theme.contrast(getattr(palette, name), ground) >= 4.5, name
        for number in range(4):
            assert theme.contrast(getattr(palette, f"factory_{number}"), ground) >= 3, number
    for name in ("running", "service", "failure"):
        assert theme.contrast(getattr(palette, name), palette.panel) >= 3, name
    assert theme.contrast(palette.on_accent, palette.accent) >= 4.5


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_what_is_drawn_on_the_canvases_is_told_apart(palette):
    # Words (engine.js, race.js) on the ground of their canvas.
    for ink in (palette.text, palette.muted):
        for ground in (palette.panel, palette.ground):
            assert theme.contrast(ink, ground) >= 4.5
    # Traces, forecasts, rims and alarms on the tiles; the spiral on the spinner.
    for ink in (palette.text, palette.running, palette.service, palette.failure):
        assert theme.contrast(ink, palette.panel) >= 3
    # The patterns over service and failure, by which they differ without colour.
    for status in (palette.service, palette.failure):
        assert theme.contrast(palette.on_status, status) >= 3, status


def test_both_palettes_reach_the_board():
    css = theme.board_css()
    for palette in (theme.LIGHT, theme.DARK):
        for field in fields(palette):
            assert f"--tt-{field.name.replace('_', '-')}:{getattr(palette, field.name)}" in css


def test_fonts_are_here_with_their_licences():
    for file, _ in theme.FONT_FILES.values():
        font = ROOT / "static" / "fonts" / file
        assert font.read_bytes()[:4] == b"wOF2"
        assert "SIL Open Font License" in font.with_suffix(".OFL.txt").read_text("utf-8")


def test_every_colour_the_board_uses_is_a_token():
    style = (ROOT / "game" / "views" / "play" / "board" / "board.css").read_text("utf-8")
    names = {field.name.replace("_", "-") for field in fields(theme.LIGHT)}
    used = {part.split(")")[0].split(",")[0] for part in style.split("var(--tt-")[1:]}
    assert used <= names | {"words", "numbers", "above"}
    assert "#" not in style.replace("#tt", "")
