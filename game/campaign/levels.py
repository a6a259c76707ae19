"""The tutorial: five short levels, each one idea and one question answered before it is shown."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from game.campaign import figures, sentences
from game.rules.links import encode
from game.rules.scenario import DEFAULT, Scenario
from game.text.language import t
from game.text.marking import mark

Figures = TypeVar("Figures")


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


STORY, STORY_SEED = DEFAULT, 12
"""One factory that goes through the first four levels."""


@dataclass(frozen=True, kw_only=True)
class Lesson(Generic[Figures]):
    """A level: an idea, a question, and what the engines answer.

    Attributes
    ----------
    tell : the idea and the question, of the scenario and the seed
    compute : the figures of a scenario and a seed, within a second; remembered
    verdict : what a guess and the truth have to do with each other: of the figures, the guess in
        words, and the guess
    """

    name: str
    title: str
    scenario: Scenario = STORY
    seed: int = STORY_SEED
    tell: Callable[[Scenario, int], tuple[str, str]]
    form: NumberForm | ChoiceForm
    compute: Callable[[Scenario, int], Figures]
    verdict: Callable[[Figures, str, int], str]

    def intro(self) -> tuple[str, str]:
        """Return the idea and the question."""
        return self.tell(self.scenario, self.seed)

    def figures(self) -> Figures:
        """Return what the level shows, computed or remembered."""
        return self.compute(self.scenario, self.seed)

    def compare(self, guess: int) -> str:
        """Say what a guess and the truth have to do with each other."""
        return self.verdict(self.figures(), self.form.words(guess), guess)


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

LESSONS: tuple[Lesson[Any], ...] = (
    Lesson(
        name="waiting",
        title=mark("Waiting costs"),
        tell=sentences.waiting_intro,
        form=NumberForm(mark("Dollars of every $100"), 0, 150, 50, slider=True),
        compute=figures.waiting,
        verdict=sentences.waiting_verdict,
    ),
    Lesson(
        name="schedule",
        title=mark("The schedule"),
        tell=sentences.schedule_intro,
        form=NumberForm(mark("Service age, cycles"), 1, 400, 200, slider=False),
        compute=figures.service_ages,
        verdict=sentences.schedule_verdict,
    ),
    Lesson(
        name="model",
        title=mark("A model of your own"),
        tell=sentences.model_intro,
        form=NumberForm(mark("Threshold, cycles"), 1, 125, 60, slider=True),
        compute=figures.own_model,
        verdict=sentences.model_verdict,
    ),
    Lesson(
        name="federation",
        title=mark("The federation"),
        tell=sentences.federation_intro,
        form=NumberForm(mark("Fan engines of 100 that still fail"), 0, 100, 50, slider=True),
        compute=figures.joining,
        verdict=sentences.federation_verdict,
    ),
    Lesson(
        name="little",
        title=mark("When federation adds little"),
        scenario=ONE_FAULT,
        seed=1,
        tell=sentences.little_intro,
        form=GAIN,
        compute=figures.fleets,
        verdict=sentences.little_verdict,
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
    return encode(STORY.name, STORY_SEED, ())


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
    parts = (re.fullmatch(r"([1-9])-([0-9]{1,4})", part) for part in text[:200].split("_"))
    found = (map(int, match.groups()) for match in parts if match)
    return {
        level: guess
        for level, guess in found
        if level <= len(LESSONS) and LESSONS[level - 1].form.accepts(guess)
    }
