import numpy as np

from data import hashing

# Test vectors of seed 7, salt 0, first three numbers of engines 0, 1, 2.
UNIFORMS = [
    [0.14747138282313593, 0.42839979484545904, 0.2567927088280774],
    [0.08855488072147916, 0.16934115543319245, 0.7936548476773932],
    [0.7623441294036122, 0.7069397440294627, 0.44834949417021314],
]


def test_uniforms_are_those_of_the_reference() -> None:
    drawn = hashing.uniforms(np.arange(3), seed=7, salt=0, count=3)
    np.testing.assert_array_equal(drawn.T, UNIFORMS)


def test_uniforms_depend_on_seed_salt_and_engine_alone() -> None:
    ids = np.array([3, 2**62, 5])
    drawn = hashing.uniforms(ids, seed=1, salt=4, count=2)
    np.testing.assert_array_equal(hashing.uniforms(ids[1:2], 1, 4, 2)[:, 0], drawn[:, 1])
    assert not np.isin(hashing.uniforms(ids, 2, 4, 2), drawn).any()
    assert not np.isin(hashing.uniforms(ids, 1, 5, 2), drawn).any()


def test_uniforms_fill_the_unit_interval_evenly() -> None:
    drawn = hashing.uniforms(np.arange(20_000), seed=2**32 - 1, salt=0, count=4)
    assert ((drawn > 0) & (drawn < 1)).all()
    counts = np.array([np.histogram(row, 20, (0, 1))[0] for row in drawn])
    # 1,000 expected in each bin, standard deviation 31.
    assert np.abs(counts - 1000).max() < 140
    assert np.abs(np.corrcoef(drawn) - np.eye(4)).max() < 0.03


def test_words_of_neighbouring_engines_have_nothing_in_common() -> None:
    streams = hashing.keys(np.arange(2000), seed=0, salt=0)
    drawn = hashing.words(streams, np.arange(1, 51)[:, None])
    assert len(np.unique(drawn)) == drawn.size
