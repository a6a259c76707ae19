"""The two charts of a sheet, as HTML: they have the width of the paper, whatever the screen's.

Bars are borders: grounds are printed only where a reader asks for them.
"""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

from game.business.gains.findings import Findings
from game.business.hanging.swings import Swing
from game.business.study import Study
from game.text.language import t
from game.views.business.words.hanging import input_title, input_value, lead_of, shown
from game.views.business.words.money import amount
from game.views.frame.theme import LIGHT

_MOST_BARS = 8
_LESS, _MORE = str(LIGHT.factory_1), str(LIGHT.factory_3)


_EDGE = 0.05
"""How much of its width a drawing keeps free of what stands at its axis, left and right."""


class _Scale:
    """Where values stand across a drawing, in per cent of its width."""

    def __init__(self, values: Sequence[float], room: float) -> None:
        least, most = min(values), max(values)
        apart = (most - least) or 1.0
        self.low, self.high = least - room * apart, most + room * apart

    def at(self, value: float) -> str:
        return f"{100 * (value - self.low) / (self.high - self.low):.2f}%"

    def wide(self, one: float, other: float) -> str:
        return f"{100 * abs(one - other) / (self.high - self.low):.2f}%"

    def ticks(self) -> list[float]:
        """Return some round values between the ends, so far from them that one can name them."""
        edge = _EDGE * (self.high - self.low)
        return round_values(self.low + edge, self.high - edge)


def round_values(low: float, high: float) -> list[float]:
    """Return three to six round values between two.

    Examples
    --------
    >>> round_values(-42_000.0, 190_000.0)
    [0.0, 50000.0, 100000.0, 150000.0]
    """
    rough = (high - low) / 5
    power = 10.0 ** floor(log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    return [step * times for times in range(ceil(low / step), floor(high / step) + 1)]


def worths(found: Findings) -> str:
    """Draw what each answer is worth: mean, and 10 to 90% of the futures."""
    known = [end for one in found.answers for end in (one.npv.low, one.npv.high) if end is not None]
    scale = _Scale([0.0, *known, *(one.expected for one in found.answers)], 0.06)
    lanes = [
        _lane(t(one.title), _band(one.npv.low, one.npv.high, scale) + _mean(one.expected, scale))
        for one in found.answers
    ]
    what = t(
        "worth over the years, {unit}: marks are means, bars hold eight of ten futures, 0 is doing "
        "nothing new",
        unit=found.currency or t("your unit"),
    )
    return _drawing("worths", lanes, scale, [_line("zero", 0.0, scale)], what)


def _band(low: float | None, high: float | None, scale: _Scale) -> str:
    if low is None or high is None:
        return ""
    return f'<i class="band" style="left:{scale.at(low)};width:{scale.wide(low, high)}"></i>'


def _mean(value: float, scale: _Scale) -> str:
    return f'<i class="mean" style="left:{scale.at(value)}"></i>'


def drawn(study: Study) -> list[Swing]:
    """Return which inputs have bars on paper."""
    return shown(study)[:_MOST_BARS]


def tornado(study: Study) -> str:
    """Draw what becomes of the winner's lead with the inputs that move it most."""
    swings, middle = drawn(study), lead_of(study)
    leads = [lead for one in swings for lead in (one.lead_low, one.lead_high)]
    scale = _Scale([0.0, middle, *leads], 0.36)
    lanes = [_lane(input_title(one.name), _bars(one, middle, scale)) for one in swings]
    lines = [_line("zero", 0.0, scale), _line("now", middle, scale)]
    what = t("worth more than the next best, {unit}", unit=study.case.currency or t("your unit"))
    return _drawing("tornado", lanes, scale, lines, what)


def _bars(swing: Swing, middle: float, scale: _Scale) -> str:
    ends = (
        ("less", swing.lead_low, swing.low, _LESS),
        ("more", swing.lead_high, swing.high, _MORE),
    )
    return "".join(
        f'<i class="{which}" style="left:{scale.at(min(lead, middle))};'
        f'width:{scale.wide(lead, middle)};border-color:{colour}"></i>'
        f'<b class="{which} {"left" if lead < middle else "right"}" '
        f'style="left:{scale.at(lead)}">{escape(input_value(swing.name, value, ""))}</b>'
        for which, lead, value, colour in ends
    )


def _lane(title: str, holds: str) -> str:
    return f'<div class="lane"><span>{escape(title)}</span><div>{holds}</div></div>'


def _line(which: str, value: float, scale: _Scale) -> str:
    return f'<i class="{which}" style="left:{scale.at(value)}"></i>'


def _drawing(
    which: str, lanes: Sequence[str], scale: _Scale, lines: Sequence[str], what: str
) -> str:
    ticks = "".join(
        f'<b style="left:{scale.at(tick)}">{escape(amount(tick, ""))}</b>' for tick in scale.ticks()
    )
    grounds = "".join(_line("tick", tick, scale) for tick in scale.ticks())
    return (
        f'<div class="tt-drawing {which}">'
        f'<div class="lines"><span></span><div>{grounds}{"".join(lines)}</div></div>'
        f"{''.join(lanes)}"
        f'<div class="axis"><span></span><div>{ticks}</div></div>'
        f'<div class="what"><span></span><div>{escape(what)}</div></div></div>'
    )
