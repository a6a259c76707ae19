"""What screens are told of a debrief: plain figures, of which they make sentences and pictures."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from game.rooms.account import Account
from game.rooms.debrief.figures import Debrief, Weighed
from game.rooms.debrief.screens import (
    LOSSES,
    MOST,
    loss_of,
    options_of,
    screens_of,
    step_of,
    steps_of,
    third_of,
)
from game.rooms.federation.standing import Standing, contributors
from game.rooms.room import Member, Room, rules_of

ROWS = 12
"""Factories that a screen names, at most."""


@dataclass(frozen=True)
class Facts:
    """What a debrief is told from.

    Attributes
    ----------
    name : what everybody may call a seat
    """

    room: Room
    accounts: Mapping[int, Account]
    together: Standing | None
    debrief: Debrief | None
    name: Callable[[Member], str]

    @property
    def ranked(self) -> list[Member]:
        """Seats with an account, the richest first."""
        found = [one for one in self.room.present if one.seat in self.accounts]
        return sorted(found, key=lambda one: (-self.accounts[one.seat].balance, one.seat))

    @property
    def weighed(self) -> dict[int, Weighed]:
        """Of seats that are present."""
        known = self.debrief.weighed if self.debrief else {}
        return {one.seat: known[one.seat] for one in self.ranked if one.seat in known}

    def named(self, member: Member) -> dict[str, Any]:
        """Return a seat as a row begins."""
        return {"seat": member.seat, "name": self.name(member)}


def for_all(facts: Facts, everything: bool = False) -> dict[str, Any] | None:
    """Return what everybody may know of the debrief; None while the room plays.

    Parameters
    ----------
    everything : also the screens to come, which the host alone sees
    """
    step = step_of(facts.room)
    if step is None or not facts.ranked:
        return None
    steps = steps_of(facts.room.plan)
    shown = [one.screen for one in steps[: facts.room.led + 1] if not one.asks]
    told = screens_of(facts.room.plan) if everything else shown
    return {
        "step": facts.room.led,
        "steps": [[one.screen.name, one.asks] for one in steps],
        "screen": step.screen.name,
        "asks": step.asks,
        "guessed": sum(step.screen.name in one.bets for one in facts.room.present),
        "options": _options(facts, step.screen.name) if step.asks else [],
        "screens": [_screen(facts, screen.name, screen.asks) for screen in told],
    }


def _screen(facts: Facts, name: str, asks: bool) -> dict[str, Any]:
    """Return a screen; its figures are None as long as they are worked out."""
    found = _FIGURES[name](facts)
    told: dict[str, Any] = {"name": name, "figures": found}
    if found is None:
        return told | {"done": len(facts.weighed), "of": len(facts.ranked)}
    if asks:
        bets = Counter(one.bets[name] for one in facts.room.present if name in one.bets)
        right = found["right"]
        told |= {
            "right": right,
            "options": [
                one for one in _options(facts, name) if name != "helpers" or one["value"] in bets
            ],
            "bets": dict(bets),
        }
    return told


def _options(facts: Facts, screen: str) -> list[dict[str, Any]]:
    """Return what may be guessed: of factories those that have given something to the others."""
    if screen != "helpers":
        return [{"value": value} for value in options_of(facts.room, screen)]
    gave = _contributors(facts)
    return [
        {"value": str(one.seat)} | facts.named(one)
        for one in facts.room.present
        if one.seat in gave
    ]


def _contributors(facts: Facts) -> list[int]:
    if facts.together is None:
        return []
    return contributors(facts.together.together, len(facts.room.members), facts.room.weighed)


def of_seat(facts: Facts, member: Member) -> dict[str, Any]:
    """Return what the person in a seat knows besides, on screens that have been shown."""
    step, account = step_of(facts.room), facts.accounts.get(member.seat)
    if step is None or account is None:
        return {}
    names = {one.screen.name for one in steps_of(facts.room.plan)[: facts.room.led + 1]
             if not one.asks}  # fmt: skip
    weighed = facts.debrief.weighed.get(member.seat) if facts.debrief else None
    told: dict[str, Any] = {"bets": dict(member.bets)}
    if "costs" in names:
        told["costs"] = _costs_of(facts, account)
    if weighed is None:
        return told
    if "same" in names:
        told["same"] = {"curve": list(weighed.curve)}
    if "quality" in names:
        told["quality"] = {"quality": weighed.quality, "error": weighed.error}
    if "luck" in names:
        told["luck"] = {"money": account.balance, "expected": weighed.expected,
                        "luck": weighed.luck}  # fmt: skip
    if "blind" in names:
        told["blind"] = {"met": weighed.met, "saved": weighed.saved}
    return told


def _money(facts: Facts) -> dict[str, Any]:
    ranked = facts.ranked
    curves = np.array([facts.accounts[one.seat].curve for one in ranked])
    band = np.percentile(curves, [0, 25, 50, 75, 100], axis=0).round().astype(int)
    balances = [facts.accounts[one.seat].balance for one in ranked]
    return {
        "band": band.tolist(),
        "best": facts.named(ranked[0]),
        "highest": balances[0],
        "middle": int(np.median(balances)),
        "lowest": balances[-1],
    }


def _costs_of(facts: Facts, account: Account) -> dict[str, int]:
    """Return where the money of a factory went, dollars; the parts add up to ``possible``."""
    rules = rules_of(facts.room.plan.scenario_code)
    prices = rules.economics
    services = account.services * prices.service_cost
    failures = account.failures * prices.failure_cost
    earned = account.balance + services + failures + account.charges
    possible = rules.slots * account.cycle * prices.running_income
    return {
        "possible": possible,
        "kept": account.balance,
        "failures": failures,
        "services": services,
        "standing": possible - earned,
        "fees": account.charges,
        "failed": account.failures,
        "serviced": account.services,
    }


def _costs(facts: Facts) -> dict[str, Any]:
    ranked = facts.ranked
    each = {one.seat: _costs_of(facts, facts.accounts[one.seat]) for one in ranked}
    mean = {part: round(float(np.mean([own[part] for own in each.values()])))
            for part in next(iter(each.values()))}  # fmt: skip
    return {
        "mean": mean,
        "rows": [facts.named(one) | each[one.seat] for one in spread_out(ranked)],
        "failureCost": rules_of(facts.room.plan.scenario_code).economics.failure_cost,
    }


def spread_out(ranked: Sequence[Member]) -> list[Member]:
    """Return the first, the last and those evenly between, where there are too many.

    Examples
    --------
    >>> [one.seat for one in spread_out([Member(n, "", None, False, "", "") for n in range(1, 45)])]
    [1, 5, 9, 13, 17, 21, 24, 28, 32, 36, 40, 44]
    """
    if len(ranked) <= ROWS:
        return list(ranked)
    return [ranked[place] for place in np.linspace(0, len(ranked) - 1, ROWS).round().astype(int)]


def _same(facts: Facts) -> dict[str, Any] | None:
    weighed = facts.weighed
    if len(weighed) < len(facts.ranked):
        return None
    ranked = sorted(facts.ranked, key=lambda one: -weighed[one.seat].expected)
    length = facts.room.plan.turn_cycles
    return {
        "marks": [(turn + 1) * length for turn in range(facts.room.played)],
        "curves": [
            facts.named(one) | {"curve": list(weighed[one.seat].curve)}
            for one in spread_out(ranked)
        ],
        "best": facts.named(ranked[0]),
        "highest": round(weighed[ranked[0].seat].expected),
        "lowest": round(weighed[ranked[-1].seat].expected),
    }


def _quality(facts: Facts) -> dict[str, Any] | None:
    weighed = facts.weighed
    known = {seat: one.quality for seat, one in weighed.items() if one.quality is not None}
    if len(weighed) < len(facts.ranked):
        return None
    ranked = sorted((one for one in facts.ranked if one.seat in known),
                    key=lambda one: -known[one.seat])  # fmt: skip
    return {
        "all": sorted((round(share, 3) for share in known.values()), reverse=True),
        "mean": float(np.mean(list(known.values()))) if known else None,
        "rows": [facts.named(one) | {"quality": known[one.seat]} for one in spread_out(ranked)],
    }


def _luck(facts: Facts) -> dict[str, Any] | None:
    weighed, ranked = facts.weighed, facts.ranked
    if len(weighed) < len(ranked):
        return None
    luck = np.array([weighed[one.seat].luck for one in ranked])
    expected = np.array([weighed[one.seat].expected for one in ranked])
    whole = float(luck.var() + expected.var())
    share = float(luck.var()) / whole if whole else 0.0
    luckiest = ranked[int(luck.argmax())]
    return {
        "share": share,
        "right": third_of(share),
        "luckiest": facts.named(luckiest) | {"luck": float(luck.max())},
        "rows": [
            facts.named(one)
            | {
                "money": facts.accounts[one.seat].balance,
                "expected": weighed[one.seat].expected,
                "luck": weighed[one.seat].luck,
            }
            for one in spread_out(ranked)
        ],
    }


def _federation(facts: Facts) -> dict[str, Any] | None:
    standing, debrief = facts.together, facts.debrief
    if standing is None or not standing.alone or debrief is None or not debrief.everybody:
        return None
    seats = [one.seat for one in facts.ranked]
    money = float(np.mean([facts.accounts[seat].balance for seat in seats]))
    nobody = float(np.mean([standing.alone[seat - 1] for seat in seats]))
    everybody = float(np.mean([debrief.everybody[seat - 1] for seat in seats]))
    return {
        "nobody": nobody,
        "money": money,
        "everybody": everybody,
        "members": len(standing.together.members),
        "seats": len(seats),
        "right": loss_of(money - nobody),
        "limits": list(LOSSES.values()),
        "most": MOST,
    }


def _helpers(facts: Facts) -> dict[str, Any] | None:
    standing, room = facts.together, facts.room
    if standing is None or standing.as_of < room.played:
        return None
    worth = {
        one.seat: sum(standing.worth[one.seat])
        for one in room.present
        if one.seat in standing.worth
    }
    ranked = sorted((one for one in room.present if one.seat in worth),
                    key=lambda one: (-worth[one.seat], one.seat))  # fmt: skip
    members, gave = standing.together.members, standing.together.gave
    free = [one for one in room.present if one.seat in members and not gave[one.seat - 1]]
    return {
        "right": str(ranked[0].seat) if ranked and worth[ranked[0].seat] > 0 else None,
        "rows": [
            facts.named(one) | {"gave": gave[one.seat - 1], "worth": worth[one.seat]}
            for one in ranked[:ROWS]
        ],
        "free": [facts.named(one) for one in free[:ROWS]],
        "freeCount": len(free),
        "of": sum(map(bool, gave)),
        "worked": len(worth),
    }


def _blind(facts: Facts) -> dict[str, Any] | None:
    weighed = facts.weighed
    if len(weighed) < len(facts.ranked):
        return None
    concerned = [one for one in facts.ranked if weighed[one.seat].met or weighed[one.seat].saved]
    return {
        "met": sum(one.met for one in weighed.values()),
        "saved": sum(one.saved for one in weighed.values()),
        "rows": [
            facts.named(one) | {"met": weighed[one.seat].met, "saved": weighed[one.seat].saved}
            for one in spread_out(concerned)
        ],
    }


_FIGURES: dict[str, Callable[[Facts], dict[str, Any] | None]] = {
    "money": _money,
    "costs": _costs,
    "same": _same,
    "quality": _quality,
    "luck": _luck,
    "federation": _federation,
    "helpers": _helpers,
    "blind": _blind,
}
"""What each screen shows; None as long as it is worked out."""
