import pytest

from game.rules.chapters import CHAPTERS
from game.rules.offers.events import events_of
from game.rules.offers.given import EVENTS_GIVEN, OFFERS_GIVEN, events_given, offers_given
from game.rules.offers.offers import offers_of

SEEDS = range(40)
FORMER = ("alliances", "ahead", "member")


@pytest.mark.parametrize("given", FORMER)
def test_what_was_stated_once_is_the_same_for_every_seed(given: str) -> None:
    assert {id(offers_given(given, seed)) for seed in SEEDS} == {id(OFFERS_GIVEN[given])}
    assert all(events_given(given, seed) is EVENTS_GIVEN[given] for seed in SEEDS)


def test_a_former_match_offers_what_it_did() -> None:
    [offer] = offers_of(CHAPTERS["chapter5"], 2)
    assert [(one.name, one.members, one.fee) for one in offer.alliances] == [
        ("Northern Ring", 19, 6_000),
        ("Open Skies", 9, 12_000),
        ("Silver Compact", 6, 3_000),
    ]
    assert offers_of(CHAPTERS["chapter7"], 39)[1].prices == (5_000,)
    assert events_of(CHAPTERS["chapter6"], 2) == ()


def test_each_alliance_has_each_fee_and_each_place_in_some_seed() -> None:
    listed = [offers_of(CHAPTERS["chapter5b"], seed)[0].alliances for seed in SEEDS]
    for name in ("Northern Ring", "Open Skies", "Silver Compact"):
        here = [(place, one.fee) for each in listed for place, one in enumerate(each)
                if one.name == name]  # fmt: skip
        assert {place for place, _ in here} == {0, 1, 2}
        assert {fee for _, fee in here} == {20_000, 60_000, 100_000}
    assert all(len({one.fee for one in each}) == 3 for each in listed)


@pytest.mark.parametrize(
    ("name", "prices"),
    [("chapter6b", {4_000, 40_000, 90_000}), ("chapter7b", {5_000, 35_000, 65_000})],
)
def test_a_price_is_one_of_three(name: str, prices: set[int]) -> None:
    assert {offers_of(CHAPTERS[name], seed)[1].prices[0] for seed in SEEDS} == prices


def test_a_strike_befalls_some_seeds() -> None:
    found = [len(events_of(CHAPTERS["chapter6b"], seed)) for seed in SEEDS]
    assert {0, 1} == set(found)
    assert 10 < sum(found) < 30
