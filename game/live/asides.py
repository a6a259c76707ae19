"""What a live screen is told after an answer, because it takes longer: what others have saved."""

from functools import partial

from game.fleet.blind_spot import names_of, saves
from game.fleet.cards import trained_card
from game.fleet.forecasters import LinearForecaster
from game.live.feed import STANDINGS, Feed, Request, Standings, ground_of, measures_of
from game.live.sections import lives_section
from game.rules.match import FactoryHistory, World, match_of
from game.rules.offers.counterfactual import counterfactual
from game.rules.offers.terms import terms_at
from game.rules.scenario import Scenario

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
        index, cycles of life left, and how many other members have lost such an engine; ``cards``,
        a row for each training of many since the cycle that was asked from: that cycle, and the
        lines and failures of ``TrainedCard``; ``counterfactual`` at the end, where the factory ran
        a model of many
    sections : the lives of each factory, had it waited for every failure; of the first alone where
        all of them run the same engines
    """
    asked = answered.request
    if asked is None:
        return None
    scenario, end = asked.scenario, answered.header["until"]
    fleet, world = ground_of(scenario, asked.seed)
    state = standings.play(fleet, asked.decisions, end)
    mine = state.histories[0]
    told = [
        [save.slot, save.index, save.left, NOBODY_KNOWS if save.members is None else save.members]
        for save in saves(scenario, world.events, mine, mine.lives.cut(end))
    ]
    others = None
    if ended and not asked.keep_playing and (match := match_of(state)).winner is not None:
        others = counterfactual(match, asked.decisions, world, partial(names_of, fleet))
    header = {
        "match": answered.header["match"],
        "n": asked.number,
        "saves": told,
        "cards": _cards(scenario, world, mine, asked.since, end),
        "counterfactual": None if others is None else others.to_json(),
    }
    alike = scenario.common_streams and scenario.shared_severity
    whole = max(end, min(scenario.cycles, Request.until))  # once for all ends of a match
    waiting = measures_of(fleet, world, whole).idle[: 1 if alike else None]
    sections = {
        f"waiting{number}": lives_section(history.lives.cut(end))
        for number, history in enumerate(waiting)
    }
    return Feed(header, sections)


def _cards(
    scenario: Scenario, world: World, mine: FactoryHistory, since: int, end: int
) -> list[list[object]]:
    """Return what each training of many has changed in a factory, as plain JSON values."""
    rows: list[list[object]] = []
    for before, stretch in zip([None, *mine.stretches], mine.stretches, strict=False):
        model = stretch.model
        if not (stretch.trained and since <= stretch.cycle < end):
            continue
        if not isinstance(model, LinearForecaster) or not model.facts.rounds:
            continue
        taken = [one for one in mine.taken if one.cycle <= stretch.cycle]
        terms = terms_at(scenario, world.events, taken, stretch.cycle)
        card = trained_card(model, None if before is None else before.model, terms)
        if card is not None:
            rows.append([stretch.cycle, *card.row()])
    return rows
