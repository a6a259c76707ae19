"""Every figure of the documents is what its computation gives."""

import pytest

from game.teaching.figures import NAMED, rounded
from game.teaching.shelf import recorded
from tests.game.teaching.near import near


def test_every_figure_is_recorded_and_no_other() -> None:
    assert set(recorded()) == set(NAMED)


@pytest.mark.parametrize("name", [name for name, one in NAMED.items() if not one.costly])
def test_a_figure_is_what_its_computation_gives(name: str) -> None:
    near(recorded()[name], rounded(NAMED[name].compute()))


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name, one in NAMED.items() if one.costly])
def test_a_costly_figure_is_what_its_computation_gives(name: str) -> None:
    near(recorded()[name], rounded(NAMED[name].compute()))


def test_what_a_failure_costs_in_all_is_its_price_and_what_idle_cycles_lose() -> None:
    assert recorded()["rules"]["failure_in_all"] == 60_000 + 60 * 300
    assert recorded()["rules"]["service_in_all"] == 10_000 + 20 * 300
    assert recorded()["rules"]["break_even"] == pytest.approx(16 / 78)


@pytest.mark.parametrize("other", [{"a": [1.0, 2.1]}, {"a": [1.0]}, {"b": [1.0, 2.0]}])
def test_another_figure_would_be_found(other: object) -> None:
    with pytest.raises(AssertionError):
        near({"a": [1.0, 2.0]}, other)
