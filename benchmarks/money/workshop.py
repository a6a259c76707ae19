"""Classes of bots whose own failures train the model that they share.

What a member has of it, what each is worth to the others, and what a class of perfect maintainers
can learn.
"""

from time import perf_counter

import numpy as np

from game.rooms.account import POINTS
from game.rooms.federation.shares import Turn, all_in
from game.rooms.federation.standing import differences
from game.rooms.federation.together import balances_without, faults_of, play_together
from game.rooms.federation.told import Together
from game.rooms.room import Plan
from game.rules.decisions import Decision
from game.workshop.redrawn import weighed_together
from game.workshop.weighing import REDRAWS
from models.metrics import mean_interval

CLASSES, FIRST_SEED, SEATS = 50, 7_000, 30
OPENS, TURNS = 4, 8
LEDGERS = 10
"""Classes in which everybody's worth is worked out."""

FIRST = ("corrective", "preventive", "local")
"""What the bots of a mixed class begin with, in turn."""


def rows() -> list[tuple[str, str]]:
    """Return labelled figures; what is in brackets is a 95% interval over the classes."""
    return [*_of_classes(), *_of_speed()]


def _of_classes() -> list[tuple[str, str]]:
    seeds = range(FIRST_SEED, FIRST_SEED + CLASSES)
    mixed = [_Class(seed, FIRST) for seed in seeds]
    careful = [_Class(seed, ("preventive",)) for seed in seeds]
    careless = [_Class(seed, ("corrective", "preventive", "preventive")) for seed in seeds]
    taught = [(a, b) for a, b in zip(careful, careless, strict=True) if a.error and b.error]
    worth = [one.worth() for one in mixed[:LEDGERS]]
    label = f"{SEATS} bots, {CLASSES} classes from seed {FIRST_SEED}, $ a seat:"
    return [
        (f"{label} a member against its own model", _mean([one.gain() for one in mixed])),
        (
            "the same, whose own failures were of one kind alone",
            _mean([gain for one in mixed if (gain := one.gain(one_kind=True)) is not None]),
        ),
        (
            "the same, who had no failure of their own",
            _mean([gain for one in mixed if (gain := one.gain(failures=False)) is not None]),
        ),
        (
            f"all that each is worth to the others, a class ({LEDGERS} classes)",
            _mean([sum(own) for own in worth]),
        ),
        (
            "all that the federation is worth in them",
            _mean([one.whole() for one in mixed[:LEDGERS]]),
        ),
        (
            "perfect maintainers, then members: failures that taught",
            _mean([one.failures for one in careful]),
        ),
        ("a third waits for failures first: the same", _mean([one.failures for one in careless])),
        (
            f"error of perfect maintainers' model more, cycles ({len(taught)} classes with one)",
            _mean([a.error - b.error for a, b in taught]),
        ),
        (
            "what their members earn less after that, $ a seat that began with a calendar",
            _mean([b.later() - a.later() for a, b in zip(careful, careless, strict=True)]),
        ),
    ]


class _Class:
    """A class of bots that begin so, of which half join in a mixed class, and all in another."""

    def __init__(
        self, seed: int, first: tuple[str, ...], seats: int = SEATS, play: bool = True
    ) -> None:
        self.plan = Plan("default", seed, turns=TURNS, federation=OPENS)
        self.first, self.seats = first, seats
        orders = [(seat, first[seat % len(first)]) for seat in range(1, seats + 1)]
        moves = tuple((seat, (Decision(0, name),)) for seat, name in orders)
        joins = range(1, seats + 1, 2 if first == FIRST else 1)
        shares = tuple((seat, "join") for seat in joins)
        empty = Turn()
        self.turns = (Turn(moves), *[empty] * (OPENS - 1), Turn(shares=shares),
                      *[empty] * (TURNS - OPENS - 1))  # fmt: skip
        if play:
            self.told: Together = play_together(self.plan, self.turns, seats)
            self.money = [account.balance for account in self.told.accounts]

    @property
    def error(self) -> float:
        """Of the last model, cycles; 0 without one."""
        trainings = self.told.trainings
        return trainings[-1].error if trainings else 0.0

    @property
    def failures(self) -> int:
        """That the last model was trained on."""
        return sum(self.told.trainings[-1].seen) if self.told.trainings else 0

    def alone(self) -> list[int]:
        return balances_without(self.plan, self.turns, self.seats, None)

    def gain(self, one_kind: bool = False, failures: bool = True) -> float | None:
        """Return what members have more than with models of their own, on the same engines."""
        alone, kinds = self.alone(), self.kinds()
        chosen = [
            self.money[seat - 1] - alone[seat - 1]
            for seat in self.told.members
            if (not one_kind or (sum(kinds[seat - 1]) and min(kinds[seat - 1]) == 0))
            and (failures or not sum(kinds[seat - 1]))
        ]
        return float(np.mean(chosen)) if chosen else None

    def kinds(self) -> list[tuple[int, int]]:
        """Return what each seat had seen fail when the federation opened: (compressors, fans)."""
        return faults_of(self.plan, self.turns[:OPENS], self.seats)

    def worth(self) -> list[int]:
        """Return what each member is worth to all others."""
        told = []
        for seat in self.told.members:
            without = tuple(balances_without(self.plan, self.turns, self.seats, seat))
            told.append(sum(differences(self.told, without, seat)))
        return told

    def whole(self) -> int:
        return sum(self.money) - sum(self.alone())

    def later(self) -> float:
        """Return what the seats that always begin with a calendar earn once the room has opened."""
        curves = [
            self.told.accounts[seat - 1].curve for seat in range(1, self.seats + 1) if seat % 3
        ]
        return float(np.mean([curve[-1] - curve[OPENS * POINTS - 1] for curve in curves]))


def _of_speed() -> list[tuple[str, str]]:
    """Return how long a boundary of 300 seats takes, and what a debrief of 40 teams asks for."""
    large = _Class(1, FIRST, 300, play=False)
    play_together(large.plan, large.turns[:OPENS], 300)
    begun = perf_counter()
    play_together(large.plan, large.turns[: OPENS + 1], 300)
    boundary = perf_counter() - begun
    teams = _Class(1, FIRST, 40, play=False)
    for turn in range(OPENS, TURNS):
        play_together(teams.plan, teams.turns[: turn + 1], 40)
        begun = perf_counter()
        for seat in range(1, 41):
            balances_without(teams.plan, teams.turns[: turn + 1], 40, seat)
        ledger = perf_counter() - begun
    begun = perf_counter()
    weighed_together(teams.plan, teams.turns, 40, range(1, 41), REDRAWS)
    weighed = perf_counter() - begun
    begun = perf_counter()
    play_together(teams.plan, all_in(teams.plan, teams.turns, 40), 40)
    everybody = perf_counter() - begun
    return [
        ("300 seats, half of them members: a training and a turn, s", f"{boundary:.1f}"),
        ("40 teams: all 40 replays after the last turn, s", f"{ledger:.1f}"),
        ("the same, for the debrief: what all decided on redrawn engines, s", f"{weighed:.1f}"),
        ("the same: the room with everybody in it, s", f"{everybody:.1f}"),
    ]


def _mean(values: list[float] | list[int]) -> str:
    told = np.array(values, np.float64)
    low, high = mean_interval(told)
    return f"{told.mean():,.1f} ({low:,.1f} to {high:,.1f})"
