import numpy as np
import pytest
from sklearn.linear_model import Ridge

from data.simulator import simulate
from models.features import features
from models.federated.client import InProcess
from models.federated.contribution import leave_one_out
from models.federated.exact import federate_exactly
from models.metrics import rmse
from models.rul import RUL_CAP, capped_rul


def test_a_clients_worth_is_what_training_again_without_it_would_show() -> None:
    fleet = simulate(np.arange(16), seed=4, fan_share=0.2)
    hands = [np.arange(4) + 4 * client for client in range(4)]
    clients = InProcess.of_each([fleet.select(hand) for hand in hands])
    federation = federate_exactly(clients, strength=3000.0)
    judges = [simulate(np.arange(6) + 100 * (i + 1), seed=4, fan_share=0.2) for i in range(4)]

    def loss(client: int, forecast) -> float:
        return rmse(forecast(features(judges[client])), capped_rul(judges[client]))

    worth = leave_one_out(federation, loss)
    mean, scale = federation.model.mean, federation.model.scale
    for one in range(4):
        rest = fleet.select(np.concatenate([hand for i, hand in enumerate(hands) if i != one]))
        ridge = Ridge(alpha=3000.0).fit((features(rest) - mean) / scale, capped_rul(rest))
        changes = [
            loss(
                i,
                lambda table, ridge=ridge: np.clip(
                    ridge.predict((table - mean) / scale), 0, RUL_CAP
                ),
            )
            - loss(i, federation.model.predict)
            for i in range(4)
            if i != one
        ]
        assert worth[one] == pytest.approx(np.mean(changes), abs=1e-8)


def test_the_only_one_who_has_seen_a_fault_is_worth_most() -> None:
    blind = [simulate(np.arange(4) + 10 * one, seed=1, fan_share=0.0) for one in range(5)]
    seeing = simulate(np.arange(4) + 500, seed=1, fan_share=1.0)
    judge = simulate(np.arange(20) + 900, seed=1, fan_share=0.5)
    worth = leave_one_out(
        federate_exactly(InProcess.of_each([*blind, seeing]), strength=3000.0),
        lambda _, forecast: rmse(forecast(features(judge)), capped_rul(judge)),
    )
    assert max(worth, key=worth.__getitem__) == 5
    assert worth[5] > 5 * max(worth[one] for one in range(5))


def test_without_others_nobody_is_worth_anything() -> None:
    alone = InProcess.of_each([simulate(np.arange(4), seed=1, fan_share=0.2)])
    federation = federate_exactly(alone, strength=3000.0)
    with pytest.raises(ValueError, match="must be others"):
        leave_one_out(federation, lambda _, forecast: 0.0)
