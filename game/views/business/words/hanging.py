"""What the verdict hangs on, and where it turns."""

from collections.abc import Sequence
from math import ceil, floor, inf, log, log10

from game.business.contenders import TITLES
from game.business.forecast_error import FEDERATED, OWN
from game.business.hanging.inputs import OF_A_FAILURE, stood_for
from game.business.hanging.swings import Swing
from game.business.hanging.turns import Turn
from game.business.plant import HOURS_OF_A_YEAR, Case
from game.business.study import Study
from game.text.language import number, percent, t
from game.text.marking import mark
from game.views.business.words.inputs import title_of
from game.views.business.words.money import amount, in_unit

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


def about(path: str, value: float, unit: str, up: bool) -> str:
    """Return a value from which something holds, to two digits: it holds at what is said, too.

    Parameters
    ----------
    up : whether it holds above, else below

    Examples
    --------
    >>> about("plant.mean_life", 45_112.3, "EUR", up=True)
    '46,000'
    >>> about("federated.fee", 2_349.0, "EUR", up=False)
    '2,300 EUR'
    >>> about("own.detection", 0.963, "", up=False), about("own.error", 0.0321, "", up=True)
    ('96%', '3.3%')
    """
    name = path.split(".")[1]
    times = _HUNDRED if name in _SHARES else 1
    told = _outward(value * times, up)
    digits = len(f"{told:.7f}".rstrip("0").partition(".")[2])
    if name in _SHARES:
        return percent(told / _HUNDRED, digits)
    written = number(told, digits)
    if name in _MONEY and unit:
        return in_unit(written, unit)
    return written


def _outward(value: float, up: bool) -> float:
    if not value:
        return 0.0
    step = 10.0 ** (floor(log10(abs(value))) - 1)
    places = round(value / step, 9)  # what has two digits stays
    return float(f"{(ceil(places) if up else floor(places)) * step:.12g}")


def shown(study: Study) -> list[Swing]:
    """Return what is drawn of what the verdict hangs on: the widest, and what is asked for always.

    That is the life, the fee, and people and forecast errors of the two answers that are best. What
    is nothing is nothing, a fifth less or more: it has no bar.
    """
    best = sorted(study.expected, key=study.expected.__getitem__)[-2:]
    return [
        swing
        for place, swing in enumerate(one for one in study.swings if one.low != one.high)
        if place < _SHOWN or _is_asked_for(swing.name, best)
    ]


def lead_of(study: Study) -> float:
    """Return by how much what is worth most is worth more than the next best."""
    *_, second, first = sorted(study.expected.values())
    return first - second


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
            "becomes of this lead if one input alone is moved: left of 0 another answer leads.",
            winner=t(TITLES[first]),
            lead=amount(lead_of(study), unit),
            second=t(TITLES[second]).lower(),
        )
    ]
    nearest = sorted(_all_turns(study), key=lambda found: found[0])[:_NAMED]
    listed = [_told(swing, turn, study.case) for _, swing, turn in nearest]
    if listed:
        said += [t("Another answer leads soonest with:"), "\n".join(f"- {one}" for one in listed)]
    risen = from_nothing(study)
    if not (listed or risen):
        said.append(t("Nothing that was tried, moved alone, makes another answer worth more."))
        return said
    return [*said, *risen, leading()]


def leading() -> str:
    """Say what it is to lead, and what the verdict is at a value from which an answer does."""
    return t(
        "Who *leads* is worth more on average. Close to these values that is mostly by little: "
        "typed there, the verdict is *too close to call* until the lead is clear."
    )


def awaited() -> str:
    """Say that what the verdict hangs on is not known yet."""
    return t(
        "*What it hangs on* is still being worked out: it will stand here in a moment, and on "
        "paper from then on."
    )


def awaited_on_paper() -> str:
    """Say on a sheet that what the verdict hangs on was not known yet."""
    return t(
        "*What it hangs on* was still being worked out when this was printed: print it again in a "
        "moment."
    )


def moved(study: Study) -> str:
    """Say how inputs are moved, how that is drawn, and what of it may surprise."""
    said = t(
        "Each input alone, a fifth less and a fifth more, or over the range that you stated, that "
        "was measured or that your record leaves; every answer gets its best setting anew. Not "
        "moved are crews, and waiting for failures today. Green, above: less of the input; "
        "orange, below: more of it. Its value stands at the end of each bar."
    )
    return " ".join([said, *_same_money(study.case), *on_one_side(study, shown(study))])


def moved_in_short(study: Study, drawn: Sequence[Swing]) -> str:
    """Say how inputs are moved, where words are few.

    Parameters
    ----------
    drawn : what has a bar
    """
    said = t(
        "Each input alone: a fifth less (green) and more (orange), or over its range. Shown are "
        "the widest bars."
    )
    return " ".join([said, *_same_money(study.case), *on_one_side(study, drawn)])


def on_one_side(study: Study, swings: Sequence[Swing]) -> list[str]:
    """Say with which inputs the lead is greater at both ends, or less, and why; else nothing."""
    now = lead_of(study)
    named = [
        t("*{input}*", input=input_title(one.name)) for one in swings if _is_on_one_side(one, now)
    ]
    if not named:
        return []
    return [
        t(
            "With {inputs} both ends lie on one side of the lead as it stands: at each, every "
            "answer gets its best setting anew, another may come second, and some luck of the "
            "draws is left.",
            inputs=", ".join(named),
        )
    ]


def _is_on_one_side(swing: Swing, now: float) -> bool:
    """Return whether both ends are seen to be on one side: amounts are told to three digits."""
    both = (swing.lead_low, swing.lead_high)
    told, stands = {amount(lead, "") for lead in both}, amount(now, "")
    return (min(both) > now or max(both) < now) and stands not in told


def _same_money(case: Case) -> list[str]:
    """Say which amount of a failure has no row, since another one stands for it; else nothing."""
    one = stood_for(case.plant)
    if not getattr(case.plant, one):
        return []
    (other,) = OF_A_FAILURE - {one}
    return [
        t(
            "*{one}* has no row: it is money of a failure as *{other}* is, and as much more of it "
            "does the same.",
            one=input_title(f"plant.{one}"),
            other=input_title(f"plant.{other}"),
        )
    ]


def from_nothing(study: Study) -> list[str]:
    """Say of what is nothing here from how much of it on another answer leads."""
    return [
        t(
            "*{input}* is 0 here, and so has no bar: from about {value} on {winner} leads.",
            input=input_title(swing.name),
            value=about(swing.name, swing.above.value, study.case.currency, up=True),
            winner=t(TITLES[swing.above.winner]).lower(),
        )
        for swing in study.swings
        if not swing.value and swing.above is not None
    ]


def _all_turns(study: Study) -> list[tuple[float, Swing, Turn]]:
    """Return the turning values of what is not nothing, each with how far it is from now."""
    return [
        (_distance(swing.value, turn.value), swing, turn)
        for swing in study.swings
        if swing.value
        for turn in (swing.below, swing.above)
        if turn is not None
    ]


def _distance(now: float, then: float) -> float:
    return abs(log(then / now)) if now > 0 and then > 0 else inf


def _told(swing: Swing, turn: Turn, case: Case) -> str:
    texts = {
        (True, False): mark("{input}: about {value} or less, and {winner} leads"),
        (False, False): mark("{input}: about {value} or more, and {winner} leads"),
        (True, True): mark("{input}: hardly less than {value}, and {winner} leads"),
        (False, True): mark("{input}: hardly more than {value}, and {winner} leads"),
    }
    return t(
        texts[turn is swing.below, _is_near(swing, turn)],
        input=input_title(swing.name),
        value=_turning_value(swing, turn, case),
        winner=t(TITLES[turn.winner]).lower(),
    )


def _is_near(swing: Swing, turn: Turn) -> bool:
    """Return whether a turning value, to two digits, is no other than what is said now."""
    then = float(f"{turn.value:.1e}")
    return then >= swing.value if turn is swing.below else then <= swing.value


def _turning_value(swing: Swing, turn: Turn, case: Case) -> str:
    if _is_near(swing, turn):
        return input_value(swing.name, swing.value, case.currency)
    return about(swing.name, turn.value, case.currency, up=turn is swing.above)


def turning(swing: Swing, case: Case, up: bool) -> str:
    """Return at which value the verdict turns in one direction, and to what; - for nowhere."""
    turn = swing.above if up else swing.below
    if turn is None:
        ends = up and swing.name == "plant.hours_a_year" and swing.most == HOURS_OF_A_YEAR
        most = number(HOURS_OF_A_YEAR)
        return t("not possible: no year has more than {most}", most=most) if ends else "-"
    text = mark("about {value}: {winner}")
    if _is_near(swing, turn):
        less, more = (
            mark("hardly less than {value}: {winner}"),
            mark("hardly more than {value}: {winner}"),
        )
        text = less if turn is swing.below else more
    winner = t(TITLES[turn.winner]).lower()
    return t(text, value=_turning_value(swing, turn, case), winner=winner)
