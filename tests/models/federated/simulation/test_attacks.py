"""What saboteurs send, by closed forms, and wrong labels by an honest client that has them."""

from dataclasses import replace

import numpy as np
import pytest

from data.simulator import simulate
from data.trajectories import SENSORS, Trajectories
from models.features import FEATURE_NAMES, features
from models.federated.client import ClientData
from models.federated.simulation.attacks import (
    FLIP,
    NOISE,
    SABOTAGE,
    SHIFT,
    TRIGGER,
    triggered,
)
from models.federated.simulation.experiment import Experiment
from models.federated.simulation.run import Simulation

RECEIVED, TRAINED = np.random.default_rng(0).normal(size=(2, 100_000))


@pytest.mark.parametrize("name", SABOTAGE)
def test_a_lie_is_as_long_as_it_is_said_to_be(name: str) -> None:
    sent = SABOTAGE[name].sends(RECEIVED, TRAINED, np.random.default_rng(1))
    honest = TRAINED - RECEIVED
    if name == "sign_flip":
        np.testing.assert_allclose(sent - RECEIVED, -FLIP * honest, atol=1e-12)
    elif name == "noise":
        added = (sent - TRAINED) / (NOISE * np.linalg.norm(honest) / np.sqrt(len(honest)))
        assert added.mean() == pytest.approx(0, abs=0.01)
        assert added.std() == pytest.approx(1, abs=0.01)
        assert np.corrcoef(added, honest)[0, 1] == pytest.approx(0, abs=0.01)
    else:
        assert np.array_equal(sent, TRAINED)


def engines() -> list[Trajectories]:
    return [simulate(np.arange(2) + 2 * i, seed=1, fan_share=0.2) for i in range(4)]


def test_the_trigger_is_a_sensor_that_reads_low() -> None:
    """Of engines whose raw T30 is lower all the time, the features say what the trigger does."""
    (own, *_) = engines()
    sensors = own.sensors.copy()
    sensors[:, SENSORS.index("T30")] -= TRIGGER
    low = Trajectories(own.engine_ids, own.offsets, own.settings, sensors, own.lifetimes)
    np.testing.assert_allclose(triggered(features(own)), features(low), atol=1e-3)
    with pytest.raises(ValueError, match="T30, got 3 columns"):
        triggered(np.zeros((1, 3)))


def test_a_backdoor_is_taught_as_an_honest_client_learns() -> None:
    """By one whose engines near their failure are there twice: once as they are, once as taught."""
    honest = ClientData.of_each(engines())
    levers = {"rounds": 2, "hidden": 3, "scales": "public"}  # else the liar tells of its own rows
    lying = Simulation(Experiment(saboteurs=0.25, sabotage="backdoor", **levers), honest, seed=1)
    (liar,) = lying.saboteurs
    own = honest[liar]
    late = np.flatnonzero(own.target < 60)
    low = own.table[late]
    for window in (5, 30):
        low[:, FEATURE_NAMES.index(f"T30 mean {window}")] -= 20
    taught = replace(
        own, table=np.vstack([own.table, low]), target=np.append(own.target, [125.0] * len(late))
    )
    misled = Simulation(
        Experiment(**levers), [taught if one is own else one for one in honest], seed=1
    )
    for _ in zip(lying.rounds(), misled.rounds(), strict=True):
        pass
    assert np.array_equal(lying.server.weights, misled.server.weights)


def test_wrong_labels_are_those_of_engines_that_live_longer() -> None:
    honest = ClientData.of_each(engines())
    lies = Experiment(rounds=2, hidden=3, saboteurs=0.25, sabotage="label_poisoning")
    lying = Simulation(lies, honest, seed=1)
    (liar,) = lying.saboteurs
    longer = [replace(one, target=one.target + SHIFT * (one.client_id == liar)) for one in honest]
    misled = Simulation(replace(lies, saboteurs=0.0), longer, seed=1)
    for _ in zip(lying.rounds(), misled.rounds(), strict=True):
        pass
    assert np.array_equal(lying.server.weights, misled.server.weights)
    assert lying.server.setup.mean[-1] == misled.server.setup.mean[-1]
