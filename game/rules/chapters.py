"""The rules of the campaign's chapters: each is a match like any other."""

from dataclasses import replace

from game.rules.scenario import DEFAULT, Economics, Scenario
from game.text.marking import mark

_ALONE = replace(DEFAULT, rivals=((),), calls=True)
_AGAINST_TWO = replace(_ALONE, rivals=((), ("preventive",)))
_TOGETHER = replace(_AGAINST_TWO, offers=True, cycles=1_000)
_ALLIANCE = replace(_TOGETHER, title=mark("The alliance"))
_AHEAD = replace(
    _TOGETHER,
    title=mark("Order ahead"),
    economics=Economics(lead=40),
    band=True,
    retrain_every=400,
)
_MEMBER = replace(_TOGETHER, title=mark("A bad member"))

_PLAYED = (
    replace(_ALONE, name="chapter1", title=mark("One engine"), slots=1, cycles=1_100),
    replace(_ALONE, name="chapter2", title=mark("The calendar"), cycles=1_000, calls=False),
    replace(_AGAINST_TWO, name="chapter3", title=mark("A model of your own"), cycles=700),
    replace(_AGAINST_TWO, name="chapter4", title=mark("Never seen"), cycles=1_000),
    replace(_ALLIANCE, name="chapter5b", given="invitations"),
    replace(_AHEAD, name="chapter6b", given="bent"),
    replace(_MEMBER, name="chapter7b", given="vote", cycles=640, retrain_every=250),
)
_FORMER = (
    replace(_ALLIANCE, name="chapter5", given="alliances"),
    replace(_AHEAD, name="chapter6", given="ahead"),
    replace(_MEMBER, name="chapter7", given="member", retrain_every=400),
)
"""With one price for every seed, as they were first: somebody may keep a link to them."""

CHAPTERS: dict[str, Scenario] = {scenario.name: scenario for scenario in (*_PLAYED, *_FORMER)}
"""By their names: those that the campaign plays in its order, then the former ones."""
