"""What a debrief rests on beside the money: it is worked out by other processes, part by part."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from game.rooms.account import frozen
from game.rooms.federation.shares import Turn, turn_row
from game.rooms.room import Plan


@dataclass(frozen=True)
class Weighed:
    """A factory's decisions, on what was known and apart from luck.

    Attributes
    ----------
    expected : what they earn on average over redrawn engines, the same for all seats, dollars
    luck : what was earned more than that, dollars
    quality : 0 for who waits for failures, 1 for the best on the same knowledge; None: no such way
    error : standard error of it
    met : failures that a model gave no sign of, of a fault that it had never seen
    saved : engines that were serviced, and that failed in the replay without a federation
    curve : expected balance at the end of each turn, dollars; nothing where the race tells it
    lost : engines that failed, and were serviced in the replay without a federation
    fans : of those met, the ones whose fan wore out; the others' compressor did; None
        where that was not looked at
    services : more than in the replay without a federation
    before : of those met, the ones before the players' federation opened
    within : of those met, the ones that the common model gave no sign of
    left : of those lost, the ones that failed after their factory had left the federation
    off : how far a model of its own failures alone was off when the last turn began, on engines
        that nobody flies, RMSE in cycles; None where it had none, or nobody learned together
    redrawn : earned in each redraw, dollars; nothing where what is expected is exact
    """

    expected: float
    luck: float
    quality: float | None
    error: float | None
    met: int
    saved: int
    curve: tuple[int, ...] = ()
    lost: int = 0
    fans: int | None = None
    services: int = 0
    before: int = 0
    within: int = 0
    left: int = 0
    off: float | None = None
    redrawn: tuple[int, ...] = ()


@dataclass(frozen=True)
class Debrief:
    """What has been worked out of a debrief by now.

    Attributes
    ----------
    weighed : by seat
    everybody : balances of all seats, had all been in the federation from its opening on; nothing
        as long as that is not known
    otherwise : where updates were poisoned or travelled with noise, balances of all seats by what
        they are compared with
    """

    weighed: Mapping[int, Weighed] = field(default_factory=dict)
    everybody: tuple[int, ...] = ()
    otherwise: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def question_together(plan: Plan, turns: Sequence[Turn], seats: int, which: Sequence[int]) -> bytes:
    """Return what is asked of other processes: how some seats decided that learned together."""
    rows = [turn_row(turn) for turn in turns]
    return json.dumps(
        {"plan": asdict(plan), "turns": rows, "seats": seats, "which": list(which)}
    ).encode()


def question_alone(links: Sequence[str], cycles: int) -> bytes:
    """Return what is asked of other processes: how some decided in matches with links."""
    return json.dumps({"links": list(links), "cycles": cycles}).encode()


def answer(weighed: Sequence[Weighed]) -> bytes:
    """Return factories as an answer.

    Examples
    --------
    >>> one = Weighed(5.0, -1.0, 0.5, 0.1, 2, 0, (3, 5))
    >>> read(answer([one])) == [one]
    True
    """
    return json.dumps([asdict(one) for one in weighed]).encode()


def read(answered: bytes) -> list[Weighed]:
    """Return the factories of an answer."""
    return [Weighed(**frozen(values)) for values in json.loads(answered)]
