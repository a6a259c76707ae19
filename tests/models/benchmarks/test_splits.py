"""FedCMAPSS's splits: who owns what, and what a client at one condition can see."""

import numpy as np
import pytest

from data.cmapss import Subset
from data.simulator import simulate
from data.trajectories import Trajectories
from models.benchmarks.published import PUBLISHED
from models.benchmarks.splits import SPLITS, seen_at
from models.flight_conditions import at_sea_level, conditions_of, sums_of
from tests.six_conditions import carried

ONE = simulate(np.arange(20), seed=1, fan_share=0.0)
SIX = carried(simulate(np.arange(30, 50), seed=1, fan_share=0.0), seed=2)


def engines(train: Trajectories) -> Subset:
    return Subset("made up", train, train.cut(train.lifetimes - 5 - np.arange(len(train)) * 4))


def test_ten_clients_share_a_subset() -> None:
    dealt = SPLITS["A"].deal({"FD001": engines(ONE)}, 3)
    owned = np.concatenate([own.engine_ids for own in dealt.hands])
    assert [len(own) for own in dealt.hands] == [2] * 10
    assert sorted(owned) == list(range(20)) != owned.tolist()


def test_a_subset_each_forecasts_its_own() -> None:
    dealt = SPLITS["B"].deal({"FD001": engines(ONE), "FD002": engines(SIX)}, 0)
    assert [own.engine_ids[0] for own in dealt.hands] == [0, 30]
    assert dealt.audience is not None
    assert dealt.audience.tolist() == [0] * 20 + [1] * 20
    assert dealt.test.engine_ids[dealt.audience == 1].min() == 30


def test_clients_by_lifetime_hardly_overlap() -> None:
    dealt = SPLITS["C"].deal({"FD002": engines(SIX)}, 0)
    assert len(dealt.hands) == 10
    for short, long in zip(dealt.hands, dealt.hands[1:], strict=False):
        assert short.lifetimes.max() <= long.lifetimes.min()


def test_an_engine_each() -> None:
    dealt = SPLITS["E"].deal({"FD001": engines(ONE)}, 0)
    assert [own.engine_ids.tolist() for own in dealt.hands] == [[one] for one in range(20)]


def test_a_client_at_one_condition_sees_nothing_of_the_others() -> None:
    flown = conditions_of(SIX.settings)
    dealt = SPLITS["D"].deal({"FD002": engines(SIX)}, 0)
    assert dealt.taught is not None
    assert sum(rows.sum() for rows in dealt.taught) == len(flown) == len(dealt.target)
    level, sums = at_sea_level(SIX, sums_of(SIX)), sums_of(SIX)
    for condition, (own, rows) in enumerate(zip(dealt.hands, dealt.taught, strict=True)):
        assert np.array_equal(rows, flown == condition)
        for engine in range(0, 20, 7):
            last = sums.mean[0].astype(np.float32)
            for row in range(SIX.offsets[engine], SIX.offsets[engine + 1]):
                last = level.sensors[row] if flown[row] == condition else last
                assert np.array_equal(own.sensors[row], last)
    assert dealt.audience is not None
    cut = engines(SIX).test
    assert np.array_equal(dealt.audience, conditions_of(cut.settings[cut.offsets[1:] - 1]))


def test_what_is_seen_knows_nothing_of_later_cycles() -> None:
    sums, short = sums_of(SIX), SIX.cut(SIX.lifetimes // 2)
    at = np.arange(20) % 6
    whole = seen_at(SIX, at, sums).cut(SIX.lifetimes // 2)
    assert np.array_equal(seen_at(short, at, sums).sensors, whole.sensors)


@pytest.mark.parametrize("figure", PUBLISHED, ids=lambda figure: f"{figure.place} {figure.model}")
def test_a_published_figure_names_its_source_and_place(figure) -> None:
    assert figure.place in {*SPLITS, "FD001", "FD002", "FD003", "FD004"}
    assert figure.source
    assert figure.level_with(figure.rmse - 0.1, figure.rmse)
    assert not figure.level_with(0.0, figure.rmse - figure.spread - 0.1)
