"""A study of the packaging line, worked out once for all who ask in one process."""

from functools import cache

from game.business.reading import case_from_json
from game.business.study import Study, unfold
from game.views.business.presets import PRESETS


@cache
def packaging() -> Study:
    """Return the whole of it."""
    *_, last = unfold(case_from_json(PRESETS["packaging"].values))
    return last


LITTLE = {
    "currency": "EUR",
    "plant": {
        "machines": 3, "hours_a_year": 6_000, "service_cost": 1_000, "failure_cost": 9_000,
        "shape": 3.0, "mean_life": 9_000, "failures_on_record": 12,
    },
    "programme": {"years": 3},
}  # fmt: skip
"""A plant that is weighed in a moment: no model, few lives."""
