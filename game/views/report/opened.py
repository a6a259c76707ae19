"""What a report says of faults: what failed in each factory, and what its models had seen fail."""

from game.review.opened import Taught
from game.review.review import Review, Standing
from game.text.language import number, t, tn
from game.views.frame.tables import Cell, Table


def opened_words(you: Standing) -> str | None:
    """Say what failed in the player's factory and what its models knew; None if nobody can tell."""
    found = you.opened
    if found.failures is None:
        return None
    words = [_failed_words(*found.failures)]
    if found.calm and found.never_seen:
        words.append(
            tn(
                "{n} came while the forecast stood far above the alarm, {never} of a fault that "
                "the model had never seen.",
                "{n} came while the forecast stood far above the alarm, {never} of them of a fault "
                "that the model had never seen.",
                found.calm,
                never=number(found.never_seen),
            )
        )
    elif found.calm:
        words.append(
            tn(
                "{n} came while the forecast stood far above the alarm.",
                "{n} came while the forecast stood far above the alarm.",
                found.calm,
            )
        )
    if found.saved:
        words.append(
            tn(
                "{n} engine was serviced in time that, as it stood then, a model of your own "
                "failures alone would have let fail.",
                "{n} engines were serviced in time that, as they stood then, a model of your own "
                "failures alone would have let fail.",
                found.saved,
            )
        )
    return " ".join(words)


def _failed_words(compressors: int, fans: int) -> str:
    """Say what failed, and nothing of what did not."""
    if not (compressors or fans):
        return t("None of your engines failed.")
    if not fans:
        return tn(
            "Your one failure was of the compressor.",
            "All of your {n} failures were of the compressor.",
            compressors,
        )
    if not compressors:
        return tn(
            "Your one failure was of the fan.", "All of your {n} failures were of the fan.", fans
        )
    return t(
        "Of your failures {compressors} and {fans}.",
        compressors=tn("{n} was of the compressor", "{n} were of the compressor", compressors),
        fans=tn("{n} of the fan", "{n} of the fan", fans),
    )


def opened_table(review: Review) -> Table:
    """Return what failed in each factory, and what its last model had seen fail."""
    rows = []
    for factory in review.factories:
        found = factory.opened
        if found.failures is None:
            continue
        model = found.models[-1] if found.models else None
        rows.append(
            [
                Cell(t("Factory"), t("factory"), t(factory.name)),
                Cell(t("Compressors failed"), t("compressors"), found.failures.compressor, number),
                Cell(t("Fans failed"), t("fans"), found.failures.fan, number),
                Cell(t("Failed though the forecast was calm"), t("calm"), found.calm, number),
                Cell("", t("never_seen"), found.never_seen),
                Cell(t("Saved by others"), t("saved"), found.saved, number),
                Cell(
                    t("Its last model had seen fail"),
                    t("seen_own_compressors"),
                    None if model is None else model.own.compressor,
                    t("no model") if model is None else seen_words(model),
                ),
                Cell("", t("seen_own_fans"), None if model is None else model.own.fan),
                Cell("", t("seen_other_compressors"), None if model is None else model.others[0]),
                Cell("", t("seen_other_fans"), None if model is None else model.others[1]),
            ]
        )
    return Table.of_rows("what-failed", t("What failed"), rows)


def seen_words(model: Taught) -> str:
    """Say what a model had seen fail."""
    own = t(
        "its own: {compressors}, {fans}",
        compressors=tn("{n} compressor", "{n} compressors", model.own.compressor),
        fans=tn("{n} fan", "{n} fans", model.own.fan),
    )
    if not sum(model.others):
        return own
    return t(
        "{own}; the other members: {compressors} and {fans}",
        own=own,
        compressors=number(model.others.compressor),
        fans=number(model.others.fan),
    )
