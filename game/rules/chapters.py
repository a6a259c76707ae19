"""The rules of the campaign's chapters: each is a match like any other."""

from dataclasses import replace

from game.rules.scenario import DEFAULT, Economics, Scenario
from game.text.marking import mark

_ALONE = replace(DEFAULT, rivals=((),), calls=True)
_AGAINST_TWO = replace(_ALONE, rivals=((), ("preventive",)))
_TOGETHER = replace(_AGAINST_TWO, offers=True, cycles=1_000)

CHAPTERS: dict[str, Scenario] = {
    scenario.name: scenario
    for scenario in (
        replace(_ALONE, name="chapter1", title=mark("One engine"), slots=1, cycles=1_100),
        replace(_ALONE, name="chapter2", title=mark("The calendar"), cycles=1_000, calls=False),
        replace(_AGAINST_TWO, name="chapter3", title=mark("A model of your own"), cycles=700),
        replace(_AGAINST_TWO, name="chapter4", title=mark("Never seen"), cycles=1_000),
        replace(_TOGETHER, name="chapter5", title=mark("The alliance"), given="alliances"),
        replace(
            _TOGETHER,
            name="chapter6",
            title=mark("Order ahead"),
            given="ahead",
            economics=Economics(lead=40),
            band=True,
            retrain_every=400,
        ),
        replace(
            _TOGETHER,
            name="chapter7",
            title=mark("A bad member"),
            given="member",
            retrain_every=400,
        ),
    )
}
"""By their names, in the order of the chapters."""
