from collections.abc import Iterable

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given

from models.federated.simulation.secure_aggregation import (
    LARGEST,
    MOST_CLIENTS,
    STEPS,
    Revelation,
    Seeds,
    Words,
    deal_seeds,
    decode,
    encode,
    fits,
    mask,
    masked_together,
    reveal,
    unmasked_sum,
)

IDS = (2, 3, 5, 8, 13)


def masked(client_id: int, words: Words, seeds: Seeds, partners: Iterable[int]) -> Words:
    """Do for one client, as itself would, what ``masked_together`` does for many.

    Parameters
    ----------
    seeds : of this round
    partners : everybody who was asked in this round; the client itself is passed over
    """
    out = words + mask(seeds.own, len(words))
    for other in partners:
        if other != client_id:
            shared = mask(seeds.pairs[other], len(words))
            out = out + shared if client_id < other else out - shared
    return out


def sent(rng: np.random.Generator, size: int = 40) -> dict[int, np.ndarray]:
    return {one: rng.normal(0, 50, size) for one in IDS}


def hidden(numbers: dict[int, np.ndarray], seed: int = 0) -> tuple[dict[int, Words], dict]:
    seeds = deal_seeds(IDS, np.random.default_rng(seed))
    answers = {one: masked(one, encode(row), seeds[one], IDS) for one, row in numbers.items()}
    return answers, seeds


@given(
    numbers=hs.lists(hs.lists(hs.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=5, max_size=5)
)
def test_the_sum_is_exact_to_the_last_bit(numbers: list[list[float]]) -> None:
    rows = dict(zip(IDS, np.array(numbers), strict=True))
    answers, seeds = hidden(rows)
    told = {one: reveal(seeds[one], []) for one in IDS}
    total = unmasked_sum(answers, told)
    expected = sum(int(step) for row in rows.values() for step in np.rint(row * STEPS))
    assert int(total.view(np.int64).sum()) == expected
    np.testing.assert_allclose(
        decode(total), np.sum(list(rows.values()), axis=0), atol=len(IDS) / STEPS
    )


def test_those_who_are_missing_are_taken_out_by_their_partners_seeds() -> None:
    numbers = sent(np.random.default_rng(1))
    answers, seeds = hidden(numbers)
    missing = (3, 13)
    arrived = {one: answers[one] for one in IDS if one not in missing}
    told = {one: reveal(seeds[one], missing) for one in arrived}
    expected = np.sum([numbers[one] for one in arrived], axis=0)
    np.testing.assert_allclose(decode(unmasked_sum(arrived, told)), expected, atol=1e-6)


def test_an_answer_that_comes_too_late_stays_hidden() -> None:
    """By then all seeds that others share with it are known; its own is not."""
    numbers = sent(np.random.default_rng(1))
    answers, seeds = hidden(numbers)
    bare = answers[3].copy()
    for other in IDS:
        if other != 3:
            shared = mask(reveal(seeds[other], [3]).pairs[3], 40)
            bare += -shared if other > 3 else shared
    assert np.abs(decode(bare) - numbers[3]).min() > 1e3
    np.testing.assert_allclose(decode(bare - mask(seeds[3].own, 40)), numbers[3], atol=1e-6)


def test_one_masked_answer_tells_nothing() -> None:
    """Its bytes look uniform, and two updates under fresh masks cannot be told apart."""
    size, rng = 20_000, np.random.default_rng(3)
    for update in (np.zeros(size), np.full(size, 1e6), rng.normal(size=size)):
        answers, _ = hidden({2: update}, seed=int(rng.integers(2**32)))
        counts = np.bincount(answers[2].view(np.uint8), minlength=256)
        expected = 8 * size / 256
        # Chi-squared of 255 degrees of freedom: mean 255, standard deviation 22.6.
        assert np.sum((counts - expected) ** 2 / expected) < 255 + 5 * 22.6
    one, _ = hidden({2: np.zeros(size)}, seed=1)
    other, _ = hidden({2: np.full(size, 3.0)}, seed=2)
    correlation = np.corrcoef(one[2].astype(float), other[2].astype(float))[0, 1]
    assert abs(correlation) < 5 / np.sqrt(size)


def test_masks_know_nothing_of_what_they_hide() -> None:
    """So a uniform mask makes the answer to any update uniform, and to all of them alike."""
    updates = [np.zeros(40), np.full(40, 7.0), np.full(40, -1e5)]
    masks = [hidden({2: update})[0][2] - encode(update) for update in updates]
    assert np.array_equal(masks[0], masks[1])
    assert np.array_equal(masks[0], masks[2])
    assert not np.array_equal(masks[0], hidden({2: updates[0]}, seed=1)[0][2])


def test_masked_together_is_masked_one_by_one() -> None:
    numbers = sent(np.random.default_rng(1))
    del numbers[5]  # was asked, never answers
    seeds = deal_seeds(IDS, np.random.default_rng(0))
    words = {one: encode(row) for one, row in numbers.items()}
    together = masked_together(words, seeds, IDS)
    for one in numbers:
        assert np.array_equal(together[one], masked(one, words[one], seeds[one], IDS))


def test_a_rounds_seeds_betray_no_other_round() -> None:
    seeds = deal_seeds(IDS, np.random.default_rng(0))[2]
    first, second = seeds.of_round(1), seeds.of_round(2)
    everything = {seeds.own, first.own, second.own, seeds.pairs[3], first.pairs[3], second.pairs[3]}
    assert len(everything) == 6


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 1e300, -1.01 * LARGEST])
def test_numbers_that_cannot_be_summed_are_refused(number: float) -> None:
    assert not fits(np.array([1.0, number]))
    with pytest.raises(ValueError, match="masks hide finite numbers"):
        encode(np.array([1.0, number]))


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_largest_numbers_of_all_clients_still_add_up(sign: float) -> None:
    each = encode(np.array([sign * LARGEST]))
    total = np.zeros_like(each)
    for _ in range(MOST_CLIENTS):
        total += each
    assert decode(total).tolist() == [sign * LARGEST * MOST_CLIENTS]
    with pytest.raises(ValueError, match="at most 1024 clients, got 1025"):
        deal_seeds(range(MOST_CLIENTS + 1), np.random.default_rng(0))


def test_sums_that_would_show_somebody_are_refused() -> None:
    numbers = sent(np.random.default_rng(1))
    answers, seeds = hidden(numbers)
    told = {one: reveal(seeds[one], []) for one in IDS}
    with pytest.raises(ValueError, match="at least 2 answers"):
        unmasked_sum({2: answers[2]}, told)
    del told[5]
    with pytest.raises(ValueError, match=r"\[5\] answered but did not reveal"):
        unmasked_sum(answers, told)


def test_a_revelation_survives_its_bytes() -> None:
    seeds = deal_seeds(IDS, np.random.default_rng(0))[5]
    told = reveal(seeds, (2, 13))
    assert Revelation.from_bytes(told.to_bytes()) == told
    assert len(told.to_bytes()) == 16 + 2 * 20
