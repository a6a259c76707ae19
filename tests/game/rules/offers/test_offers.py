"""What is offered and what befalls a match: functions of scenario and seed alone."""

import hashlib
from dataclasses import replace

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given

from game.rules.offers.events import EVENT_DRAWINGS, EVENTS, events_of
from game.rules.offers.offers import OFFERS, offers_of, rivals_join_at
from game.rules.scenario import DRAWN, OPEN, QUESTIONS, STAKES, Scenario

seeds = hs.integers(0, 2**32 - 1)
matches = hs.builds(
    lambda cycles, events, members, given: replace(
        OPEN, cycles=cycles, events=events, federation_size=members, given=given
    ),
    hs.integers(1_200, 20_000),
    hs.integers(0, 5),
    hs.integers(2, 40),
    hs.sampled_from([DRAWN, QUESTIONS, STAKES]),
)


@given(matches, seeds)
def test_offers_can_be_answered_and_are_over_before_the_match(rules: Scenario, seed: int) -> None:
    offers = offers_of(rules, seed)
    assert [offer.announced for offer in offers] == sorted(offer.announced for offer in offers)
    for offer in offers:
        assert 0 <= offer.announced < offer.deadline < rules.cycles
        assert all(price >= 0 and price % 1_000 == 0 for price in offer.prices)
        assert offer.kind != "contract" or offer.ends < rules.cycles, "it is settled in the match"
    (alliances,) = (offer for offer in offers if offer.alliances)
    listed = EVENT_DRAWINGS[rules.given].alliances
    assert len({one.name for one in alliances.alliances}) == listed == len(alliances.prices)
    assert len({one.seen for one in alliances.alliances}) == listed
    assert all(1 <= one.members < rules.federation_size for one in alliances.alliances)
    assert alliances.open_at(rivals_join_at(alliances))


@given(matches, seeds)
def test_each_event_has_its_counter_move_before_it_bites(rules: Scenario, seed: int) -> None:
    events, offers = events_of(rules, seed), offers_of(rules, seed)
    counters = [offer for offer in offers if offer.row.event is not None]
    assert sorted(offer.row.event or "" for offer in counters) == sorted(
        event.kind for event in events
    )
    for event in events:
        (offer,) = (offer for offer in counters if offer.row.event == event.kind)
        assert offer.announced == event.announced
        if not event.row.engines:
            assert event.announced < event.begins < event.ends <= rules.cycles
            assert offer.deadline <= event.begins


@given(matches, seeds)
def test_more_events_leave_the_others_alone(rules: Scenario, seed: int) -> None:
    few, more = (set(events_of(replace(rules, events=count), seed)) for count in (1, 2))
    assert few < more


def test_at_most_one_alliance_is_cheap_and_prices_reach_where_the_answer_is_no() -> None:
    made = [offer for seed in range(1_000) for offer in offers_of(OPEN, seed)]
    cheap = [
        [one.seen for one in offer.alliances if one.fee <= 1_400]
        for offer in made
        if offer.alliances
    ]
    assert max(map(len, cheap)) == 1
    assert {seen for group in cheap for seen in group} == {"any", "fewest", "most"}
    assert 0.2 < np.mean([not group for group in cheap]) < 0.3
    assert 0.2 < np.mean([one.prices[0] > 20_000 for one in made if one.kind == "spares"]) < 0.5
    poor = [2 * one.prices[0] > one.bonus for one in made if one.kind == "contract"]
    assert 0.2 < np.mean(poor) < 0.35


def test_the_free_match_asks_only_what_is_a_question() -> None:
    kinds = {offer.kind for seed in range(200) for offer in offers_of(OPEN, seed)}
    assert kinds == {"kit", "alliance", "family", "contract", "spares", "robust"}
    befallen = {event.kind for seed in range(200) for event in events_of(OPEN, seed)}
    assert befallen == {"strike", "poison"}
    before = replace(OPEN, given=DRAWN)
    assert len({offer.kind for seed in range(200) for offer in offers_of(before, seed)}) == 9


@pytest.mark.parametrize(
    ("given_", "digest"),
    [
        (DRAWN, "f8e55707709fc6ace0eb7910038ba9326659796e28b518cdec21eedd2a5f85da"),
        (QUESTIONS, "93e7531172a980bc1e06e8d9b6a80d540552694ea3b1ca4c6cf27fe14b7d64d6"),
    ],
)
def test_what_was_drawn_before_is_drawn_as_it_was(given_: str, digest: str) -> None:
    rules = replace(OPEN, given=given_, events=3)
    drawn = [(events_of(rules, seed), offers_of(rules, seed)) for seed in range(200)]
    assert hashlib.sha256(repr(drawn).encode()).hexdigest() == digest


def test_who_is_told_of_odd_updates_has_one_training_behind_and_two_to_come() -> None:
    scheduled = range(0, OPEN.cycles, OPEN.retrain_every)
    for seed in range(100):
        (odd,) = (event for event in events_of(OPEN, seed) if event.row.poisoned)
        assert scheduled[1] < odd.announced < odd.begins < scheduled[2]


@given(seeds)
def test_real_engines_are_not_changed(seed: int) -> None:
    for given_, kinds in ((DRAWN, EVENTS), (STAKES, EVENT_DRAWINGS[STAKES].kinds)):
        events = events_of(replace(OPEN, events=5, engines="FD003", given=given_), seed)
        assert not any(event.row.engines for event in events)
        assert len(events) == sum(not EVENTS[kind].engines for kind in kinds)


def test_a_scenario_without_offers_has_none() -> None:
    assert offers_of(replace(OPEN, offers=False), 7) == ()
    assert events_of(replace(OPEN, events=0), 7) == ()
    assert {kind.event for kind in OFFERS.values()} - {None} == EVENTS.keys()
