"""What an audience is asked, in words: a question, what is said of it, its options."""

from collections.abc import Iterator

from game.rooms.account import Account, Watched
from game.rooms.ballots.ballot import GUESS, Ballot, Question, won
from game.rooms.offered import Seen
from game.rooms.room import Plan, Room, rules_of
from game.rules.offers.events import Event, events_of
from game.rules.offers.offers import Offer
from game.rules.offers.terms import allowed_by
from game.rules.strategies import STRATEGIES
from game.text.language import money, number, percent, t, tn
from game.text.marking import mark

RULES = {"fedavg": mark("merged by averaging"), "median": mark("merged by the median")}

SHORT = {
    "kit": mark("Sensor ranges and four fan failures, for a model of your own."),
    "ruler": mark("Sensor ranges, so that a model of your own notices more wear."),
    "alliance": mark("Train one model together: data stay at home, each training costs a fee."),
    "family": mark("It forecasts better, but a bad member cannot be left out."),
    "robust": mark(
        "By the median odd updates no longer move the model; one that bends is given up."
    ),
}
"""What is said of an offer on a ballot, where the letter's words are too long for half a minute."""


def title_of(room: Room, question: Question) -> str:
    """Return a question."""
    cycles = room.plan.turn_cycles
    match question.kind:
        case "strategy":
            return t("How do we maintain for the next {cycles} cycles?", cycles=cycles)
        case "setting":
            kind = STRATEGIES[question.options[0][0]]
            if kind.scheduled:
                return t("At what age do we order a service?")
            return t("How early do we order: at how many cycles left?")
        case "offer":
            return t(room.plan.offers[question.about or 0].row.title)
        case "call":
            return t("Engine {engine}: what do we do with it?", engine=1 + (question.about or 0))
    return t("What will the next {cycles} cycles bring?", cycles=cycles)


def offered_as(room: Room, question: Question) -> str:
    """Return a question as a host reads it in the menu: a letter's with what it is against or when.

    Until it is asked nobody else says so.
    """
    title = title_of(room, question)
    if question.kind != "offer":
        return title
    offer = _offer_of(room, question)
    for event in events_of(rules_of(room.plan.scenario_code), room.plan.seed):
        if event.kind == offer.row.event:
            return t("{title}, against: {event}", title=title, event=t(event.row.title))
    if not offer.bonus:
        return title
    return t("{title}, cycles {begins} to {ends}", title=title,
             begins=number(offer.begins), ends=number(offer.ends))  # fmt: skip


def line_of(room: Room, ballot: Ballot, account: Account | None = None) -> str:
    """Return what is said of a question besides: what it is about, that it is asked once more.

    Parameters
    ----------
    account : of the audience's factory as it stands, which says what is known of an engine
    """
    told, question = [], ballot.question
    if not ballot.closed and any(
        one.void and one.turn == ballot.turn and one.question == question for one in room.ballots
    ):
        told.append(t("Asked again: vote once more."))
    if question.kind == "offer":
        told += [*_befalls(room.plan, question.about or 0), _line_of_offer(room, question)]
    if question.kind == "call" and account is not None:
        told += [engine_told(one) for one in account.watched if one.slot == question.about]
    if question.kind in ("strategy", "setting", "call") or _is_about_alliances(room, question):
        told += at_stake(room, account)
    if question.kind == GUESS:
        told.append(t("Guess first: it decides nothing."))
    return " ".join(told)


def _is_about_alliances(room: Room, question: Question) -> bool:
    return question.kind == "offer" and bool(_offer_of(room, question).alliances)


def at_stake(room: Room, account: Account | None) -> Iterator[str]:
    """Tell of each contract that runs, or will, what breaks it: a vote may.

    One that has been voted for in this turn is in force from its end on, with nothing lost so far.
    """
    rules = rules_of(room.plan.scenario_code)
    runs = [] if account is None else list(account.runs)
    runs += [
        (about, 0)
        for kind, about, what in won(room.ballots, room.turn)
        if kind == "offer" and about is not None and what is not None
    ]
    for about, stood in runs:
        offer, prices = room.plan.offers[about], rules.economics
        if not offer.bonus or offer.ends <= room.cycle:
            continue
        values = {
            "money": money(offer.bonus),
            "allowed": number(allowed_by(offer, rules.slots)),
            "begins": number(offer.begins),
            "ends": number(offer.ends),
            "service": number(prices.service_cycles),
            "failure": number(prices.failure_cycles),
            "stood": number(stood),
        }
        if offer.begins < room.cycle:
            yield t("Your contract pays {money} if engines stand still for {allowed} cycles at "
                    "most until cycle {ends} (a service {service}, a failure {failure}); {stood} "
                    "so far.", **values)  # fmt: skip
        else:
            yield t("Your contract pays {money} if engines stand still for {allowed} cycles at "
                    "most in cycles {begins} to {ends} (a service {service}, a failure "
                    "{failure}).", **values)  # fmt: skip


def engine_told(one: Watched) -> str:
    """Return what the board says of an engine: how long it has flown, what is left, what is planned.

    Examples
    --------
    >>> engine_told(Watched(0, 96, None, None, 184, ("service",), 136))
    'It has flown 96 cycles. By the order in force its service begins at cycle 184.'
    >>> engine_told(Watched(0, 96, 62.4, (40.0, 80.1), 540, ("service",), 536))
    'It has flown 96 cycles; 62 left, 40 to 80 likely. By the order in force its service begins at about cycle 540.'
    """  # noqa: E501 - one sentence
    age = number(one.age)
    left = None if one.left is None else number(max(0, round(one.left)))
    begins = None if one.begins is None else number(one.begins)
    if left is None and begins is None:
        return t("It has flown {age} cycles. The order in force waits until it fails.", age=age)
    if left is None:
        return t("It has flown {age} cycles. By the order in force its service begins at cycle "
                 "{begins}.", age=age, begins=begins)  # fmt: skip
    if begins is None:
        return t("It has flown {age} cycles; {left} or more left. By the order in force no service "
                 "is in sight.", age=age, left=left)  # fmt: skip
    if one.likely is None:
        return t("It has flown {age} cycles; {left} left. By the order in force its service "
                 "begins at about cycle {begins}.", age=age, left=left, begins=begins)  # fmt: skip
    low, high = (number(max(0, round(end))) if end is not None else None for end in one.likely)
    if high is None:
        return t("It has flown {age} cycles; {left} left, {low} or more likely. By the order in "
                 "force its service begins at about cycle {begins}.",
                 age=age, left=left, low=low, begins=begins)  # fmt: skip
    return t("It has flown {age} cycles; {left} left, {low} to {high} likely. By the order in "
             "force its service begins at about cycle {begins}.",
             age=age, left=left, low=low, high=high, begins=begins)  # fmt: skip


def _befalls(plan: Plan, about: int) -> Iterator[str]:
    """Give what befalls, where an offer is the counter-move to it."""
    offers = plan.offers
    for event in events_of(rules_of(plan.scenario_code), plan.seed):
        if event.kind != offers[about].row.event:
            continue
        yield event_told(plan, event)


def event_told(plan: Plan, event: Event) -> str:
    """Return what befalls, when or whom, and what it does."""
    when = {"begins": number(event.begins), "ends": number(event.ends)}
    title, line = t(event.row.title), t(event.row.line)
    if event.row.engines:
        return t("{title}: {line}", title=title, line=line)
    if event.row.poisoned:
        ring = next(one.alliances for one in plan.offers if one.alliances)[event.alliance]
        return t("{title} in {alliance}, from cycle {begins} on: {line}",
                 title=title, line=line, alliance=ring.name, **when)  # fmt: skip
    return t("{title}, cycles {begins} to {ends}: {line}", title=title, line=line, **when)


def _line_of_offer(room: Room, question: Question) -> str:
    row = _offer_of(room, question).row
    return t(SHORT.get(row.name, row.line))


def _offer_of(room: Room, question: Question) -> Offer:
    return room.plan.offers[question.about or 0]


def option_of(
    room: Room, question: Question, place: int, seen: Seen = (), account: Account | None = None
) -> dict[str, str]:
    """Return an option's name, and what it means.

    Parameters
    ----------
    account : of the audience's factory as it stands, which says when a service would begin
    """
    option, rules = question.options[place], rules_of(room.plan.scenario_code)
    match question.kind:
        case "strategy":
            kind = STRATEGIES[option[0]]
            line = t(kind.line, factories=rules.federation_size)
            if kind.together and rules.offers:
                line = t("The model that your alliance trains raises the alarm")
            return {"name": t(kind.title), "line": line}
        case "setting":
            return _setting(question, place)
        case "offer":
            return _offered(room, question.about or 0, option, seen)
        case "call":
            return {
                None: {"name": t("As ordered"), "line": t("The order in force decides.")},
                "service": {"name": t("Service now"), "line": _soonest(question, account)},
                "hold": {
                    "name": t("Hold it"),
                    "line": t("No service is ordered for {hold} cycles.", hold=rules.hold),
                },
            }[option]
    return {"name": range_of(*option), "line": ""}


def _soonest(question: Question, account: Account | None) -> str:
    """Return when a service begins that is called for: as any order it needs its time ahead."""
    for one in () if account is None else account.watched:
        if one.slot == question.about:
            return t("It is ordered now and begins at cycle {cycle}, whatever the order in force "
                     "says.", cycle=number(one.soonest))  # fmt: skip
    return t("Whatever the order in force says.")


def _setting(question: Question, place: int) -> dict[str, str]:
    value, stands = question.options[place][1], question.about
    word = (t("sooner"), t("as it stands"), t("later"))
    if not STRATEGIES[question.options[0][0]].scheduled:
        word = word[::-1]  # more cycles left are sooner
    cycles = stands if place == 1 else value
    return {"name": t("{cycles} cycles", cycles=number(cycles or 0)), "line": word[place]}


def _offered(room: Room, about: int, option: int | None, seen: Seen) -> dict[str, str]:
    offer = room.plan.offers[about]
    if option is None:
        return {"name": t("No, thank you"), "line": ""}
    price = offer.prices[option]
    told = [money(price)] if price else []
    if not offer.alliances:
        told += _terms(offer)
        return {"name": t("Take it"), "line": " · ".join(told)}
    own = offer.alliances[option]
    told.append(t("{members} members", members=own.members))
    told.append(t("{fee} a training", fee=money(own.fee)))
    told.append(t(RULES[own.rule]))
    fails = seen[option] if option < len(seen) else None
    if fails is not None:
        compressors = tn("{n} compressor", "{n} compressors", fails[0])
        fans = tn("{n} fan", "{n} fans", fails[1])
        told.append(t("has seen {compressors} and {fans} fail", compressors=compressors, fans=fans))
    return {"name": own.name, "line": " · ".join(told)}


def _terms(offer: Offer) -> Iterator[str]:
    """Give what somebody must know of an offer before taking it: when, for what."""
    when = {"begins": number(offer.begins), "ends": number(offer.ends)}
    if offer.bonus:
        yield t("pays {bonus} if engines run {share} of cycles {begins} to {ends}",
                bonus=money(offer.bonus), share=percent(offer.line / 100), **when)  # fmt: skip
    elif offer.ends:
        yield t("cycles {begins} to {ends}", **when)
    if offer.row.trains:
        yield t("shows in the next training")


def range_of(low: int | None, high: int | None) -> str:
    """Return what a guess says, in words.

    Examples
    --------
    >>> range_of(None, 0), range_of(0, 70_000)
    ('A loss', '$0 to $70,000')
    """
    if low is None:
        return t("A loss")
    if high is None:
        return t("More than {money}", money=money(low))
    return t("{low} to {high}", low=money(low), high=money(high))
