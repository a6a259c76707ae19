import numpy as np

from models.federated.aggregation import ClientUpdate
from models.federated.unruly import Losing, Unruly


class Stepping:
    """Clients that each step by their number, whatever they are asked."""

    client_ids = (1, 2, 3)

    def answer(self, subject, messages):
        if subject != "train":
            return dict.fromkeys(messages, b"honest")
        return {
            number: ClientUpdate.of(
                ClientUpdate.from_bytes(message, 0).weights + number, 0
            ).to_bytes()
            for number, message in messages.items()
        }


def sent(unruly: Unruly, weights: np.ndarray) -> dict[int, np.ndarray]:
    message = ClientUpdate.of(weights, 0).to_bytes()
    answers = unruly.answer("train", dict.fromkeys(unruly.client_ids, message))
    return {one: ClientUpdate.from_bytes(answer, 0).weights for one, answer in answers.items()}


def test_saboteurs_step_the_other_way_and_the_others_as_they_learned() -> None:
    unruly = Unruly(Stepping(), saboteurs={2}, rng=np.random.default_rng(0))
    answers = sent(unruly, np.zeros(4))
    assert (answers[1] == 1).all()
    assert (answers[3] == 3).all()
    assert (answers[2] == -5 * 2).all()
    assert unruly.answer("score", {2: b""}) == {2: b"honest"}


def test_noise_adds_up_to_what_the_sum_is_meant_to_have() -> None:
    unruly = Unruly(Stepping(), norm=0.5, multiplier=3.0, rng=np.random.default_rng(0))
    weights = np.zeros(20_000)
    answers = sent(unruly, weights)
    cut = 0.5 / np.sqrt(len(weights))  # each step is along (1, 1, ...), cut to the norm
    noise = np.sum([answer - cut for answer in answers.values()], axis=0)
    assert abs(noise.std() - 3.0 * 0.5) < 0.03
    assert abs(noise.mean()) < 4 * 1.5 / np.sqrt(len(weights))


def test_some_updates_are_lost_and_never_all() -> None:
    message = ClientUpdate.of(np.zeros(4), 0).to_bytes()
    for share, arrive in ((0.0, 3), (0.34, 2), (0.9, 1), (1.0, 1)):
        losing = Losing(Stepping(), share, rng=np.random.default_rng(0))
        assert losing.client_ids == (1, 2, 3)
        assert len(losing.answer("train", dict.fromkeys((1, 2, 3), message))) == arrive
        assert len(losing.answer("score", dict.fromkeys((1, 2, 3), b""))) == 3


def test_each_is_lost_now_and_then() -> None:
    message = ClientUpdate.of(np.zeros(4), 0).to_bytes()
    losing = Losing(Stepping(), 0.34, rng=np.random.default_rng(0))
    seen = [frozenset(losing.answer("train", dict.fromkeys((1, 2, 3), message))) for _ in range(30)]
    assert set(seen) == {frozenset({1, 2}), frozenset({1, 3}), frozenset({2, 3})}
