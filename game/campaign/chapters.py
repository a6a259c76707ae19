"""The chapters of the campaign, a row each: the next one is written here."""

from game.campaign.scenes import Beat, Chapter, Choice
from game.text.marking import mark

_ONE_ENGINE = Chapter(
    name="chapter1",
    seeds=(210,),
    idea=mark("Service, or gamble?"),
    pace=((0, 30), (100, 12)),
    beats=(
        Beat(
            at=("start",),
            say=mark(
                "Each cycle (one flight) earns {income}. If it fails, you pay {failure_cost}. "
                "A service costs {service_cost} and puts in a fresh one."
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
            say=mark("The last would have run {before} cycles. This one failed at {life}."),
            served=mark("The last would have run {before} cycles. This one {life}."),
            quotes=True,
            go=mark("Go on"),
            shows=("standing",),
        ),
        Beat(at=("ended", 3), say=mark("{rival} flies the same engines, and waits.")),
        Beat(
            at=("ended", 4),
            say=mark("It lived {life} cycles. The next may not."),
            served=mark("{left} cycles thrown away. Wait longer next time?"),
        ),
    ),
    measure="ages",
    stars=(0.85, 0.95),
    sentence=mark("No one can know when one engine fails. One can know how engines fail."),
    hook=mark("A calendar would help."),
)

ALL: tuple[Chapter, ...] = (_ONE_ENGINE,)
"""In their order."""

BY_NAME = {chapter.name: chapter for chapter in ALL}
"""By the names of their scenarios."""
