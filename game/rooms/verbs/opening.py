"""The plan of a room, as a host asks for it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from game.rooms.federation.privacy import level_of
from game.rooms.room import Plan
from game.rooms.rounds.rows import ROUNDS
from game.rooms.verbs.proposals import MOST_SEATS, RoomError, checked_flag, checked_whole
from game.rules.custom_scenario import open_rules
from game.rules.errors import check_known, shown
from game.rules.scenario import SIMULATED, Scenario, check_seed
from game.text.marking import mark
from models.federated.aggregation import AGGREGATORS

MOST_REWARD = 1_000_000
_UNKNOWN_ROUND = mark("No prepared room is named {got}: choose from {choices}.")
_UNKNOWN_RULE = mark("No merging rule is named {got}: choose from {choices}.")


def plan_of(values: Mapping[str, Any]) -> Plan:
    """Return the plan that a host asks for.

    Raises
    ------
    GameError
        Rules, a seed or numbers that make no room.

    Examples
    --------
    >>> plan_of({"rules": "default", "seed": 7, "turns": 4, "seconds": None}).cycles
    1000
    """
    usual = asdict(Plan("default", 0))
    name = values.get("round") or ""
    if name:
        check_known(name, tuple(ROUNDS), RoomError, _UNKNOWN_ROUND)
        usual |= {**ROUNDS[str(name)].plan, "round": name}
    asked = usual | {k: v for k, v in values.items() if k in usual and k != "round"}
    seconds = asked["seconds"]
    plan = Plan(
        rules=str(asked["rules"]) if isinstance(asked["rules"], str) else "",
        seed=check_seed(asked["seed"]),
        turns=checked_whole("turns", asked["turns"], 1, 40),
        turn_cycles=checked_whole("turn_cycles", asked["turn_cycles"], 50, 1000),
        seconds=None if seconds is None else checked_whole("seconds", seconds, 5, 3600),
        approve=checked_flag("approve", asked["approve"]),
        term=checked_flag("term", asked["term"]),
        audience=checked_flag("audience", asked["audience"]),
        round=asked["round"],
        **_federation_of(asked),
    )
    _check_federation(plan, open_rules(plan.scenario_code))
    return plan


def _federation_of(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a host asks of the players' federation."""
    opens = asked["federation"]
    return {
        "federation": None if opens is None else checked_whole("federation", opens, 0, 39),
        "merging": check_known(asked["merging"], AGGREGATORS, RoomError, _UNKNOWN_RULE),
        "noise": level_of(asked["noise"], RoomError),
        "losses": checked_whole("losses", asked["losses"], 0, 90),
        "saboteur": checked_whole("saboteur", asked["saboteur"], 0, MOST_SEATS),
        "every": checked_whole("every", asked["every"], 0, MOST_SEATS),
        "split": checked_flag("split", asked["split"]),
        "reward": checked_whole("reward", asked["reward"], 0, MOST_REWARD),
    }


def _check_federation(plan: Plan, rules: Scenario) -> None:
    """Refuse a federation of the players where the rules bring one of their own, or none."""
    if plan.federation is None:
        return
    if plan.audience:
        raise RoomError("An audience runs one factory: open a room for a federation of players.")
    if rules.offers or rules.unlocks is not None or rules.engines != SIMULATED:
        raise RoomError(
            "The players' federation takes rules without offers, ladder and NASA's engines, got "
            "{rules}: choose others.",
            rules=shown(plan.rules),
        )
    if plan.federation >= plan.turns:
        raise RoomError(
            "The players' federation begins after turn {turn} of {turns}: let it begin earlier.",
            turn=plan.federation,
            turns=plan.turns,
        )
