"""What a report says: sentences and tables computed from a review."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from game.review import Luck, Quality, Review, Standing
from game.strategies import STRATEGIES
from game.turning import Choice, TurningPoint

_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}
_MOMENTS = {
    "start": "the start",
    "unlock": "a strategy came within reach",
    "decision": "your decision",
    "retraining": "scheduled retraining",
}


@dataclass(frozen=True)
class Table:
    """A table to read, and the same one as a file."""

    name: str
    heads: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]  # as read
    columns: tuple[str, ...]
    values: tuple[tuple[object, ...], ...]  # as computed with

    def to_html(self) -> str:
        """Return the table as HTML; ``chrome.css`` makes cards of a wide one on a phone."""
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in self.heads)
        body = "".join(f"<tr>{_row(row, self.heads)}</tr>" for row in self.cells)
        wide = " tt-wide" if len(self.heads) > 3 else ""
        return (
            f'<div class="tt-scroll" tabindex="0" role="region" aria-label="{escape(self.name)}">'
            f'<table class="tt-table{wide}"><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )

    def to_csv(self) -> str:
        """Return the table as comma-separated values."""
        text = io.StringIO()
        csv.writer(text).writerows([self.columns, *self.values])
        return text.getvalue()


def _row(cells: Sequence[str], heads: Sequence[str]) -> str:
    first, *rest = cells
    others = "".join(
        f'<td data-head="{escape(head)}">{escape(cell)}</td>'
        for head, cell in zip(heads[1:], rest, strict=True)
    )
    return f'<th scope="row">{escape(first)}</th>{others}'


def money(dollars: float, signed: bool = False) -> str:
    """Write an amount.

    Examples
    --------
    >>> money(-1234.4), money(5, signed=True), money(0, signed=True)
    ('−$1,234', '+$5', '$0')
    """
    whole = round(dollars)
    sign = "−" if whole < 0 else "+" if signed and whole else ""
    return f"{sign}${abs(whole):,}"


def short_money(dollars: float, signed: bool = False) -> str:
    """Write an amount for a chart.

    Examples
    --------
    >>> short_money(-537_600), short_money(3_780_000, signed=True)
    ('−$538k', '+$3.78M')
    """
    sign = "−" if dollars < 0 else "+" if signed and dollars else ""
    size = abs(dollars)
    return f"{sign}${size / 1e6:.2f}M" if size >= 999_500 else f"{sign}${size / 1e3:.0f}k"


def count(number: int, one: str, more: str | None = None) -> str:
    """Write a number of things.

    Examples
    --------
    >>> count(1, "failure"), count(1200, "failure")
    ('1 failure', '1,200 failures')
    """
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def choice_words(choice: Choice) -> str:
    """Write a strategy with its setting.

    Examples
    --------
    >>> choice_words(Choice("preventive", 131, False))
    'Preventive, service age 131'
    """
    kind = STRATEGIES[choice.strategy]
    if kind.setting is None or choice.setting is None:
        return kind.title
    return f"{kind.title}, {kind.setting.label.lower()} {choice.setting}"


def headline(review: Review) -> str:
    """Write place and profit."""
    profits = [factory.profit for factory in review.factories]
    place = 1 + sum(profit > profits[0] for profit in profits[1:])
    return f"{_ORDINALS.get(place, f'{place}th')} of {len(profits)} with {money(profits[0])}"


def summary(review: Review) -> str:
    """Write what the profit means, in one sentence."""
    you = review.factories[0]
    gained = you.profit - you.bridge.corrective_profit
    if gained == 0:
        start = "You earned just what waiting for every failure earns on these engines"
    else:
        more = "more" if gained > 0 else "less"
        start = (
            f"You earned {money(abs(gained))} {more} than waiting for every failure on the same "
            "engines"
        )
    if you.position is None:
        return f"{start}; in so short a match nobody could have earned more."
    return (
        f"{start}: {you.position:.0%} of the way to the oracle, which services each engine on its "
        f"last cycle but one and ends at {money(you.oracle_profit)}."
    )


def bridge_words(you: Standing) -> str:
    """Write what carried the player from the corrective factory's profit to their own."""
    way = you.bridge
    if way.services == 0:
        return (
            "You serviced nothing, so you stand where waiting for every failure stands: "
            f"{money(way.profit)}."
        )
    per = way.life_unused / way.services
    return (
        f"{_difference(-way.failures_avoided, 'failure')} and "
        f"{_difference(-way.cycles_saved, 'cycle', ' of down time')} made "
        f"{money(way.failures_money + way.cycles_money, signed=True)}; "
        f"{count(way.services, 'service')} cost {money(-way.services_money)}. The serviced engines "
        f"would still have run {count(way.life_unused, 'cycle')}, {per:.0f} each: that lost life "
        "is already in the sum."
    )


def _difference(more: int, one: str, rest: str = "") -> str:
    side = "more" if more > 0 else "fewer"
    return f"{abs(more):,} {side} {one if abs(more) == 1 else one + 's'}{rest}"


def bridge_table(you: Standing) -> Table:
    """Return every step from the corrective factory's profit to the player's, to the dollar."""
    way = you.bridge
    steps = (
        ("Corrective factory, same engines", "", way.corrective_profit),
        ("Failures", _difference(-way.failures_avoided, "failure"), way.failures_money),
        ("Services", count(way.services, "service"), way.services_money),
        ("Down time", _difference(-way.cycles_saved, "cycle"), way.cycles_money),
        ("Your factory", "", way.profit),
    )
    return Table(
        "Money bridge",
        ("Step", "What", "Dollars"),
        tuple(
            (step, what, money(dollars, signed=0 < place < len(steps) - 1))
            for place, (step, what, dollars) in enumerate(steps)
        ),
        ("step", "what", "dollars"),
        steps,
    )


def standings_table(review: Review) -> Table:
    """Return all factories, the richest first."""
    ranked = sorted(review.factories, key=lambda factory: -factory.profit)
    return Table(
        "The four factories",
        ("Factory", "At the end", "Profit", "Failures", "Services", "Life unused", "Down cycles"),
        tuple(
            (
                factory.name,
                _strategy_words(factory),
                money(factory.profit),
                f"{factory.failures:,}",
                f"{factory.services:,}",
                f"{factory.bridge.life_unused:,}",
                f"{factory.down_cycles:,}",
            )
            for factory in ranked
        ),
        (
            "factory", "strategy", "setting", "profit", "failures", "services", "life_unused",
            "down_cycles", "corrective_profit", "oracle_profit", "position",
        ),
        tuple(
            (
                factory.name, factory.strategy, factory.setting, factory.profit, factory.failures,
                factory.services, factory.bridge.life_unused, factory.down_cycles,
                factory.bridge.corrective_profit, factory.oracle_profit, factory.position,
            )
            for factory in ranked
        ),
    )  # fmt: skip


def _strategy_words(factory: Standing) -> str:
    return choice_words(Choice(factory.strategy, factory.setting, True))


def standings_words(review: Review) -> str:
    """Write who came closest to the oracle."""
    placed = [factory for factory in review.factories if factory.position is not None]
    if not placed:
        return "The match was too short for anybody to gain on waiting for every failure."
    best = max(placed, key=lambda factory: factory.position or 0)
    return (
        f"Every line runs from waiting for every failure to the oracle on the same engines. "
        f"{best.name} came closest, at {best.position:.0%} of the way."
    )


def rival_words(rival: Standing, you: Standing) -> str:
    """Explain one rival beside the player, in one sentence."""
    gap = rival.profit - you.profit
    behind = (
        f"level with you at {money(rival.profit)}"
        if gap == 0
        else f"{money(abs(gap))} {'ahead of' if gap > 0 else 'behind'} you"
    )
    start = f"({_strategy_words(rival)}) ended {behind}"
    terms, own = rival.bridge.terms, you.bridge.terms
    differences = {name: terms[name] - own[name] for name in terms}
    # What helped the one that is ahead, or hurt the one that is behind.
    cause = max(differences, key=lambda name: differences[name] * (1 if gap > 0 else -1))
    weight = differences[cause]
    if gap == 0 or weight * gap <= 0:
        return f"{start}."
    more = {
        "failures": _difference(rival.failures - you.failures, "failure"),
        "services": _difference(rival.services - you.services, "service"),
        "downtime": _difference(rival.down_cycles - you.down_cycles, "cycle", " of down time"),
    }[cause]
    unused = rival.bridge.life_unused
    life = (
        f"; its services left {unused / rival.services:.0f} cycles of life unused on average"
        if rival.services
        else "; it never serviced an engine"
    )
    return f"{start}, most of all by {more} than you ({money(weight, signed=True)}){life}."


def quality_words(quality: Quality) -> str:
    """Say what the decision quality means."""
    share, error = quality.decision_quality, quality.standard_error
    if share is None or error is None:
        return (
            f"Over {quality.redraws} redraws of the engines, even the best policy we know does not "
            "clearly beat waiting for every failure in a match this short: nothing to decide."
        )
    return (
        f"Decision quality {share:.2f} (standard error {error:.3f}): over {quality.redraws} "
        f"redraws of the engines your decisions earn {money(quality.played)} on average, the best "
        "policy we know "
        f"{money(quality.best)}, waiting for every failure {money(quality.corrective)}."
    )


def luck_words(luck: Luck) -> str:
    """Say what luck was."""
    size, side = abs(luck.dollars), "better" if luck.dollars >= 0 else "worse"
    if luck.deviations is None:
        return "No luck here: these decisions earn the same on every redraw of the engines."
    far = abs(luck.deviations)
    usual = (
        "an ordinary draw" if far < 1 else "an unusual draw" if far < 2 else "a very unusual draw"
    )
    return (
        f"Luck {money(luck.dollars, signed=True)} (standard error {money(luck.standard_error)}): "
        f"these engines went {money(size)} {side} than your decisions earn on average, {usual} "
        f"({far:.1f} standard deviations of {money(luck.spread)})."
    )


def skill_table(quality: Quality, luck: Luck) -> Table:
    """Return what the redraws say of skill and luck."""
    share, error = quality.decision_quality, quality.standard_error
    rows = (
        ("Decision quality", share, error),
        ("Your decisions, expected", luck.expected, luck.standard_error),
        ("Best policy, expected", quality.best, None),
        ("Waiting for failures, expected", quality.corrective, None),
        ("This match", luck.realised, None),
        ("Luck", luck.dollars, luck.standard_error),
    )
    return Table(
        "Skill and luck",
        ("Figure", "Value", "Standard error"),
        tuple(
            (
                name,
                "none" if value is None else money(value) if place else f"{value:.3f}",
                "" if spread is None else money(spread) if place else f"{spread:.3f}",
            )
            for place, (name, value, spread) in enumerate(rows)
        ),
        ("figure", "value", "standard_error"),
        rows,
    )


def turning_words(points: Sequence[TurningPoint]) -> str:
    """Say which decision cost most."""
    if not points:
        return "There was nothing to decide: no strategy but waiting was within reach."
    clear = [point for point in points if point.clear]
    if not clear:
        return (
            f"At {count(len(points), 'moment')} you had a choice; at none of them did another one "
            "promise clearly more than yours, on what you knew then."
        )
    worst = clear[0]
    return (
        f"Beyond what chance explains, your costliest moment was cycle {worst.cycle:,}: "
        "on what you knew then, "
        f"{choice_words(worst.best)} promised {money(worst.regret)} more than "
        f"{choice_words(worst.played)}."
    )


def moment_words(point: TurningPoint) -> str:
    """Say what kind of moment it was."""
    words = [_MOMENTS[kind] for kind in point.kinds]
    return ", ".join(words)[:1].upper() + ", ".join(words)[1:]


def turning_table(points: Sequence[TurningPoint]) -> Table:
    """Return the moments, the costliest first; those without loss only in the file."""
    return Table(
        "Turning points",
        ("When", "Moment", "You had", "Best on what you knew", "Expected loss", "Verdict"),
        tuple(
            (
                f"cycle {point.cycle:,}",
                moment_words(point),
                choice_words(point.played),
                choice_words(point.best),
                f"{money(point.regret)} ± {money(point.standard_error)}",
                "clear" if point.clear else "within chance",
            )
            for point in points
            if point.regret > 0
        ),
        (
            "cycle", "moment", "played", "played_setting", "best", "best_setting", "loss",
            "standard_error", "clear",
        ),
        tuple(
            (
                point.cycle, " ".join(point.kinds), point.played.strategy, point.played.setting,
                point.best.strategy, point.best.setting, point.regret, point.standard_error,
                point.clear,
            )
            for point in points
        ),
    )  # fmt: skip
