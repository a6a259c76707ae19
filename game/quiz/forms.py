"""Forms of the quiz: questions of the bank with numbers of their own, from a seed, with their key.

Form A is for before a lesson, form B for after it: the same questions with other numbers, other
words and another order of options. Another seed makes another pair.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from game.quiz.bank import LATER, QUESTIONS, SHORT, Question
from game.rules.errors import GameError, check_known
from game.rules.scenario import check_seed
from game.text.language import spoken, t
from game.text.marking import mark

LETTERS = ("A", "B")
WHOLE = tuple(name for name in QUESTIONS if name not in LATER)
"""The whole bank but what is asked weeks later."""

TRIES = 50

_UNKNOWN_FORM = mark("No form is named {got}: choose from {choices}.")
_UNKNOWN_QUESTION = mark("No question is named {got}: choose from {choices}.")


__all__ = ["LETTERS", "SHORT", "WHOLE", "Asked", "Form", "QuizError", "form", "right"]


class QuizError(GameError):
    """What a quiz refuses."""


@dataclass(frozen=True)
class Asked:
    """A question as it is asked, in the language that was spoken.

    Attributes
    ----------
    name : of its row in the bank
    objective : what it looks at: a key of ``OBJECTIVES``
    right : place of the right option, 0 the first
    why : what makes it right
    """

    name: str
    objective: str
    text: str
    options: tuple[str, ...]
    right: int
    why: str


@dataclass(frozen=True)
class Form:
    """Questions to be asked together."""

    letter: str
    seed: int
    questions: tuple[Asked, ...]

    @property
    def key(self) -> tuple[int, ...]:
        """Places of the right options, 0 the first."""
        return tuple(question.right for question in self.questions)


def form(letter: str, seed: int = 0, names: Sequence[str] = WHOLE) -> Form:
    """Return a form, in the language that is spoken.

    Parameters
    ----------
    letter : "A", before, or "B", after
    seed : of its numbers and of the order of its options
    names : of questions, as the bank has them; ``SHORT`` are those of 45 minutes

    Raises
    ------
    GameError
        An unknown form or question, or no seed.

    Examples
    --------
    >>> before, after = form("A", 7, SHORT), form("B", 7, SHORT)
    >>> [question.name for question in before.questions]
    ['costs', 'alarm', 'leaves', 'gains', 'luck']
    >>> one = before.questions[2]
    >>> one.text
    'Plants train one model together by averaging. What leaves a plant?'
    >>> one.options[one.right]
    'What the model has learned, and from how many examples'
    >>> before.questions[0].text == after.questions[0].text
    False
    >>> len(form("A").questions), len(before.key)
    (12, 5)
    """
    check_known(letter, LETTERS, QuizError, _UNKNOWN_FORM)
    check_seed(seed)
    for name in names:
        check_known(name, tuple(QUESTIONS), QuizError, _UNKNOWN_QUESTION)
    return _form(letter, seed, tuple(names), spoken().tag)


@lru_cache(maxsize=64)
def _form(letter: str, seed: int, names: tuple[str, ...], _: str) -> Form:
    return Form(letter, seed, tuple(_asked(QUESTIONS[name], letter, seed) for name in names))


def _asked(row: Question, letter: str, seed: int) -> Asked:
    """Ask a question: other numbers than in the other form, and four answers that differ."""
    other = None if letter == "A" else _filled(row, "A", seed, None)
    text, options, why, random = _filled(row, letter, seed, other and other[0])
    order = random.sample(range(len(options)), len(options))
    return Asked(
        row.name,
        row.objective,
        text,
        tuple(options[place] for place in order),
        order.index(0),
        why,
    )


def _filled(
    row: Question, letter: str, seed: int, unlike: str | None
) -> tuple[str, list[str], str, Random]:
    random = Random(f"{seed}-{row.name}-{letter}")
    for _ in range(TRIES):
        words = row.work(row.draw(random))
        text = t(row.texts[LETTERS.index(letter)], **words)
        options = [t(option, **words) for option in row.options]
        if text != unlike and len(set(options)) == len(options):
            return text, options, t(row.why, **words), random
    raise AssertionError(f"no form of {row.name} in {TRIES} tries")


def right(asked: Form, answers: Sequence[int | None]) -> tuple[bool, ...]:
    """Return which answers to a form are right; None is none.

    Examples
    --------
    >>> one = form("A", 7, SHORT)
    >>> sum(right(one, one.key)), sum(right(one, [None] * 5))
    (5, 0)
    """
    return tuple(answer == key for answer, key in zip(answers, asked.key, strict=True))
