"""A room's file played afresh: cycle by cycle, its models by scikit-learn's own clients in a loop.

The yardstick of the players' federation: of the game it takes the stepper of its own tests, what an
own model is, and how alarms are scored; of the federation nothing.
"""

import json
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.linear_model import SGDRegressor

from data.simulator import simulate
from game.fleet.forecasters import local_forecaster, world_of
from game.fleet.players import players_fleet
from game.rules.custom_scenario import open_rules
from game.rules.decisions import Decision, Knowledge, Move, move_of
from game.rules.match import Forecaster, World
from game.rules.scenario import Scenario
from models.alarms import PriceList, score_thresholds, usual_rule
from models.features import features
from tests.game.stepper import Step, step_factory


class Engines:
    """Engines of factories that fly each their own: slot after slot, factory after factory."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.seed = scenario, seed
        severities = np.array(scenario.severities)
        self.severity = float(np.random.default_rng([seed, 0]).choice(severities))
        self._tables: dict[int, np.ndarray] = {}

    def ids(self, factory: int, slot: int, first: int, count: int) -> np.ndarray:
        place = factory * self.scenario.slots + slot
        return (1 << 40) + place * (1 << 24) + np.arange(first, first + count)

    def archive(self, factory: int) -> tuple[int, ...]:
        return tuple((2 << 40) + number for number in range(self.scenario.archive_failures))

    def table(self, number: int) -> np.ndarray:
        """Return an engine's features as the game keeps them."""
        if number not in self._tables:
            one = np.array([number])
            own = simulate(one, self.seed, self.scenario.fan_share, self.severity)
            self._tables[number] = features(own).astype(np.float32).astype(np.float64)
        return self._tables[number]

    def lifetimes(self, numbers: np.ndarray) -> np.ndarray:
        return np.array([len(self.table(int(number))) for number in numbers])


class Line:
    """A linear model at work."""

    def __init__(self, engines: Engines, weights: np.ndarray, mean: Any, scale: Any) -> None:
        self.engines, self.weights, self.mean, self.scale = engines, weights, mean, scale
        self.recommended = 25

    def cycles(self, table: np.ndarray) -> np.ndarray:
        rows = (table - self.mean) / self.scale
        return np.clip(125 * (rows @ self.weights[:-1] + self.weights[-1]), 0, 125)

    def forecasts(self, numbers: np.ndarray) -> np.ndarray:
        return np.stack([np.round(10 * self.cycles(self.engines.table(int(n)))) for n in numbers])


class Afresh:
    """A room's file, played again by other means.

    Parameters
    ----------
    room : the file's values
    silent : a seat whose updates are never there
    """

    def __init__(self, room: dict[str, Any], silent: int | None = None) -> None:
        plan = room["plan"]
        self.length, self.opens = plan["turn_cycles"], plan["federation"]
        self.silent = silent
        self.turns, self.seats = room["turns"], len(room["seats"])
        rules = open_rules(f"{plan['rules']}.cy{plan['turns'] * self.length}")
        assert self.opens <= 1, "the stepper retrains from the first boundary on"
        self.scenario = replace(rules, retrain_every=self.length)
        self.engines = Engines(self.scenario, plan["seed"])
        self.seed = int(np.random.default_rng([plan["seed"], 3]).integers(2**32))
        self.own = players_fleet(rules, plan["seed"])  # for models of one's own
        self.models: dict[int, Line | None] = {}
        self.bytes: list[int] = []
        self.trained: list[np.ndarray] = []
        self.moves = [self._moves(seat) for seat in range(1, self.seats + 1)]

    def play(self) -> list[int]:
        """Return the money of all seats."""
        for turn in range(self.opens, len(self.turns)):
            now = turn * self.length
            there = self._members(turn) - {self.silent, *self.turns[turn]["absent"]}
            failed = {seat: self._failed(seat - 1, now) for seat in sorted(there)}
            self.models[now] = self._train(now, {s: own for s, own in failed.items() if own})
        end = len(self.turns) * self.length
        return [self._step(number, end).balances[-1] for number in range(self.seats)]

    def _members(self, turn: int) -> set[int]:
        members: set[int] = set()
        for row in self.turns[: turn + 1]:
            for seat, what in row["shares"]:
                (members.add if what == "join" else members.discard)(seat)
        return members

    def _moves(self, seat: int) -> list[Move]:
        moves: list[Move] = []
        runs = "corrective"
        for turn, row in enumerate(self.turns):
            own = [move_of(one) for whose, rows in row["moves"] if whose == seat for one in rows]
            said = dict(map(tuple, row["shares"])).get(seat)
            if not own and said == "join":
                own = [Decision(turn * self.length, "federated")]
            if not own and said == "leave" and runs == "federated":
                own = [Decision(turn * self.length, "local")]
            moves += own
            runs = own[-1].strategy if own and isinstance(own[-1], Decision) else runs
        return moves

    def _world(self, number: int) -> World:
        kept: dict[int, Forecaster] = {}

        def federated(knowledge: Knowledge, *_: object) -> Forecaster:
            turn = knowledge.cycle // self.length
            away = number + 1 in self.turns[turn]["absent"]
            before = kept.get(knowledge.cycle - self.length) if away else None  # if it ran it
            line = self.models.get(knowledge.cycle)
            kept[knowledge.cycle] = before or line or self._alone(knowledge)
            return kept[knowledge.cycle]

        trainers = {"local": lambda known, *_: self._alone(known), "federated": federated}
        return replace(world_of(self.own), streams=self.engines, trainers=trainers)

    def _alone(self, knowledge: Knowledge) -> Forecaster:
        return local_forecaster(self.own, knowledge.failed)

    def _step(self, number: int, until: int) -> Step:
        moves, world = self.moves[number], self._world(number)
        return step_factory(self.scenario, number, moves, world, until)

    def _failed(self, number: int, now: int) -> list[int]:
        """Return the engines that have failed in a factory by now."""
        events = [one for one in self._step(number, now + 1).events if one[3] == "failure"]
        return [int(self.engines.ids(number, slot, index, 1)[0]) for _, slot, index, _ in events]

    def _train(self, now: int, failed: dict[int, list[int]]) -> Line | None:
        """Average scikit-learn's models: McMahan et al. 2017, algorithm 1."""
        earlier = [self.models[cycle] for cycle in sorted(self.models) if cycle < now]
        before = next((one for one in reversed(earlier) if one is not None), None)
        if not failed:
            return before
        tables = {s: np.concatenate([self.engines.table(n) for n in o]) for s, o in failed.items()}
        left = {s: np.concatenate([_left(self.engines, n) for n in o]) for s, o in failed.items()}
        rows = {seat: len(table) for seat, table in tables.items()}
        everything = np.concatenate(list(tables.values()))
        mean, scale = everything.mean(axis=0), everything.std(axis=0)
        goes_on = before is not None and len(failed) >= 5
        weights = np.append(np.zeros(57), np.concatenate(list(left.values())).mean() / 125)
        if goes_on and before is not None:
            moved = (mean - before.mean) / before.scale
            intercept = before.weights[-1] + before.weights[:-1] @ moved
            weights = np.append(before.weights[:-1] * scale / before.scale, intercept)
        clients = {
            seat: SGDRegressor(
                alpha=3_000 / sum(rows.values()), learning_rate="constant", eta0=1e-4,
                random_state=np.random.RandomState(np.random.PCG64([self.seed, seat - 1])),
            )
            for seat in failed
        }  # fmt: skip
        rounds = 3 if goes_on else 6
        for _ in range(rounds):
            for seat, client in clients.items():
                client.coef_, client.intercept_ = weights[:-1].copy(), weights[-1:].copy()
                client.t_ = 1.0
                client.partial_fit((tables[seat] - mean) / scale, left[seat] / 125)
            sent = [np.append(client.coef_, client.intercept_) for client in clients.values()]
            weights = np.average(sent, axis=0, weights=list(rows.values()))
        line = Line(self.engines, weights, mean, scale)
        line.recommended = self._threshold(line, failed)
        self._count(len(failed), rounds)
        self.trained.append(np.concatenate([mean, scale, 125 * weights]))
        return line

    def _prices(self) -> PriceList:
        money = self.scenario.economics
        return PriceList(
            money.running_income, money.service_cost, money.service_cycles, money.failure_cost,
            money.failure_cycles, money.lead,
        )  # fmt: skip

    def _threshold(self, line: Line, failed: dict[int, list[int]]) -> int:
        rule = usual_rule(self.scenario.economics.lead)
        lives = [self.engines.table(number) for own in failed.values() for number in own]
        lifetimes = np.array([len(table) for table in lives])
        offsets = np.concatenate([[0], np.cumsum(lifetimes)])
        forecasts = np.concatenate([line.cycles(table) for table in lives])
        return rule.choose(
            score_thresholds(forecasts, offsets, lifetimes, self._prices(), rule.grid)
        )

    def _count(self, clients: int, rounds: int) -> None:
        """Add up what messages are long: eight bytes a number, and what is said in words."""
        training = json.dumps({"strength": 3_000.0, "step": 1e-4, "seed": self.seed})
        prices = {k: v for k, v in self._prices()._asdict().items() if v or k != "lead"}
        grid = usual_rule(self.scenario.economics.lead).grid.tolist()
        asked = json.dumps({"rewards": prices, "grid": grid})
        statistics = 8 * (1 + 57 + 57 + 1)
        setup = 8 * (57 + 57 + 1) + len(training)
        scores = 8 * 58 + len(asked) + 8 * 2 * len(grid)
        self.bytes.append(clients * (statistics + setup + rounds * 2 * 8 * 58 + scores))


def _left(engines: Engines, number: int) -> np.ndarray:
    life = len(engines.table(number))
    return np.minimum(np.arange(life - 1, -1, -1), 125).astype(float)
