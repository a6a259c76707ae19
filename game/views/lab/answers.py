"""Answers to the prepared experiments' questions, from what all their sides came to."""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from game.lab.progress import Progress
from game.text.language import money, number, percent, t
from game.text.marking import mark
from game.views.lab.words import HARDLY, cycles

SIDES: Mapping[str, tuple[str, ...]] = {
    "more": (mark("40 factories"), mark("4 factories")),
    "blind": (mark("Where each sees one kind of failure"), mark("Where all see the same mix")),
    "drift": (mark("All different"), mark("All alike")),
    "saboteur": (
        mark("The plain average"),
        mark("The plain average where nobody lies"),
        mark("The median"),
        mark("The trimmed mean"),
        mark("Krum"),
    ),
    "privacy": (mark("With noise"), mark("Without")),
    "enough": (mark("16 failures each"), mark("One failure each")),
}
"""How the sides of each prepared experiment are called, the one that is watched first."""

KEPT = 0.97
"""Share of what honest factories earn that a rule must keep to have saved it."""


def answer(name: str, sides: Sequence[Progress]) -> str:
    """Answer a prepared experiment's question with what all its sides came to."""
    return _ANSWERS.get(name, _compared)(name, sides)


def _compared(name: str, sides: Sequence[Progress]) -> str:
    """Say what both sides came to, and how far they are apart."""
    progress, other = sides
    sentences = [_side(t(title), side) for title, side in zip(SIDES[name], sides, strict=True)]
    apart = progress.earnings[-1].profit - other.earnings[-1].profit
    if abs(apart) < HARDLY:
        verdict = t(
            "In money the two are hardly apart ({dollars}).", dollars=money(apart, signed=True)
        )
    elif apart > 0:
        verdict = t("The first is worth {dollars} more.", dollars=money(apart))
    else:
        verdict = t("The first is worth {dollars} less.", dollars=money(-apart))
    sentences.append(verdict)
    spent = progress.records[-1].epsilon
    if spent is not None:
        sentences.append(t("That bought epsilon {epsilon}.", epsilon=number(spent, 1)))
    return " ".join(sentences)


def _blind(name: str, sides: Sequence[Progress]) -> str:
    """Say what sharing is worth to those who have never seen a kind of failure."""
    lab = sides[0]
    shared = lab.earnings[-1].profit
    gains: dict[bool, list[float]] = {False: [], True: []}
    for gain in lab.gains:
        has_seen = "fan" in lab.factories[gain.number].failures
        gains[has_seen].append(shared - gain.alone_profit)
    comparison = _compared(name, sides)
    if not gains[False] or not gains[True]:
        return comparison
    return (
        t(
            "On engines of both kinds, sharing is worth {blind} to each of the {count} that have "
            "never seen a fan fail, and {seeing} to each of the {others} that have.",
            blind=money(fmean(gains[False]), signed=True),
            count=len(gains[False]),
            seeing=money(fmean(gains[True]), signed=True),
            others=len(gains[True]),
        )
        + f" {comparison}"
    )


def _drift(name: str, sides: Sequence[Progress]) -> str:
    """Say whether the average still beats a factory alone."""
    lab = sides[0]
    gain = lab.earnings[-1].profit - fmean(gain.alone_profit for gain in lab.gains)
    if gain > HARDLY:
        verdict = t("The average still works.")
    elif gain < -HARDLY:
        verdict = t("The average does not work any more.")
    else:
        verdict = t("The average is worth no more than a factory's own model.")
    return f"{verdict} {_compared(name, sides)}"


def _saboteur(name: str, sides: Sequence[Progress]) -> str:
    """Say what each rule keeps of what honest factories earn."""
    lied, clean, *rules = (lab.earnings[-1].profit for lab in sides)
    names = [t(title) for title in SIDES[name][2:]]
    shares = {rule: profit / clean for rule, profit in zip(names, rules, strict=True)}
    saved = [rule for rule, share in shares.items() if share >= KEPT]
    sentences = [
        t(
            "Where nobody lies, the plain average earns {clean} in a slot and 1,000 cycles; with "
            "the saboteurs it earns {lied}.",
            clean=money(clean),
            lied=money(lied),
        ),
        t(
            "Of the honest profit, {rules} is kept.",
            rules=", ".join(
                t("{rule}: {share}", rule=rule, share=percent(share, 1))
                for rule, share in shares.items()
            ),
        ),
    ]
    if lied >= KEPT * clean:
        sentences.append(t("The mean loses next to nothing here."))
    elif len(saved) == len(shares):
        sentences.append(t("Each of them saves what the mean loses."))
    elif saved:
        sentences.append(t("What the mean loses is saved by: {rules}.", rules=", ".join(saved)))
    else:
        sentences.append(t("None of them saves what the mean loses."))
    return " ".join(sentences)


_ANSWERS: Mapping[str, Callable[[str, Sequence[Progress]], str]] = {
    "blind": _blind,
    "drift": _drift,
    "saboteur": _saboteur,
}


def _side(side: str, progress: Progress) -> str:
    """Say what one side came to, and what that is to a factory alone."""
    error, profit = progress.records[-1].error, progress.earnings[-1].profit
    gain = profit - fmean(gain.alone_profit for gain in progress.gains)
    near = abs(gain) < HARDLY
    return t(
        mark(
            "{side}: an error of {error} cycles, and {profit} in a slot and 1,000 cycles, about "
            "what a factory earns alone ({gain})."
        )
        if near
        else mark(
            "{side}: an error of {error} cycles, and {profit} in a slot and 1,000 cycles, {gain} "
            "more than a factory alone."
        )
        if gain > 0
        else mark(
            "{side}: an error of {error} cycles, and {profit} in a slot and 1,000 cycles, {gain} "
            "less than a factory alone."
        ),
        side=side,
        error=cycles(error),
        profit=money(profit),
        gain=money(gain, signed=True) if near else money(abs(gain)),
    )
