"""The addresses there are: what a page is called, and what is said of a link to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from game.rules.custom_scenario import scenario_named
from game.rules.errors import GameError
from game.rules.links import decode
from game.text.language import t, tn


@dataclass(frozen=True)
class Place:
    """A page, as the door knows it."""

    path: str  # in an address
    title: str  # as ``mark`` names it
    description: str  # one sentence, as ``mark`` names it
    shows: str = ""  # what a link to it holds: "game", "lab", or nothing


def told(place: Place, game: str | None) -> str:
    """Return what is said of a page; of the match in its address, if it holds one.

    Examples
    --------
    >>> page = Place("play", "Play", "Run a factory.")
    >>> told(page, None), told(page, "no link")
    ('Run a factory.', 'Run a factory.')
    >>> told(page, "1-classic-7-231p131")
    'Classic 2018, engines of seed 7, 1 move so far: watch it as played, or take over.'
    """
    if game is None:
        return t(place.description)
    try:
        link = decode(game)
    except GameError:
        return t(place.description)
    title = t(scenario_named(link.scenario).title)
    if not link.decisions:
        return t("{match}, engines of seed {seed}: play it.", match=title, seed=link.seed)
    return tn(
        "{match}, engines of seed {seed}, {n} move so far: watch it as played, or take over.",
        "{match}, engines of seed {seed}, {n} moves so far: watch it as played, or take over.",
        len(link.decisions), match=title, seed=link.seed,
    )  # fmt: skip


def nearest(asked: str, places: Sequence[Place]) -> Place | None:
    """Return the page whose address somebody meant, but for letters in capitals and slashes."""
    wanted = asked.strip("/").lower()
    return next((place for place in places if place.path == wanted), None)
