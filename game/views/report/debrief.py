"""What a report opens with: what decided the match, and where to decide anew."""

from collections.abc import Callable, Sequence

from game.review.calls import CallValue
from game.review.debrief.decided import Cause, Turn, best_rival, firm, firm_points
from game.review.debrief.insights import won
from game.review.review import MOST_REDRAWS, Review
from game.review.turning_points import Choice, Reply, TurningPoint
from game.rules.decisions import Decision
from game.rules.strategies import STRATEGIES
from game.text.language import compared, money, number, ordinal, short_money, t
from game.text.marking import mark
from game.views.report.choices import lead_of, within_a_sentence
from game.views.report.factories import rival_words
from game.views.report.moments import played_words


def decided_words(cause: Cause, review: Review) -> str:
    """Write in one sentence what decided a match."""
    return _DECIDED[cause.kind](cause, review)


def _others(cause: Cause, review: Review) -> str:
    seen = review.counterfactual
    assert seen is not None, "a cause of this kind has its replay"
    place = ordinal(seen.place_alone)
    gained, lost = _STAYED if seen.place == seen.place_alone else _MOVED
    factories = number(len(review.factories))
    return compared(cause.dollars, gained, lost, place=place, factories=factories)


_MOVED = (
    mark(
        "What other factories had seen fail decided this match: with a model of your own "
        "you would have ended {dollars} lower, {place} of {factories}."
    ),
    mark(
        "The others' model decided this match, against you: with a model of your own you "
        "would have ended {dollars} higher, {place} of {factories}."
    ),
)
_STAYED = (
    mark(
        "What other factories had seen fail made the largest difference in this match: "
        "with a model of your own you would have ended {dollars} lower, still {place} of "
        "{factories}."
    ),
    mark(
        "The others' model made the largest difference in this match, against you: with a "
        "model of your own you would have ended {dollars} higher, still {place} of "
        "{factories}."
    ),
)
"""What is said of the others' model where the place would have been another, and where not."""


def _calls(cause: Cause, review: Review) -> str:
    made = len(review.calls or ())
    return compared(
        cause.dollars,
        mark(
            "What you did by hand brought you most in this match: on what was known, your calls "
            "({n}) were worth {dollars} more than your order."
        ),
        mark(
            "What you did by hand cost you most in this match: on what was known, your calls "
            "({n}) were worth {dollars} less than your order."
        ),
        n=number(made),
    )


def _moment(cause: Cause, review: Review) -> str:
    point = cause.point
    assert point is not None, "a cause of this kind has its moment"
    lead = lead_of(review)
    told = t(
        _MOMENTS[cause.kind],
        cycle=number(point.cycle),
        best=within_a_sentence(point.best, lead),
        played=played_words(point, lead),
        dollars=money(-cause.dollars),
    )
    return f"{told}{_lucky(-cause.dollars, review)}"


_MOMENTS = {
    "waiting": mark(
        "Waiting cost you most in this match: at cycle {cycle} {best} promised {dollars} more "
        "than letting engines fail."
    ),
    "moment": mark(
        "One moment cost you most in this match: at cycle {cycle}, on what you knew, {best} "
        "promised {dollars} more than {played}."
    ),
}


def _lucky(cost: float, review: Review) -> str:
    """Say that luck has paid for a mistake, where it paid for half of it or more."""
    luck = review.luck
    if luck is None or (luck.deviations or 0.0) < 1 or luck.dollars < cost / 2:
        return ""
    back = money(min(cost, luck.dollars))
    return " " + t("Good luck gave {dollars} of it back on these engines.", dollars=back)


def _luck(cause: Cause, review: Review) -> str:
    unlucky = (
        mark(
            "You won against bad luck: these engines gave {dollars} less than decisions like yours "
            "earn on average."
        )
        if won(review)
        else mark(
            "Bad luck cost you most in this match: these engines gave {dollars} less than "
            "decisions like yours earn on average."
        )
    )
    return compared(
        cause.dollars,
        mark(
            "Good luck brought you most in this match: these engines gave {dollars} more than "
            "decisions like yours earn on average."
        ),
        unlucky,
    )


def _rival(cause: Cause, review: Review) -> str:
    del cause
    rival = best_rival(review)
    return f"{t(rival.name)} {rival_words(rival, review.factories[0], lead_of(review))}"


_DECIDED: dict[str, Callable[[Cause, Review], str]] = {
    "others": _others,
    "calls": _calls,
    "waiting": _moment,
    "moment": _moment,
    "luck": _luck,
    "rival": _rival,
}


def progress_words(review: Review) -> str:
    """Say how far it is known what to try, while decisions are still being weighed.

    Examples
    --------
    >>> from game.review.review import refine
    >>> from game.rules.scenario import DEFAULT
    >>> progress_words(next(refine(DEFAULT, 7, end=400)))
    'Each decision is being weighed against what else you could have done: 0 of 64 redraws are in.'
    """
    redraws = {
        "done": 0 if review.quality is None else review.quality.redraws,
        "most": MOST_REDRAWS,
    }
    if not firm(review):
        return t(
            "Each decision is being weighed against what else you could have done: {done} of "
            "{most} redraws are in.",
            **redraws,
        )
    return t("A guess on {done} of {most} redraws: it may still change.", **redraws)


def turn_words(turn: Turn | None, review: Review) -> str:
    """Say what to try, and why just that."""
    if turn is None:
        return t(
            "Nothing else promised more than what you did, on what you knew. What is left is luck: "
            "play other engines."
        )
    what, lead = turn.what, lead_of(review)
    if isinstance(what, CallValue):
        said, about = _CALLED[what.call], {"engine": number(what.slot + 1)}
    else:
        kept = isinstance(what.best, Choice) and what.best.kept
        said = _CHOSE["ordered" if kept else _who_chose(what)]
        about = {name: within_a_sentence(getattr(what, name), lead) for name in ("played", "best")}
    words = t(said, cycle=number(turn.cycle), dollars=money(turn.dollars), **about)
    return words if turn.clear else words + " " + t("Chance may explain that much.")


_CALLED = {
    "service": mark(
        "At cycle {cycle} you serviced engine {engine} by hand. On what was known, leaving it "
        "to your order was worth {dollars} more."
    ),
    "hold": mark(
        "At cycle {cycle} you held engine {engine}. On what was known, leaving it to your "
        "order was worth {dollars} more."
    ),
}

_CHOSE = {
    "ordered": mark(
        "At cycle {cycle} you ordered {played}. On what you knew, ordering nothing then "
        "promised {dollars} more."
    ),
    "you": mark(
        "At cycle {cycle} you chose {played}. On what you knew, {best} promised {dollars} more."
    ),
    "joined": mark(
        "At cycle {cycle} you joined an alliance, and its model took over: {played}. On what you "
        "knew, {best} promised {dollars} more from then on."
    ),
    "training": mark(
        "At cycle {cycle} you decided nothing: the scheduled training set {played}, as "
        "recommended. On what you knew, {best} promised {dollars} more from then on."
    ),
    "nobody": mark(
        "At cycle {cycle} you decided nothing, and it stayed at {played}. On what you knew, {best} "
        "promised {dollars} more from then on."
    ),
}
"""By who chose what was in force; ``ordered`` where nothing would have been better."""


def _who_chose(point: TurningPoint) -> str:
    """Return whose choice a moment was: an offer that is not answered is refused by silence."""
    ordered = any(isinstance(one, Decision) for one in point.decisions)
    if ordered or not isinstance(point.played, Choice):
        return "you"
    if point.decisions:
        return "joined"
    set_anew = "retraining" in point.kinds and point.played.recommended
    return "training" if set_anew and STRATEGIES[point.played.strategy].forecaster else "nobody"


def back_words(turn: Turn, review: Review) -> str:
    """Write on the way back what to try there.

    Examples
    --------
    >>> from game.review.review import refine
    >>> from game.rules.scenario import DEFAULT
    >>> held = CallValue(540, 2, "hold", 150, 20.0, -9_000.0, 10.0)
    >>> back_words(Turn(540, held, 9_000, True), next(refine(DEFAULT, 7, end=400)))
    'Go back to cycle 540 and try leaving engine 3 to your order'
    """
    if isinstance(turn.what, CallValue):
        better = t("leaving engine {engine} to your order", engine=number(turn.what.slot + 1))
    else:
        better = within_a_sentence(turn.what.best, lead_of(review))
    return t("Go back to cycle {cycle} and try {better}", cycle=number(turn.cycle), better=better)


def refused_words(review: Review) -> list[str]:
    """Say what joining each alliance would have done, at the cycle at which none was joined.

    On redraws of the engines, with all else as it was played: nothing until that is known.
    """
    return [
        compared(
            option.value - point.options[0].value,
            mark("Joining {alliance} at cycle {cycle} would have earned {dollars} more."),
            mark("Joining {alliance} at cycle {cycle} would have earned {dollars} less."),
            mark("Joining {alliance} at cycle {cycle} would have earned just as much."),
            alliance=t(option.choice.alliance),
            cycle=number(point.cycle),
        )
        for point in sorted(firm_points(review), key=lambda point: point.cycle)
        if isinstance(point.played, Reply) and not point.played.taken
        for option in point.options[1:]
        if isinstance(option.choice, Reply) and option.choice.alliance is not None
    ]


def marks_of(review: Review, most: int = 3) -> list[tuple[int, str]]:
    """Return the cycles that a picture of the match points at, with a few words each.

    Examples
    --------
    >>> from game.review.review import refine
    >>> from game.rules.decisions import Decision
    >>> from game.rules.scenario import DEFAULT
    >>> marks_of(next(refine(DEFAULT, 7, [Decision(100, "federated")], end=400)))
    [(100, 'joined')]
    """
    found = {}
    if review.counterfactual is not None:
        found[review.counterfactual.joined] = t("joined")
    costly = [point for point in firm_points(review) if point.regret > 0]
    lost: dict[int, float] = {}  # by cycle: an order and an answer may have been given at one
    for point in sorted(costly, key=lambda one: (not one.clear, -one.regret)):
        lost.setdefault(point.cycle, point.regret)
    for cycle, regret in [*lost.items()][:most]:
        found[cycle] = t("{dollars} less on average", dollars=short_money(regret))
    return sorted(found.items())


def mark_words(marks: Sequence[tuple[int, str]]) -> list[str]:
    """Say what the numbers of a picture of a match stand at.

    Examples
    --------
    >>> mark_words([(1100, "joined")])
    ['cycle 1,100: joined']
    """
    return [t("cycle {cycle}: {what}", cycle=number(at), what=what) for at, what in marks]


def picture_words(review: Review) -> str:
    """Say what the picture of the money shows."""
    lines = review.lines
    ends = [
        t("{name} {profit}", name=t(factory.name), profit=money(factory.profit))
        for factory in review.factories
    ]
    if lines is not None and lines.best is not None:
        ends.append(t("best known moves {profit}", profit=money(lines.best[-1])))
    cycles, marked = number(review.cycles), enumerate(mark_words(marks_of(review)), 1)
    marks = "; ".join(t("{nth}, {words}", nth=number(nth), words=words) for nth, words in marked)
    over = (  # a wall shows the first sentence, whatever its length
        t("Money over {cycles} cycles; {marks}.", cycles=cycles, marks=marks)
        if marks
        else t("Money over {cycles} cycles.", cycles=cycles)
    )
    at_the_end = t("At the end: {ends}.", ends=", ".join(ends))
    return f"{over} {at_the_end}"
