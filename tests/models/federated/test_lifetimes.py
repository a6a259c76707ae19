import numpy as np
from hypothesis import given
from hypothesis import strategies as hs

from models.federated.lifetimes import STEP, STEPS, LifetimeCounts, pooled

lives = hs.lists(hs.integers(1, 1_500), min_size=1, max_size=20).map(np.array)


@given(hs.lists(lives, min_size=1, max_size=6))
def test_what_is_pooled_is_what_all_engines_together_would_tell(known: list[np.ndarray]) -> None:
    told = [LifetimeCounts.of(own).to_bytes() for own in known]
    together = LifetimeCounts.of(np.concatenate(known))
    assert pooled(told) == pooled(told[::-1]) == together.to_bytes()


@given(lives)
def test_a_lifetime_is_known_to_its_step_and_no_better(own: np.ndarray) -> None:
    told = LifetimeCounts.from_bytes(LifetimeCounts.of(own).to_bytes()).lifetimes
    within = np.sort(own)[np.sort(own) < STEP * STEPS]
    assert np.abs(told[: len(within)] - within).max(initial=0) <= STEP // 2
    assert len(told) == len(own)
    assert (told % STEP == STEP // 2).all()


@given(lives)
def test_lifetimes_are_counted_as_numpy_counts_them(own: np.ndarray) -> None:
    edges = [*range(0, STEP * STEPS, STEP), np.inf]
    assert LifetimeCounts.of(own).counts.tolist() == np.histogram(own, edges)[0].tolist()
