import hypothesis.strategies as hs
import numpy as np
from hypothesis import given

from data.trajectories import INFORMATIVE_COLUMNS, INFORMATIVE_SENSORS, SENSORS, Trajectories


def ragged(lengths: list[int]) -> Trajectories:
    rows = np.arange(sum(lengths), dtype=np.float32)
    return Trajectories(
        engine_ids=np.arange(len(lengths)) + 10,
        offsets=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        settings=np.repeat(rows[:, None], 3, axis=1),
        sensors=np.repeat(rows[:, None], len(SENSORS), axis=1),
        lifetimes=np.array(lengths, np.int64) + 2,
    )


@given(lengths=hs.lists(hs.integers(1, 6), min_size=1, max_size=6), data=hs.data())
def test_chosen_engines_keep_their_rows(lengths: list[int], data: hs.DataObject) -> None:
    engines = ragged(lengths)
    positions = data.draw(hs.lists(hs.integers(0, len(lengths) - 1), max_size=6))
    chosen = engines.select(np.array(positions, np.int64))
    assert chosen.lengths.tolist() == [lengths[position] for position in positions]
    for place, position in enumerate(positions):
        mine = chosen.sensors[chosen.offsets[place] : chosen.offsets[place + 1], 0]
        assert mine.tolist() == list(range(*engines.offsets[position : position + 2]))
        assert chosen.lifetimes[place] == lengths[position] + 2


def test_remaining_life_counts_from_the_lifetime() -> None:
    engines = ragged([2, 3])
    assert engines.rul.tolist() == [3, 2, 4, 3, 2]
    assert engines.engine_of_row.tolist() == [0, 0, 1, 1, 1]


def test_informative_sensors_are_columns_of_the_table() -> None:
    assert [SENSORS[column] for column in INFORMATIVE_COLUMNS] == list(INFORMATIVE_SENSORS)
