from dataclasses import replace

import numpy as np

from data.faults import FAN_BELOW, wears_at_fan
from data.simulator import is_fan, simulate
from data.trajectories import SENSORS


def test_the_rule_for_nasas_fans_finds_simulated_ones_too() -> None:
    numbers = np.arange(40)
    engines = simulate(numbers, seed=3, fan_share=0.5)
    named = is_fan(numbers, 3, 0.5)
    assert 10 < named.sum() < 30
    assert wears_at_fan(engines).tolist() == named.tolist()


def test_the_rule_is_a_mean_over_each_engine() -> None:
    engines = simulate(np.arange(3), seed=1, fan_share=0.0)
    column = SENSORS.index("P15")
    rows = engines.engine_of_row == 1
    mean = engines.sensors[rows, column].astype(float).mean()
    for above, fan in ((0.01, False), (-0.01, True)):
        moved = engines.sensors.copy()
        moved[rows, column] += FAN_BELOW + above - mean
        named = wears_at_fan(replace(engines, sensors=moved))
        assert named.tolist() == [False, fan, False]
