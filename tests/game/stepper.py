"""The rules once more, stepped cycle by cycle: slow, plain, and nothing shared with the fast ones.

The yardstick of the property tests and of the benchmark.
"""

from dataclasses import dataclass, replace

import numpy as np

from game.rules.decisions import Answer, Call, Decision, Knowledge, Move
from game.rules.economics import recommended_age
from game.rules.match import World
from game.rules.offers.offers import Offer
from game.rules.offers.terms import Terms
from game.rules.scenario import Scenario


@dataclass
class Slot:
    index: int = 0
    age: int = 0
    down: int = 0
    installed: int = 0
    due: int | None = None  # cycle at which the service that was ordered begins
    held: int = 0  # cycle before which nothing is ordered for the engine that is there


@dataclass(frozen=True)
class Step:
    """Everything that happened in one factory."""

    events: list[tuple[int, int, int, str]]  # (cycle, slot, index, "failure" | "service")
    balances: list[int]
    settings: list[tuple[int, str, int | None]]


def step_factory(  # noqa: PLR0912, PLR0915
    scenario: Scenario, factory: int, decisions: list[Move], world: World, until: int
) -> Step:
    money = 0
    prices = scenario.economics
    slots = [Slot() for _ in range(scenario.slots)]
    events: list[tuple[int, int, int, str]] = []
    balances: list[int] = []
    settings: list[tuple[int, str, int | None]] = []
    failed = list(world.streams.archive(factory))
    failures: list[int] = []
    strategy, setting, follows, model = "corrective", None, True, None
    waiting = list(decisions)
    taken: list[tuple[Offer, int]] = []  # with the option
    joined: list[int] = []  # cycles
    ran: list[int] = []  # engines that ran, cycle by cycle

    def lead(now: int) -> int:
        cycles = prices.lead
        for event in world.events:
            if event.kind == "strike" and event.begins <= now < event.ends:
                cycles += 20
        for offer, _ in taken:
            if offer.kind in {"crew", "spares"} and offer.begins <= now < offer.ends:
                cycles -= 20
        return min(max(cycles, 0), 60)

    def terms(now: int) -> Terms:
        kinds = {offer.kind for offer, _ in taken}
        alliances = [offer.alliances[option] for offer, option in taken if offer.alliances]
        alliance = alliances[-1] if alliances else None
        bad = alliance is not None and alliance.poisoned_from is not None
        noisy = any(e.kind == "privacy" and e.begins <= now < e.ends for e in world.events)
        return Terms(
            alliance,
            "fourier" if kinds & {"family", "robust"} == {"family"} else "linear",
            "median" if "robust" in kinds else None,
            "ruler" in kinds or "kit" in kinds,
            "records" in kinds or "kit" in kinds,
            bad and now >= alliance.poisoned_from,
            noisy and "masks" not in kinds,
            None if lead(now) == prices.lead else lead(now),
        )

    def service(now: int, number: int) -> None:
        nonlocal money
        events.append((now, number, slots[number].index, "service"))
        money -= prices.service_cost
        slots[number].down, slots[number].due = prices.service_cycles, None
        slots[number].held = 0

    def engine(number: int) -> int:
        return int(world.streams.ids(factory, number, slots[number].index, 1)[0])

    def life(number: int) -> int:
        return int(world.streams.lifetimes(np.array([engine(number)]))[0])

    for now in range(until):
        for number, slot in enumerate(slots):
            if slot.down:
                slot.down -= 1
                if slot.down == 0:
                    slot.index, slot.age = slot.index + 1, 0
            elif slot.age == life(number):
                events.append((now, number, slot.index, "failure"))
                if engine(number) not in failed:
                    failed.append(engine(number))
                failures.append(now)
                money -= prices.failure_cost
                slot.down, slot.due, slot.held = prices.failure_cycles, None, 0
            elif slot.due == now:
                service(now, number)

        def open_from(name: str) -> float:
            ladder = scenario.unlocks
            if name == "federated" and scenario.offers:
                rung = 0 if ladder is None else climbed(name)
                return max(rung, joined[0]) if joined else float("inf")
            return 0 if ladder is None or name == "corrective" else climbed(name)

        def climbed(name: str) -> float:
            ladder = scenario.unlocks
            if len(failures) < ladder.own_failures:
                return float("inf")
            first = failures[ladder.own_failures - 1]
            waits = {
                "preventive": 0,
                "local": ladder.local_wait,
                "federated": ladder.local_wait + ladder.federated_wait,
            }
            return first + waits[name]

        answers = [one for one in waiting if isinstance(one, Answer) and one.cycle <= now]
        joins = False
        for offer, _ in taken:
            if offer.kind == "contract" and offer.ends == now:
                share = sum(ran[offer.begins : offer.ends]) / scenario.slots
                if 100 * share / (offer.ends - offer.begins) >= offer.line:
                    money += offer.bonus
        last_answers = {one.offer: one.option for one in answers}
        for number, option in last_answers.items() if open_from("preventive") <= now else ():
            offer = world.offers[number]
            if not offer.announced <= now <= offer.deadline:
                continue
            if offer.kind == "alliance":
                again = terms(now).alliance is offer.alliances[option]
            else:
                again = any(one is offer for one, _ in taken)
            if again:
                continue
            taken.append((offer, option))
            money -= offer.prices[option]
            if offer.kind == "alliance":
                joins = True
                joined.append(now)
        own = setting if strategy == "federated" and not follows else None
        rest: list[Move] = []
        for move in waiting:
            if isinstance(move, Decision) and move.strategy == "federated" and move.cycle <= now:
                own = move.setting
            if move not in answers:
                rest.append(move)
            elif joins and world.offers[move.offer].kind == "alliance":
                rest.append(Decision(now, "federated", own))
        waiting = rest
        called = [call for call in waiting if isinstance(call, Call) and call.cycle <= now]
        orders = [order for order in waiting if isinstance(order, Decision)]
        due = [d for d in orders if max(d.cycle, open_from(d.strategy)) <= now]
        waiting = [move for move in waiting if move not in [*due, *called]]
        scheduled = joins or (now > 0 and now % scenario.retrain_every == 0)
        if due or scheduled:
            decision = due[-1] if due else None
            entered = decision is not None and decision.strategy != strategy
            trains = scheduled or entered or (decision is not None and decision.retrain)
            if decision is not None:
                was_own = not follows
                strategy, follows = decision.strategy, decision.setting is None
                if not follows:
                    setting = decision.setting
            else:
                was_own = False
            if entered:
                model = None
            knowledge = Knowledge(factory, now, tuple(failed))
            if trains and strategy in world.trainers:
                model = world.trainers[strategy](knowledge, (), terms(now))
                if strategy == "federated" and joined:
                    money -= terms(now).alliance.fee
            if strategy == "corrective":
                setting = None
            elif follows and strategy in world.trainers:
                setting = model.recommended
            elif follows and (trains or was_own):
                lifetimes = world.streams.lifetimes(np.array(failed))
                ahead = replace(prices, lead=lead(now))
                setting = recommended_age(lifetimes, ahead)
            settings.append((now, strategy, setting))

        last = {call.slot: call.call for call in called if open_from("preventive") <= now}
        for number, word in last.items():
            slot = slots[number]
            if slot.down or slot.age == 0 or slot.due is not None:
                continue
            if word == "hold":
                slot.held = now + scenario.hold
            elif lead(now) == 0:
                service(now, number)
            else:
                slot.due = now + lead(now)

        for number, slot in enumerate(slots):
            if slot.down or slot.age == 0 or slot.due is not None or now < slot.held:
                continue
            stop = False
            if strategy == "preventive":
                stop = slot.age >= setting
            elif model is not None:
                forecast = model.forecasts(np.array([engine(number)]))[0, slot.age - 1]
                stop = forecast < 10 * setting
            if stop and lead(now) == 0:
                service(now, number)
            elif stop:
                slot.due = now + lead(now)
        ran.append(sum(not slot.down for slot in slots))
        for slot in slots:
            if not slot.down:
                slot.age += 1
                money += prices.running_income
        balances.append(money)
    return Step(events, balances, settings)
