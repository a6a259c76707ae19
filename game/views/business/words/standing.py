"""What figures and links stand on where a field, a file or a link cannot say all of it."""

from collections.abc import Sequence

from game.business.contenders import TITLES
from game.business.plant import Case
from game.text.language import number, t, tn
from game.views.business.words.money import amount


def unread(labels: Sequence[str]) -> list[str]:
    """Say which fields cannot be read, if any, and what the figures are of instead."""
    if not labels:
        return []
    return [
        t(
            "Cannot be used as written: {fields}. The figures are of the last valid values.",
            fields="; ".join(labels),
        )
    ]


def of_before(reason: str) -> str:
    """Say that the figures are of what was valid before, and why."""
    return t("{reason} The figures are of the last valid values.", reason=reason)


def of_file(refused: str, used: str) -> str:
    """Say of what the figures are while a file cannot be read.

    Examples
    --------
    >>> of_file("b.csv", "a.csv")
    '`b.csv` cannot be used. The figures are of `a.csv`.'
    """
    if not used:
        return t(
            "{file} cannot be used. The figures are of the law in the form.",
            file=_file(refused),
        )
    return t(
        "{file} cannot be used. The figures are of {used}.",
        file=_file(refused),
        used=_file(used),
    )


def _file(name: str) -> str:
    """Return a file's name with no mark-up of its own."""
    return "`{}`".format(name.replace("`", "'"))


def used(file: str, holds: str) -> str:
    """Say which record figures are of, and what it holds."""
    return t("Figures are of {file}: {holds}", file=_file(file), holds=holds)


def lost(failures: int, came: tuple[str, float] | None, unit: str) -> str:
    """Say that figures are of the law of a record that is not here, and how it comes back.

    Parameters
    ----------
    came : with that record: the answer that was worth most, and its worth; None if not known
    """
    said = t(
        "**Without your record.** These figures were made with a record of {failures}. It is not "
        "here: lifetimes never travel in a link, nor do they outlive a reload. In its place stands "
        "the law fitted to it, and figures differ from those of the record itself.",
        failures=tn("{n} failure", "{n} failures", failures),
    )
    if came is None:
        return said
    with_it = t("With the record: {best}.", best=_best(came, unit))
    return f"{said} {with_it}"


def lost_in_short(failures: int, came: tuple[str, float] | None, unit: str) -> list[str]:
    """Say the same beside a figure and on paper; nothing where no record is lost.

    Examples
    --------
    >>> lost_in_short(0, None, "EUR"), lost_in_short(12, None, "EUR")
    ([], ['**Without your record of 12 failures.**'])
    """
    if not failures:
        return []
    said = t(
        "**Without your record of {failures}.**",
        failures=tn("{n} failure", "{n} failures", failures),
    )
    if came is None:
        return [said]
    with_it = t("With it: {best}.", best=_best(came, unit))
    return [f"{said} {with_it}"]


def law_in_link(told: Case, came: tuple[str, float] | None) -> str:
    """Say what a link says in the place of lifetimes."""
    plant = told.plant
    said = t(
        "Lifetimes never travel in a link: it carries the law fitted to them, shape {shape}, mean "
        "life {mean} hours, {failures} on record. Its figures differ from these.",
        shape=number(plant.shape or 0.0, 2),
        mean=number(plant.mean_life or 0.0),
        failures=tn("{n} failure", "{n} failures", plant.failures_on_record or 0),
    )
    if came is None:
        return said
    beside = t("Beside them it says what was found here: {best}.", best=_best(came, told.currency))
    return f"{said} {beside}"


def _best(came: tuple[str, float], unit: str) -> str:
    name, worth = came
    return t(
        "on average *{title}* comes to most, {worth}", title=t(TITLES[name]),
        worth=amount(worth, unit),
    )  # fmt: skip


def no_link(reason: str) -> str:
    """Say why no link can be made of lifetimes."""
    return t(
        "Lifetimes never travel in a link, only the law fitted to them. {reason}", reason=reason
    )
