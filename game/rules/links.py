"""A match as a short text: rules version, scenario, seed and decisions.

``1-classic-7-231p131-731l-1231fr`` reads: rules version 1, scenario classic, seed 7; at cycle 231
preventive at 131 cycles; at 731 a local model at its recommended threshold; at 1231 the federation,
retrained. Of the other kinds of move ``300s2`` orders a service in slot 2, ``300h2`` holds it, and
``300a4.1`` answers offer 4 with option 1.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from game.rules.custom_scenario import scenario_named
from game.rules.decisions import MOST_DECISIONS, Answer, Call, Move, check_moves, move_of
from game.rules.errors import GameError, LinkError
from game.rules.offers.offers import offers_of
from game.rules.offers.terms import check_answers
from game.rules.scenario import RULES_VERSION, check_seed
from game.rules.strategies import STRATEGIES, by_letter

_CALLS = {"s": "service", "h": "hold"}
_CALL_LETTERS = {call: letter for letter, call in _CALLS.items()}
_CALL = re.compile(r"([0-9]{1,6})([sh])([0-9]{1,2})", re.ASCII)
_ANSWER = re.compile(r"([0-9]{1,6})a([0-9]{1,3})\.([0-9]{1,2})", re.ASCII)

LONGEST_LINK = 20 * MOST_DECISIONS
"""Characters."""


@dataclass(frozen=True)
class Link:
    """What a link says: a whole match."""

    scenario: str
    seed: int
    decisions: tuple[Move, ...]


def encode(scenario: str, seed: int, decisions: Sequence[Move]) -> str:
    """Return a match as a link's text.

    Examples
    --------
    >>> from game.rules.decisions import Decision
    >>> encode("classic", 7, [Decision(231, "preventive", 131), Decision(1231, "federated", None,
    ...     True)])
    '1-classic-7-231p131-1231fr'
    """
    return "-".join([str(RULES_VERSION), scenario, str(seed), *map(_text, decisions)])


def _text(move: Move) -> str:
    """Return a move as a link writes it."""
    match move:
        case Call(cycle, slot, call):
            return f"{cycle}{_CALL_LETTERS[call]}{slot}"
        case Answer(cycle, offer, option):
            return f"{cycle}a{offer}.{option}"
    setting = "" if move.setting is None else move.setting
    letter, retrain = STRATEGIES[move.strategy].letter, "r" if move.retrain else ""
    return f"{move.cycle}{letter}{setting}{retrain}"


def decode(text: object) -> Link:
    """Read a link's text.

    Raises
    ------
    LinkError
        Anything that ``encode`` does not write, and a link of other rules.

    Examples
    --------
    >>> decode("1-classic-7-231p131").decisions
    (Decision(cycle=231, strategy='preventive', setting=131, retrain=False),)
    """
    whole = isinstance(text, str) and len(text) <= LONGEST_LINK
    version, *rest = str(text).split("-") if whole else [""]
    if not re.fullmatch("[0-9]{1,4}", version, re.ASCII):
        raise LinkError("This link is not one of ours: copy it again, whole.")
    if version != str(RULES_VERSION):
        raise LinkError(
            "This link was made by version {version} of the rules, these are version {ours}: play "
            "it anew.",
            version=version,
            ours=RULES_VERSION,
        )
    if len(rest) < 2:
        raise LinkError("This link names no scenario and seed: copy it again, whole.")
    scenario, seed, *rows = rest
    if not re.fullmatch(r"[0-9]{1,10}", seed, re.ASCII):
        raise LinkError("This link holds no seed: copy it again, whole.")
    if len(rows) > MOST_DECISIONS:
        raise LinkError(
            "This link holds more than {most} decisions: shorten it.",
            most=MOST_DECISIONS,
        )
    try:
        decisions = tuple(move_of(_row(text)) for text in rows)
        rules = scenario_named(scenario)
        check_moves(rules, decisions)
        link = Link(rules.name, check_seed(int(seed)), decisions)
        if rules.offers:
            check_answers(offers_of(rules, link.seed), decisions)
    except GameError as error:
        raise LinkError("This link cannot be played: {error}", error=error) from error
    cycles = [decision.cycle for decision in decisions]
    if cycles != sorted(cycles):
        raise LinkError("The decisions of this link are out of order: copy it again, whole.")
    return link


def read_cycles(text: str) -> int:
    """Read how many cycles of a link's match were played, as an address carries it.

    Raises
    ------
    LinkError
        Anything but a number of up to seven digits.

    Examples
    --------
    >>> read_cycles("900")
    900
    """
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise LinkError("This link holds no number of cycles: copy it again, whole.")
    return int(text)


def _row(text: str) -> list[Any]:
    """Return a decision of a link as a row of its cycle, its kind and its values."""
    strategies = by_letter()
    order = f"([0-9]{{1,6}})([{''.join(strategies)}])([0-9]{{0,4}})(r?)"
    if read := re.fullmatch(order, text, re.ASCII):
        cycle, letter, setting, retrain = read.groups()
        values = [strategies[letter], int(setting) if setting else None, bool(retrain)]
        return [int(cycle), "order", values]
    if read := _CALL.fullmatch(text):
        cycle, letter, slot = read.groups()
        return [int(cycle), "call", [int(slot), _CALLS[letter]]]
    if read := _ANSWER.fullmatch(text):
        cycle, offer, option = read.groups()
        return [int(cycle), "answer", [int(offer), int(option)]]
    shown = text if len(text) <= 20 else text[:17] + "..."
    raise LinkError(
        "{shown} is no decision, one reads like 231p131: copy it again.", shown=repr(shown)
    )
