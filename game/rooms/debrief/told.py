"""What screens are told of a debrief: plain figures, of which they make sentences and pictures."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from game.rooms.account import Account
from game.rooms.debrief.facts import ROWS, Facts, blind_of
from game.rooms.debrief.luck import error_of_quality, luck_figures, luck_of
from game.rooms.debrief.screens import (
    LOSSES,
    MOST,
    loss_of,
    options_of,
    screens_of,
    shown_by,
    step_of,
    steps_of,
)
from game.rooms.federation.poison import otherwise, poisoned
from game.rooms.federation.privacy import LEVELS
from game.rooms.federation.shares import left_in
from game.rooms.federation.standing import contributors, needs_of, without_a_gift
from game.rooms.room import Member, rules_of

NEEDED, SCALE = 0.01, 0.05
"""Shares of an average balance: worth up to the first is about nothing, and a bar that fills its
line stands for the second at least."""


def for_all(facts: Facts, everything: bool = False) -> dict[str, Any] | None:
    """Return what everybody may know of the debrief; None while the room plays.

    Parameters
    ----------
    everything : also the screens to come, which the host alone sees
    """
    step = step_of(facts.room)
    if step is None or not facts.ranked:
        return None
    facts = replace(facts, every=everything)
    steps = steps_of(facts.room.plan)
    told = screens_of(facts.room.plan) if everything else shown_by(facts.room)
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
    found = _FIGURES[name](facts) if facts.are_weighed or name not in _OF_WEIGHED else None
    told: dict[str, Any] = {"name": name, "figures": found}
    if found is None:
        done, of = _progress(facts, name)
        return told | {"done": done, "of": of}
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


def _progress(facts: Facts, screen: str) -> tuple[int, int]:
    """Return how much of what a screen waits for is there: replays of the room, or factories."""
    standing, debrief = facts.together, facts.debrief
    if screen == "helpers":
        return standing.replays if standing else (0, 0)
    if screen == "federation":
        others = debrief.otherwise if debrief else {}
        done = bool(standing and standing.alone) + bool(debrief and debrief.everybody) + len(others)
        return done, 2 + len(otherwise(facts.room.plan, ()))
    return len(facts.weighed), len(facts.ranked)


def _options(facts: Facts, screen: str) -> list[dict[str, Any]]:
    """Return what may be guessed: of factories those that have given something to the others."""
    if screen != "helpers":
        return [{"value": value} for value in options_of(facts.room, screen)]
    gave: list[int] = []
    if facts.together is not None:
        gave = contributors(facts.together.together, len(facts.room.members), facts.room.weighed)
    return [
        {"value": str(one.seat)} | facts.named(one)
        for one in facts.room.present
        if one.seat in gave
    ]


def of_seat(facts: Facts, member: Member) -> dict[str, Any]:
    """Return what the person in a seat knows besides, on screens that have been shown."""
    account, standing = facts.accounts.get(member.seat), facts.together
    if step_of(facts.room) is None or account is None:
        return {}
    own: dict[str, dict[str, Any]] = {"costs": _costs_of(facts, account)}
    if standing is not None and member.seat in standing.worth:
        gave, worth = standing.together.gave[member.seat - 1], sum(standing.worth[member.seat])
        own["helpers"] = {"gave": gave, "worth": worth, "left": left_in(member)}
    weighed = facts.debrief.weighed.get(member.seat) if facts.debrief else None
    if weighed is not None and facts.are_weighed:
        own |= {
            "same": {"curve": list(weighed.curve)},
            "federation": {"off": weighed.off},
            "quality": {"quality": weighed.quality, "error": error_of_quality(weighed)},
            "luck": luck_of(account, weighed),
            "blind": blind_of(weighed),
        }
    names = [one.name for one in shown_by(facts.room) if one.name in own]
    shown = {name: own[name] | {"place": facts.place(name, member)} for name in names}
    return {"bets": dict(member.bets)} | shown


def _money(facts: Facts) -> dict[str, Any]:
    ranked = facts.ranked
    curves = np.array([facts.accounts[one.seat].curve for one in ranked])
    band = np.percentile(curves, [0, 25, 50, 75, 100], axis=0).round().astype(int)
    balances = [facts.accounts[one.seat].balance for one in ranked]
    return {
        "band": band.tolist(),
        "rows": facts.listed("money", lambda one: {"money": facts.accounts[one.seat].balance})
        if facts.every
        else [],
        "best": facts.first("money"),
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
        "rows": facts.listed("costs", lambda one: each[one.seat]),
        "of": len(ranked),
        "failureCost": rules_of(facts.room.plan.scenario_code).economics.failure_cost,
    }


def _same(facts: Facts) -> dict[str, Any]:
    weighed, ranked = facts.weighed, facts.order("same")
    length = facts.room.plan.turn_cycles
    return {
        "marks": [(turn + 1) * length for turn in range(facts.room.played)],
        "curves": facts.listed("same", lambda one: {"curve": list(weighed[one.seat].curve)}),
        "of": len(ranked),
        "best": facts.first("same"),
        "highest": round(weighed[ranked[0].seat].expected),
        "lowest": round(weighed[ranked[-1].seat].expected),
    }


def _quality(facts: Facts) -> dict[str, Any]:
    known = {seat: one.quality for seat, one in facts.weighed.items() if one.quality is not None}
    return {
        "all": sorted((round(share, 3) for share in known.values()), reverse=True),
        "mean": float(np.mean(list(known.values()))) if known else None,
        "rows": facts.listed("quality", lambda one: {"quality": known[one.seat]}),
        "of": len(known),
    }


def _federation(facts: Facts) -> dict[str, Any] | None:
    standing, debrief = facts.together, facts.debrief
    if standing is None or debrief is None or not debrief.everybody:
        return None
    done, of = _progress(facts, "federation")
    if done < of:
        return None
    seats = [one.seat for one in facts.ranked]

    def mean(balances: Sequence[int]) -> float:
        return float(np.mean([balances[seat - 1] for seat in seats]))

    money = float(np.mean([facts.accounts[seat].balance for seat in seats]))
    nobody = mean(standing.alone)
    earned = {name: mean(balances) for name, balances in debrief.otherwise.items()}
    return {
        "nobody": nobody,
        "money": money,
        "everybody": mean(debrief.everybody),
        "members": len(standing.together.members),
        "joined": _joined(facts),
        "seats": len(seats),
        "poison": _poison(facts, earned),
        "noise": {level: earned[level] for level in LEVELS if level in earned},
        "level": facts.room.plan.noise,
        "right": loss_of(money - nobody),
        "limits": list(LOSSES.values()),
        "most": MOST,
        "off": _off(facts),
    }


def _off(facts: Facts) -> dict[str, float] | None:
    """Return how far the common model was off in the end, and factories' own on average, cycles."""
    trainings = facts.together.together.trainings if facts.together else ()
    own = [one.off for one in facts.weighed.values() if one.off is not None]
    if not (trainings and own and facts.are_weighed):
        return None
    return {"common": trainings[-1].error, "own": float(np.mean(own))}


def _joined(facts: Facts) -> float | None:
    """Return what a factory that was in at the end has more than with a model of its own."""
    standing = facts.together
    if standing is None:
        return None
    gains = [
        facts.accounts[one.seat].balance - standing.alone[one.seat - 1]
        for one in facts.ranked
        if one.seat in standing.together.members
    ]
    return float(np.mean(gains)) if gains else None


def _poison(facts: Facts, earned: Mapping[str, float]) -> dict[str, Any] | None:
    """Return who was poisoned, and what an average factory earns otherwise, dollars."""
    if not facts.room.plan.saboteur:
        return None
    bad = poisoned(facts.room.plan, len(facts.room.members))
    return {
        "who": [facts.named(one) for one in facts.room.present if one.seat in bad],
        **{name: money for name, money in earned.items() if name not in LEVELS},
    }


def _together(facts: Facts) -> int | None:
    """Return what all have more than with models of their own, dollars; None: not known yet."""
    standing = facts.together
    if standing is None or not standing.alone:
        return None
    return sum(facts.accounts[one.seat].balance - standing.alone[one.seat - 1]
               for one in facts.ranked)  # fmt: skip


def _helpers(facts: Facts) -> dict[str, Any] | None:
    standing, room = facts.together, facts.room
    if standing is None or standing.as_of < room.played:
        return None
    ranked = facts.order("helpers")
    worth = {one.seat: sum(standing.worth[one.seat]) for one in ranked}
    gave = standing.together.gave
    bad = poisoned(room.plan, len(room.members))
    nothing = without_a_gift(room, standing.together)
    free = [one for one in room.present if nothing.get(one.seat) is False]
    average = abs(float(np.mean([facts.accounts[one.seat].balance for one in facts.ranked])))
    needed = bool(ranked) and worth[ranked[0].seat] > NEEDED * average
    return {
        "right": str(ranked[0].seat) if needed else None,
        "needed": needed,
        "needs": bool(needs_of(standing.together)),
        "scale": SCALE * average,
        "together": _together(facts),
        "rows": facts.listed(
            "helpers",
            lambda one: {
                "gave": gave[one.seat - 1],
                "worth": worth[one.seat],
                "bad": one.seat in bad,
                "left": left_in(one),
            },
        ),
        "free": [facts.named(one) for one in (free if facts.every else free[:ROWS])],
        "freeCount": len(free),
        "away": sum(nothing.get(one.seat, False) for one in room.present),
        "of": len(ranked),
        "poisoned": bool(room.plan.saboteur),
        "worked": len(worth),
    }


def _blind(facts: Facts) -> dict[str, Any]:
    weighed = facts.weighed
    each = [blind_of(one) for one in weighed.values()]
    return {
        **{name: sum(one[name] for one in each) for name in each[0]},
        "rows": facts.listed("blind", lambda one: blind_of(weighed[one.seat])),
        "of": len(facts.order("blind")),
        "services": sum(one.services for one in weighed.values()),
    }


_FIGURES: dict[str, Callable[[Facts], dict[str, Any] | None]] = {
    "money": _money,
    "costs": _costs,
    "same": _same,
    "quality": _quality,
    "luck": luck_figures,
    "federation": _federation,
    "helpers": _helpers,
    "blind": _blind,
}
"""What each screen shows; None as long as it is worked out."""

_OF_WEIGHED = ("same", "quality", "luck", "blind")
"""Those that wait until all decisions have been weighed."""
