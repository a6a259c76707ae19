"""As much of JavaScript as it takes to see where its functions begin and end."""

import re
from typing import NamedTuple

_OPENING = {")": "(", "]": "[", "}": "{"}
_NO_FUNCTION = {"if", "for", "while", "switch", "catch", "with", "await"}
_BEFORE_A_REGEX = (*"(,=:[!&|?{};<>+-*%~^", "return", "typeof", "case", "=>")


class Function(NamedTuple):
    """A function, method or arrow function with its lines, from 1 on."""

    name: str  # empty for an arrow function
    first: int
    last: int

    @property
    def lines(self) -> int:
        return self.last - self.first + 1


def masked(source: str) -> str:
    """Return a script of the same length without what stands in comments, strings and patterns.

    What is computed within a template stays.
    """
    out = list(source)
    holes: list[int] = []  # of templates that are open: how many braces stand open in each hole
    at = 0
    while at < len(source):
        end = at + 1
        if holes and source[at] in "{}":
            holes[-1] += 1 if source[at] == "{" else -1
        resumes = bool(holes) and holes[-1] < 0
        if source.startswith("//", at):
            end = _find(source, "\n", at)
        elif source.startswith("/*", at):
            end = _find(source, "*/", at + 2) + 2
        elif source[at] in "\"'":
            end = _closing(source, at)
        elif source[at] == "`" or resumes:
            if resumes:
                holes.pop()
            end, open_hole = _template(source, at)
            if open_hole:
                holes.append(0)
        elif source[at] == "/" and _begins_a_pattern("".join(out[:at])):
            end = _pattern(source, at)
        if end > at + 1 or source[at] == "`" or resumes:
            out[at:end] = ["\n" if char == "\n" else " " for char in source[at:end]]
        at = end
    return "".join(out)


def functions(source: str) -> list[Function]:
    """Return every function of a script, those within others too.

    Raises
    ------
    ValueError
        Brackets that do not match.
    """
    code = masked(source)
    pairs = _brackets(code)
    return [found for at in sorted(pairs) if (found := _function(code, at, pairs)) is not None]


def _function(code: str, at: int, pairs: dict[int, int]) -> Function | None:
    """Return the function whose body a bracket opens, if it does."""
    before = code[:at].rstrip()
    last = _line(code, pairs[at])
    if before.endswith("=>"):
        return Function("", _line(code, len(before) - 1), last)
    if code[at] != "{" or not before.endswith(")"):
        return None
    closes = {end: start for start, end in pairs.items()}
    head = code[: closes[len(before) - 1]].rstrip()
    name = re.search(r"[\w$#]*$", head)
    word = name.group() if name else ""
    if word in _NO_FUNCTION:
        return None
    return Function(word, _line(code, len(head) - 1), last)


def _brackets(code: str) -> dict[int, int]:
    """Return where each bracket that opens is closed."""
    pairs, opened = {}, []
    for at, char in enumerate(code):
        if char in "([{":
            opened.append(at)
        elif char in ")]}":
            if not opened or code[opened[-1]] != _OPENING[char]:
                raise ValueError(f"line {_line(code, at)}: {char} closes nothing")
            pairs[opened.pop()] = at
    if opened:
        raise ValueError(f"line {_line(code, opened[-1])}: {code[opened[-1]]} is never closed")
    return pairs


def _line(code: str, at: int) -> int:
    return code.count("\n", 0, at) + 1


def _find(source: str, text: str, at: int) -> int:
    found = source.find(text, at)
    return len(source) if found < 0 else found


def _closing(source: str, at: int) -> int:
    """Return where a string ends that begins at a quote."""
    end = at + 1
    while source[end] != source[at]:
        end += 2 if source[end] == "\\" else 1
    return end + 1


def _template(source: str, at: int) -> tuple[int, bool]:
    """Return where the text of a template ends, and whether in a hole."""
    end = at + 1
    while source[end] != "`":
        if source.startswith("${", end):
            return end + 2, True
        end += 2 if source[end] == "\\" else 1
    return end + 1, False


def _pattern(source: str, at: int) -> int:
    """Return where a regular expression ends."""
    end, in_class = at + 1, False
    while in_class or source[end] != "/":
        in_class = (in_class or source[end] == "[") and source[end] != "]"
        end += 2 if source[end] == "\\" else 1
    return end + 1


def _begins_a_pattern(before: str) -> bool:
    """Tell a regular expression from a division by what stands before it."""
    code = before.rstrip()
    return not code or code.endswith(_BEFORE_A_REGEX)
