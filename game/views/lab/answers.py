"""Answers to the prepared experiments' questions, from what all their sides came to."""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from game.lab.progress import Progress
from game.text.language import compared, money, number, percent, t
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
    verdict = compared(
        progress.earnings[-1].profit - other.earnings[-1].profit,
        mark("The first is worth {dollars} more."),
        mark("The first is worth {dollars} less."),
        mark("In money the two are hardly apart ({dollars})."),
        within=HARDLY,
    )
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
    comparison, blind, seeing = _compared(name, sides), gains[False], gains[True]
    if not blind or not seeing:
        return comparison
    worth = t(
        "On engines of both kinds, sharing is worth {blind} to each of the {count} that have "
        "never seen a fan fail, and {seeing} to each of the {others} that have.",
        blind=money(fmean(blind), signed=True),
        count=len(blind),
        seeing=money(fmean(seeing), signed=True),
        others=len(seeing),
    )
    return f"{worth} {comparison}"


def _drift(name: str, sides: Sequence[Progress]) -> str:
    """Say whether the average still beats a factory alone."""
    lab = sides[0]
    gain = lab.earnings[-1].profit - fmean(gain.alone_profit for gain in lab.gains)
    verdict = compared(
        gain,
        mark("The average still works."),
        mark("The average does not work any more."),
        mark("The average is worth no more than a factory's own model."),
        within=HARDLY,
    )
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
    profit = progress.earnings[-1].profit
    return compared(
        profit - fmean(gain.alone_profit for gain in progress.gains),
        mark(
            "{side}: an error of {error} cycles, and {profit} in a slot and 1,000 cycles, "
            "{dollars} more than a factory alone."
        ),
        mark(
            "{side}: an error of {error} cycles, and {profit} in a slot and 1,000 cycles, "
            "{dollars} less than a factory alone."
        ),
        mark(
            "{side}: an error of {error} cycles, and {profit} in a slot and 1,000 cycles, about "
            "what a factory earns alone ({dollars})."
        ),
        within=HARDLY,
        side=side,
        error=cycles(progress.records[-1].error),
        profit=money(profit),
    )
