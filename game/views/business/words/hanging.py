"""What the verdict hangs on, and where it turns."""

from game.business.contenders import TITLES
from game.business.study import Study
from game.text.language import percent, t
from game.text.marking import mark
from game.views.business.words.money import amount

_HUNDRED = 100

_INPUTS = {
    "failure_cost": mark("What a failure costs"),
    "secondary_damage": mark("What it damages elsewhere"),
    "service_cost": mark("What a service costs"),
    "hour_worth": mark("What a running hour is worth"),
    "discount_rate": mark("The discount rate"),
    "inspection_cost": mark("What a false alarm costs"),
    "avoidable": mark("Failures that announce themselves"),
}
_SHARES = ("discount_rate", "avoidable")


def input_title(name: str) -> str:
    """Return what an input is called in a chart."""
    return t(_INPUTS[name])


def input_value(name: str, value: float, unit: str) -> str:
    """Return an input's value as it is written."""
    if name not in _SHARES:
        return amount(value, unit)
    return percent(value, 0 if round(value * _HUNDRED, 6) % 1 == 0 else 1)


def turns(study: Study) -> str:
    """Say where the verdict of the long run turns: which input makes another answer win."""
    first = max(study.values, key=lambda name: study.values[name][1])
    found = [
        t(
            "{input} at {value}: {winner}",
            input=input_title(swing.name),
            value=input_value(swing.name, value, study.case.currency),
            winner=t(TITLES[winner]).lower(),
        )
        for swing in study.swings or ()
        for value, winner in ((swing.low, swing.winner_low), (swing.high, swing.winner_high))
        if winner != first
    ]
    said = t(
        "In the long run, without luck and without waiting for crews, most is earned by: {winner}.",
        winner=t(TITLES[first]).lower(),
    )
    if not found:
        unmoved = t("Nothing in this chart, moved alone, changes that.")
        return f"{said} {unmoved}"
    turned = t("That turns with: {cases}.", cases="; ".join(found))
    return f"{said} {turned}"
