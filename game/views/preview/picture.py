"""A link's picture, drawn: 1200 by 630, as previews want it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from game.live.answering.desk import heard
from game.rules.errors import GameError
from game.text.naming import NAME
from game.views.frame.fitting import fitting
from game.views.frame.theme import DARK
from game.views.preview.facts import Curve, Facts, of_lab, of_match

WIDTH, HEIGHT = 1_200, 630
_FONTS = Path(__file__).parents[3] / "static" / "fonts"
_EDGE, _RIGHT = 64, 372  # pixels beside the picture, and for the names at the ends of its lines
_TOP, _BOTTOM = 372, 570  # pixels between which lines run
_STEP = 38  # pixels between two names
_FINER = 2  # lines are drawn so much larger, then made smaller: their edges are smooth


@lru_cache(maxsize=16)
def _font(name: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(_FONTS / f"{name}.woff2", size)
    axes = font.get_variation_axes()
    font.set_variation_by_axes([*(axis["default"] for axis in axes[:-1]), weight])  # type: ignore[list-item]
    return font


def words(size: int, weight: int = 450) -> ImageFont.FreeTypeFont:
    """Return the font of words in a size, pixels."""
    return _font("instrument-sans", size, weight)


def figures(size: int, weight: int = 600) -> ImageFont.FreeTypeFont:
    """Return the font of numbers in a size, pixels."""
    return _font("spline-sans-mono", size, weight)


def apart(wanted: Sequence[float], step: float, low: float, high: float) -> list[float]:
    """Return heights as near to those that are wanted as can be, a step apart.

    Examples
    --------
    >>> apart([10, 12, 90], 20, 0, 100)
    [10, 30, 90]
    """
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    placed = list(wanted)
    floor = low
    for at in order:
        placed[at] = max(wanted[at], floor)
        floor = placed[at] + step
    ceiling = high
    for at in reversed(order):
        placed[at] = min(placed[at], ceiling)
        ceiling = placed[at] - step
    return placed


class _Place(NamedTuple):
    """Where the lines run, and between which values."""

    low: float
    high: float

    def at(self, share: float, value: float) -> tuple[float, float]:
        x = _EDGE + (WIDTH - _EDGE - _RIGHT) * share
        return x, _BOTTOM - (_BOTTOM - _TOP) * (value - self.low) / ((self.high - self.low) or 1)


def drawn(facts: Facts) -> bytes:
    """Return a picture as PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), DARK.ground)
    picture.paste(_lines(facts.curves), (0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 12, HEIGHT), fill=DARK.accent)
    pen.text((_EDGE, 52), NAME, DARK.muted, words(28, 600))
    pen.text((WIDTH - _EDGE, 52), facts.title, DARK.muted, words(28), anchor="ra")
    pen.text((_EDGE - 6, 96), facts.figure, DARK.text, figures(112, 700))
    said = words(40, 600)
    for row, text in enumerate(fitting(facts.sentence, said.getlength, WIDTH - 2 * _EDGE, 2)):
        pen.text((_EDGE, 240 + 50 * row), text, DARK.text, said)
    _names(pen, facts.curves)
    file = BytesIO()
    picture.quantize(128).save(file, "PNG", optimize=True)
    return file.getvalue()


def _place(curves: Iterable[Curve]) -> _Place:
    values = [value for curve in curves for value in curve.values]
    return _Place(min(0.0, *values), max(values))


def _lines(curves: Sequence[Curve]) -> Image.Image:
    """Draw the lines, the first one last."""
    size = WIDTH * _FINER, HEIGHT * _FINER
    picture = Image.new("RGB", size, DARK.ground)
    pen, place = ImageDraw.Draw(picture), _place(curves)
    zero = place.at(0, 0.0)[1] * _FINER
    pen.line((_EDGE * _FINER, zero, (WIDTH - _RIGHT) * _FINER, zero), DARK.rule, 2 * _FINER)
    for number, curve in reversed(list(enumerate(curves))):
        last = len(curve.values) - 1
        points = [place.at(at / max(1, last), value) for at, value in enumerate(curve.values)]
        scaled = [(x * _FINER, y * _FINER) for x, y in points]
        width = (7 if number == 0 else 3) * _FINER
        pen.line(scaled, DARK.factories[curve.factory % 4], width, joint="curve")
    return picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _names(pen: ImageDraw.ImageDraw, curves: Sequence[Curve]) -> None:
    place = _place(curves)
    wanted = [place.at(1, curve.values[-1])[1] for curve in curves]
    heights = apart(wanted, _STEP, _TOP - 10, _BOTTOM + 20)
    for number, (curve, height) in enumerate(zip(curves, heights, strict=True)):
        kind, weight = curve.factory % 4, 700 if number == 0 else 450
        _shape(pen, kind, WIDTH - _RIGHT + 14, height, DARK.factories[kind])
        end = figures(22, weight)
        pen.text((WIDTH - 24, height), curve.end, DARK.text, end, anchor="rm")
        room = _RIGHT - 34 - 24 - 14 - end.getlength(curve.end)
        said = words(22, weight)
        (name,) = fitting(curve.name, said.getlength, room, 1)
        pen.text((WIDTH - _RIGHT + 34, height), name, DARK.text, said, anchor="lm")


def _shape(pen: ImageDraw.ImageDraw, kind: int, x: float, y: float, colour: str) -> None:
    """Draw a factory's shape: colour never stands alone."""
    r = 9
    if kind == 0:
        pen.ellipse((x - r, y - r, x + r, y + r), colour)
    elif kind == 1:
        pen.polygon([(x, y - r), (x + r, y + r * 0.8), (x - r, y + r * 0.8)], colour)
    elif kind == 2:
        pen.rectangle((x - r * 0.85, y - r * 0.85, x + r * 0.85, y + r * 0.85), colour)
    else:
        pen.polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], colour)


def preview(question: bytes) -> bytes:
    """Return the picture of a link in any process; nothing where none can be drawn.

    Parameters
    ----------
    question : a language; ``game`` or ``lab``; the text of the link; and the cycle at which it
        opens or None, as JSON

    Examples
    --------
    >>> shown = preview(b'["en", "game", "1-chapter1-210-0p", 90]')
    >>> shown[1:4], preview(b'["en", "game", "moon", null]')
    (b'PNG', b'')
    """
    kind, text, at = heard(question)
    try:
        return drawn(of_lab(text) if kind == "lab" else of_match(text, at))
    except GameError:
        return b""
