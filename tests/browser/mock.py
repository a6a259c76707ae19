"""A stand-in for the server: plausible games for the board's tests, not the game's rules."""

from functools import lru_cache

import numpy as np

from game.text.language import number, t, tn
from game.views.play.board.payload import encode

SENSOR_COUNT = 16
RIVALS = ("Hephaestus Works", "Daedalus Aero", "Icarus & Sons")
CAPS = ("federated", "local", "preventive", "corrective")
LADDER = ("corrective", "preventive", "local", "federated")
RULES = {
    "classic": {
        "name": "classic",
        "title": "Climb the ladder",
        "finish_line": 3_000_000,
        "cycles": 8_000,
        "unlocks": {"failures": 4, "local_wait": 500, "federated_wait": 500},
        "archive_failures": 0,
    },
    "default": {
        "name": "default",
        "title": "Everything unlocked",
        "finish_line": None,
        "cycles": 4_000,
        "unlocks": None,
        "archive_failures": 4,
    },
}
PRICES = {
    "income": 300,
    "service_cost": 10_000,
    "service_cycles": 20,
    "failure_cost": 60_000,
    "failure_cycles": 60,
    "retrain_every": 2_000,
    "federation_size": 20,
}


@lru_cache(maxsize=4_000)
def engine(seed, slot, index):
    """Give one engine: its lifetime and its sensors, uint8 of shape (16, lifetime)."""
    rng = np.random.default_rng([seed, slot, index])
    lifetime = int(np.clip(rng.normal(206, 42), 128, 362))
    age = np.arange(lifetime) / lifetime
    drift = age ** rng.uniform(3, 6)
    away = np.array([90, 80, 95, 8, -90, 60, 70, 12, 100, -95, 60, 60, 85, 70, -80, -85])
    noise = rng.normal(0, 11, (SENSOR_COUNT, lifetime))
    level = 128 - away * 0.5 + rng.normal(0, 8, SENSOR_COUNT)
    values = level[:, None] + away[:, None] * 1.2 * drift + noise
    return lifetime, np.clip(values, 0, 255).astype(np.uint8)


@lru_cache(maxsize=4_000)
def forecast(seed, slot, index, strategy):
    """Give what a model says at each age, 1 to lifetime, in cycles."""
    lifetime, _ = engine(seed, slot, index)
    rng = np.random.default_rng([seed, slot, index, len(strategy)])
    spread = 9 if strategy == "local" else 3.5
    truth = np.minimum(lifetime - np.arange(1, lifetime + 1), 125)
    wander = np.convolve(rng.normal(0, spread * 2.5, lifetime + 9), np.ones(10) / 10, "valid")
    return np.round(np.maximum(truth + rng.normal(0, spread) + wander, -20), 1)


def advice(strategy, failures):
    return {
        "preventive": (131, _advised(failures, 131)),
        "local": (40, _advised(failures, 40)),
        "federated": (25, _advised(76, 25)),
    }[strategy]


def _advised(failures, setting):
    one, more = ("from your {n} failure: {age} cycles", "from your {n} failures: {age} cycles")
    return tn(one, more, failures, age=number(setting))


def reply(request):
    """Answer one request of the board as bytes."""
    new = request.get("new")
    scenario = new["scenario"] if new else request["scenario"]
    if scenario not in RULES:
        return encode({"n": request["n"], "error": f"There is no scenario {scenario!r}."}, {})
    rules = RULES[scenario] | PRICES
    rules["title"] = t(rules["title"])
    seed = (7 if new["seed"] is None else new["seed"]) if new else request["seed"]
    decisions = [] if new else request["decisions"]
    until = min(2_000 if new else request["until"], 100_000)
    keep = not new and request["keep"]
    have = [0, 0, 0, 0] if new else request["have"]
    since = 0 if new or not decisions else request.get("from", decisions[-1][0])
    if not keep:
        until = min(until, rules["cycles"])

    played = [_factory(rules, seed, i, decisions if i == 0 else [], until) for i in range(4)]
    end = _end(rules, played, until)
    if end is not None:
        end["kept"] = keep
    mine = played[0]
    engines, sensors = _engines(seed, played, have)
    rows, values = _forecasts(seed, mine)
    header = {
        "version": 1,
        "match": f"{scenario}-{seed}",
        "n": request["n"],
        "scenario": rules,
        "seed": seed,
        "from": since,
        "until": until,
        "decisions": decisions,
        "end": end,
        "factories": [
            {"name": name, "you": i == 0, "strategies": played[i]["strategies"]}
            for i, name in enumerate(("Your factory", *RIVALS))
        ],
        "unlocks": mine["unlocks"],
        "advice": _advice(rules, mine),
        "trainings": mine["trainings"],
        "report": _report(played, end),
        "error": None,
    }
    sections = {
        **{
            f"lives{i}": np.array(p["lives"], np.int32).reshape(-1, 7) for i, p in enumerate(played)
        },
        "engines": engines,
        "sensors": sensors,
        "forecasts": values,
        "forecast_index": rows,
    }
    return encode(header, sections)


def _factory(rules, seed, number, decisions, until):
    """Step one factory cycle by cycle."""
    you = number == 0
    failures = rules["archive_failures"]
    unlocks = dict.fromkeys(LADDER[1:], None if rules["unlocks"] else 0)
    strategy = "corrective" if rules["unlocks"] or you else CAPS[number]
    setting = None if strategy == "corrective" else advice(strategy, 4)[0]
    strategies = [[0, strategy, setting, "recommended"]]
    trainings = []
    lives = []
    slots = [{"index": 0, "start": 0} for _ in range(4)]
    pending = list(decisions)
    for now in range(until + 1):
        _unlock(rules["unlocks"], unlocks, failures, now)
        for wished_strategy, wished, retrain in _changes(number, rules, unlocks, pending, now):
            strategy, setting = wished_strategy, wished
            if setting is None and strategy != "corrective":
                setting = advice(strategy, failures)[0]
            entering = strategies[-1][1] != strategy
            word = "recommended" if wished is None else "own"
            strategies.append([now, strategy, setting, word])
            if you and strategy in LADDER[2:] and (entering or retrain):
                trainings.append([now, strategy, _training(strategy, failures)])
        for slot, place in enumerate(slots):
            age = now - place["start"]
            kind = _event(seed, slot, place["index"], age, strategy, setting)
            if kind and now < until:
                back = now + rules["service_cycles" if kind == 1 else "failure_cycles"]
                failures += kind == 2
                truth = engine(seed, slot, place["index"])[0] if you else -1
                lives.append([slot, place["index"], place["start"], age, kind, back, truth])
                slots[slot] = {"index": place["index"] + 1, "start": back}
    for slot, place in enumerate(slots):
        if place["start"] <= until:
            truth = engine(seed, slot, place["index"])[0] if you else -1
            ran = until - place["start"]
            lives.append([slot, place["index"], place["start"], ran, 0, until, truth])
    return {
        "lives": sorted(lives),
        "unlocks": unlocks,
        "strategies": strategies,
        "trainings": trainings,
        "balance": _balance(rules, lives, until),
    }


def _unlock(ladder, unlocks, failures, now):
    if not ladder:
        return
    if unlocks["preventive"] is None and failures >= ladder["failures"]:
        unlocks["preventive"] = now
    for lower, upper, wait in (
        ("preventive", "local", ladder["local_wait"]),
        ("local", "federated", ladder["federated_wait"]),
    ):
        if unlocks[upper] is None and unlocks[lower] is not None and now >= unlocks[lower] + wait:
            unlocks[upper] = now


def _changes(number, rules, unlocks, pending, now):
    """Yield what a factory changes to at a boundary: you by decision, rivals rung by rung."""
    while number == 0 and pending and pending[0][0] <= now:
        yield pending.pop(0)[1:]
    if number and rules["unlocks"]:
        for rung in LADDER[1 : LADDER.index(CAPS[number]) + 1]:
            if unlocks[rung] == now:
                yield [rung, None, False]


def _event(seed, slot, index, age, strategy, setting):
    """Say what happens to an engine at an age: 0 nothing, 1 service, 2 failure."""
    if age <= 0:
        return 0
    if age >= engine(seed, slot, index)[0]:
        return 2
    if strategy == "preventive":
        return int(age >= setting)
    if strategy in LADDER[2:]:
        return int(forecast(seed, slot, index, strategy)[age - 1] < setting)
    return 0


def _balance(rules, lives, until):
    flow = np.zeros(until + 2)
    for _, _, start, ran, kind, _, _ in lives:
        flow[start + 1 : start + ran + 1] += rules["income"]
        if kind:
            flow[start + ran + 1] -= rules["service_cost"] if kind == 1 else rules["failure_cost"]
    return flow[: until + 1].cumsum()


def _training(strategy, failures):
    if strategy == "local":
        return {"own_failures": failures, "text": ""}
    return {
        "clients": 20,
        "rounds": 3,
        "bytes": 27_840,
        "raw_bytes": 5_480_000,
        "own_failures": failures,
        "text": "",
    }


def _advice(rules, mine):
    out = {}
    for strategy in LADDER[1:]:
        opened = mine["unlocks"][strategy]
        out[strategy] = [] if opened is None else [[opened, *advice(strategy, 4)]]
    return out


def _end(rules, played, until):
    line = rules["finish_line"]
    series = np.array([p["balance"] for p in played])
    if line is None:
        if until < rules["cycles"]:
            return None
        return {"cycle": rules["cycles"], "winner": int(series[:, rules["cycles"]].argmax())}
    crossed = np.flatnonzero((series >= line).any(axis=0))
    if not len(crossed):
        return None
    return {"cycle": int(crossed[0]), "winner": int(series[:, crossed[0]].argmax())}


def _report(played, end):
    if end is None:
        return None
    cycle = end["cycle"]
    factories = []
    for name, p in zip(("Your factory", *RIVALS), played, strict=True):
        done = [one for one in p["lives"] if one[2] + one[3] < cycle and one[4]]
        failed = sum(one[4] == 2 for one in done)
        running = sum(max(0, min(one[3], cycle - one[2])) for one in p["lives"])
        _, strategy, setting, _ = p["strategies"][-1]
        factories.append(
            {
                "name": name,
                "strategy": strategy,
                "setting": setting,
                "profit": float(p["balance"][cycle]),
                "running_cycles": running,
                "down_cycles": 4 * cycle - running,
                "maintained": len(done) - failed,
                "failed": failed,
                "mtbf": running / failed if failed else None,
                "availability": running / (4 * cycle),
                "roi": None if len(done) == failed else 4.2,
                "oracle_profit": 230.0 * 4 * cycle,
            }
        )
    return {"factories": factories, "winner": factories[end["winner"]]["name"]}


def _engines(seed, played, have):
    rows, blocks, offset = [], [], 0
    for slot in range(4):
        last = max(one[1] for p in played for one in p["lives"] if one[0] == slot)
        for index in range(have[slot], last + 1):
            lifetime, values = engine(seed, slot, index)
            rows.append([slot, index, lifetime, offset])
            blocks.append(values.reshape(-1))
            offset += values.size
    sensors = np.concatenate(blocks) if blocks else np.zeros(0, np.uint8)
    return np.array(rows, np.int32).reshape(-1, 4), sensors.reshape(-1, SENSOR_COUNT)


def _forecasts(seed, mine):
    rows, blocks, offset = [], [], 0
    changes = mine["strategies"]
    for slot, index, start, ran, *_ in mine["lives"]:
        values = np.full(ran, -32_768, np.int16)
        for age in range(1, ran + 1):
            strategy = [c for c in changes if c[0] <= start + age][-1][1]
            if strategy in LADDER[2:]:
                values[age - 1] = round(forecast(seed, slot, index, strategy)[age - 1] * 10)
        if (values != -32_768).any():
            rows.append([slot, index, offset])
            blocks.append(values)
            offset += ran
    values = np.concatenate(blocks) if blocks else np.zeros(0, np.int16)
    return np.array(rows, np.int32).reshape(-1, 3), values
