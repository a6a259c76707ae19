"""The moments at which there was a choice: sentences and a table."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import compress

from game.review.courses import varies
from game.review.review import Review
from game.review.turning_points import Choice, TurningPoint
from game.rules.custom_scenario import scenario_named
from game.text.language import money, number, t, tn
from game.text.marking import mark
from game.views.frame.tables import Cell, Table
from game.views.report.choices import said_choice, within_a_sentence

_MOMENTS = {
    "start": mark("the start"),
    "unlock": mark("a strategy came within reach"),
    "decision": mark("your decision"),
    "retraining": mark("scheduled retraining"),
    "offer": mark("an offer"),
}


def turning_words(points: Sequence[TurningPoint], lead: int = 0, apart: bool = False) -> str:
    """Say which decision cost most.

    Parameters
    ----------
    apart : each moment was weighed with everything else as it was played
    """
    if not points:
        return t("There was nothing to decide: no strategy but waiting was within reach.")
    clear = [point for point in points if point.clear]
    if not clear:
        return tn(
            "At {n} moment you had a choice; at none of them did another one promise clearly more "
            "than yours, on what you knew then.",
            "At {n} moments you had a choice; at none of them did another one promise clearly more "
            "than yours, on what you knew then.",
            len(points),
        )
    worst = clear[0]
    return t(
        mark(
            "Beyond what chance explains, your costliest moment was cycle {cycle}: on what you "
            "knew then, and with all else as you played it, {best} promised {dollars} more than "
            "{played}."
        )
        if apart
        else mark(
            "Beyond what chance explains, your costliest moment was cycle {cycle}: on what you "
            "knew then, {best} promised {dollars} more than {played} until the next moment."
        ),
        cycle=number(worst.cycle),
        best=within_a_sentence(worst.best, lead),
        dollars=money(worst.regret),
        played=played_words(worst, lead) if apart else within_a_sentence(worst.played, lead),
    )


def played_words(point: TurningPoint, lead: int) -> str:
    """Write what was done, as it stands in a sentence beside the best.

    Examples
    --------
    >>> same = Choice("federated", 45, recommended=True)
    >>> point = TurningPoint(9, (), (), same, replace(same, kept=True), 1_000, 0, ())
    >>> played_words(point, lead=40)
    'what you ordered'
    """
    if isinstance(point.best, Choice) and point.best.kept:
        return t("what you ordered")
    return within_a_sentence(point.played, lead)


def weighed_apart(review: Review) -> bool:
    """Return whether each moment was weighed with everything else as it was played."""
    return varies(scenario_named(review.scenario))


def moment_words(point: TurningPoint) -> str:
    """Say what kind of moment it was."""
    words = ", ".join(t(_MOMENTS[kind]) for kind in point.kinds)
    return words[:1].upper() + words[1:]


def _verdict(clear: bool) -> str:
    return t("clear") if clear else t("within chance")


def turning_table(
    points: Sequence[TurningPoint], end: int, lead: int = 0, apart: bool = False
) -> Table:
    """Return the moments, the costliest first; those without loss only in the file.

    Parameters
    ----------
    end : cycles of the match
    lead : cycles between the order of a service and its beginning
    apart : each moment was weighed with everything else as it was played, to the end
    """
    knew = t("Best on what you knew")
    said = partial(said_choice, lead=lead)
    moments = sorted(point.cycle for point in points)
    until = dict(zip(moments, [end] * len(moments) if apart else [*moments[1:], end], strict=True))

    def when(point: TurningPoint) -> str:
        if apart:
            return t("cycle {cycle}", cycle=number(point.cycle))
        first, last = number(point.cycle), number(until[point.cycle])
        return t("cycles {first} to {last}", first=first, last=last)

    def loss(point: TurningPoint) -> str:
        return f"{money(point.regret)} ± {money(point.standard_error)}"

    rows = [
        [
            Cell(t("When"), t("cycle"), point.cycle, when(point)),
            Cell("", t("until"), until[point.cycle]),
            Cell(t("Moment"), t("moment"), " ".join(point.kinds), moment_words(point)),
            Cell(t("You had"), t("played"), point.played.code, said(point.played)),
            Cell("", t("played_setting"), point.played.number),
            Cell(knew, t("best"), point.best.code, said(point.best)),
            Cell("", t("best_setting"), point.best.number),
            Cell(t("Expected loss there"), t("loss"), point.regret, loss(point)),
            Cell("", t("standard_error"), point.standard_error),
            Cell(t("Verdict"), t("clear"), point.clear, _verdict),
        ]
        for point in points
    ]
    table = Table.of_rows("turning-points", t("Turning points"), rows)
    lossy = (point.regret > 0 for point in points)
    return replace(table, cells=tuple(compress(table.cells, lossy)))
