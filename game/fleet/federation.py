"""The others of a federation: what they know, and what they have learned before a factory joins."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from game.fleet.bands import Residuals, federated_residuals, newcomers_residuals, rule_of, wanted
from game.fleet.engines import TROUBLE, Fleet, generator, members_of
from game.jobs import Memo
from game.rules.match import at_lead
from game.rules.offers.offers import Alliance
from game.rules.offers.terms import Terms
from models.federated.client import Client, ClientData, InProcess
from models.federated.messages import Clients
from models.federated.one_round import OneRound, federate_in_one_round, judged_anew
from models.federated.server import Federation, federate, join
from models.federated.unruly import Unruly
from models.rul import RUL_CAP

SABOTEURS = 0.2
"""Share of an alliance's members that turn out to be saboteurs, if any do."""

NOISE_NORM, NOISE_MULTIPLIER = 0.05, 1.0
"""To which an update is cut, and the noise in their sum in units of it, under a privacy rule."""

Failures = tuple[int, ...]
"""Ids of the engines that a factory knows to have failed."""

# The other members of a federation hold their rows, some 7 MB; what they have learned is next to
# nothing.
_members: Memo[Fleet, list[ClientData]] = Memo(12)
_running: Memo[tuple[Fleet, Alliance | None], Federation | None] = Memo(192)
_summed: Memo[tuple[Fleet, Terms], tuple[int | None, OneRound] | None] = Memo(6)
"""A lead, and what clients have summed up and judged at it: 3 MB, the same as in the next."""

_one_round: Memo[tuple[Fleet, Terms], OneRound | None] = Memo(6)
_residuals: Memo[tuple[Fleet, Alliance | None], Residuals] = Memo(192)


def forget(fleet: Fleet | None = None) -> None:
    """Empty the memory of federations: all of it, or what one fleet has left there."""
    _members.forget(lambda owner: fleet in (None, owner))
    _running.forget(lambda key: fleet in (None, key[0]))
    _summed.forget(lambda key: fleet in (None, key[0]))
    _one_round.forget(lambda key: fleet in (None, key[0]))
    _residuals.forget(lambda key: fleet in (None, key[0]))


def data_of_members(fleet: Fleet, alliance: Alliance | None) -> dict[int, ClientData]:
    """Return the other members of an alliance, or of a scenario's one federation, by their ids."""
    everybody = _members.recall(fleet, lambda: _member_data(fleet))
    return {place: everybody[place] for place in _places(fleet, alliance)}


def archives_of(fleet: Fleet, alliance: Alliance | None) -> list[Failures]:
    """Return what each other member has seen fail."""
    return [fleet.members[place] for place in _places(fleet, alliance)]


def _places(fleet: Fleet, alliance: Alliance | None) -> Sequence[int]:
    return range(len(fleet.members)) if alliance is None else members_of(fleet, alliance)


def failures_of_members(fleet: Fleet, alliance: Alliance | None) -> int:
    """Return how many failures the other members have seen together."""
    return sum(map(len, archives_of(fleet, alliance)))


def saboteurs_of(fleet: Fleet, alliance: Alliance) -> frozenset[int]:
    """Return which members of an alliance send poisoned updates once they do; a fifth of them."""
    members = members_of(fleet, alliance)
    count = max(1, round(SABOTEURS * len(members)))
    order = generator(fleet.drawn_for, TROUBLE).permutation(len(members))
    return frozenset(members[place] for place in order[:count].tolist())


def _clients(fleet: Fleet, data: Iterable[ClientData], terms: Terms, calm: bool) -> Clients:
    """Return clients of a server of one's own, since many train at a time.

    Parameters
    ----------
    calm : as they were before anything befell them
    """
    honest = InProcess([Client(own) for own in data])
    bad = terms.alliance is not None and terms.poisoned
    if calm or not (bad or terms.noisy):
        return honest
    return Unruly(
        honest,
        saboteurs_of(fleet, terms.alliance) if terms.alliance is not None and bad else (),
        NOISE_NORM if terms.noisy else None,
        NOISE_MULTIPLIER,
        rng=generator(fleet.drawn_for, TROUBLE),
    )


def running_federation(fleet: Fleet, alliance: Alliance | None) -> Federation | None:
    """Return what the other members have learned before a competitor joins, if there are any."""

    def train() -> Federation | None:
        members = data_of_members(fleet, alliance)
        if not members:
            return None
        failures = failures_of_members(fleet, alliance)
        by_band = fleet.scenario.advice == "band"
        residuals = _judged_by_each_other(fleet, alliance) if by_band else None
        return federated(fleet, members.values(), failures, Terms(alliance), None, residuals)

    return _running.recall((fleet, alliance), train)


def _judged_by_each_other(fleet: Fleet, alliance: Alliance | None) -> Residuals | None:
    """Return what the other members' models miss by on each other's engines."""
    if not wanted(fleet.scenario):
        return None

    def judge() -> Residuals:
        clients = [Client(own) for own in data_of_members(fleet, alliance).values()]
        rng = fleet.training_generator()
        return federated_residuals(clients, failures_of_members(fleet, alliance), rng)

    return _residuals.recall((fleet, alliance), judge)


def judged(
    fleet: Fleet,
    terms: Terms,
    running: Federation | None,
    joining: Sequence[ClientData],
) -> Residuals | None:
    """Return what models miss by that had not seen the engines; None where nobody wants a band.

    Nor is there one under noise (``models.federated.residuals.answers_for_a_band``). The other
    members judge each other once, before anybody joins; who joins is forecast by the
    model that they had without.
    """
    if not wanted(fleet.scenario) or terms.noisy:
        return None
    newcomers = [Client(own) for own in joining]
    failures = sum(len(own.lifetimes) for own in joining)
    if running is None:
        return federated_residuals(newcomers, failures, fleet.training_generator())
    members = _judged_by_each_other(fleet, terms.alliance)
    if members is None or not newcomers:
        return members
    return members.joined(newcomers_residuals(newcomers, failures, running.model))


def federated(
    fleet: Fleet,
    data: Iterable[ClientData],
    failures: int,
    terms: Terms,
    running: Federation | None = None,
    residuals: Residuals | None = None,
) -> Federation:
    """Train a federation of some clients on its terms; from one that has been running, if given.

    Parameters
    ----------
    failures : that all of them have seen together
    residuals : on which its alarm rests, where a band sets it
    """
    scenario, rng = at_lead(fleet.scenario, terms.lead), fleet.training_generator()
    prices, rule = scenario.economics, rule_of(scenario, failures, residuals)
    clients = _clients(fleet, data, terms, calm=running is None)
    merging = terms.rule or ("fedavg" if terms.alliance is None else terms.alliance.rule)
    if running is None:
        return federate(clients, prices, rng=rng, aggregator=merging, rule=rule)
    return join(running, clients, prices, rng=rng, aggregator=merging, rule=rule)


def _member_data(fleet: Fleet) -> list[ClientData]:
    numbers = [number for member in fleet.members for number in member]
    if not numbers:
        return []
    histories = fleet.histories(np.array(numbers, np.int64))
    bounds = np.cumsum([0] + [len(member) for member in fleet.members])
    return ClientData.of_each([histories.part(*ends) for ends in pairwise(bounds.tolist())])


def running_one_round(fleet: Fleet, terms: Terms) -> OneRound | None:
    """Return what the other members have summed up before a competitor joins, if there are any.

    Sums travel masked: nobody can leave out those of a member that claims the contrary of what its
    engines did.
    """
    alliance = terms.alliance
    bad = saboteurs_of(fleet, alliance) if alliance is not None and terms.poisoned else frozenset()

    prices = at_lead(fleet.scenario, terms.lead).economics

    def members() -> InProcess:
        return InProcess(
            [
                Client(replace(own, target=RUL_CAP - own.target) if place in bad else own)
                for place, own in data_of_members(fleet, alliance).items()
            ]
        )

    def sum_up() -> tuple[int | None, OneRound] | None:
        clients = members()
        if not clients.client_ids:
            return None
        return terms.lead, federate_in_one_round(clients, prices, banded=wanted(fleet.scenario))

    def judge() -> OneRound | None:
        summed = _summed.recall((fleet, Terms(alliance, poisoned=bool(bad))), sum_up)
        if summed is None:
            return None
        lead, federation = summed  # sums know no prices
        return federation if lead == terms.lead else judged_anew(federation, members(), prices)

    return _one_round.recall((fleet, Terms(alliance, poisoned=bool(bad), lead=terms.lead)), judge)
