"""The chapters of the campaign, a row each: the next one is written here."""

from game.campaign.scenes import Beat, Chapter, Choice
from game.text.marking import mark

_GO_ON = mark("Go on")

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
            go=_GO_ON,
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

_CALENDAR = Chapter(
    name="chapter2",
    seeds=(2,),
    idea=mark("One age for every engine"),
    pace=((0, 30),),
    shows=("standing", "race"),
    beats=(
        Beat(
            at=("start",),
            say=mark(
                "Four engines, one calendar: each is serviced at the same age. Which earns most?"
            ),
            ask=(
                Choice(mark("90 cycles"), ("order", "preventive", 90), mark("You said: 90.")),
                Choice(mark("140 cycles"), ("order", "preventive", 140), mark("You said: 140.")),
                Choice(mark("180 cycles"), ("order", "preventive", 180), mark("You said: 180.")),
            ),
            shows=("lives",),
        ),
        Beat(
            at=("failed", 1),
            say=mark("This one failed at {life}, before its date: {failure_cost} gone."),
            go=_GO_ON,
        ),
        Beat(
            at=("cycle", 450),
            say=mark("You have seen how long they live. The same date, or another?"),
            ask=(
                Choice(mark("Service at 110"), ("order", "preventive", 110)),
                Choice(mark("Service at 140"), ("order", "preventive", 140)),
                Choice(mark("Service at 170"), ("order", "preventive", 170)),
            ),
        ),
        Beat(at=("cycle", 800), say=mark("{rival} still waits for every failure.")),
    ),
    measure="ages",
    stars=(0.85, 0.95),
    sentence=mark("A calendar beats waiting, and still throws good engines away."),
    hook=mark("A machine could watch each one."),
)

_OWN_MODEL = Chapter(
    name="chapter3",
    seeds=(0,),
    idea=mark("Failures buy knowledge"),
    pace=((0, 24),),
    shows=("graphs", "standing", "race"),
    beats=(
        Beat(
            at=("start",),
            say=mark(
                "Your four failures on record trained a model. "
                "It forecasts how long each engine has left."
            ),
            go=mark("Switch it on"),
            does=("order", "local"),
        ),
        Beat(
            at=("told", 1),
            say=mark("Engine {engine}: {forecast} cycles left, it says. Will it call in time?"),
            ask=(
                Choice(mark("Yes"), reply=mark("You trusted it.")),
                Choice(mark("No, it will fail"), reply=mark("You feared a failure.")),
            ),
        ),
        Beat(
            at=("serviced", 1),
            say="",
            served=mark("Serviced in time, with {left} cycles left."),
            quotes=True,
            go=_GO_ON,
        ),
        Beat(
            at=("told", 5),
            say=mark("Engine {engine}: {forecast} left. Every cycle earns {income}. Your call?"),
            ask=(
                Choice(mark("Leave it to the model"), reply=mark("You left it to the model.")),
                Choice(mark("Service now"), ("service",), mark("You serviced at once.")),
                Choice(mark("Hold for 20 cycles"), ("hold",), mark("You held it.")),
            ),
            shows=("calls",),
        ),
        Beat(
            at=("after",),
            say=mark("It failed. Holding cost {failure_cost}."),
            served=mark("It had {left} cycles left."),
            quotes=True,
            go=_GO_ON,
        ),
        Beat(at=("cycle", 500), say=mark("The calendar services good engines. You do not.")),
    ),
    stars=(0.8, 0.93),
    sentence=mark("A failure teaches. Who has paid for some sees the next one coming."),
    hook=mark("But only what it has seen before."),
)

_NEVER_SEEN = Chapter(
    name="chapter4",
    seeds=(39,),
    idea=mark("Calm, and wrong"),
    pace=((0, 24),),
    shows=("graphs", "faults", "standing", "race"),
    beats=(
        Beat(
            at=("start",),
            say=mark("Your model again, and four fresh engines. It has never let you down."),
            go=mark("Start"),
            does=("order", "local"),
        ),
        Beat(at=("serviced", 2), say="", served=mark("In time again: {left} cycles left.")),
        Beat(
            at=("left", 0, 2, 20),
            say=mark(
                "Engine {engine} is {age} cycles old. The model says {forecast} left. Believe it?"
            ),
            ask=(
                Choice(mark("Believe it"), reply=mark("You believed it.")),
                Choice(mark("Service now"), ("service",), mark("You doubted it.")),
            ),
        ),
        Beat(
            at=("after",),
            say=mark("Its fan wore out. Your model has only ever seen compressors fail."),
            served=mark(
                "It had {left} left, not {forecast}. Its fan wore out: your model never saw one."
            ),
            quotes=True,
            go=_GO_ON,
        ),
        Beat(
            at=("after",),
            say=mark(
                "A letter: {others} other factories have seen fans fail. "
                "Train one model together? Sensor data stay home."
            ),
            ask=(
                Choice(mark("Join them"), ("order", "federated")),
                Choice(mark("Stay alone")),
            ),
        ),
        Beat(at=("saved", 1), say="", served=mark("A worn fan, seen in time. Others knew.")),
    ),
    stars=(0.75, 0.88),
    sentence=mark("A model sees coming only what somebody has seen fail."),
    hook=mark("Who are the others, and what do they want?"),
)

_ALLIANCE = Chapter(
    name="chapter5",
    seeds=(2,),
    idea=mark("What is shared, what stays"),
    pace=((0, 24),),
    shows=("graphs", "faults", "standing", "race"),
    beats=(
        Beat(
            at=("start",),
            say=mark("Three alliances will write to you. Until then you have your own model."),
            go=mark("Start"),
            does=("order", "local"),
        ),
        Beat(
            at=("cycle", 100),
            say=mark("Three alliances invite you. What will they want to see of yours?"),
            ask=(
                Choice(
                    mark("My sensor histories"), reply=mark("You said: histories. They never ask.")
                ),
                Choice(mark("My failures"), reply=mark("You said: failures. They never ask.")),
                Choice(mark("Neither"), reply=mark("You said: neither. So it was.")),
            ),
        ),
        Beat(
            at=("cycle", 101),
            say=mark("Which one do you join?"),
            ask=(
                Choice(
                    mark("{name0}: {members0} factories, {fans0} fans seen, {fee0} a training"),
                    ("answer", 0, 0),
                ),
                Choice(
                    mark("{name1}: {members1} factories, {fans1} fans seen, {fee1} a training"),
                    ("answer", 0, 1),
                ),
                Choice(
                    mark("{name2}: {members2} factories, {fans2} fans seen, {fee2} a training"),
                    ("answer", 0, 2),
                ),
            ),
        ),
        Beat(
            at=("joined",),
            say=mark(
                "{moved} of models travelled between {clients} factories. "
                "{stayed} of sensor histories stayed home."
            ),
            go=_GO_ON,
        ),
        Beat(at=("saved", 1), say="", served=mark("A worn fan, seen in time. Others knew.")),
    ),
    stars=(0.75, 0.9),
    sentence=mark(
        "Share the model, keep the data. An alliance is worth what its members have seen fail."
    ),
    hook=mark("Then spare parts became slow."),
)

_AHEAD = Chapter(
    name="chapter6",
    seeds=(2,),
    idea=mark("A service takes time to come"),
    pace=((0, 24),),
    shows=("graphs", "faults", "standing", "race"),
    beats=(
        Beat(
            at=("start",),
            say=mark(
                "Now a service comes {lead} cycles after its order. "
                "Your alliance's model forecasts."
            ),
            go=mark("Start"),
            does=("answer", 0, 0),
        ),
        Beat(
            at=("joined",),
            say=mark("At how many cycles left shall it order?"),
            ask=(
                Choice(mark("25, as before"), ("order", "federated", 25), mark("You said: 25.")),
                Choice(mark("60"), ("order", "federated", 60), mark("You said: 60.")),
                Choice(mark("85"), ("order", "federated", 85), mark("You said: 85.")),
            ),
        ),
        Beat(
            at=("ended", 1),
            say=mark("Ordered, and failed {short} cycles before its service."),
            served=mark("Its service came in time, with {left} cycles left."),
            quotes=True,
            go=_GO_ON,
        ),
        Beat(
            at=("ended", 2),
            say=mark("Order again at another forecast?"),
            ask=(
                Choice(mark("Earlier: at 85"), ("order", "federated", 85)),
                Choice(mark("Much earlier: at 110"), ("order", "federated", 110)),
                Choice(mark("As it is")),
            ),
        ),
        Beat(
            at=("cycle", 400),
            say=mark("A model that bends forecasts more sharply. It costs $6,000, and a training."),
            ask=(
                Choice(mark("Take it"), ("answer", 1, 0)),
                Choice(mark("Keep yours")),
            ),
        ),
    ),
    stars=(0.75, 0.9),
    sentence=mark("The longer a service takes, the more a good forecast is worth."),
    hook=mark("And if one of the others lies?"),
)

_BAD_MEMBER = Chapter(
    name="chapter7",
    seeds=(39,),
    idea=mark("One of them lies"),
    pace=((0, 24),),
    shows=("graphs", "faults", "standing", "race"),
    beats=(
        Beat(
            at=("start",),
            say=mark(
                "A small alliance, with the fans you have never seen. Its models are averaged."
            ),
            go=mark("Join"),
            does=("answer", 0, 0),
        ),
        Beat(
            at=("cycle", 240),
            say=mark(
                "One member will send updates that point the other way. What will the average do?"
            ),
            ask=(
                Choice(mark("Shrug it off"), reply=mark("You said: it will shrug it off.")),
                Choice(mark("Be dragged along"), reply=mark("You said: it will be dragged.")),
            ),
        ),
        Beat(
            at=("cycle", 250),
            say=mark("They train again at cycle 400. What do you do?"),
            ask=(
                Choice(
                    mark("Vote for the median, $5,000"),
                    ("answer", 1, 0),
                    mark("The median looked away from the odd one."),
                ),
                Choice(
                    mark("Trust the average"),
                    reply=mark("One odd update, and the average is worth nothing."),
                ),
                Choice(
                    mark("Leave, with my own model"),
                    ("order", "local"),
                    mark("You are alone again, and blind again."),
                ),
            ),
        ),
        Beat(at=("cycle", 520), say=mark("They have trained again."), quotes=True, go=_GO_ON),
    ),
    stars=(0.75, 0.9),
    sentence=mark("Learn together, but let no single voice decide."),
    hook=mark("Now against everyone: the free match."),
)

ALL: tuple[Chapter, ...] = (
    _ONE_ENGINE, _CALENDAR, _OWN_MODEL, _NEVER_SEEN, _ALLIANCE, _AHEAD, _BAD_MEMBER,
)  # fmt: skip
"""In their order."""

BY_NAME = {chapter.name: chapter for chapter in ALL}
"""By the names of their scenarios."""
