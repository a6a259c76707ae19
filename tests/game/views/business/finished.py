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
