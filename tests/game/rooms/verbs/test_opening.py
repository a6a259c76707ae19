"""What may be asked of a room."""

import pytest

from game.rooms.verbs.opening import plan_of
from game.rules.errors import GameError
from models.federated.aggregation import AGGREGATORS


def test_every_merging_rule_of_the_federation_can_be_chosen() -> None:
    for rule in AGGREGATORS:
        assert plan_of({"seed": 7, "federation": 4, "merging": rule}).merging == rule


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"federation": 8}, "begins after turn 8 of 8"),
        ({"federation": -1}, "from 0 to 39, got -1"),
        ({"federation": True}, "from 0 to 39"),
        ({"federation": 0, "merging": "sum"}, "'sum'"),
        ({"federation": 0, "noise": 1}, "No level of noise is named 1: choose from none, light"),
        ({"federation": 0, "noise": "loud"}, "No level of noise is named 'loud'"),
        ({"federation": 0, "losses": 91}, "from 0 to 90, got 91"),
        ({"federation": 0, "saboteur": 401}, "from 0 to 400, got 401"),
        ({"federation": 0, "rules": "open"}, "without offers"),
        ({"federation": 0, "rules": "classic"}, "without offers"),
        ({"federation": 0, "rules": "default.enFD001"}, "without offers"),
    ],
)
def test_a_plan_that_makes_no_federation_is_refused(values: dict[str, object], says: str) -> None:
    with pytest.raises(GameError) as refused:
        plan_of({"seed": 7, **values})
    assert says in str(refused.value)
