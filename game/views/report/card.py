"""A picture of a result to share, 1200 by 630: its words, its figures, and where to play it."""

from collections.abc import Iterator, Sequence
from html import escape

from game.review.debrief.decided import decided
from game.review.debrief.insights import MOST_STARS, stars
from game.review.debrief.lines import MoneyLines
from game.review.review import Review
from game.rules.custom_scenario import scenario_named
from game.text.language import number, t
from game.text.naming import NAME
from game.views.frame.fitting import fitting
from game.views.frame.theme import DARK, FONT_NUMBERS, FONT_WORDS, SHAPES
from game.views.report import choices, debrief, factories

WIDTH, HEIGHT = 1_200, 630

FONTS = {FONT_WORDS: "instrument-sans.woff2", FONT_NUMBERS: "spline-sans-mono.woff2"}

_EDGE = 64
_LETTER = 0.52  # width of a letter on average, in its height
_SHAPES = {
    "circle": "M8 2a6 6 0 1 0 .01 0z",
    "triangle": "M8 1.2 14.8 13.5H1.2z",
    "square": "M2.6 2.6h10.8v10.8H2.6z",
    "diamond": "M8 .6 15.4 8 8 15.4.6 8z",
}


def card(review: Review, address: str) -> str:
    """Return the picture as SVG.

    Parameters
    ----------
    address : where these engines can be played
    """
    count = stars(review)
    won = "" if count is None else "★" * count + "☆" * (MOST_STARS - count)
    match = t(
        "{scenario} · seed {seed} · {cycles} cycles",
        scenario=choices.rules_words(scenario_named(review.scenario)),
        seed=review.seed,
        cycles=number(review.cycles),
    )
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{DARK.ground}"/>',
        f'<rect width="12" height="{HEIGHT}" fill="{DARK.accent}"/>',
        _text(NAME, _EDGE, 74, 26, DARK.muted),
        _text(won, WIDTH - _EDGE, 76, 40, DARK.accent, anchor="end"),
        *_lines(factories.headline(review), 132, 46, DARK.text, 2, weight=650),
        *_lines(debrief.decided_words(decided(review), review), 236, 25, DARK.text, 3),
        *([] if review.lines is None else _race(review.lines)),
        _text(match, _EDGE, HEIGHT - 60, 20, DARK.muted),
        _text(address, _EDGE, HEIGHT - 30, 20, DARK.accent, family=FONT_NUMBERS),
    ]
    style = "<style>text{white-space:pre}</style>"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'{head} width="{WIDTH}" height="{HEIGHT}">{style}{"".join(parts)}</svg>'


def _text(
    words: str, x: float, y: float, size: int, colour: str, *, weight: int = 450,
    family: str = FONT_WORDS, anchor: str = "start",
) -> str:  # fmt: skip
    return (
        f'<text x="{x}" y="{y}" font-family="{family}" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'
    )


def _lines(
    words: str, y: int, size: int, colour: str, most: int, weight: int = 450
) -> Iterator[str]:
    """Write words into so many lines at most."""
    rows = fitting(words, len, (WIDTH - 2 * _EDGE) // (_LETTER * size), most)
    for place, row in enumerate(rows):
        yield _text(row, _EDGE, y + place * round(1.3 * size), size, colour, weight=weight)


def _race(lines: MoneyLines) -> Iterator[str]:
    """Draw the money of all factories, and of the best moves known."""
    left, right, top, bottom = _EDGE, WIDTH - _EDGE - 24, 330, 520
    every = [*lines.factories, *([] if lines.best is None else [lines.best])]
    low, high = min(map(min, every)), max(map(max, every))
    end = lines.cycles[-1]

    def place(cycle: float, dollars: float) -> tuple[float, float]:
        x = left + (right - left) * cycle / end
        return x, bottom - (bottom - top) * (dollars - low) / ((high - low) or 1)

    def path(money: Sequence[int]) -> str:
        points = (place(*point) for point in zip(lines.cycles, money, strict=True))
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)

    _, zero = place(0, 0)
    yield f'<path d="M{left} {zero:.1f}H{right}" stroke="{DARK.rule}" stroke-width="2"/>'
    if lines.best is not None:
        yield (
            f'<path d="{path(lines.best)}" fill="none" stroke="{DARK.muted}" stroke-width="3" '
            'stroke-dasharray="10 8"/>'
        )
    for number_, money in reversed(list(enumerate(lines.factories))):
        colour, width = DARK.factories[number_ % len(SHAPES)], 6 if number_ == 0 else 2
        x, y = place(end, money[-1])
        yield f'<path d="{path(money)}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        shape = _SHAPES[SHAPES[number_ % len(SHAPES)]]
        there = f"translate({x - 2:.1f} {y - 12:.1f}) scale(1.5)"
        yield f'<path d="{shape}" fill="{colour}" transform="{there}"/>'
