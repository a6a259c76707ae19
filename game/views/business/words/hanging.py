"""What the verdict hangs on, and where it turns."""

from collections.abc import Sequence
from math import inf, log

from game.business.contenders import TITLES
from game.business.forecast_error import FEDERATED, OWN
from game.business.plant import Case
from game.business.study import Study
from game.business.swings import Swing, Turn
from game.text.language import number, percent, t
from game.text.marking import mark
from game.views.business.words.inputs import title_of
from game.views.business.words.money import amount

_HUNDRED = 100
_MONEY = (
    "service_cost", "failure_cost", "secondary_damage", "hour_worth", "inspection_cost", "sensors",
    "integration", "people", "fee",
)  # fmt: skip
_SHARES = ("discount_rate", "avoidable", "ramp_up", "spread", "error", "detection")
_FINE = ("shape", "false_alarms")
_TITLES = {
    "plant.failure_cost": mark("A failure costs"),
    "programme.ramp_up": mark("In force in the first year"),
}
_SHOWN = 12
_ALWAYS = ("plant.mean_life", "federated.fee", "people", "error")
_NAMED = 5


def input_title(path: str) -> str:
    """Return what an input is called, by its path in a case.

    Examples
    --------
    >>> input_title("programme.ramp_up"), input_title("federated.fee")
    ('In force in the first year', "The federation's fee, a year")
    """
    return t(_TITLES[path]) if path in _TITLES else title_of(path).removesuffix(", %")


def input_value(path: str, value: float, unit: str) -> str:
    """Return an input's value as it is written.

    Examples
    --------
    >>> input_value("plant.service_hours", 4_832.0, "EUR"), input_value("own.error", 0.0321, "")
    ('4,830', '3.2%')
    """
    name = path.split(".")[1]
    if name in _MONEY:
        return amount(value, unit)
    if name in _SHARES:
        return percent(value, 0 if round(value * _HUNDRED, 6) % 1 == 0 else 1)
    if name in _FINE:
        return number(value, 2)
    return number(round(value, -max(0, len(f"{abs(value):.0f}") - 3)))


def shown(study: Study) -> list[Swing]:
    """Return what is drawn of what the verdict hangs on: the widest, and what is asked for always.

    That is the life, the fee, and people and forecast errors of the two answers that are best.
    """
    best = sorted(study.expected, key=study.expected.__getitem__)[-2:]
    return [
        swing
        for place, swing in enumerate(study.swings)
        if place < _SHOWN or _is_asked_for(swing.name, best)
    ]


def _is_asked_for(path: str, best: Sequence[str]) -> bool:
    part, name = path.split(".")
    return path in _ALWAYS or (name in _ALWAYS and part in best and part in (OWN, FEDERATED))


def turns(study: Study) -> list[str]:
    """Say what is worth most, by how much, and the nearest values with which that turns."""
    worths, unit = study.expected, study.case.currency
    first = study.winner
    others = [name for name in worths if name != first]
    if not others:
        return [t("Nothing else is weighed.")]
    second = max(others, key=worths.__getitem__)
    said = [
        t(
            "**{winner}** is worth {lead} more than the next best, *{second}*. Each bar shows what "
            "becomes of this lead if one input alone is moved: left of 0 another answer is worth "
            "more.",
            winner=t(TITLES[first]),
            lead=amount(worths[first] - worths[second], unit),
            second=t(TITLES[second]).lower(),
        )
    ]
    nearest = sorted(_all_turns(study), key=lambda found: found[0])[:_NAMED]
    if not nearest:
        return [*said, t("Nothing that was tried, moved alone, makes another answer worth more.")]
    named = [_told(swing, turn, study.case) for _, swing, turn in nearest]
    listed = "\n".join(f"- {one}" for one in named)
    return [*said, t("The verdict turns soonest with:"), listed]


def _all_turns(study: Study) -> list[tuple[float, Swing, Turn]]:
    """Return all turning values, each with how far it is from what is said now."""
    return [
        (_distance(swing.value, turn.value), swing, turn)
        for swing in study.swings
        for turn in (swing.below, swing.above)
        if turn is not None
    ]


def _distance(now: float, then: float) -> float:
    return abs(log(then / now)) if now > 0 and then > 0 else inf


def _told(swing: Swing, turn: Turn, case: Case) -> str:
    value = input_value(swing.name, turn.value, case.currency)
    text = mark("{input}: {value} or more, and {winner} is worth most")
    if turn is swing.below:
        text = mark("{input}: {value} or less, and {winner} is worth most")
    winner = t(TITLES[turn.winner]).lower()
    return t(text, input=input_title(swing.name), value=value, winner=winner)


def turning(swing: Swing, turn: Turn | None, case: Case) -> str:
    """Return at which value the verdict turns in one direction, and to what; - for nowhere."""
    if turn is None:
        return "-"
    value = input_value(swing.name, turn.value, case.currency)
    return t("{value}: {winner}", value=value, winner=t(TITLES[turn.winner]).lower())
