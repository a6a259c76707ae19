"""What weakens the answers for a plant: a record that is short, chancy, or too even to be true."""

from game.business.gains.findings import Findings
from game.business.lives.lifetimes import FEWEST_FAILURES, SHAPES
from game.business.plant import Plant, seem_months
from game.text.language import number, t, tn


def warnings(found: Findings) -> list[str]:
    """Say what weakens the answers."""
    said = []
    low, high = (number(end, 1) for end in found.shape)
    if found.too_few:
        said.append(
            tn(
                "A service age of your own needs {least} failures on record: there is {n}.",
                "A service age of your own needs {least} failures on record: there are {n}.",
                found.failures,
                least=FEWEST_FAILURES,
            )
        )
        said.append(_excluded(found))
    said += too_even(found)
    if found.may_not_age:
        said.append(
            t(
                "The shape of your lifetimes lies between {low} and {high}: it may be 1, and then "
                "machines do not wear out and **a calendar may not pay**.",
                low=low,
                high=high,
            )
        )
    if found.not_weibull:
        said.append(
            t(
                "These lifetimes follow no Weibull law: calendars may be worth more or less than "
                "is said here."
            )
        )
    return said


def too_even(found: Findings | None) -> list[str]:
    """Say that lives are too even to be true, beside the answer, too; nothing of others."""
    if found is None or not found.too_alike:
        return []
    return [
        t(
            "The lives on record are so alike that they look rounded, or ended by a schedule "
            "rather than by failures: **an age from them cannot be trusted**. It is reckoned with "
            "shapes of up to {most}, however alike they are.",
            most=number(SHAPES[-1]),
        )
    ]


def perhaps_months(plant: Plant) -> list[str]:
    """Say that lives of a file may be months, and what they come to as hours; else nothing."""
    if not seem_months(plant):
        return []
    return [
        t(
            "By your file a machine fails about {times} times a year: {life} hours a failure, of "
            "{hours} a year. If its numbers are months, multiply each by {month}, the hours that "
            "a machine runs in one, and hand it in again.",
            times=number(plant.hours_a_year / plant.record.life),
            life=number(plant.record.life),
            hours=number(plant.hours_a_year),
            month=number(plant.hours_a_year / 12),
        )
    ]


def _excluded(found: Findings) -> str:
    below, above = found.excluded_below, found.excluded_above
    if below and above is not None:
        return t(
            "What can be said: servicing before {below} or after {above} hours costs more than "
            "waiting.",
            below=number(below),
            above=number(above),
        )
    if below:
        return t(
            "What can be said: servicing before {below} hours costs more than waiting.",
            below=number(below),
        )
    return t("They exclude no service age either.")
