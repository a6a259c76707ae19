"""What a talk is: beats, each with what is looked at, what is said and what may be asked."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from game.lab.settings import LabSettings, read_settings
from game.rules.custom_scenario import scenario_named
from game.rules.errors import GameError, shown
from game.rules.links import Link, decode
from game.rules.scenario import Scenario

VIEWS = ("words", "engine", "engines", "race", "round", "link")
"""What a camera looks at: nothing but the words; one engine; all engines of a factory; balances; a
federation's rounds; the way to the match itself."""

EVENTS = ("service", "failure", "calm", "gain")
"""What a beat may promise: an engine's service, its failure, one under a calm forecast, and how
much more its match earns than the one beside it."""

FAULTS = ("compressor", "fan")
MOST_BEATS, MOST_OPTIONS = 30, 4
LONGEST_CAPTION, LONGEST_TEXT = 170, 2_000  # letters
STEPS_A_ROUND = 4

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)


class DemoError(GameError):
    """A talk that cannot be given."""


@dataclass(frozen=True)
class Camera:
    """What is looked at.

    Attributes
    ----------
    view : one of ``VIEWS``
    begin, end : cycles of the match, or steps of the rounds (four a round, from 0 on)
    engine : which one, from 0 on
    lasts : seconds from the one to the other
    beside : link of a match whose balance is drawn next to this one's
    names : what both are called there
    """

    view: str
    begin: int = 0
    end: int = 0
    engine: int = 0
    lasts: float = 8.0
    beside: str | None = None
    names: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Question:
    """What the room is asked, and what it may answer."""

    ask: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Promise:
    """What must come to pass within a beat.

    Attributes
    ----------
    event : one of ``EVENTS``
    engine : which one, from 0 on
    fault : what must have worn out, if it matters
    least : dollars that the match must earn more than the one beside it
    """

    event: str
    engine: int = 0
    fault: str | None = None
    least: int = 0


@dataclass(frozen=True)
class Beat:
    """One thing to show.

    Attributes
    ----------
    id : its place in an address
    caption : what is read; figures of the beat stand for its ``{placeholders}``
    note : what the speaker alone sees
    seconds : that are planned for it
    quotes : id of an earlier beat, whose answer is quoted
    """

    id: str
    caption: str
    seconds: int
    camera: Camera = Camera("words")
    link: str | None = None
    note: str = ""
    question: Question | None = None
    quotes: str | None = None
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True)
class Script:
    """A talk."""

    title: str
    beats: tuple[Beat, ...]

    @property
    def seconds(self) -> int:
        """That are planned for all of it."""
        return sum(beat.seconds for beat in self.beats)


@dataclass(frozen=True)
class _Values:
    """An object of the file, and where it stands; what is wrong with it is said with that place."""

    where: str
    values: Mapping[str, Any]

    @classmethod
    def of(cls, where: str, values: object, names: str) -> "_Values":
        if not isinstance(values, dict):
            raise _wrong(where, "an object", values)
        if unknown := sorted(set(values) - set(names.split())):
            raise _wrong(where, f"an object of {', '.join(names.split())}", unknown[0])
        return cls(where, values)

    def place(self, name: str) -> str:
        return f"{self.where}, {name}"

    def text(self, name: str, most: int = LONGEST_TEXT, usual: str | None = None) -> str:
        value = self.values.get(name, usual)
        if not isinstance(value, str) or len(value) > most or (usual is None and not value):
            least = 0 if usual is not None else 1
            raise _wrong(self.place(name), f"a text of {least} to {most} letters", value)
        return value

    def whole(self, name: str, low: int, high: int, usual: int | None = None) -> int:
        value = self.values.get(name, usual)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise _wrong(self.place(name), f"a whole number from {low} to {high}", value)
        return value

    def one_of(self, name: str, choices: Sequence[str]) -> str:
        value = self.values.get(name)
        if value not in choices:
            raise _wrong(self.place(name), f"one of {', '.join(choices)}", value)
        return str(value)

    def texts(self, name: str, low: int, high: int) -> tuple[str, ...]:
        value = self.values.get(name)
        if not (isinstance(value, list) and low <= len(value) <= high):
            raise _wrong(self.place(name), f"a list of {low} to {high} texts", value)
        for one in value:
            if not isinstance(one, str) or not 0 < len(one) <= 60:
                raise _wrong(self.place(name), "texts of at most 60 letters each", one)
        return tuple(value)


def _wrong(where: str, wanted: str, got: object) -> DemoError:
    return DemoError(
        "{where} is {wanted}, got {got}: change it in the file.",
        where=where, wanted=wanted, got=shown(got),
    )  # fmt: skip


def read_script(text: str) -> Script:
    """Read a talk.

    Raises
    ------
    DemoError
        What is no talk, in one sentence that says where.

    Examples
    --------
    >>> beat = '{"id": "hello", "caption": "Good morning.", "seconds": 20}'
    >>> read_script(f'{{"title": "Mine", "beats": [{beat}]}}').seconds
    20
    >>> read_script('{"title": "Mine", "beats": []}')
    Traceback (most recent call last):
        ...
    game.demo.script.DemoError: the talk, beats is a list of 1 to 30 beats, got []: change it in the file.
    """  # noqa: E501 - one sentence
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise DemoError(
            "the talk is no JSON, line {line}, column {column}: {problem}. Correct it there.",
            line=error.lineno, column=error.colno, problem=error.msg,
        ) from error  # fmt: skip
    except (ValueError, RecursionError) as error:
        raise _wrong("the talk", "JSON", str(error)) from error
    talk = _Values.of("the talk", values, "title beats")
    beats = talk.values.get("beats")
    if not isinstance(beats, list) or not 1 <= len(beats) <= MOST_BEATS:
        raise _wrong(talk.place("beats"), f"a list of 1 to {MOST_BEATS} beats", beats)
    read: list[Beat] = []
    for number, one in enumerate(beats, 1):
        read.append(_beat(f"beat {number}", one, read))
    return Script(talk.text("title", 80), tuple(read))


def _beat(where: str, values: object, before: Sequence[Beat]) -> Beat:
    names = "id link camera caption note seconds question quotes promises"
    beat = _Values.of(where, values, names)
    name = beat.text("id", 40)
    if not _NAME.fullmatch(name) or name.isdecimal() or name in [one.id for one in before]:
        raise _wrong(beat.place("id"), "small letters, digits and hyphens, once in a talk", name)
    camera = _camera(beat)
    quotes = beat.values.get("quotes")
    if quotes is not None and quotes not in [one.id for one in before if one.question]:
        raise _wrong(beat.place("quotes"), "the id of an earlier beat with a question", quotes)
    promises = beat.values.get("promises", [])
    if not isinstance(promises, list) or len(promises) > 10:
        raise _wrong(beat.place("promises"), "a list of at most 10", promises)
    return Beat(
        name,
        beat.text("caption", LONGEST_CAPTION),
        beat.whole("seconds", 1, 3_600),
        camera,
        beat.values.get("link"),
        beat.text("note", usual=""),
        _question(beat),
        quotes,
        tuple(_promise(beat.place("promises"), one, beat, camera) for one in promises),
    )


def _camera(beat: _Values) -> Camera:
    if "camera" not in beat.values:
        if beat.values.get("link") is not None:
            raise _wrong(beat.place("camera"), "needed where a link is", None)
        return Camera("words")
    names = "view from to engine lasts beside names"
    camera = _Values.of(beat.place("camera"), beat.values["camera"], names)
    view = camera.one_of("view", VIEWS)
    if view == "words":
        return Camera(view)
    link = beat.values.get("link")
    if not isinstance(link, str):
        raise _wrong(beat.place("link"), "the text of a match's or a lab's link", link)
    lasts = float(camera.whole("lasts", 1, 120, 8))
    if view == "round":
        last = STEPS_A_ROUND * lab_of(beat.place("link"), link).experiment.rounds - 1
        begin = camera.whole("from", 0, last, 0)
        return Camera(view, begin, camera.whole("to", begin, last), lasts=lasts)
    rules = scenario_named(match_of(beat.place("link"), link).scenario)
    begin = camera.whole("from", 0, rules.cycles, 0)
    end = camera.whole("to", begin, rules.cycles, begin)
    engine = camera.whole("engine", 1, rules.slots, 1) - 1
    beside = camera.values.get("beside")
    if beside is None:
        return Camera(view, begin, end, engine, lasts)
    _check_beside(camera, view, rules, match_of(camera.place("beside"), beside))
    first, second = camera.texts("names", 2, 2)
    return Camera(view, begin, end, engine, lasts, beside, (first, second))


def _check_beside(camera: _Values, view: str, rules: Scenario, other: Link) -> None:
    if view != "race" or scenario_named(other.scenario).cycles != rules.cycles:
        wanted = "the link of a match as long as the beat's, in the view race"
        raise _wrong(camera.place("beside"), wanted, other.scenario)


def match_of(where: str, text: object) -> Link:
    """Return the match of a link, or say where the link stands that holds none."""
    try:
        return decode(text)
    except GameError as error:
        raise DemoError("{where}: {problem}", where=where, problem=error) from error


def lab_of(where: str, text: object) -> LabSettings:
    """Return the lab of a link, or say where the link stands that holds none."""
    try:
        return read_settings(text)
    except GameError as error:
        raise DemoError("{where}: {problem}", where=where, problem=error) from error


def _question(beat: _Values) -> Question | None:
    if "question" not in beat.values:
        return None
    asked = _Values.of(beat.place("question"), beat.values["question"], "ask options")
    return Question(asked.text("ask", 120), asked.texts("options", 2, MOST_OPTIONS))


def _promise(where: str, values: object, beat: _Values, camera: Camera) -> Promise:
    promise = _Values.of(where, values, "event engine fault least")
    event = promise.one_of("event", EVENTS)
    if camera.view in ("words", "round") or (event == "gain") != (camera.beside is not None):
        raise _wrong(where, "a gain where two matches are drawn, another event of a match", event)
    slots = scenario_named(match_of(beat.place("link"), beat.values["link"]).scenario).slots
    fault = promise.one_of("fault", FAULTS) if "fault" in promise.values else None
    engine = promise.whole("engine", 1, slots, camera.engine + 1) - 1
    return Promise(event, engine, fault, promise.whole("least", 0, 10**9, 0))
