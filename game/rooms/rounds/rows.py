"""The prepared rooms as a table: each a plan, and what its host says when.

`python -m benchmarks rounds` plays each with classes of bots, and says what it comes to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from game.rooms.federation.privacy import STRONG
from game.text.marking import mark


@dataclass(frozen=True)
class Part:
    """A part of the lesson.

    Attributes
    ----------
    first, last : minutes of the lesson
    say : what its host says then
    do : what its host does then, on the console
    """

    name: str
    first: int
    last: int
    title: str
    say: str
    do: str


@dataclass(frozen=True)
class Round:
    """A prepared room.

    Attributes
    ----------
    line : what it is about, in a sentence
    plan : what it changes of the usual plan
    says, does : what its host says and does in parts of it, where it is not the usual thing
    votes : its class votes how updates are merged, after one turn
    """

    name: str
    title: str
    line: str
    plan: Mapping[str, Any]
    says: Mapping[str, str]
    does: Mapping[str, str] = field(default_factory=dict)
    votes: bool = False


JOIN, PREDICT, ALONE, OPENING, TOGETHER, DEBRIEF, AFTER = (
    "join", "predict", "alone", "opening", "together", "debrief", "after",
)  # fmt: skip

REHEARSAL = 12
"""Bots in a room that is opened to rehearse; the console asks for as many."""

PARTS: tuple[Part, ...] = (
    Part(
        JOIN,
        0,
        4,
        mark("Come in, five questions"),
        mark(
            "Open the address on the wall, take a seat. Then answer five questions, without help:"
            " we ask again at the end."
        ),
        mark(
            "Press Presenter view. When most are in, press Questions before; after three minutes "
            "press Close: Questions before."
        ),
    ),
    Part(
        PREDICT,
        4,
        7,
        mark("Guess first"),
        mark(
            "An engine earns while it flies and wears out. A service is cheap, a failure is dear."
            " After how many cycles would you service? Write down your guess."
        ),
        mark(
            "Press Begin with a guess. When most have guessed, press Predict; when most have "
            "answered, press Close: Predict."
        ),
    ),
    Part(
        ALONE,
        7,
        15,
        mark("Four turns alone"),
        mark(
            "You run a factory of four engines. Choose how to maintain them; who says nothing "
            "goes on as before. Failures cost money, and they are what models learn from: "
            "yours, and the four on record before the match."
        ),
        mark(
            "Press Begin turn 1. When most have decided, press Close this turn now. Read out what "
            "failed: it stands above."
        ),
    ),
    Part(
        OPENING,
        15,
        19,
        mark("The clock stands: what have you seen fail?"),
        mark(
            "Who has had a failure, and of what? From now on you may train one model together. "
            "Your sensor data stay with you: only what a model has learned travels."
        ),
        mark("Ask three of them what they have seen. Then press Let the clock run."),
    ),
    Part(
        TOGETHER,
        19,
        28,
        mark("Four turns: join or stay out"),
        mark(
            "Join, stay out, leave: you decide in every turn. The wall shows what the model knows."
        ),
        mark(
            "When most have decided, press Close this turn now. Point at the model's error on the "
            "wall."
        ),
    ),
    Part(
        DEBRIEF,
        28,
        40,
        mark("Debrief"),
        mark("Before each picture: what do you expect? Then we look, and say why it came so."),
        mark(
            "The green button leads screen by screen. If time is short, cut turns, never this. "
            "After the last screen it says Questions after."
        ),
    ),
    Part(
        AFTER,
        40,
        45,
        mark("Five questions again, and your plant"),
        mark(
            "The same kinds of question, with other numbers. Then one sentence: in my plant I "
            "would …"
        ),
        mark(
            "Press Close: Questions after when most have answered, and look at what was learned. "
            "Then press One sentence; Show it on the wall, beside those you choose. Keep the table "
            "before you leave."
        ),
    ),
)
"""The plan of 45 minutes."""

_USUAL = {"rules": "default", "turns": 8, "turn_cycles": 250, "seconds": 90, "federation": 4}

ROWS: tuple[Round, ...] = (
    Round(
        "blind-spot",
        mark("The blind spot"),
        mark(
            "Half of the factories have only ever seen compressors fail, the others only fans. "
            "Then all meet both."
        ),
        {**_USUAL, "split": True},
        {
            OPENING: mark(
                "Hands up: who has seen a compressor fail? Who a fan? Hardly anybody has seen "
                "both. From the sixth engine of each slot on, both come to all of you. What will "
                "your model say?"
            ),
            DEBRIEF: mark(
                "Who met a fault that their model had never seen: before the federation opened, "
                "and since? Who had it from others by then, and whose data moved for that?"
            ),
        },
    ),
    Round(
        "commons",
        mark("The commons"),
        mark(
            "Who lets nothing fail teaches nothing. Members pay each other for failures that "
            "teach: $40,000 each."
        ),
        {**_USUAL, "reward": 40_000},
        {
            OPENING: mark(
                "The model learns from failures alone, and a failure costs you $78,000 with the "
                "lost flights. So who should have them? From now on members pay $40,000 for each "
                "failure that teaches, all alike, to whoever had it."
            ),
            DEBRIEF: mark(
                "Look at who gave and who took. Would you have joined without the $40,000? Would "
                "you have let an engine fail for the others?"
            ),
        },
    ),
    Round(
        "saboteur",
        mark("The saboteur"),
        mark("Some updates are poisoned, and nobody knows whose. How shall updates be merged?"),
        {**_USUAL, "saboteur": 1, "every": 6},
        {
            OPENING: mark(
                "Some of your updates have been poisoned, and nobody knows whose. They are "
                "averaged now. Watch the model's error on the wall after the next turn."
            ),
            TOGETHER: mark(
                "An average follows whoever shouts loudest. A median does not. What do you want? "
                "Vote on your phones when you have seen the error."
            ),
            DEBRIEF: mark("What did the poisoned turns cost, and what did the median save?"),
        },
        {
            TOGETHER: mark(
                "After one turn press Let the class vote how updates are merged. Close each turn "
                "when most have decided. Compare the model's error on the wall before and after."
            ),
        },
        votes=True,
    ),
    Round(
        "privacy",
        mark("The privacy budget"),
        mark("Updates travel cut and with noise, so that they tell less. What does that cost?"),
        {**_USUAL, "noise": STRONG},
        {
            OPENING: mark(
                "Something of your data could be worked out from an update. So each is cut and "
                "noise is added before it leaves. In a sum over many of you the noise fades: how "
                "many must join?"
            ),
            DEBRIEF: mark(
                "What did your noise cost, and what would another level have cost? The room has "
                "been played with each. Why is privacy cheaper in a crowd?"
            ),
        },
    ),
)

ROUNDS = {row.name: row for row in ROWS}
"""Prepared rooms by name."""
