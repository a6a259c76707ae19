"""The rules of the campaign's chapters: each is a match like any other."""

from dataclasses import replace

from game.rules.scenario import DEFAULT, Scenario
from game.text.marking import mark

_CHAPTER = replace(DEFAULT, rivals=((),), calls=True)

CHAPTERS: dict[str, Scenario] = {
    scenario.name: scenario
    for scenario in (
        replace(_CHAPTER, name="chapter1", title=mark("One engine"), slots=1, cycles=1_100),
    )
}
"""By their names, in the order of the chapters."""
