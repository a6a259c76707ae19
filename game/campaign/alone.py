"""Chapters one to three: what one factory can know by itself."""

from game.campaign.scenes import GO_ON, Beat, Chapter, Choice
from game.text.marking import mark

_AGES = (
    Choice(mark("100 cycles"), ("order", "preventive", 100)),
    Choice(mark("140 cycles"), ("order", "preventive", 140)),
    Choice(mark("165 cycles"), ("order", "preventive", 165)),
)
"""For engines that wear fast, as most do, and slowly: which these are is seen from their lives."""

ONE_ENGINE = Chapter(
    name="chapter1",
    seeds=(210, 341, 279, 420),
    idea=mark("Service, or gamble?"),
    bare=True,
    pace=((0, 30), (100, 12)),
    beats=(
        Beat(
            at=("start",),
            say=mark(
                "Each cycle (one flight) earns {income}. A failure costs {failure_cost}. "
                "A service at {service_cost} puts in a fresh engine."
            ),
            go=mark("Start the engine"),
            act="service",
        ),
        Beat(
            at=("ended", 1),
            say=mark(
                "{ran} cycles earned {earned}. One failure took {failure_cost}. And the next?"
            ),
            served=mark(
                "Serviced at {ran}: it had {left} cycles left. How long will the next last?"
            ),
            ask=(
                Choice(mark("Less than {life}"), reply=mark("You said: less.")),
                Choice(mark("About as long"), reply=mark("You said: about as long.")),
                Choice(mark("Longer"), reply=mark("You said: longer.")),
            ),
            shows=("lives",),
        ),
        Beat(
            at=("ended", 2),
            say=mark("The last had {before} cycles in it. This one failed at {life}."),
            served=mark("The last had {before} cycles in it. This one {life}."),
            quotes=True,
            go=GO_ON,
            shows=("standing",),
        ),
        Beat(at=("ended", 3), say=mark("{rival} flies the same engines, and waits.")),
        Beat(
            at=("ended", 4),
            say=mark("It lived {life} cycles. And the next?"),
            served=mark("{left} cycles thrown away. And the next?"),
            ask=(
                Choice(mark("Shorter"), reply=mark("You said: shorter.")),
                Choice(mark("Longer"), reply=mark("You said: longer.")),
            ),
        ),
        Beat(
            at=("ended", 5),
            say=mark("This one failed at {life}."),
            served=mark("This one would have run {life}."),
            quotes=True,
        ),
    ),
    measure="ages",
    stars=(0.85, 0.95),
    unsettled=mark("Time was up first: this one would have run {life} cycles."),
    sentence=mark("No one can know when one engine fails. One can know how engines fail."),
    hook=mark("A calendar would help."),
)

CALENDAR = Chapter(
    name="chapter2",
    seeds=(2, 1, 11, 30, 6),
    idea=mark("One age for every engine"),
    pace=((0, 30),),
    shows=("standing", "race"),
    beats=(
        Beat(
            at=("start",),
            say=mark(
                "One calendar for four engines. How fast these wear, nobody knows yet. "
                "Which service age?"
            ),
            ask=_AGES,
            shows=("lives",),
        ),
        Beat(
            at=("failed", 1),
            say=mark("This one failed at {life}, before its date: {failure_cost} gone."),
            go=GO_ON,
        ),
        Beat(
            at=("cycle", 450),
            say=mark("You have seen how long they live. The same date, or another?"),
            ask=_AGES,
        ),
        Beat(at=("cycle", 600), say=mark("{rival} still waits for every failure.")),
        Beat(
            at=("cycle", 780),
            say=mark("You know more lives now. Which date to the end?"),
            ask=_AGES,
        ),
    ),
    measure="ages",
    stars=(0.85, 0.95),
    sentence=mark("A calendar beats waiting, and still throws good engines away."),
    hook=mark("A machine could watch each one."),
)

_CALLED_AT = (
    Choice(mark("Later: at 20 left"), ("order", "local", 20)),
    Choice(mark("At 40 left"), ("order", "local", 40)),
    Choice(mark("Earlier: at 65 left"), ("order", "local", 65)),
)
"""A model that sees too much life in engines should call early, one that sees too little late."""

IN_TIME = Beat(
    at=("told", 1),
    say=mark("Engine {engine}: {forecast} cycles left, it says. Will it call in time?"),
    ask=(
        Choice(mark("Yes"), reply=mark("You trusted it.")),
        Choice(mark("No, it will fail"), reply=mark("You feared a failure.")),
    ),
)

OWN_MODEL = Chapter(
    name="chapter3",
    seeds=(358, 164, 346, 295, 145),
    idea=mark("Failures buy knowledge"),
    pace=((0, 24),),
    shows=("graphs", "standing", "race"),
    beats=(
        Beat(
            at=("start",),
            say=mark(
                "Four engines had failed here before you came. They trained a model: "
                "it forecasts what each has left."
            ),
            go=mark("Switch it on"),
            does=("order", "local"),
        ),
        Beat(at=("cycle", 10), say=mark("It has seen {compressors} and {fans} fail.")),
        IN_TIME,
        Beat(
            at=("serviced", 1),
            say="",
            served=mark("Serviced in time, with {left} cycles left."),
            quotes=True,
            go=GO_ON,
        ),
        Beat(
            at=("cycle", 300),
            say=mark("Serviced so far with {lefts} cycles left. Call at another forecast?"),
            ask=_CALLED_AT,
            shows=("calls",),
        ),
        Beat(
            at=("cycle", 490),
            say=mark("The last ones had {lefts} left. To the end, at which forecast?"),
            ask=_CALLED_AT,
        ),
        Beat(at=("cycle", 540), say=mark("The calendar services good engines. You do not.")),
    ),
    stars=(0.8, 0.93),
    sentence=mark("A failure teaches. Who has paid for some sees the next one coming."),
    hook=mark("But only what it has seen before."),
)
