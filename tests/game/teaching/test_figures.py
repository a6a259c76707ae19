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


def test_what_is_said_of_each_seed_is_so() -> None:
    """Words beside figures would grow old unseen."""
    earned = {
        name: [row["profit"] for row in one["rows"]] for name, one in recorded()["seeds"].items()
    }
    waits, calendar, local, federated = range(4)
    ladder = earned["ladder"]
    assert ladder == sorted(ladder)
    for name in ("blind", "below"):
        assert earned[name][local] < earned[name][calendar] < earned[name][federated]
    missed = {name: one["rows"][local]["failed"] for name, one in recorded()["seeds"].items()}
    assert missed["blind"] == max(missed.values())
    assert earned["equal"][local] == earned["equal"][federated]
    assert 0 < earned["own"][local] - earned["own"][federated] < 0.01 * earned["own"][federated]
    assert earned["long"][waits] == max(one[waits] for one in earned.values())
    assert earned["short"][federated] == min(one[federated] for one in earned.values())
    assert earned["short"][waits] == min(one[waits] for one in earned.values())


def test_what_is_said_beside_the_figures_of_the_lessons_is_so() -> None:
    calendar, models, engine = (recorded()[name] for name in ("calendar", "models", "engine"))
    assert models["own_earns"] < calendar["recommended_earns"] < models["together_earns"]
    assert calendar["best"] < calendar["of_record"], "too late"
    assert calendar["recommended"] == round(0.8 * calendar["of_record"])
    assert engine["archived_fans"] == 0
    assert engine["own_last"] > models["alarm"], "it stays calm until the end"
    assert engine["stop"] < engine["lifetime"]
    assert models["failed_fans"][0] == 1 and models["failed_fans"][-1] == 0
    assert models["moved"] < models["stayed"]
    little = recorded()["little"]
    assert little["single_high"] < 0 < little["mixed"], "less than nothing, and much"
    assert recorded()["margin"]["unseen"] > recorded()["margin"]["more"]
