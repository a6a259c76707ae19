"""What a live screen is told after an answer, because it takes longer: what others have saved."""

from functools import partial

from game.fleet.blind_spot import names_of, saves
from game.live.feed import STANDINGS, Feed, Standings, ground_of, measures_of
from game.live.sections import lives_section
from game.rules.match import match_of
from game.rules.offers.counterfactual import counterfactual

NOBODY_KNOWS = -1
"""Stands for a number that nobody can tell."""


def aside(answered: Feed, ended: bool = False, standings: Standings = STANDINGS) -> Feed | None:
    """Return what is to be added to an answer, None after one that was refused.

    Own models are trained for it, and all engines are let fail, which the screen need not wait for.

    Parameters
    ----------
    ended : the screen has come to the end of the match; only there it asks what would have been
        otherwise, which takes the match three times more

    Returns
    -------
    header : ``saves``, a row for each engine that was saved up to the end of the answer: slot,
        index, cycles of life left, and how many other members have lost such an engine;
        ``counterfactual`` at the end, where the factory ran a model of many
    sections : the lives of each factory, had it waited for every failure; of the first alone where
        all of them run the same engines
    """
    asked = answered.request
    if asked is None:
        return None
    scenario, end = asked.scenario, answered.header["until"]
    fleet, world = ground_of(scenario, asked.seed)
    match = match_of(standings.play(fleet, asked.decisions, end), asked.keep_playing)
    mine = match.factories[0]
    told = [
        [save.slot, save.index, save.left, NOBODY_KNOWS if save.members is None else save.members]
        for save in saves(scenario, world.events, mine, mine.lives.cut(end))
    ]
    over = ended and match.winner is not None and not asked.keep_playing
    named = partial(names_of, fleet)
    others = counterfactual(match, asked.decisions, world, named) if over else None
    header = {
        "match": answered.header["match"],
        "n": asked.number,
        "saves": told,
        "counterfactual": None if others is None else others.to_json(),
    }
    alike = scenario.common_streams and scenario.shared_severity
    waiting = measures_of(fleet, world, end).idle[: 1 if alike else None]
    sections = {
        f"waiting{number}": lives_section(history.lives.cut(end))
        for number, history in enumerate(waiting)
    }
    return Feed(header, sections)
