"""The clients of the lab under one roof: their rows stay inside, messages go in and out.

Each answers as it would alone; only the arithmetic of training is done for all of them at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from data.trajectories import ROW_BYTES, Trajectories
from models.features import RealArray, features
from models.federated.messages import Statistics
from models.federated.simulation.attacks import SABOTAGE, SHIFT
from models.federated.simulation.local_training import Rows, steps_taken, train_together
from models.federated.simulation.messages import Invitation, Plan, ids_from_bytes, plain_to_bytes
from models.federated.simulation.privacy import clipped
from models.federated.simulation.secure_aggregation import Seeds, encode, masked_together, reveal
from models.rul import capped_rul, require_failures


@dataclass(frozen=True, eq=False)
class Member:
    """A client and its rows.

    Attributes
    ----------
    client_id : not negative, unique in a federation
    table : (rows, inputs), features
    target : (rows,)
    raw_bytes : of the histories behind them
    """

    client_id: int
    table: RealArray
    target: RealArray
    raw_bytes: int = 0

    @classmethod
    def of(cls, client_id: int, trajectories: Trajectories) -> "Member":
        """Describe a factory's complete run-to-failure histories; targets are capped RUL.

        Examples
        --------
        >>> from data.simulator import simulate
        >>> member = Member.of(3, simulate(np.arange(4), seed=1, fan_share=0.2))
        >>> member.table.shape[1], member.raw_bytes == 96 * len(member.target)
        (57, True)
        """
        (member,) = cls.of_each([trajectories], first=client_id)
        return member

    @classmethod
    def of_each(cls, histories: Sequence[Trajectories], first: int = 0) -> list["Member"]:
        """Describe many factories, numbered one after the other; quicker than one by one.

        Examples
        --------
        >>> from data.simulator import simulate
        >>> fleets = [simulate(np.arange(4) + 4 * i, seed=1, fan_share=0.2) for i in range(3)]
        >>> [member.client_id for member in Member.of_each(fleets)]
        [0, 1, 2]
        """
        for drawn in histories:
            require_failures(drawn)
        together = Trajectories.joined(histories)
        ends = np.cumsum([len(drawn.sensors) for drawn in histories])[:-1]
        parts = zip(
            np.split(features(together), ends), np.split(capped_rul(together), ends), strict=True
        )
        return [
            cls(client_id, table, target, ROW_BYTES * len(table))
            for client_id, (table, target) in enumerate(parts, first)
        ]

    @cached_property
    def statistics(self) -> Statistics:
        """What the shared scale is made of: sums over its features, and over its target."""
        inputs = Statistics.of(self.table, self.target)
        target = Statistics.of(self.target[:, np.newaxis], self.target)
        return inputs.beside(target)


class Hall:
    """Clients that answer messages.

    Parameters
    ----------
    members : each with an id of its own
    seed : of every client's shuffling and lies, together with its id
    seeds : for masks, if answers are to be masked
    saboteurs : ids of those who lie
    sabotage : a key of ``models.federated.simulation.attacks.SABOTAGE``
    """

    def __init__(
        self,
        members: Sequence[Member],
        *,
        seed: int,
        seeds: Mapping[int, Seeds] | None = None,
        saboteurs: frozenset[int] = frozenset(),
        sabotage: str = "sign_flip",
    ) -> None:
        self.client_ids = tuple(sorted(member.client_id for member in members))
        if len(set(self.client_ids)) < len(members):
            raise ValueError(f"clients must have different ids, got {list(self.client_ids)}")
        self.__members = {member.client_id: member for member in members}
        self.__place = {one: place for place, one in enumerate(self.client_ids)}
        self.__shuffling = [
            np.random.RandomState(np.random.PCG64([seed, one])) for one in self.client_ids
        ]
        self.__lying = {one: np.random.default_rng([seed, one, 1]) for one in saboteurs}
        self.__lie = SABOTAGE[sabotage]
        self.__shift = SHIFT if sabotage == "label_shift" else 0.0
        self.__seeds = seeds
        self.__round_seeds: Mapping[int, Seeds] = {}
        self.__trained: dict[int, RealArray] = {}
        self.__subjects: Mapping[str, Callable[[Mapping[int, bytes]], dict[int, bytes]]] = {
            "statistics": self.__tell_statistics,
            "plan": self.__set_up,
            "train": self.__train,
            "unmask": self.__unmask,
        }

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        """Let some clients answer a message each; everything that leaves them leaves here."""
        return self.__subjects[subject](messages)

    def spectate(self) -> dict[int, RealArray]:
        """Show the weights that clients came to in the last round, before clipping and masks.

        For who looks over the clients' shoulders, as the lab's page does; no server is given this.
        """
        return dict(self.__trained)

    def __target(self, one: int) -> RealArray:
        return self.__members[one].target + (self.__shift if one in self.__lying else 0.0)

    def __tell_statistics(self, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        answers = {}
        for one in messages:
            member = self.__members[one]
            if one in self.__lying and self.__shift:
                member = replace(member, target=self.__target(one))
            answers[one] = member.statistics.to_bytes()
        return answers

    def __set_up(self, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        plan = self.__plan = Plan.from_bytes(next(iter(messages.values())))
        self.__rows = Rows(
            [self.__members[one].table for one in self.client_ids],
            [(self.__target(one) - plan.mean[-1]) / plan.scale[-1] for one in self.client_ids],
            scale=(plan.mean[:-1], plan.scale[:-1]),
        )
        size = plan.shape.size
        if plan.training.term == "scaffold":
            self.__control = np.zeros((len(self.client_ids), size))
            self.__pending = np.zeros((len(self.client_ids), size))
            self.__pending_round = np.zeros(len(self.client_ids), np.int64)
        return dict.fromkeys(messages, b"")

    def __train(self, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        plan, size = self.__plan, self.__plan.shape.size
        asked = sorted(messages)
        if not asked:
            self.__trained = {}
            return {}
        places = np.array([self.__place[one] for one in asked])
        invitations = [Invitation.from_bytes(messages[one], plan.numbers) for one in asked]
        received = np.stack([invitation.numbers for invitation in invitations])
        controls = received[:, size:] if plan.training.term == "scaffold" else None
        received = received[:, :size]
        drift = None
        if controls is not None:
            # What was sent is the client's own from when it knows that it was counted.
            counted = np.array([invitation.counted for invitation in invitations])
            settled = places[counted == self.__pending_round[places]]
            self.__control[settled] = self.__pending[settled]
            self.__pending_round[places] = invitations[0].number
            drift = controls - self.__control[places]
        trained = train_together(
            plan.shape,
            received,
            self.__rows,
            plan.training,
            [self.__shuffling[place] for place in places],
            clients=places,
            drift=drift,
        ).astype(np.float64)
        for position, one in enumerate(asked):
            if one in self.__lying:
                rng = self.__lying[one]
                trained[position] = self.__lie(received[position], trained[position], rng)
        self.__trained = dict(zip(asked, trained, strict=True))
        numbers = self.__sent(asked, received, trained, drift)
        if plan.secure:
            return self.__masked(numbers, invitations[0])
        return {one: plain_to_bytes(sent) for one, sent in numbers.items()}

    def __sent(
        self,
        asked: Sequence[int],
        received: RealArray,
        trained: RealArray,
        drift: RealArray | None,
    ) -> dict[int, RealArray]:
        """Clip what was trained, and add the change of the control variates."""
        plan = self.__plan
        numbers: dict[int, RealArray] = {}
        for position, one in enumerate(asked):
            update = trained[position] - received[position]
            if plan.clip is not None:
                update = clipped(update, plan.clip)
            numbers[one] = received[position] + update
            if drift is not None:
                steps = steps_taken(len(self.__members[one].target), plan.training)
                # c_i - c + (x - y) / (K eta): the mean gradient along the way (option II).
                change = -drift[position] - update / (steps * plan.training.step)
                place = self.__place[one]
                self.__pending[place] = self.__control[place] + change
                numbers[one] = np.append(numbers[one], change)
        return numbers

    def __masked(
        self, numbers: Mapping[int, RealArray], invitation: Invitation
    ) -> dict[int, bytes]:
        if self.__seeds is None:
            raise ValueError("these clients have no seeds to mask their answers with")
        partners, seeds = invitation.partners, self.__seeds
        self.__round_seeds = {one: seeds[one].of_round(invitation.number) for one in partners}
        size = self.__plan.shape.size
        words = {}
        for one, sent in numbers.items():
            share = float(len(self.__members[one].target)) if self.__plan.by_rows else 1.0
            # Only weights count by rows; control variates are everybody's alike.
            words[one] = encode(np.concatenate([sent[:size] * share, sent[size:]]))
        hidden = masked_together(words, self.__round_seeds, partners)
        return {one: answer.astype("<u8").tobytes() for one, answer in hidden.items()}

    def __unmask(self, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        return {
            one: reveal(self.__round_seeds[one], ids_from_bytes(message)).to_bytes()
            for one, message in messages.items()
        }
