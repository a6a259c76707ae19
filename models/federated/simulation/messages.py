"""What travels in the lab: setups, weights and control variates, as bytes that are counted."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from models.features import RealArray
from models.federated.messages import pack
from models.federated.simulation.local_training import LocalTraining
from models.federated.simulation.mlp import Shape


@dataclass(frozen=True, eq=False)
class Plan:
    """The server's first message: the shared scale of features and target, and how to train.

    Attributes
    ----------
    mean, scale : (inputs + 1,), of the features and then of the target
    clip : largest norm of an update, or None
    by_rows : whether clients count by their rows; all count the same if not
    secure : whether answers are masked
    """

    mean: RealArray
    scale: RealArray
    shape: Shape
    training: LocalTraining
    clip: float | None = None
    by_rows: bool = True
    secure: bool = False

    @property
    def numbers(self) -> int:
        """Length of an answer: weights, and SCAFFOLD's change of the control variate."""
        return self.shape.size * (2 if self.training.term == "scaffold" else 1)

    def to_bytes(self) -> bytes:
        fields = {
            "shape": asdict(self.shape),
            "training": asdict(self.training),
            "clip": self.clip,
            "by_rows": self.by_rows,
            "secure": self.secure,
        }
        return json.dumps(fields).encode() + b"\n" + pack(self.mean, self.scale)

    @classmethod
    def from_bytes(cls, message: bytes) -> "Plan":
        head, numbers = message.split(b"\n", 1)
        fields = json.loads(head)
        mean, scale = np.split(np.frombuffer(numbers, "<f8"), 2)
        return cls(
            mean,
            scale,
            Shape(**fields["shape"]),
            LocalTraining(**fields["training"]),
            fields["clip"],
            fields["by_rows"],
            fields["secure"],
        )


@dataclass(frozen=True, eq=False)
class Invitation:
    """The server's message to a client that it asks to train.

    Attributes
    ----------
    numbers : weights, and SCAFFOLD's control variate after them
    number : of the round, from 1 on
    counted : the last round in which this client's answer was counted, 0 for none
    partners : everybody who is asked, if answers are to be masked

    Examples
    --------
    >>> len(Invitation(np.zeros(2833), 1, 0, ()).to_bytes())
    11340
    >>> Invitation.from_bytes(Invitation(np.ones(3), 2, 1, (4, 8)).to_bytes(), 3).partners
    (4, 8)
    """

    numbers: RealArray
    number: int
    counted: int
    partners: tuple[int, ...]

    def to_bytes(self) -> bytes:
        integers = np.array([self.number, self.counted, *self.partners], "<i4")
        return plain_to_bytes(self.numbers) + integers.tobytes()

    @classmethod
    def from_bytes(cls, message: bytes, count: int) -> "Invitation":
        end = 4 * count
        number, counted, *partners = ids_from_bytes(message[end:])
        return cls(plain_from_bytes(message[:end]), number, counted, tuple(partners))


def plain_to_bytes(numbers: RealArray) -> bytes:
    """Write an answer that everybody may read, 4 bytes a number."""
    return numbers.astype("<f4").tobytes()


def plain_from_bytes(message: bytes) -> RealArray:
    return np.frombuffer(message, "<f4").astype(np.float64)


def ids_to_bytes(client_ids: Sequence[int]) -> bytes:
    return np.array(client_ids, "<i4").tobytes()


def ids_from_bytes(message: bytes) -> tuple[int, ...]:
    return tuple(np.frombuffer(message, "<i4").tolist())
