"""Of whom each value of a plant is: the visitor's, published, or still our example's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from game.business.gains.year import each_event
from game.business.plant import Case
from game.text.language import number, t
from game.text.marking import mark
from game.views.business.words.inputs import MODELS, Assumed, assumed, value_at
from game.views.business.words.money import exactly

YOURS, PUBLISHED, EXAMPLE = "yours", "published", "example"

TITLES: Mapping[str, str] = {
    YOURS: mark("yours"),
    PUBLISHED: mark("published"),
    EXAMPLE: mark("our example"),
}
"""Of whom a value is, as it is said beside it."""

OF_A_STOP = (
    "plant.hour_worth", "plant.service_hours", "plant.failure_hours", "plant.secondary_damage",
    "plant.lead_hours",
)  # fmt: skip
"""What an example adds to the costs of a stop, and what may be nothing."""


COSTS = ("plant.service_cost", "plant.failure_cost")
"""What is asked first of a stop."""


@dataclass(frozen=True)
class Origins:
    """Of whom values are.

    Attributes
    ----------
    changed : paths of what the visitor has otherwise than the example; None where nobody knows with
        which example a plant was begun
    published : paths of what stands as it was published
    """

    changed: frozenset[str] | None = None
    published: frozenset[str] = frozenset()

    def of(self, path: str) -> str | None:
        """Return of whom a value is; None where nobody knows.

        Examples
        --------
        >>> origins = Origins(frozenset({"plant.machines"}), frozenset({"plant.mean_life"}))
        >>> [origins.of(f"plant.{name}") for name in ("machines", "mean_life", "shape")]
        ['yours', 'published', 'example']
        >>> Origins().of("plant.machines")
        """
        if self.changed is None:
            return None
        if path in self.changed:
            return YOURS
        return PUBLISHED if path in self.published else EXAMPLE

    def said(self, path: str) -> str:
        """Return of whom a value is, in words; nothing where nobody knows."""
        whose = self.of(path)
        return "" if whose is None else t(TITLES[whose])


def left_of_example(values: Mapping[str, Any], origins: Origins) -> list[Assumed]:
    """Return what of a stop is still our example's, and not nothing.

    Parameters
    ----------
    values : a case, as JSON
    """
    return [
        one
        for one in assumed(values)
        if one.path in OF_A_STOP and origins.of(one.path) == EXAMPLE and value_at(values, one.path)
    ]


def as_published(values: Mapping[str, Any], origins: Origins) -> list[Assumed]:
    """Return what stands as it was published, of plants that are not the visitor's."""
    return [one for one in assumed(values) if origins.of(one.path) == PUBLISHED]


def has_example_models(values: Mapping[str, Any], origins: Origins) -> bool:
    """Return whether a model is weighed whose costs are partly our example's."""
    return any(
        value_at(values, f"{name}.{bill}") and origins.of(f"{name}.{bill}") == EXAMPLE
        for name in MODELS
        for bill in ("sensors", "integration", "people", "fee")
    )


def without_example(values: Mapping[str, Any], origins: Origins) -> dict[str, Any]:
    """Return a case, as JSON, in which nothing of a stop is our example's."""
    nothing = {one.path.split(".")[1]: 0 for one in left_of_example(values, origins)}
    return {**values, "plant": {**values["plant"], **nothing}}


def without_models(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a case, as JSON, for which no model is weighed."""
    programme = {name: one for name, one in values["programme"].items() if name not in MODELS}
    return {**values, "programme": programme}


def shares(values: Mapping[str, Any], origins: Origins, example: str) -> list[str]:
    """Say how much of a plant is the visitor's, and what of a stop is still our example's.

    Parameters
    ----------
    example : its title
    """
    told = assumed(values)
    own = sum(origins.of(one.path) == YOURS for one in told)
    said = [
        t(
            "Yours: {own} of {all} values; each field says whose it is. The others are those of "
            "our example *{example}*, and in every figure until you change them.",
            own=number(own),
            all=number(len(told)),
            example=example,
        )
    ]
    left = left_of_example(values, origins)
    if left:
        said.append(
            t(
                "Still our example's, of what a stop costs: **{values}**.",
                values=_listed(left),
            )
        )
    published = as_published(values, origins)
    if published:
        said.append(
            t("As published, and not of your plant: **{values}**.", values=_listed(published))
        )
    if has_example_models(values, origins):
        said.append(t("What models cost is our example's, too."))
    return said


def _listed(values: Sequence[Assumed]) -> str:
    return "; ".join(t("{name}: {value}", name=one.label, value=one.said) for one in values)


def priced(case: Case, origins: Origins) -> str:
    """Say what a failure and a service count for, of which parts, and whose each is.

    Examples
    --------
    >>> from game.business.plant import Plant
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1_000, failure_cost=9_000,
    ...               failure_hours=10, hour_worth=50,
    ...               shape=2.0, mean_life=6_000, failures_on_record=12)
    >>> failure, _, service = priced(Case(pumps, currency="EUR"), Origins()).partition(". ")
    >>> failure
    'Every figure counts a failure as 9,500 EUR: 9,000 itself + 10 hours down at 50'
    >>> service
    'A planned service counts as 1,000 EUR: 1,000 itself.'
    """
    plant, unit, hour = case.plant, case.currency, case.plant.prices.hour
    each_service, each_failure = each_event(case)

    def parts(cost: str, hours: str, damage: float = 0.0) -> str:
        known = getattr(plant, cost), getattr(plant, hours)
        told = [_marked(t("{value} itself", value=_plain(known[0])), origins, f"plant.{cost}")]
        if damage:
            elsewhere = t("{value} damaged elsewhere", value=_plain(damage))
            told.append(_marked(elsewhere, origins, "plant.secondary_damage"))
        if hour and known[1]:
            down = t("{hours} hours down at {value}", hours=_plain(known[1]), value=_plain(hour))
            told.append(_marked(down, origins, f"plant.{hours}", "plant.hour_worth"))
        return " + ".join(told)

    failure = t(
        "Every figure counts a failure as {all}: {parts}.",
        all=exactly(each_failure, unit),
        parts=parts("failure_cost", "failure_hours", plant.secondary_damage),
    )
    service = t(
        "A planned service counts as {all}: {parts}.",
        all=exactly(each_service, unit),
        parts=parts("service_cost", "service_hours"),
    )
    return f"{failure} {service}"


def _marked(text: str, origins: Origins, *paths: str) -> str:
    """Return a part of a sum with whose it is: our example's where any of its values is."""
    found = [origins.of(path) for path in paths]
    for whose in (EXAMPLE, PUBLISHED, YOURS):
        if whose in found:
            return t("{text} ({whose})", text=text, whose=t(TITLES[whose]))
    return text


def _plain(value: float) -> str:
    return exactly(value, "")
