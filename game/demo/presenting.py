"""Any match or lab as a talk: one thing at a time, large enough for a wall."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from game.demo.script import STEPS_A_ROUND, DemoError
from game.lab.settings import MOST_LIGHT, read_settings
from game.rules.custom_scenario import scenario_named
from game.rules.links import decode
from game.text.language import number
from game.text.marking import mark

LONGEST = 8_000
"""Cycles of a match that is shown."""

_WALK = 60  # s, at most, for all rounds of a lab
_ENGINES = mark("All engines of the factory, from the first flight to the last.")
_ENGINE = mark(
    "This place from the first flight to the last. Failures: {failures}. Services: {services}. "
    "Together they cost {cost}."
)
_RACE = mark("{outcome} All on the very same engines.")
_ROUND = mark("A federation at work: models travel, sensor data stay home.")
_WAY = mark("Your turn: this very match.")
_TITLE, _LAB_TITLE = mark("A match on a wall"), mark("A lab on a wall")


def link_of(text: str) -> str:
    """Return the link in what somebody has pasted: a link's text, or a whole address.

    Examples
    --------
    >>> link_of("https://x.test/lab?lab=lab.fa4"), link_of(" 1-open-7 ")
    ('lab.fa4', '1-open-7')
    """
    held = parse_qs(urlsplit(text.strip()).query)
    return next((held[name][0] for name in ("game", "lab") if name in held), text.strip())


def shown(link: str) -> str:
    """Return the text of a talk that shows a match or a lab.

    Raises
    ------
    GameError
        It is none, or takes too long to be shown.

    Examples
    --------
    >>> [beat["camera"]["view"] for beat in json.loads(shown("1-chapter1-210"))["beats"]]
    ['race', 'engines', 'engine', 'link']
    """
    is_lab = link.partition(".")[0] == "lab"
    beats = _lab_beats(link) if is_lab else _match_beats(link)
    title = _LAB_TITLE if is_lab else _TITLE
    talk = {"title": title, "beats": [{"link": link, "seconds": 30, **beat} for beat in beats]}
    return json.dumps(talk)


def _match_beats(link: str) -> Iterator[dict[str, Any]]:
    rules = scenario_named(decode(link).scenario)
    if rules.cycles > LONGEST:
        raise DemoError(
            "A match of {cycles} cycles is too long for a wall: choose one of at most {most}.",
            cycles=number(rules.cycles), most=number(LONGEST),
        )  # fmt: skip
    whole = {"from": 0, "to": rules.cycles, "lasts": 30}
    yield {"id": "race", "caption": _RACE, "camera": {"view": "race", **whole}}
    yield {"id": "engines", "caption": _ENGINES, "camera": {"view": "engines", **whole}}
    for engine in range(1, rules.slots + 1):
        camera = {"view": "engine", "engine": engine, **whole}
        yield {"id": f"engine-{engine}", "caption": _ENGINE, "camera": camera}
    yield {"id": "way", "caption": _WAY, "camera": {"view": "link"}}


def _lab_beats(link: str) -> Iterator[dict[str, Any]]:
    settings = read_settings(link)
    if not settings.is_light:
        raise DemoError(
            "This lab is too large for a wall ({trainings} trainings of a factory, or lifetimes "
            "alone): choose one of at most {most}.",
            trainings=number(settings.trainings), most=number(MOST_LIGHT),
        )  # fmt: skip
    last = STEPS_A_ROUND * settings.experiment.rounds - 1
    camera = {"view": "round", "from": 0, "to": last, "lasts": min(_WALK, 2 * (last + 1))}
    yield {"id": "rounds", "caption": _ROUND, "camera": camera}
