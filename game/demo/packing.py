"""What a talk shows, computed: matches as the board gets them, rounds, figures, promises kept."""

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from string import Formatter
from typing import Any

import numpy.typing as npt

from data.faults import Fault
from game.api import replay_link
from game.demo.script import (
    STEPS_A_ROUND,
    Beat,
    DemoError,
    Promise,
    Script,
    lab_of,
    match_of,
    read_script,
)
from game.lab.picture import payload
from game.lab.run import stages
from game.live.answering.desk import heard
from game.live.feed import Feed, Request, feed
from game.live.header import NO_VALUE
from game.live.payload import encode
from game.rules.custom_scenario import scenario_named
from game.rules.errors import shown
from game.rules.links import decode
from game.rules.lives import Outcome
from game.text.language import money, number, spoken, t

_NOT_SHOWN = ("engines", "sensors", "bands")
"""Sections of a message that no view of a talk draws."""

_FAULTS = {"compressor": Fault.COMPRESSOR, "fan": Fault.FAN}
_SLOT, _INDEX, _START, _RAN, _OUTCOME, _, _LIFETIME, _, _FAULT, _ = range(10)
"""Columns of a factory's lives."""


@dataclass(frozen=True)
class Life:
    """An engine of the player's, as a beat looks at it."""

    slot: int
    index: int
    start: int
    ran: int
    outcome: int
    lifetime: int
    fault: int

    @property
    def stop(self) -> int:
        """Cycle at which it stopped."""
        return self.start + self.ran


@lru_cache(maxsize=32)
def played(link: str) -> Feed:
    """Return all that a board is told of a match, to its end."""
    asked = match_of("the talk", link)
    scenario = scenario_named(asked.scenario)
    return feed(Request(scenario, asked.seed, asked.decisions, until=scenario.cycles))


def packed_match(link: str) -> str:
    """Return a match as the board gets it, without what no view draws."""
    told = played(link)
    sections = {name: rows for name, rows in told.sections.items() if name not in _NOT_SHOWN}
    return base64.b64encode(encode(told.header, sections)).decode()


@lru_cache(maxsize=32)
def packed_rounds(link: str, tag: str) -> dict[str, Any]:
    """Return the rounds of a lab as its picture gets them, in the language of a tag."""
    progress = next(one for one in stages(lab_of("the talk", link)) if one.learned)
    return payload(progress)


def lives_of(link: str) -> list[Life]:
    """Return the engines of the player, in the order in which they were installed."""
    rows = played(link).sections["lives0"].tolist()
    lives = [
        Life(*(row[at] for at in (_SLOT, _INDEX, _START, _RAN, _OUTCOME, _LIFETIME, _FAULT)))
        for row in rows
    ]
    return sorted(lives, key=lambda life: (life.start, life.slot))


def looked_at(link: str, engine: int, cycle: int) -> Life:
    """Return the engine that runs in a place at a cycle, or stopped there last."""
    return [one for one in lives_of(link) if one.slot == engine and one.start < max(cycle, 1)][-1]


def _forecast(link: str, life: Life, age: int) -> int | None:
    """Return what the model in force gave an engine at an age, in tenths of a cycle."""
    sections = played(link).sections
    index: npt.NDArray[Any] = sections["forecast_index"]
    for slot, place, begin in index.tolist():
        if (slot, place) == (life.slot, life.index) and 0 < age <= life.ran:
            tenths = int(sections["forecasts"][begin + age - 1])
            return None if tenths == NO_VALUE else tenths
    return None


def earned(link: str, cycle: int) -> int:
    """Return the balance of the player after so many cycles, dollars."""
    return replay_link(link, max(1, cycle)).factories[0].profit


def figures(beat: Beat) -> dict[str, str]:
    """Return what stands for the placeholders of a beat's words, in the language that is spoken.

    Of a match at the beat's end: ``money``; ``gain`` on the match beside it; of the engine that is
    looked at its ``age`` (at its end, if it has stopped), the ``forecast`` then (of a service the
    one that ordered it, of a failure the one a cycle before), and the cycles that were ``left``; of
    its place ``failures``, ``services`` and their ``cost`` so far; of a race its ``outcome``. Of
    rounds: the bytes that a factory ``sent`` in the last one, kilobytes that ``stayed`` in all
    factories, and the shared error ``before`` and ``after``.
    """
    camera, link = beat.camera, beat.link
    if link is None:
        return {}
    if camera.view == "round":
        return _figures_of_rounds(beat, link)
    told = {"money": money(earned(link, camera.end))}
    if camera.beside is not None:
        told["gain"] = money(_gain(beat))
    if camera.view == "race":
        told["outcome"] = _outcome(link, camera.end)
    if camera.view == "engine":
        life = looked_at(link, camera.engine, camera.end)
        age = min(camera.end - life.start, life.ran)
        failed = age == life.ran and life.outcome == Outcome.FAILURE
        tenths = _forecast(link, life, age - failed)
        told |= _booked(link, camera.engine, camera.end)
        told |= {"age": number(age), "left": number(life.lifetime - age)}
        if tenths is not None:
            told["forecast"] = number(round(tenths / 10))
    return told


def _outcome(link: str, cycle: int) -> str:
    """Return who has most after so many cycles, in a sentence."""
    own, *rivals = replay_link(link, max(1, cycle)).factories
    best = max(rivals, key=lambda one: one.profit, default=own)
    values = {"rival": best.name, "most": money(best.profit), "money": money(own.profit)}
    if not rivals:
        return t("You end with {money}.", **values)
    if own.profit == best.profit:
        return t("You and {rival} end with {money} each.", **values)
    if own.profit > best.profit:
        return t("You win with {money}; {rival} follows with {most}.", **values)
    return t("{rival} wins with {most}; you end with {money}.", **values)


def _booked(link: str, engine: int, cycle: int) -> dict[str, str]:
    """Return what happened in a place by a cycle, and what it cost."""
    ended = [one for one in lives_of(link) if one.slot == engine and one.stop < cycle]
    failed = sum(one.outcome == Outcome.FAILURE for one in ended)
    served = sum(one.outcome == Outcome.SERVICE for one in ended)
    prices = scenario_named(decode(link).scenario).economics
    cost = failed * prices.failure_cost + served * prices.service_cost
    return {"failures": number(failed), "services": number(served), "cost": money(cost)}


def _figures_of_rounds(beat: Beat, link: str) -> dict[str, str]:
    shown = packed_rounds(link, spoken().tag)
    now = shown["rounds"][beat.camera.end // STEPS_A_ROUND]
    first = shown["rounds"][beat.camera.begin // STEPS_A_ROUND]
    stayed = sum(factory["raw"] for factory in shown["factories"][:-1])
    told = {"sent": number(max(now["up"])), "stayed": number(stayed / 1000)}
    for name, error in (("before", first["before"]), ("after", now["error"])):
        if error is not None:
            told[name] = number(error, 1)
    return told


def filled(text: str, told: dict[str, str], where: str) -> str:
    """Return a text in the language that is spoken, with its figures.

    Raises
    ------
    DemoError
        It has a placeholder that stands for nothing here.

    Examples
    --------
    >>> filled("It was {age} cycles old.", {"age": "197"}, "beat 1")
    'It was 197 cycles old.'
    """
    try:
        parts = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
    except ValueError as error:
        raise DemoError(
            "{where} has a brace without its other half, got {got}: double a brace that is meant.",
            where=where, got=shown(text),
        ) from error  # fmt: skip
    for name, form, change in parts:
        if name not in told or form or change:
            raise DemoError(
                "{where} has a placeholder {got} that stands for nothing there: use {choices}.",
                where=where, got=shown(name), choices=", ".join(told) or "none",
            )  # fmt: skip
    return t(text, **(told or {"": ""}))


def broken(beat: Beat) -> Iterator[str]:
    """Give what a beat promises and does not keep, each in a sentence."""
    for promise in beat.promises:
        if beat.link is not None and not _kept(promise, beat, beat.link):
            if promise.event == "gain":
                told = f"a gain of ${promise.least:,}; the match has ${_gain(beat):,}"
            else:
                about = f"engine {promise.engine + 1}, {promise.fault or 'any'}"
                span = f"from cycle {beat.camera.begin} to {beat.camera.end}"
                told = f"{promise.event} ({about}) {span}; the match has none there"
            yield f"{beat.id} promises: {told}."


def _gain(beat: Beat) -> int:
    """Return how much more a beat's match has earned at its end than the one beside it, dollars."""
    assert beat.link is not None and beat.camera.beside is not None
    return earned(beat.link, beat.camera.end) - earned(beat.camera.beside, beat.camera.end)


def _kept(promise: Promise, beat: Beat, link: str) -> bool:
    camera = beat.camera
    if promise.event == "gain":
        return _gain(beat) >= promise.least
    kind = Outcome.SERVICE if promise.event == "service" else Outcome.FAILURE
    calm = {(row[0], row[1]) for row in played(link).sections["calm"].tolist()}
    return any(
        life.slot == promise.engine
        and life.outcome == kind
        and camera.begin <= life.stop <= camera.end
        and (promise.fault is None or life.fault == _FAULTS[promise.fault])
        and (promise.event != "calm" or (life.slot, life.index) in calm)
        for life in lives_of(link)
    )


def packed(script: Script) -> dict[str, Any]:
    """Return a talk with everything that it shows, as plain JSON values, in the language spoken.

    Raises
    ------
    DemoError
        A text with a placeholder that stands for nothing.
    """
    matches: dict[str, str] = {}
    rounds: dict[str, Any] = {}
    for link, view in _links(script):
        if view == "round":
            rounds[link] = packed_rounds(link, spoken().tag)
        elif link not in matches:
            matches[link] = packed_match(link)
    return {
        "title": t(script.title),
        "beats": [_beat(beat) for beat in script.beats],
        "matches": matches,
        "rounds": rounds,
    }


def _links(script: Script) -> Iterator[tuple[str, str]]:
    for beat in script.beats:
        for link in (beat.link, beat.camera.beside):
            if link is not None:
                yield link, beat.camera.view


def _beat(beat: Beat) -> dict[str, Any]:
    told = figures(beat)
    question = beat.question and {
        "ask": filled(beat.question.ask, told, f"{beat.id}, question"),
        "options": [filled(one, told, f"{beat.id}, options") for one in beat.question.options],
    }
    first, second = (t(name) if name else "" for name in beat.camera.names)
    camera = replace(beat.camera, names=(first, second))
    return {
        "id": beat.id,
        "link": beat.link,
        "camera": asdict(camera),
        "caption": filled(beat.caption, told, f"{beat.id}, caption"),
        "note": filled(beat.note, told, f"{beat.id}, note") if beat.note else "",
        "seconds": beat.seconds,
        "question": question or None,
        "quotes": beat.quotes,
    }


def pack(question: bytes) -> bytes:
    """Return a talk as JSON: a language and the text of its file, as JSON.

    Examples
    --------
    >>> talk = '{"title": "Mine", "beats": [{"id": "a", "caption": "Hello.", "seconds": 9}]}'
    >>> json.loads(pack(json.dumps(["en", talk]).encode()))["beats"][0]["caption"]
    'Hello.'
    """
    (text,) = heard(question)
    return json.dumps(packed(read_script(text)), separators=(",", ":")).encode()
