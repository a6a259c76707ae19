"""Named values as short texts, so that a link can carry them: ``cy2000`` is 2,000 cycles.

Each value has a code of two letters; only what differs from a usual value is written.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from game.rules.errors import GameError

Refusal = type[GameError]


@dataclass(frozen=True)
class Number:
    """A number between two limits.

    Attributes
    ----------
    code : two letters
    low, high : both possible
    scale : what is written is the value times this, a whole number

    Examples
    --------
    >>> Number("fs", 0, 1, scale=100).write(0.2)
    '20'
    """

    code: str
    low: float
    high: float
    scale: int = 1

    def write(self, value: Any) -> str:
        return str(round(value * self.scale))

    def read(self, name: str, text: str, refusal: Refusal) -> float:
        return self.check(name, whole(text, refusal) / self.scale, refusal)

    def check(self, name: str, value: object, refusal: Refusal) -> float:
        """Return the number, whole where nothing else is written.

        Examples
        --------
        >>> Number("fa", 2, 80).check("factories", 81, GameError)
        Traceback (most recent call last):
        data.errors.RefusalError: 'factories' is 2 to 80 here, got 81: choose a number between.
        """
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refusal(
                "{name} must be a number, got {value}: give one.",
                name=repr(name),
                value=repr(value),
            )
        if not self.low <= value <= self.high:
            raise refusal(
                "{name} is {low} to {high} here, got {value}: choose a number between.",
                name=repr(name),
                low=f"{self.low:.10g}",
                high=f"{self.high:.10g}",
                value=f"{value:.10g}",
            )
        written = round(value * self.scale)
        return written if self.scale == 1 else written / self.scale


@dataclass(frozen=True)
class Choice:
    """One of several values, each written as a word.

    Attributes
    ----------
    code : two letters
    values : all that can be chosen; a table's rows by their names, too
    words : of the values that are not their own

    Examples
    --------
    >>> units = Choice("mo", (48, 0), {48: "network", 0: "linear"})
    >>> units.write(0), units.read("hidden", "network", GameError)
    ('linear', 48)
    """

    code: str
    values: Collection[Any]
    words: Mapping[Any, str] = field(default_factory=dict)

    def write(self, value: Any) -> str:
        return str(self.words.get(value, value))

    def read(self, name: str, text: str, refusal: Refusal) -> Any:
        by_word = {self.write(value): value for value in self.values}
        if text not in by_word:
            raise refusal(
                "{name} is one of {choices}, got {value}: choose one.",
                name=repr(name),
                choices=", ".join(by_word),
                value=repr(text[:20]),
            )
        return by_word[text]

    def check(self, name: str, value: object, refusal: Refusal) -> Any:
        if value in tuple(self.values):
            return value
        return self.read(name, str(value), refusal)


@dataclass(frozen=True)
class Custom:
    """A value that is more than a number or a name: its reader refuses on its own."""

    code: str
    writer: Callable[[Any], str]
    reader: Callable[[str], object]

    def write(self, value: Any) -> str:
        return self.writer(value)

    def read(self, name: str, text: str, refusal: Refusal) -> object:
        return self.reader(text)


Field = Number | Choice | Custom
"""How one value is written after its code, and read from a text."""


@dataclass(frozen=True)
class Codec:
    """The fields of a link, by the names of their values.

    Parameters
    ----------
    fields : their codes must differ
    refusal : the error of whatever a link should not say

    Examples
    --------
    >>> codec = Codec({"factories": Number("fa", 2, 80), "model": Choice("mo", ("mlp", "linear"))})
    >>> usual = {"factories": 20, "model": "mlp"}
    >>> codec.write({"factories": 20, "model": "linear"}, usual)
    ['molinear']
    >>> usual | codec.read(["molinear", "fa5"])
    {'factories': 5, 'model': 'linear'}
    """

    fields: Mapping[str, Field]
    refusal: Refusal = GameError

    def write(self, values: Mapping[str, object], usual: Mapping[str, object]) -> list[str]:
        """Return a part for each value that a link would write otherwise than the usual one."""
        parts = []
        for name, value in values.items():
            text = self.fields[name].write(value)
            if text != self.fields[name].write(usual[name]):
                parts.append(self.fields[name].code + text)
        return parts

    def read(self, parts: Iterable[str]) -> dict[str, Any]:
        """Return the values that the parts of a link say.

        Raises
        ------
        GameError
            As ``refusal``: an unknown code, one named twice, a value that its field refuses.
        """
        names = {field.code: name for name, field in self.fields.items()}
        values: dict[str, Any] = {}
        for part in parts:
            code, text = part[:2], part[2:]
            if code not in names:
                raise self.refusal(
                    "{part} begins with no code known here: begin with one of {choices}.",
                    part=repr(part[:20]),
                    choices=", ".join(names),
                )
            name = names[code]
            if name in values:
                raise self.refusal(
                    "{part} names {name} twice: name each once.",
                    part=repr(part[:20]),
                    name=repr(name),
                )
            values[name] = self.fields[name].read(name, text, self.refusal)
        return values


def whole(text: str, refusal: Refusal) -> int:
    """Return a whole number of up to ten digits, or refuse the text.

    Examples
    --------
    >>> whole("2000", GameError)
    2000
    """
    if not re.fullmatch(r"[0-9]{1,10}", text, re.ASCII):
        raise refusal(
            "{text} is no number: write a whole one of at most ten digits.", text=repr(text[:20])
        )
    return int(text)
