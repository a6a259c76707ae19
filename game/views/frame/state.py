"""What one browser tab is looking at: the only place that touches ``st.session_state``."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any

import streamlit as st

from game.lab.experiments import EXPERIMENTS, OPENING, Prepared, experiment_of
from game.lab.progress import Progress
from game.lab.settings import LabSettings
from game.live.answering.desk import Answered
from game.study.real_engines import Engines

_KEY = "view"


@dataclass
class LabView:
    """What a tab looks at in the lab."""

    settings: LabSettings = EXPERIMENTS[OPENING].settings
    start: LabSettings = EXPERIMENTS[OPENING].settings  # what the fields began with
    turn: int = 0  # of the fields: another one lets them begin anew
    experiment: str | None = OPENING  # the prepared one that was picked
    pinned: LabSettings | None = None  # that the one on the screen is compared with
    known: Progress | None = None
    guesses: dict[str, str | None] = field(default_factory=dict)  # by experiment; None: none wished
    viewer: str = field(default_factory=lambda: secrets.token_hex(8))

    refused: str | None = None  # what was wrong with a link, until a lever moves

    def begin(self, settings: LabSettings) -> None:
        """Set all levers at once."""
        self.settings, self.experiment = settings, experiment_of(settings)
        self.refused = None
        self.turn += 1

    def move(self, settings: LabSettings) -> None:
        """Take over what the fields say."""
        if settings != self.settings:
            self.settings, self.refused = settings, None

    @property
    def prepared(self) -> Prepared | None:
        """The prepared experiment that is on the screen, if no lever has moved since."""
        prepared = EXPERIMENTS.get(self.experiment or "")
        return prepared if prepared is not None and prepared.settings == self.settings else None

    @property
    def sides(self) -> tuple[LabSettings, ...]:
        """The labs that are compared, the one on the screen first."""
        if self.prepared is not None:
            return self.prepared.labs
        pinned = None if self.settings.shared == "lifetimes" else self.pinned
        return (self.settings,) if pinned in (None, self.settings) else (self.settings, pinned)

    @property
    def finished(self) -> Progress | None:
        """The lab of these settings, if it is known to its end."""
        known = self.known
        return known if known and known.finished and known.settings == self.settings else None


@dataclass
class RealView:
    """What a tab looks at of NASA's engines."""

    engines: str | None = None  # that are studied, by name
    own: Engines | None = None  # uploaded, and kept nowhere else
    uploads: tuple[str, ...] = ()  # that have been dealt with, by Streamlit's ids
    outcome: str = ""  # of the last upload, in words
    attempt: object = None  # the download that was asked for here
    trained: set[str] = field(default_factory=set)  # engines whose tables are wanted, by name


@dataclass
class PlantView:
    """What a tab looks at of a plant of one's own; its amounts are kept nowhere else."""

    preset: str = "pumps"
    values: dict[str, Any] = field(default_factory=dict)  # a case, as JSON
    turn: int = 0  # of the fields: another one lets them begin anew
    weighed: dict[str, Any] = field(default_factory=dict)  # the case that figures are of, as JSON
    unfolded: set[str] = field(default_factory=set)  # folds that held what could not be read
    lifetimes: str | None = None  # the last record that could be read, as CSV
    file: str = ""  # in which they came
    lost: int = 0  # failures of a record that is not here, to which the law was fitted
    came: tuple[str, float] | None = None  # with that record: the best answer, and its worth
    touched: set[str] = field(default_factory=set)  # what the visitor has typed, as paths of a case
    changed: frozenset[str] = frozenset()  # that, and what else the preset has otherwise
    before: "PlantView | None" = None  # the visitor's plant in whose place another one came
    linked: bool = False  # whether the values came with a link
    returned: bool = False  # whether that was the plant that this browser had kept
    arrivals: int = 0  # plants that came in place of another one
    unknown: bool = False  # with which preset they were begun: a link may not say it
    uploads: int = 0  # of the field for files: another one lets it begin empty
    refused: str | None = None  # what was wrong with one
    viewer: str = field(default_factory=lambda: secrets.token_hex(8))

    def begin(self, preset: str, values: dict[str, Any]) -> None:
        """Set all fields at once; a file of before is none of this plant."""
        self._take(values)
        self.preset, self.changed = preset, frozenset()
        self.linked, self.returned, self.unknown = False, False, False

    def open(
        self, values: dict[str, Any], preset: str | None, touched: Iterable[str] = (),
        lost: int = 0, came: tuple[str, float] | None = None, *, returned: bool = False,
    ) -> None:  # fmt: skip
        """Take over what came with a link, and what it says of how that was come to."""
        self._take(values)
        self.linked, self.returned, self.unknown = True, returned, preset is None
        self.preset = preset or self.preset
        self.touched, self.lost, self.came = set(touched), lost, came

    def use(self, lifetimes: str | None, file: str) -> None:
        """Let a record that can be read take the place of the law, or none; its field is empty."""
        self.lifetimes, self.file, self.lost, self.came = lifetimes, file, 0, None
        self.uploads += 1

    def back(self) -> None:
        """Bring the visitor's own plant back, with its record."""
        assert self.before is not None
        own, turn, uploads, arrivals = self.before, self.turn, self.uploads, self.arrivals
        for item in fields(self):
            setattr(self, item.name, getattr(own, item.name))
        self.turn, self.uploads, self.arrivals = turn + 1, uploads + 1, arrivals + 1

    def put(self, values: dict[str, Any]) -> None:
        """Set some fields of the plant that one looks at."""
        self.values, self.unfolded = values, set()
        self.turn += 1

    def _take(self, values: dict[str, Any]) -> None:
        if self.changed or self.linked:
            self.before = replace(self, before=None)
        self.touched, self.lost, self.came = set(), 0, None
        self.values, self.weighed, self.unfolded = values, values, set()
        self.lifetimes, self.file, self.refused = None, "", None
        self.uploads += 1
        self.arrivals += 1
        self.turn += 1


@dataclass
class ViewState:
    """A tab's view; nothing in it matters once the tab is closed."""

    payload: bytes | None = None  # the live board's latest answer, repeated on unrelated reruns
    aside: bytes | None = None  # what was added to it
    answered: Answered | None = None  # the latest that was not refused
    judged: bytes | None = None  # what the chapter that ended last came to
    weighed: tuple[str, dict[str, Any]] | None = None  # the match that ended, and what it came to
    guesses: dict[int, int] | None = None  # of the levels of Learn that are done; None: not read
    level: int = 1  # of Learn, on the screen
    turned: bool = False  # to another level just now
    match: str | None = None  # on the live board, as a link
    ended: str | None = None  # that came to its end here last, as a link
    ends: int = 0  # that matches came to here, watched ones too
    language: str | None = None  # asked for by name; None: the browser's
    rules: str = "classic"  # of the sandbox, as a scenario's name
    lab: LabView = field(default_factory=LabView)
    plant: PlantView = field(default_factory=PlantView)
    real: RealView = field(default_factory=RealView)
    numbers: dict[str, int] = field(default_factory=dict)  # of sliders, by name


def view_state() -> ViewState:
    """Return this tab's view."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = ViewState()
    view: ViewState = st.session_state[_KEY]
    return view


def shown_in(key: str) -> object:
    """Return what a field of this page shows; None before it is drawn."""
    return st.session_state.get(key)


def hold(key: str, start: object) -> None:
    """Let a field begin with a value, and keep the one it has."""
    st.session_state.setdefault(key, start)


def pass_on(source: str, target: str) -> None:
    """Give one field the number of another."""
    st.session_state[target] = st.session_state[source]
