"""What players that are programs say besides their decisions: on sheets, in votes, in a debrief."""

import random
from collections.abc import Mapping
from typing import Any

Said = tuple[str, dict[str, Any]]
"""What is asked of the server, and with which values."""

SENTENCES = (
    "(a bot) ask what an hour of standing still is worth",
    "(a bot) keep the records of every failure",
    "(a bot) look at what the model has never seen",
)

_RULES = {"fedavg": 1, "median": 3, "trimmed_mean": 1}
"""How often each rule that merges updates is voted for: most have read that an average follows
whoever shouts loudest."""


def to_say(seen: Mapping[str, Any], draw: random.Random) -> list[Said]:
    """Return what a player says now that has not been said yet; by chance, it knows no answer.

    Parameters
    ----------
    seen : what its seat is told

    Examples
    --------
    >>> you = {"quiz": {"sentence": None, "marks": {}, "questions": []}, "share": None}
    >>> seen = {"quiz": {"open": "sentence"}, "you": you, "debrief": None, "federation": None}
    >>> [verb for verb, _ in to_say(seen, random.Random(7))]
    ['write']
    """
    return [*_on_sheets(seen, draw), *_in_votes(seen, draw), *_in_debriefs(seen, draw)]


def has_said_all(seen: Mapping[str, Any]) -> bool:
    """Return whether a lesson has come to its end for a player: nothing more is asked."""
    told = seen["debrief"]
    return bool(told and told["step"] == len(told["steps"]) - 1 and seen["you"]["quiz"]["sentence"])


def _on_sheets(seen: Mapping[str, Any], draw: random.Random) -> list[Said]:
    sheet, own = seen["quiz"]["open"], seen["you"]["quiz"]
    if sheet == "sentence":
        words = {"id": "sentence", "text": draw.choice(SENTENCES)}
        return [] if own["sentence"] else [("write", words)]
    return [
        ("mark", {"id": f"{sheet}-{place}", "sheet": sheet, "question": place,
                  "option": draw.randrange(len(one["options"]))})
        for place, one in enumerate(own["questions"])
        if str(place) not in own["marks"]
    ]  # fmt: skip


def _in_votes(seen: Mapping[str, Any], draw: random.Random) -> list[Said]:
    share, turn = seen["you"]["share"], seen.get("turn")
    vote = (seen["federation"] or {}).get("vote")
    if turn is None or not vote or vote["over"] or share["merge"] is not None:
        return []
    weights = [_RULES[rule] for rule in vote["options"]]
    (rule,) = draw.choices(vote["options"], weights)
    return [("merge", {"id": f"{turn}-merge", "turn": turn, "rule": rule})]


def _in_debriefs(seen: Mapping[str, Any], draw: random.Random) -> list[Said]:
    told = seen["debrief"]
    if not told or not told["asks"] or not told["options"]:
        return []
    if told["screen"] in seen["you"]["debrief"].get("bets", {}):
        return []
    what = draw.choice(told["options"])["value"]
    return [("bet", {"about": told["screen"], "what": what})]
