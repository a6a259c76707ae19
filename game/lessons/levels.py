"""The way in: five short levels, each one idea and one question answered before it is shown."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from game.lessons.figures import (
    FEDERATION_SIZES,
    THRESHOLDS,
    Fleets,
    Gains,
    Joining,
    OwnModel,
    Schedules,
    Waiting,
    fleets,
    joining,
    own_model,
    schedules,
    waiting,
)
from game.rules.economics import PRUDENCE
from game.rules.links import encode
from game.rules.scenario import DEFAULT, Scenario
from game.text.language import money, number, percent, t
from game.text.marking import mark

E = TypeVar("E")

MOST_WORDS = 60
"""Of a level, before the guess."""


@dataclass(frozen=True)
class NumberForm:
    """A guess that is a whole number, typed or pointed at on a slider."""

    label: str
    low: int
    high: int
    start: int
    slider: bool

    def accepts(self, guess: int) -> bool:
        """Say whether this can be answered.

        Examples
        --------
        >>> NumberForm("Age", 1, 400, 200, slider=False).accepts(401)
        False
        """
        return self.low <= guess <= self.high

    def words(self, guess: int) -> str:
        return str(guess)


@dataclass(frozen=True)
class ChoiceForm:
    """A guess that is one of some ranges of percent, by its place among them."""

    label: str
    options: tuple[str, ...]
    bounds: tuple[float, ...]  # percent, between neighbouring options

    def accepts(self, guess: int) -> bool:
        return 0 <= guess < len(self.options)

    def words(self, guess: int) -> str:
        return t(self.options[guess]).lower()

    def place_of(self, percent: float) -> int:
        """Return the option that a number belongs to.

        Examples
        --------
        >>> ChoiceForm("Gain", ("Less", "Same", "More"), (-2, 2)).place_of(1.5)
        1
        """
        return sum(percent >= bound for bound in self.bounds)


@dataclass(frozen=True)
class Lesson(Generic[E]):
    """A level: what is told, what is asked, and what the engines say."""

    name: str
    title: str
    scenario: Scenario
    seed: int
    idea: Callable[[Scenario, int], str]
    question: Callable[[Scenario, int], str]
    form: NumberForm | ChoiceForm
    gather: Callable[[Scenario, int], E]  # within a second; remembered
    answer: Callable[[E], int]
    verdict: Callable[[E, str, int], str]  # of the evidence, the guess in words, the guess

    def told(self) -> tuple[str, str]:
        """Return idea and question."""
        return self.idea(self.scenario, self.seed), self.question(self.scenario, self.seed)

    def evidence(self) -> E:
        """Return what the level shows, computed or remembered."""
        return self.gather(self.scenario, self.seed)

    def truth(self) -> int:
        """Return the right answer, computed."""
        return self.answer(self.evidence())

    def compare(self, guess: int) -> str:
        """Say what a guess and the truth have to do with each other."""
        return self.verdict(self.evidence(), self.form.words(guess), guess)


def _prices(scenario: Scenario, _seed: int) -> str:
    prices = scenario.economics
    return t(
        "A running engine earns {income} a cycle. A failure costs "
        "{failure_cost} and {failure_cycles} idle cycles. Your factory runs {slots} "
        "engines for {cycles} cycles and waits for each to fail.",
        income=money(prices.running_income),
        failure_cost=money(prices.failure_cost),
        failure_cycles=prices.failure_cycles,
        slots=scenario.slots,
        cycles=number(scenario.cycles),
    )


def _taken(found: Waiting, _said: str, guess: int) -> str:
    earned, left = int(found.earned[-1]), int(found.left[-1])
    return t(
        "You said {said}; failures took {taken} of every $100. {failures} failures "
        "cost {lost} of the {earned} earned, and their idle cycles earned nothing. "
        "Waiting looks free; it is not.",
        said=money(guess),
        taken=money(found.taken),
        failures=found.failures,
        lost=_money(earned - left),
        earned=_money(earned),
    )


def _record(scenario: Scenario, seed: int) -> str:
    prices, known = scenario.economics, schedules(scenario, seed).known.tolist()
    return t(
        "A service in time costs {service_cost} and {service_cycles} idle cycles. So "
        "far your engines have failed at {known} cycles. From now on every engine is "
        "serviced at the same age. Too early throws life away; too late, it fails.",
        service_cost=money(prices.service_cost),
        service_cycles=prices.service_cycles,
        known=_list(known),
    )


def _scheduled(found: Schedules, said: str, guess: int) -> str:
    raw, rule = found.optimum_of_known, found.recommended
    return t(
        "Age {said} earns {profit} per engine place and 1,000 cycles; the best, {best}, "
        "{most}. On your {known} failures alone {raw} would have been best, but it "
        "earns {raw_profit}: so few engines seldom show how early the next one fails. So the "
        "game recommends {prudence} times {raw}: {rule} cycles, {rule_profit}.",
        said=said,
        profit=_money(found.at(guess)),
        best=found.best,
        most=_money(found.at(found.best)),
        known=len(found.known),
        raw=raw,
        raw_profit=_money(found.at(raw)),
        prudence=number(PRUDENCE, 1),
        rule=rule,
        rule_profit=_money(found.at(rule)),
    )


def _hired(scenario: Scenario, seed: int) -> str:
    failures = len(schedules(scenario, seed).known)
    return t(
        "A model of your own learns from your {failures} failures, all of them worn "
        "compressors, to forecast remaining life from sensor readings. An engine is "
        "serviced when its forecast falls below your threshold. But in {fan_share} of "
        "engines the fan wears out.",
        failures=failures,
        fan_share=percent(scenario.fan_share),
    )


def _alarmed(found: OwnModel, said: str, guess: int) -> str:
    place = guess - int(THRESHOLDS[0])
    profit, best = found.profit[place], found.best
    missed = round(found.failed_fans[place] * found.fans)
    early = round(found.failed_compressors[place] * found.compressors)
    at_best = round(found.failed_fans[best - int(THRESHOLDS[0])] * found.fans)
    return t(
        "Below {said} earns {profit} per engine place and 1,000 cycles; the best, "
        "{best}, {most}. At {said}, {early} of {compressors} compressor engines fail "
        "all the same, and {missed} of {fans} fan engines. This blind spot is not the "
        "threshold's fault: at {best} it misses {at_best} of {fans}. The model has seen "
        "{known_fans} fan failures.",
        said=said,
        profit=_money(profit),
        best=best,
        most=_money(found.profit.max()),
        early=early,
        compressors=found.compressors,
        missed=missed,
        fans=found.fans,
        at_best=at_best,
        known_fans=found.known_fans,
    )


def _offered(scenario: Scenario, _seed: int) -> str:
    return t(
        "{others} other factories have {failures} failures each on "
        "record, some of them of fans. Each trains the shared model at home and sends "
        "back 58 numbers, never a sensor reading. You join.",
        others=scenario.federation_size - 1,
        failures=scenario.member_failures,
    )


def _still_failing(scenario: Scenario, seed: int) -> str:
    found = own_model(scenario, seed)
    share = found.failed_fans[found.recommended - int(THRESHOLDS[0])]
    return t(
        "Your own model let {failed} of 100 fan engines fail. How many fail with the shared model?",
        failed=number(100 * share),
    )


def _joined(found: Joining, said: str, _guess: int) -> str:
    rest = [
        t("{failed} with {factories}", failed=number(100 * share), factories=size)
        for size, share in zip(FEDERATION_SIZES, found.failed_fans, strict=True)
    ]
    return t(
        "You said {said}; it is {failed} of 100 ({fans} tried). By factories that train "
        "together: {rest}. Profit per engine place and 1,000 cycles went from {before} "
        "to {after}. {moved} kB moved; {stayed} MB of sensor histories "
        "stayed at home. Other factories' failures earn the money, not the rounds.",
        said=said,
        failed=number(100 * found.failed_fans[-1]),
        fans=found.fans,
        rest=_list(rest),
        before=_money(found.profit[0]),
        after=_money(found.profit[-1]),
        moved=number(found.bytes_moved / 1000),
        stayed=number(found.raw_bytes / 1e6, 1),
    )


def _simple(scenario: Scenario, _seed: int) -> str:
    return t(
        "Another fleet: only compressors wear out, all fly alike, and each of "
        "{factories} factories has {failures} failures on record. Each "
        "compares its own model with the one they train together.",
        factories=scenario.federation_size,
        failures=scenario.archive_failures,
    )


def _little(found: Fleets, said: str, _guess: int) -> str:
    return t(
        "You said: {said}. The shared model earned {single} on average over {factories} "
        "factories. In a fleet with two faults and {failures} failures each: "
        "{mixed}. Where your own failures have shown you all there is, others have "
        "little to add.",
        said=said,
        single=_gain(found.single),
        factories=len(found.single.percent),
        failures=DEFAULT.archive_failures,
        mixed=_gain(found.mixed),
    )


def _gain(found: Gains) -> str:
    low, high = found.interval
    return t(
        "{mean} (95% interval {low} to {high})",
        mean=percent(found.mean / 100, 1, signed=True),
        low=number(low, 1, signed=True),
        high=number(high, 1, signed=True),
    )


def _money(dollars: float) -> str:
    if abs(dollars) >= 1e6:
        return t("{dollars} million", dollars=money(dollars / 1e6, 2))
    return money(1_000 * round(dollars / 1_000))


def _list(items: list[Any]) -> str:
    return t("{items} and {last}", items=", ".join(map(str, items[:-1])), last=items[-1])


GAIN = ChoiceForm(
    mark("What the shared model earns, against their own"),
    (
        mark("Less, by 2% or more"),
        mark("About the same, within 2%"),
        mark("2% to 10% more"),
        mark("Over 10% more"),
    ),
    (-2, 2, 10),
)

ONE_FAULT = replace(
    DEFAULT,
    name="one fault",
    title=mark("One kind of fault"),
    fan_share=0.0,
    severities=(1.0,),
    archive_failures=8,
    member_failures=8,
)

STORY = DEFAULT, 12
"""One factory that goes through the first four levels."""

LESSONS: tuple[Lesson[Any], ...] = (
    Lesson(
        "waiting",
        mark("Waiting costs"),
        *STORY,
        _prices,
        lambda *_: t("Of every $100 its engines earn, how many do failures take back?"),
        NumberForm(mark("Dollars of every $100"), 0, 150, 50, slider=True),
        waiting,
        lambda found: round(found.taken),
        _taken,
    ),
    Lesson(
        "schedule",
        mark("The schedule"),
        *STORY,
        _record,
        lambda *_: t("Which age earns most?"),
        NumberForm(mark("Service age, cycles"), 1, 400, 200, slider=False),
        schedules,
        lambda found: found.best,
        _scheduled,
    ),
    Lesson(
        "model",
        mark("A model of your own"),
        *STORY,
        _hired,
        lambda *_: t("Which threshold earns most?"),
        NumberForm(mark("Threshold, cycles"), 1, 125, 60, slider=True),
        own_model,
        lambda found: found.best,
        _alarmed,
    ),
    Lesson(
        "federation",
        mark("The federation"),
        *STORY,
        _offered,
        _still_failing,
        NumberForm(mark("Fan engines of 100 that still fail"), 0, 100, 50, slider=True),
        joining,
        lambda found: round(100 * found.failed_fans[-1]),
        _joined,
    ),
    Lesson(
        "little",
        mark("When federation adds little"),
        ONE_FAULT,
        1,
        _simple,
        lambda *_: t("What does the shared model earn, against their own?"),
        GAIN,
        fleets,
        lambda found: GAIN.place_of(found.single.mean),
        _little,
    ),
)
"""In the order of the levels."""


def story_link() -> str:
    """Return the link text of a match with the factory of the first four levels.

    Examples
    --------
    >>> story_link()
    '1-default-12'
    """
    scenario, seed = STORY
    return encode(scenario.name, seed, ())


def write_done(guesses: Mapping[int, int]) -> str:
    """Write the guesses of the levels that are done, by number from 1, for a link.

    Examples
    --------
    >>> write_done({2: 140, 1: 65})
    '1-65_2-140'
    """
    return "_".join(f"{level}-{guesses[level]}" for level in sorted(guesses))


def read_done(text: str) -> dict[int, int]:
    """Read what ``write_done`` wrote; what is no guess of a level is left out.

    Examples
    --------
    >>> read_done("1-65_2-140_2-9999_9-1_nonsense")
    {1: 65, 2: 140}
    """
    guesses = {}
    for part in text[:200].split("_"):
        found = re.fullmatch(r"([1-9])-([0-9]{1,4})", part)
        if found is None:
            continue
        level, guess = int(found[1]), int(found[2])
        if level <= len(LESSONS) and LESSONS[level - 1].form.accepts(guess):
            guesses[level] = guess
    return guesses
