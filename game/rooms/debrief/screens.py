"""The screens of a debrief, in order, and what is asked before some are shown."""

from dataclasses import dataclass

from game.rooms.room import Phase, Plan, Room


@dataclass(frozen=True)
class Screen:
    """One thing that a class is shown: one sentence, one picture.

    Attributes
    ----------
    asks : everybody guesses before it is shown
    together : of rooms alone whose players learn from each other
    """

    name: str
    asks: bool = False
    together: bool = False


SCREENS = (
    Screen("money"),
    Screen("costs"),
    Screen("same", together=True),
    Screen("quality"),
    Screen("luck", asks=True),
    Screen("federation", asks=True, together=True),
    Screen("helpers", asks=True, together=True),
    Screen("blind"),
)

THIRDS = ("low", "middle", "high")
"""How much of what sets factories apart was luck."""

LOSSES = {"none": 0, "some": 10_000, "more": 50_000}
"""What a class would have lost without its federation, dollars a seat: up to so much."""

MOST = "most"
"""More than the highest of them."""


@dataclass(frozen=True)
class Step:
    """Where a debrief stands: a screen, asked about or shown."""

    screen: Screen
    asks: bool


def screens_of(plan: Plan) -> tuple[Screen, ...]:
    """Return the screens of a room's debrief.

    Examples
    --------
    >>> [screen.name for screen in screens_of(Plan("default", 7))]
    ['money', 'costs', 'quality', 'luck', 'blind']
    """
    return tuple(one for one in SCREENS if plan.federation is not None or not one.together)


def steps_of(plan: Plan) -> tuple[Step, ...]:
    """Return the steps through a debrief: a screen that asks is two of them.

    Examples
    --------
    >>> [(step.screen.name, step.asks) for step in steps_of(Plan("default", 7))][2:5]
    [('quality', False), ('luck', True), ('luck', False)]
    """
    return tuple(
        Step(screen, asks)
        for screen in screens_of(plan)
        for asks in ((True, False) if screen.asks else (False,))
    )


def step_of(room: Room) -> Step | None:
    """Return where the debrief of a room stands; None while it plays."""
    return steps_of(room.plan)[room.led] if room.phase is Phase.DEBRIEF else None


def has_shown(room: Room, screen: str) -> bool:
    """Return whether a debrief has come to a screen and what it shows.

    Examples
    --------
    >>> plan = Plan("default", 7, turns=1)
    >>> [has_shown(Room("ABCDEF", plan, "", "", position=3, led=led), "luck") for led in (3, 4)]
    [False, True]
    """
    return any(one.name == screen for one in shown_by(room))


def shown_by(room: Room) -> tuple[Screen, ...]:
    """Return the screens that a debrief has come to, and what they show; none while a room plays.

    Examples
    --------
    >>> plan = Plan("default", 7, turns=1)
    >>> [one.name for one in shown_by(Room("ABCDEF", plan, "", "", position=3, led=1))]
    ['money', 'costs']
    """
    led = steps_of(room.plan)[: room.led + 1] if room.phase is Phase.DEBRIEF else ()
    return tuple(one.screen for one in led if not one.asks)


def options_of(room: Room, screen: str) -> tuple[str, ...]:
    """Return what may be guessed.

    Examples
    --------
    >>> options_of(Room("ABCDEF", Plan("default", 7), "", ""), "luck")
    ('low', 'middle', 'high')
    """
    if screen == "luck":
        return THIRDS
    if screen == "federation":
        return (*LOSSES, MOST)
    return tuple(str(member.seat) for member in room.present)


def third_of(share: float) -> str:
    """Return which guess of luck's share is right.

    Examples
    --------
    >>> third_of(0.2), third_of(0.5), third_of(1.0)
    ('low', 'middle', 'high')
    """
    return THIRDS[min(2, int(3 * share))]


def loss_of(dollars: float) -> str:
    """Return which guess of a loss is right, dollars a seat.

    Examples
    --------
    >>> [loss_of(dollars) for dollars in (-5, 0, 9_000, 20_000, 60_000)]
    ['none', 'none', 'some', 'more', 'most']
    """
    return next((name for name, most in LOSSES.items() if dollars <= most), MOST)
