"""What a scene's row holds: a chapter, its beats, and what is asked there."""

from dataclasses import dataclass
from typing import Any

from game.rules.chapters import CHAPTERS
from game.rules.links import encode
from game.rules.scenario import Scenario
from game.text.language import t
from game.text.marking import mark

GO_ON = mark("Go on")
"""On the button of a card that asks nothing."""

PANELS = (
    "lives", "graphs", "faults", "sensors", "calls", "race", "standing", "log", "setting", "ladder",
    "letters",
)  # fmt: skip
"""What a chapter may show of the board beside the engines and the money."""

TRIGGERS = (
    "start", "ended", "failed", "serviced", "after", "calm", "seen", "left", "told",
    "joined", "cycle",
)  # fmt: skip
"""What a beat may wait for.

``start``; the n-th engine of the player that ``ended``, ``failed`` or was ``serviced``; the engine
that was last asked about, ``after`` its end; the n-th ``calm`` failure, or engine with a worn fan
that was serviced, and so ``seen``, under a model of many; an engine of a slot and place that has so
many cycles ``left``; the n-th order that is ``told`` ahead; that an alliance has been ``joined``; a
``cycle``.
"""


REST = 150
"""Cycles a second once nothing more is to come: so is the end."""


@dataclass(frozen=True)
class Choice:
    """One answer to what a beat asks.

    Attributes
    ----------
    label : on its button
    does : a move, as kind and values: ``("order", "preventive", 120)``, ``("service",)`` and
        ``("hold",)`` for the engine that the beat is about, ``("answer", 0, 1)``; nothing for a bet
    reply : how a later beat quotes it
    """

    label: str
    does: tuple[str | int, ...] = ()
    reply: str = ""


@dataclass(frozen=True, kw_only=True)
class Beat:
    """A moment of a chapter, and what is said and asked there.

    Attributes
    ----------
    at : a trigger and its numbers
    say : in plain words, with places for what has happened
    served : said instead where the engine that ended had been serviced
    ask : choices; the clock stands until one is taken
    go : the button that lets the clock go on; without it and without choices it never stood
    does : a move that it makes, as of a choice
    quotes : it ends with the reply of the last bet
    only : the answer to the beat before it at which it is told, by its place; None: at any
    shows : panels that are there from now on
    act : what a button offers from now on while the clock runs: "service" or nothing
    """

    at: tuple[str | int, ...]
    say: str
    served: str = ""
    ask: tuple[Choice, ...] = ()
    go: str = ""
    does: tuple[str | int, ...] = ()
    quotes: bool = False
    only: int | None = None
    shows: tuple[str, ...] = ()
    act: str | None = None


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A chapter of the campaign.

    Attributes
    ----------
    name : under which a browser keeps its stars; of its scenario, unless it ``plays`` another
    plays : the scenario that took the place of the first one, whose links go on being played
    retold : its beats fit the former match no more: a link to that opens it on the whole board
    seeds : curated, the first one first; each replay goes on to the next
    shows : panels that are there from the start, of ``PANELS``
    bare : until its first card is answered, there is nothing but that card, engines and money
    pace : from which age of the first engine on, how many cycles pass in a second
    rest : cycles that pass in a second once nothing is awaited: no question, nothing ``seen``
    idea : one line of the menu
    measure : what stars follow: "ages" or "review"
    stars : shares of the best from which there are two and three
    unsettled : told at the end beside a bet whose engine still runs; nothing where that cannot be
    sentence : what it has shown
    unpaid : what it has shown where the others' model cost more than it brought; nothing where the
        sentence is true either way
    hook : what is missing still
    """

    name: str
    plays: str = ""
    retold: bool = False
    seeds: tuple[int, ...]
    idea: str
    shows: tuple[str, ...] = ()
    bare: bool = False
    pace: tuple[tuple[int, int], ...]
    rest: int = REST
    beats: tuple[Beat, ...]
    measure: str = "review"
    stars: tuple[float, float]
    unsettled: str = ""
    sentence: str
    unpaid: str = ""
    hook: str

    @property
    def scenario(self) -> Scenario:
        """Its rules."""
        return CHAPTERS[self.plays or self.name]

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios whose matches are its own, the one that it plays first."""
        former = () if self.retold else (self.name,)
        return tuple(dict.fromkeys((self.scenario.name, *former)))

    @property
    def number(self) -> int:
        """Its place, from 1 on."""
        return 1 + list(CHAPTERS).index(self.scenario.name)

    @property
    def asked_at(self) -> tuple[int, ...]:
        """Cycles at which it asks for a service age; none where one may be chosen at any time."""
        return tuple(
            int(beat.at[1]) if beat.at[0] == "cycle" else 0 for beat in self.beats if _ages(beat)
        )

    @property
    def ages(self) -> tuple[int, ...]:
        """The service ages that it offers."""
        return tuple(sorted({age for beat in self.beats for age in _ages(beat)}))

    def link(self, nth: int = 0) -> str:
        """Return the link of its match, before any decision."""
        return encode(self.scenario.name, self.seeds[nth], ())

    def to_json(self) -> dict[str, Any]:
        """Return what a board must know to play it, in the visitor's language."""
        return {
            "name": self.name,
            "scenarios": list(self.scenarios),
            "link": self.link(),
            "number": self.number,
            "title": t(self.scenario.title),
            "seeds": list(self.seeds),
            "idea": t(self.idea),
            "shows": list(self.shows),
            "bare": self.bare,
            "pace": [list(step) for step in self.pace],
            "rest": self.rest,
            "beats": [_beat(beat) for beat in self.beats],
            "unsettled": t(self.unsettled),
            "sentence": t(self.sentence),
            "either": not self.unpaid,
            "hook": t(self.hook),
        }


def _ages(beat: Beat) -> list[int]:
    """Return the service ages among which a beat lets choose."""
    return [int(one.does[2]) for one in beat.ask if one.does[:2] == ("order", "preventive")]


def _beat(beat: Beat) -> dict[str, Any]:
    return {
        "at": list(beat.at),
        "say": t(beat.say),
        "served": t(beat.served),
        "ask": [
            {"label": t(one.label), "does": list(one.does), "reply": t(one.reply)}
            for one in beat.ask
        ],
        "go": t(beat.go),
        "does": list(beat.does),
        "quotes": beat.quotes,
        "only": beat.only,
        "shows": list(beat.shows),
        "act": beat.act,
    }
