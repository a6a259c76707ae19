"""The way in: five short levels, each one idea and one question answered before it is shown."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from game.economics import PRUDENCE
from game.lesson_evidence import (
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
from game.links import encode
from game.scenario import DEFAULT, Scenario

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
        return self.options[guess].lower()

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
    return (
        f"A running engine earns ${prices.running_income} a cycle. A failure costs "
        f"${prices.failure_cost:,} and {prices.failure_cycles} idle cycles. Your factory runs "
        f"{scenario.slots} engines for {scenario.cycles:,} cycles and waits for each to fail."
    )


def _taken(found: Waiting, said: str, _guess: int) -> str:
    earned, left = int(found.earned[-1]), int(found.left[-1])
    return (
        f"You said ${said}; failures took ${found.taken:.0f} of every $100. "
        f"{found.failures} failures cost {_money(earned - left)} of the {_money(earned)} "
        f"earned, and their idle cycles earned nothing. Waiting looks free; it is not."
    )


def _record(scenario: Scenario, seed: int) -> str:
    prices, known = scenario.economics, schedules(scenario, seed).known.tolist()
    return (
        f"A service in time costs ${prices.service_cost:,} and {prices.service_cycles} idle "
        f"cycles. So far your engines have failed at {_list(known)} cycles. From now on "
        "every engine is serviced at the same age. Too early throws life away; too late, it fails."
    )


def _scheduled(found: Schedules, said: str, guess: int) -> str:
    raw, rule = found.optimum_of_known, found.recommended
    return (
        f"Age {said} earns {_money(found.at(guess))} per engine place and 1,000 cycles; the best, "
        f"{found.best}, {_money(found.at(found.best))}. On your {len(found.known)} failures alone "
        f"{raw} would have been best, but it earns {_money(found.at(raw))}: so few engines seldom "
        f"show how early the next one fails. So the game recommends {PRUDENCE} times {raw}: {rule} "
        f"cycles, {_money(found.at(rule))}."
    )


def _hired(scenario: Scenario, seed: int) -> str:
    failures = len(schedules(scenario, seed).known)
    return (
        f"A model of your own learns from your {failures} failures, all of them worn compressors, "
        "to forecast remaining life from sensor readings. An engine is serviced when its forecast "
        f"falls below your threshold. But in {scenario.fan_share:.0%} of engines the fan wears out."
    )


def _alarmed(found: OwnModel, said: str, guess: int) -> str:
    place = guess - int(THRESHOLDS[0])
    profit, best = found.profit[place], found.best
    missed = round(found.failed_fans[place] * found.fans)
    early = round(found.failed_compressors[place] * found.compressors)
    at_best = round(found.failed_fans[best - int(THRESHOLDS[0])] * found.fans)
    return (
        f"Below {said} earns {_money(profit)} per engine place and 1,000 cycles; the best, "
        f"{best}, {_money(found.profit.max())}. At {said}, {early} of {found.compressors} "
        f"compressor engines fail all the same, and {missed} of {found.fans} fan engines. This "
        f"blind spot is not the threshold's fault: at {best} it misses {at_best} of "
        f"{found.fans}. The model has seen {found.known_fans} fan failures."
    )


def _offered(scenario: Scenario, _seed: int) -> str:
    return (
        f"{scenario.federation_size - 1} other factories have {scenario.member_failures} failures "
        "each on record, some of them of fans. Each trains the shared model at home and sends back "
        "58 numbers, never a sensor reading. You join."
    )


def _still_failing(scenario: Scenario, seed: int) -> str:
    found = own_model(scenario, seed)
    share = found.failed_fans[found.recommended - int(THRESHOLDS[0])]
    return (
        f"Your own model let {100 * share:.0f} of 100 fan engines fail. How many "
        "fail with the shared model?"
    )


def _joined(found: Joining, said: str, _guess: int) -> str:
    rest = [
        f"{100 * share:.0f} with {size}"
        for size, share in zip(FEDERATION_SIZES, found.failed_fans, strict=True)
    ]
    return (
        f"You said {said}; it is {100 * found.failed_fans[-1]:.0f} of 100 ({found.fans} tried). By "
        f"factories that train together: {_list(rest)}. Profit per engine place and 1,000 cycles "
        f"went from {_money(found.profit[0])} to {_money(found.profit[-1])}. "
        f"{found.bytes_moved / 1000:,.0f} kB moved; {found.raw_bytes / 1e6:.1f} MB of sensor "
        "histories stayed at home. Other factories' failures earn the money, not the rounds."
    )


def _simple(scenario: Scenario, _seed: int) -> str:
    return (
        f"Another fleet: only compressors wear out, all fly alike, and each of "
        f"{scenario.federation_size} factories has {scenario.archive_failures} failures on record. "
        "Each compares its own model with the one they train together."
    )


def _little(found: Fleets, said: str, _guess: int) -> str:
    return (
        f"You said: {said}. The shared model earned {_gain(found.single)} on average over "
        f"{len(found.single.percent)} factories. In a fleet with two "
        f"faults and {DEFAULT.archive_failures} failures each: {_gain(found.mixed)}. Where your "
        "own failures have shown you all there is, others have little to add."
    )


def _gain(found: Gains) -> str:
    low, high = found.interval
    return f"{found.mean:+.1f}% (95% interval {low:+.1f} to {high:+.1f})"


def _money(dollars: float) -> str:
    if abs(dollars) >= 1e6:
        return f"${dollars / 1e6:,.2f} million"
    return f"{'-' if dollars < 0 else ''}${abs(dollars) / 1e3:,.0f},000"


def _list(items: list[Any]) -> str:
    return f"{', '.join(map(str, items[:-1]))} and {items[-1]}"


GAIN = ChoiceForm(
    "What the shared model earns, against their own",
    ("Less, by 2% or more", "About the same, within 2%", "2% to 10% more", "Over 10% more"),
    (-2, 2, 10),
)

ONE_FAULT = replace(
    DEFAULT,
    name="one fault",
    title="One kind of fault",
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
        "Waiting costs",
        *STORY,
        _prices,
        lambda *_: "Of every $100 its engines earn, how many do failures take back?",
        NumberForm("Dollars of every $100", 0, 150, 50, slider=True),
        waiting,
        lambda found: round(found.taken),
        _taken,
    ),
    Lesson(
        "schedule",
        "The schedule",
        *STORY,
        _record,
        lambda *_: "Which age earns most?",
        NumberForm("Service age, cycles", 1, 400, 200, slider=False),
        schedules,
        lambda found: found.best,
        _scheduled,
    ),
    Lesson(
        "model",
        "A model of your own",
        *STORY,
        _hired,
        lambda *_: "Which threshold earns most?",
        NumberForm("Threshold, cycles", 1, 125, 60, slider=True),
        own_model,
        lambda found: found.best,
        _alarmed,
    ),
    Lesson(
        "federation",
        "The federation",
        *STORY,
        _offered,
        _still_failing,
        NumberForm("Fan engines of 100 that still fail", 0, 100, 50, slider=True),
        joining,
        lambda found: round(100 * found.failed_fans[-1]),
        _joined,
    ),
    Lesson(
        "little",
        "When federation adds little",
        ONE_FAULT,
        1,
        _simple,
        lambda *_: "What does the shared model earn, against their own?",
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
