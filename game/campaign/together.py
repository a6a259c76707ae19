"""Chapters four to seven: what others have seen, and what it costs to learn with them."""

from game.campaign.alone import IN_TIME
from game.campaign.scenes import GO_ON, Beat, Chapter, Choice
from game.text.marking import mark

_SEEN = Beat(
    at=("seen", 1), say="", served=mark("A worn fan, seen in time. Others knew."), quotes=True
)

_LETTER = (
    Choice(mark("Join them"), ("order", "federated")),
    Choice(mark("Stay alone")),
)

NEVER_SEEN = Chapter(
    name="chapter4",
    seeds=(220, 734, 649),
    idea=mark("Calm, and wrong"),
    pace=((0, 24),),
    shows=("graphs", "faults", "standing", "race"),
    beats=(
        Beat(
            at=("start",),
            say=mark("Another factory. Its model learned from four failures of its own."),
            go=mark("Start"),
            does=("order", "local"),
        ),
        IN_TIME,
        Beat(
            at=("serviced", 2),
            say="",
            served=mark("In time again: {left} cycles left."),
            quotes=True,
        ),
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
            say=mark(
                "Its fan wore out. This model has seen {compressors} fail and no fan, "
                "unlike chapter 3's."
            ),
            served=mark(
                "It had {left} left, not {forecast}. Its fan wore out: this model has seen "
                "none fail, unlike chapter 3's."
            ),
            quotes=True,
            go=GO_ON,
        ),
        Beat(
            at=("after",),
            say=mark(
                "A letter: {others} other factories have seen fans fail. "
                "Train one model together? Sensor data stay home."
            ),
            ask=_LETTER,
        ),
        Beat(
            at=("calm", 2),
            only=1,
            say=mark("Another fan, another calm forecast. The letter still lies here."),
            ask=_LETTER,
        ),
        _SEEN,
    ),
    stars=(0.75, 0.88),
    sentence=mark("A model sees coming only what somebody has seen fail."),
    hook=mark("Who are the others, and what do they want?"),
)

ALLIANCE = Chapter(
    name="chapter5",
    plays="chapter5b",
    seeds=(19, 27, 12, 23, 20),
    idea=mark("What is shared, what stays"),
    pace=((0, 30),),
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
            at=("cycle", 260),
            say=mark("Each training has its price. Which one do you join?"),
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
            say=mark("{moved} travelled. {stayed} of histories stayed home."),
            quotes=True,
        ),
        Beat(
            at=("cycle", 330),
            say=mark("Sooner or later a fan wears out. Will your model call in time now?"),
            ask=(
                Choice(mark("Yes"), reply=mark("You trusted the others.")),
                Choice(mark("No"), reply=mark("You trusted nobody.")),
            ),
        ),
        _SEEN,
    ),
    stars=(0.75, 0.9),
    sentence=mark(
        "Share the model, keep the data. An alliance is worth what its members have seen fail."
    ),
    unpaid=mark(
        "Share the model, keep the data. Here the others' failures spared less than they cost."
    ),
    hook=mark("Then spare parts became slow."),
)

_ORDERS = (
    Choice(mark("75 left"), ("order", "federated", 75), mark("You said: 75.")),
    Choice(mark("90 left"), ("order", "federated", 90), mark("You said: 90.")),
    Choice(mark("105 left"), ("order", "federated", 105), mark("You said: 105.")),
)
"""The best is some 50 more than a service takes, and less of a model that bends."""

AHEAD = Chapter(
    name="chapter6",
    plays="chapter6b",
    seeds=(4, 8, 2, 0, 9),
    idea=mark("A service takes time to come"),
    pace=((0, 24),),
    shows=("graphs", "faults", "standing", "race"),
    beats=(
        Beat(
            at=("start",),
            say=mark(
                "Now a service comes {lead} cycles after its order. "
                "In this factory you are in {name0}."
            ),
            go=mark("Start"),
            does=("answer", 0, 0),
        ),
        Beat(
            at=("joined",),
            say=mark("A forecast errs, either way. At how many cycles left shall it order?"),
            ask=_ORDERS,
        ),
        Beat(
            at=("ended", 1),
            say=mark("Ordered, and failed {short} cycles before its service."),
            served=mark("Its service came in time, with {left} cycles left."),
            quotes=True,
            go=GO_ON,
        ),
        Beat(
            at=("ended", 3),
            say=mark("Three services have come. The same order, or another?"),
            ask=_ORDERS,
        ),
        Beat(
            at=("cycle", 400),
            say=mark(
                "A model that bends: it follows curves where yours draws straight lines. "
                "It costs {price}."
            ),
            ask=(
                Choice(mark("Take it"), ("answer", 1, 0)),
                Choice(mark("Keep yours")),
            ),
        ),
        Beat(
            at=("cycle", 620),
            say=mark("You have seen its services come. Order at how many left, to the end?"),
            ask=_ORDERS,
        ),
    ),
    stars=(0.75, 0.9),
    sentence=mark("The longer a service takes, the more a good forecast is worth."),
    unpaid=mark("A better forecast pays only where it spares more than it costs."),
    hook=mark("And if one of the others lies?"),
)

BAD_MEMBER = Chapter(
    name="chapter7",
    plays="chapter7b",
    retold=True,
    seeds=(39, 8, 4, 21, 23, 13),
    idea=mark("One of them lies"),
    pace=((0, 33),),
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
                "One member will send its updates reversed, pushing the model the wrong way. "
                "What will the average do?"
            ),
            ask=(
                Choice(mark("Shrug it off"), reply=mark("You said: it will shrug it off.")),
                Choice(mark("Be dragged along"), reply=mark("You said: it will be dragged.")),
            ),
        ),
        Beat(
            at=("cycle", 480),
            say=mark("They train again at cycle 500. What do you do?"),
            ask=(
                Choice(
                    mark("Vote for the median, the middle value, {price}"),
                    ("answer", 1, 0),
                    mark("The median looked away from the odd one."),
                ),
                Choice(
                    mark("Trust the average"),
                    reply=mark("One odd update, and the average is ruined."),
                ),
                Choice(
                    mark("Leave, with my own model"),
                    ("order", "local"),
                    mark("You are alone again, and blind again."),
                ),
            ),
        ),
        Beat(
            at=("cycle", 510),
            only=1,
            say=mark(
                "Trained again, and now it sees wear everywhere: engines are serviced for nothing."
            ),
            ask=(
                Choice(
                    mark("Leave, with my own model"),
                    ("order", "local"),
                    mark("You left soon after, to fly alone."),
                ),
                Choice(mark("Trust it still"), reply=mark("You trusted it to the end.")),
            ),
        ),
        Beat(
            at=("cycle", 540),
            say=mark("They trained again, and an average is dragged along."),
            quotes=True,
            go=GO_ON,
        ),
    ),
    stars=(0.75, 0.9),
    sentence=mark("Learn together, but let no single voice decide."),
    hook=mark("Now against everyone: the free match."),
)
