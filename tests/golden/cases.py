"""Which matches, labs and links are golden: picked by hand, and drawn by a seeded generator."""

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.golden.replay import Line, whole_scenario

Taken = list[Any]
"""A decision: cycle, strategy, setting or None, and whether to retrain."""

STRATEGIES = ("corrective", "preventive", "local", "federated")
MOST = {"preventive": 600, "local": 125, "federated": 125}


def match_cases() -> list[Line]:
    """Return all golden matches, not yet played."""
    return [
        *_ends(),
        *_order(),
        *_ladder(),
        *_retraining(),
        *_settings(),
        *_finish_lines(),
        *_rules(),
        *_whole(),
        *_long(),
        *_drawn(Random(1)),
        *_real(Random(2)),
    ]


def _case(
    name: str,
    scenario: str | dict[str, Any],
    seed: int,
    decisions: list[Taken],
    cycles: int | None = None,
    engines: str | None = None,
) -> Line:
    return {
        "name": name,
        "scenario": whole_scenario(scenario) if isinstance(scenario, dict) else scenario,
        "seed": seed,
        "decisions": decisions,
        "cycles": cycles,
        "engines": engines,
    }


def _at(cycle: int, strategy: str, setting: int | None = None, retrain: bool = False) -> Taken:
    return [cycle, strategy, setting, retrain]


# Few members of a federation, few rivals: quick to play, where the rest does not matter.
SMALL, SMALL_CLASSIC = "default.fz4.mf2.rip", "classic.fz4.mf2.rip"

CLIMB = [_at(0, "preventive"), _at(0, "local"), _at(0, "federated")]


def _ends() -> Iterator[Line]:
    """Matches that end where something happens, or just before or after it."""
    # Seed 7: failures at 144, 161, 165, 212, running again at 204, 221, 225, 272.
    for cycles in (1, 2, 19, 20, 21, 143, 144, 145, 161, 203, 204, 205, 212, 271, 272, 273):
        yield _case(f"corrective ends at {cycles}", SMALL, 7, [], cycles)
    # Serviced at 131, running again at 151; one engine fails at 432, one cycle before its service.
    for cycles in (130, 131, 132, 150, 151, 152, 282, 431, 432, 433, 452, 453, 491, 492, 493):
        taken = [_at(0, "preventive", 131)]
        yield _case(f"preventive at 131 ends at {cycles}", SMALL, 7, taken, cycles)
    # The federated model rings at 129, 145, 148 and 184, the local one at 117 first.
    for cycles in (1, 128, 129, 130, 148, 149, 183, 184, 204):
        yield _case(f"federated ends at {cycles}", SMALL, 7, [_at(0, "federated")], cycles)
    for cycles in (1, 116, 117, 118, 137):
        yield _case(f"local ends at {cycles}", SMALL, 7, [_at(0, "local")], cycles)
    yield _case("one cycle of the ladder", SMALL_CLASSIC, 7, CLIMB, 1)


def _order() -> Iterator[Line]:
    """Decisions at one cycle, out of order, at the very end, or taken at once again."""
    orders = [
        ("two at one cycle", [_at(100, "preventive", 120), _at(100, "local", 30)]),
        ("two at one cycle, the other way", [_at(100, "local", 30), _at(100, "preventive", 120)]),
        ("all four at zero", [_at(0, name) for name in reversed(STRATEGIES)]),
        ("the same twice", [_at(90, "preventive", 140), _at(90, "preventive", 140)]),
        ("later first", [_at(400, "local", 20), _at(50, "preventive", 110)]),
        ("away and back at once", [_at(60, "local"), _at(200, "corrective"), _at(200, "local")]),
        ("away and back", [_at(0, "local"), _at(200, "corrective"), _at(300, "local")]),
        ("away for one cycle", [_at(0, "local"), _at(144, "corrective"), _at(145, "local")]),
        ("a service age that is past", [_at(120, "preventive", 60)]),
        ("a service age that is now", [_at(120, "preventive", 120)]),
        ("a service age of tomorrow", [_at(120, "preventive", 121)]),
        ("in the cycle of a failure", [_at(144, "preventive", 150)]),
        ("before a failure", [_at(143, "preventive", 1)]),
        ("while a slot is down", [_at(180, "preventive", 20), _at(210, "local", 125)]),
        ("at the end", [_at(0, "preventive", 100), _at(600, "federated", 10)]),
        ("one before the end", [_at(0, "preventive", 100), _at(599, "federated", 10)]),
        ("after the end", [_at(0, "preventive", 100), _at(601, "federated", 10)]),
        ("at the last possible cycle", [_at(100_000, "preventive", 100)]),
        ("corrective to corrective", [_at(0, "corrective"), _at(300, "corrective", None, True)]),
    ]
    for name, taken in orders:
        yield _case(f"order: {name}", SMALL, 7, taken, 600)
    many = [_at(5 * k, STRATEGIES[k % 4], None, k % 3 == 0) for k in range(120)]
    yield _case("order: every five cycles another strategy", SMALL, 7, many, 600)
    many = [_at(2 * k, "preventive", 100 + k % 50) for k in range(250)]
    yield _case("order: every two cycles another age", SMALL, 7, many, 600)
    many = [_at(7 * k, "federated", 20 + k % 30) for k in range(80)]
    yield _case("order: the federation's alarm moves all the time", SMALL, 7, many, 600)
    many = [_at(k // 10, "preventive", 60 + k % 10) for k in range(1_000)]
    yield _case("order: as many as a match may have", SMALL, 7, many, 400)


def _ladder() -> Iterator[Line]:
    """What is taken before, when and after it is unlocked: seed 7 unlocks at 212, 712 and 1212."""
    for cycle in (0, 211, 212, 213, 500):
        yield _case(f"preventive at {cycle}", SMALL_CLASSIC, 7, [_at(cycle, "preventive")], 600)
        taken = [_at(cycle, "preventive", 120), _at(cycle, "local", 30)]
        yield _case(f"preventive and local at {cycle}", SMALL_CLASSIC, 7, taken, 900)
    for cycle in (711, 712, 713):
        yield _case(
            f"local at {cycle}, nothing before", SMALL_CLASSIC, 7, [_at(cycle, "local")], 900
        )
    for cycle in (0, 1211, 1212, 1213):
        taken = [_at(cycle, "federated")]
        yield _case(f"federated at {cycle}, nothing before", SMALL_CLASSIC, 7, taken, 1_500)
    for cycles in (211, 212, 213, 711, 712, 713, 1211, 1212, 1213):
        yield _case(f"climbs, and ends at {cycles}", SMALL_CLASSIC, 7, CLIMB, cycles)
    yield _case(
        "climbs down while it waits", SMALL_CLASSIC, 7, [*CLIMB, _at(800, "corrective")], 1_400
    )
    down = [_at(0, "federated"), _at(0, "local"), _at(0, "preventive")]
    yield _case("waits in another order", SMALL_CLASSIC, 7, down, 1_400)
    yield _case("nobody fails in time", SMALL_CLASSIC, 7, CLIMB, 200)
    for code in ("un1_0_0", "un1_1_1", "un2_0_300", "un3_250_0", "un8_100_100", "un100_0_0"):
        yield _case(f"a ladder {code}", f"{SMALL_CLASSIC}.{code}", 7, CLIMB, 900)
    yield _case("a ladder with an archive", f"{SMALL}.un4_100_100", 7, CLIMB, 700)
    yield _case("no ladder in classic", f"{SMALL_CLASSIC}.unx.ar3", 7, CLIMB, 700)
    none = {
        "name": "open",
        "unlocks": {"own_failures": 0, "local_wait": 80, "federated_wait": 80},
        "federation_size": 5,
    }
    yield _case("a ladder that needs no failure", none, 7, CLIMB, 500)
    first = {**none, "archive_failures": 0, "rivals": [["corrective"]]}
    for strategy in ("local", "federated"):
        yield _case(f"{strategy} before any failure", first, 7, [_at(100, strategy)], 700)


def _retraining() -> Iterator[Line]:
    """Boundaries at which everybody trains again."""
    often = f"{SMALL}.re250"
    for cycles in (249, 250, 251, 500, 501):
        yield _case(f"retrains at 250, ends at {cycles}", often, 7, [_at(0, "local")], cycles)
    for strategy in STRATEGIES[1:]:
        for cycle in (249, 250, 251):
            for retrain in (False, True):
                taken = [_at(0, strategy), _at(cycle, strategy, None, retrain)]
                name = f"{strategy} again at {cycle}, {'retrained' if retrain else 'as it was'}"
                yield _case(name, often, 7, taken, 600)
        fixed = [_at(0, strategy, 50), _at(300, strategy, None, True), _at(400, strategy, 50)]
        yield _case(f"{strategy} fixed, recommended, fixed", often, 7, fixed, 800)
        back = [_at(0, strategy, 70), _at(333, strategy)]
        yield _case(f"{strategy} back to the recommended one", SMALL, 7, back, 600)
        late = [_at(310, strategy, None, True), _at(430, strategy, None, True)]
        yield _case(f"{strategy} late, retrained", SMALL, 7, late, 800)
        kept = [_at(250, strategy, 40, True), _at(500, "corrective"), _at(750, strategy, 40)]
        yield _case(f"{strategy} taken at every boundary", often, 7, kept, 1_000)
    tight = {"name": "tight", "retrain_every": 50, "rivals": [["federated"]], "federation_size": 3}
    yield _case("retrains every 50 cycles", tight, 7, [_at(25, "local")], 400)
    yield _case("own failures tune the model", f"{SMALL}.lu5.re400", 7, [_at(300, "local")], 900)
    yield _case("four failures tune the model", f"{SMALL}.lu4", 7, [_at(0, "local")], 500)


def _settings() -> Iterator[Line]:
    """The lowest and the highest setting of each strategy, and some between."""
    for strategy, settings in {
        "preventive": (1, 2, 150, 600),
        "local": (1, 2, 10, 40, 124, 125),
        "federated": (1, 2, 10, 40, 124, 125),
    }.items():
        for setting in settings:
            taken = [_at(0, strategy, setting)]
            yield _case(f"{strategy} at {setting}", SMALL, 7, taken, 400)


def _finish_lines() -> Iterator[Line]:
    """Finish lines reached exactly, just missed, at once, never; four slots earn 1,200."""
    for line in (1, 1_200, 1_201, 120_000, 120_001, 172_800, 10**9):
        yield _case(f"a finish line of {line}", f"default.cy400.fl{line}", 7, [])
    for cycles in (99, 100, 101, 300):
        name = f"played for {cycles} cycles, finished or not"
        yield _case(name, "default.fl120000", 7, [_at(0, "preventive")], cycles)
    yield _case("finished by a rival", "default.fl500000", 7, [])
    yield _case("finished by the player", "default.fl500000", 7, [_at(0, "federated")])
    yield _case("played beyond its own end", "default.cy300", 7, [_at(0, "preventive")], 700)
    yield _case("no finish line in classic", "classic.flx.cy900", 7, CLIMB)
    yield _case("all lose", "default.in0.cy500.fl1000", 7, [_at(0, "local")])


RULES = {
    "cy": ("200", "901"),
    "in": ("0", "10000"),
    "sc": ("0", "59999"),
    "sd": ("0", "1", "200"),
    "fc": ("0", "1000000"),
    "fd": ("0", "1", "500"),
    "fs": ("0", "50", "100"),
    "ar": ("1", "2", "16"),
    "fz": ("1", "2", "60"),
    "mf": ("1", "12"),
    "re": ("250", "300"),
    "ls": ("1", "1000000"),
    "lt": ("1", "90"),
    "lu": ("2", "1000"),
    "fl": ("x", "400000"),
    "un": ("x", "2_100_50"),
    "ri": ("", "f", "plf_lp_pf", "cplf_fc"),
    "se": ("50", "200", "80_80_150"),
    "ss": ("0",),
    "cs": ("0",),
    "en": ("simulated",),
}
"""Every rule that a sandbox opens, moved alone."""


def _rules() -> Iterator[Line]:
    walk = [
        _at(0, "preventive"),
        _at(120, "local"),
        _at(300, "federated"),
        _at(450, "federated", None, True),
    ]
    usual = {"cy": "600", "fz": "6", "mf": "2", "ri": "l_p"}
    for code, values in RULES.items():
        for value in values:
            parts = [one + number for one, number in {**usual, code: value}.items()]
            yield _case(f"rule {code}{value}", ".".join(["default", *parts]), 7, walk)
    apart = "default.cs0.ss0"
    yield _case("own streams, own severities", apart, 7, walk, 600)
    yield _case("own streams, own severities, own ladder", "classic.cs0.ss0", 7, CLIMB, 1_300)
    yield _case("all rules at once", "default.cy700.in250.sc7000.sd9.fc90000.fd33.fs45.ar3.fz7.mf2."
                "re260.ls500.lt25.lu3.fl900000.un2_50_60.ripl_f.se60_130.ss0.cs0",
                7, walk)  # fmt: skip


def _whole() -> Iterator[Line]:
    """Scenarios written out, with values that no sandbox opens."""
    walk = [_at(0, "local"), _at(250, "federated")]
    for slots in range(1, 17):
        values = {"name": f"{slots} slots", "slots": slots, "rivals": [["preventive"]]}
        values |= {"federation_size": 5}
        yield _case(f"{slots} slots", values, 7, walk, 350)
    for name, values in {
        "a federation of 90": {"federation_size": 90, "member_failures": 1},
        "members with 40 failures": {"federation_size": 3, "member_failures": 40},
        "an archive of 64": {"archive_failures": 64},
        "a soft local model": {"local_strength": 0.001, "local_threshold": 125},
        "a stiff local model": {"local_strength": 1e9},
        "uneven severities": {"severities": [0.5, 0.777, 2], "shared_severity": False},
        "no income, free failures": {
            "economics": {"running_income": 0, "failure_cost": 0, "failure_cycles": 0}
        },
        "dear service": {"economics": {"service_cost": 1_000_000, "service_cycles": 300}},
        "one rival": {"rivals": [["federated"]]},
        "rivals that climb down": {"rivals": [["federated", "corrective"], ["local", "local"]]},
        "nine severities": {"severities": [0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4]},
        "a share of fans with parts": {"fan_share": 0.3333},
    }.items():
        yield _case(name, {"name": "custom", "federation_size": 6, **values}, 7, walk, 600)


def _long() -> Iterator[Line]:
    """Matches to the end of their own rules, and longer ones."""
    for seed in (0, 4_294_967_295):
        yield _case(f"classic, climbed, seed {seed}", "classic", seed, CLIMB)
        yield _case(f"default, federated, seed {seed}", "default", seed, [_at(0, "federated")])
    yield _case("classic, left alone", "classic", 3, [])
    yield _case("default, left alone", "default", 3, [])
    plan = [_at(231, "preventive", 131), _at(731, "local"), _at(1_231, "federated", None, True)]
    yield _case("classic, the example of a link", "classic", 7, plan)
    yield _case("20,000 cycles", "default.rip", 5, [_at(0, "preventive")], 20_000)
    yield _case("12,000 cycles of the federation", "default.ril", 5, [_at(0, "federated")], 12_000)
    one = {"name": "one slot", "slots": 1, "rivals": [["preventive"]]}
    yield _case("as long as a match can be", one, 5, [_at(0, "preventive", 150)], 100_000)


def _drawn(draw: Random) -> Iterator[Line]:
    # Matches of the same rules and seed share their engines, which saves most of the time.
    for scenario, ends in (("default", (700, 1_200, 1_700)), ("classic", (1_500, 2_100))):
        for end in ends:
            seed = draw.randrange(2**32)
            for number in range(6):
                taken = _decisions(draw, end, 2_000)
                yield _case(f"drawn {scenario} {end} {number}", scenario, seed, taken, end)
    for number in range(22):
        code, end, every = _sandbox(draw)
        seed = draw.randrange(2**32)
        cycles = None if draw.random() < 0.5 else draw.randrange(200, 1_501)
        for again in "ab":
            taken = _decisions(draw, end, every)
            yield _case(f"drawn sandbox {number}{again}", code, seed, taken, cycles)
    for number in range(12):
        values, end, every = _scenario(draw)
        seed = draw.randrange(2**32)
        for again in "ab":
            taken = _decisions(draw, end, every)
            yield _case(f"drawn scenario {number}{again}", values, seed, taken)


def _decisions(draw: Random, end: int, every: int) -> list[Taken]:
    taken = []
    for _ in range(draw.choice((0, 1, 1, 2, 3, 4, 6, 9))):
        places = [0, draw.randrange(end), draw.randrange(end), draw.randrange(end), end - 1]
        places += [min(end, every), taken[-1][0] if taken else 1]
        strategy = draw.choice(STRATEGIES[1:] if draw.random() < 0.8 else STRATEGIES)
        setting = None
        if strategy in MOST and draw.random() < 0.45:
            low = 60 if strategy == "preventive" else 8
            setting = draw.randrange(low, MOST[strategy] // 2)
        taken.append(_at(draw.choice(places), strategy, setting, draw.random() < 0.3))
    return taken if draw.random() < 0.1 else sorted(taken, key=lambda one: one[0])


def _rows(draw: Random, names: tuple[str, ...]) -> list[list[str]]:
    return [draw.sample(names, draw.randrange(3)) for _ in range(draw.randrange(1, 4))]


def _sandbox(draw: Random) -> tuple[str, int, int]:
    """Return the code of a sandbox, its last cycle and how often it retrains."""
    base = draw.choice(("default", "default", "classic"))
    end, every = draw.randrange(200, 1_501), draw.choice((250, 400, 777, 2_000))
    parts = {
        "in": draw.randrange(50, 1_500),
        "sc": draw.randrange(0, 50_000),
        "sd": draw.randrange(5, 90),
        "fc": draw.randrange(5_000, 400_000),
        "fd": draw.randrange(0, 200),
        "fs": draw.randrange(0, 101),
        "ar": draw.randrange(1, 10),
        "fz": draw.randrange(1, 13),
        "mf": draw.randrange(1, 6),
        "ls": draw.choice((1, 30, 500, 10_000, 300_000)),
        "lt": draw.randrange(5, 80),
        "lu": draw.randrange(2, 20),
        "fl": draw.choice(("x", draw.randrange(50_000, 1_500_000))),
        "un": draw.choice(
            ("x", f"{draw.randrange(1, 7)}_{draw.randrange(0, 400)}_{draw.randrange(0, 400)}")
        ),
        "ri": "_".join("".join(row) for row in _rows(draw, ("c", "p", "l", "f"))),
        "se": "_".join(str(draw.randrange(50, 201)) for _ in range(draw.randrange(1, 7))),
        "ss": draw.randrange(2),
        "cs": draw.randrange(2),
    }
    moved = draw.sample(sorted(parts), draw.randrange(1, len(parts) + 1))
    moved = sorted({*moved, "fz"})
    chosen = [f"{code}{value}" for code, value in parts.items() if code in moved]
    if parts["un"] == "x" and "un" in moved and "ar" not in moved:
        chosen.append(f"ar{parts['ar']}")
    return ".".join([base, f"cy{end}", f"re{every}", *chosen]), end, every


def _scenario(draw: Random) -> tuple[dict[str, Any], int, int]:
    """Return a scenario written out, its last cycle and how often it retrains."""
    end, every = draw.randrange(300, 901), draw.choice((90, 200, 555, 2_000))
    ladder = {
        "own_failures": draw.randrange(6),
        "local_wait": draw.randrange(300),
        "federated_wait": draw.randrange(300),
    }
    values = {
        "name": "drawn",
        "cycles": end,
        "finish_line": draw.choice((None, draw.randrange(10_000, 900_000))),
        "unlocks": draw.choice((None, ladder)),
        "rivals": _rows(draw, STRATEGIES),
        "economics": {
            "running_income": draw.randrange(1, 2_000),
            "service_cost": draw.randrange(40_000),
            "service_cycles": draw.randrange(3, 70),
            "failure_cost": draw.randrange(500_000),
            "failure_cycles": draw.randrange(150),
        },
        "slots": draw.choice((1, 2, 3, 4, 4, 6, 9, 16)),
        "fan_share": round(draw.random(), 3),
        "severities": [round(draw.uniform(0.5, 2), 3) for _ in range(draw.randrange(1, 10))],
        "shared_severity": draw.random() < 0.5,
        "common_streams": draw.random() < 0.5,
        "archive_failures": draw.randrange(1, 12),
        "federation_size": draw.randrange(1, 9),
        "member_failures": draw.randrange(1, 8),
        "retrain_every": every,
        "local_strength": draw.choice((0.5, 77.7, 4_000.0)),
        "local_threshold": draw.randrange(5, 90),
        "local_tuned_from": draw.randrange(2, 15),
    }
    return values, end, every


def _real(draw: Random) -> Iterator[Line]:
    """NASA's engines; FD002 flies at six conditions."""
    for name, code in {
        "as the sandbox names them": "default.enFD001",
        "own streams": "default.enFD001.cs0",
        "climbed": "classic.enFD001",
        "small archive": "default.enFD001.ar1.mf8",
        "a federation of two": "default.enFD001.fz2.re300",
    }.items():
        yield _case(f"FD001, {name}", code, 7, CLIMB, 1_300)
    slots = {"name": "all slots", "engines": "FD001", "slots": 16}
    yield _case("FD001, engines return", slots, 7, [_at(0, "federated")], 1_000)
    yield _case("FD001, engines return to one slot", {**slots, "slots": 1}, 7, CLIMB, 9_000)
    for number in range(10):
        end = draw.randrange(300, 2_001)
        yield _case(f"FD001, drawn {number}", "default", draw.randrange(3),
                    _decisions(draw, end, 2_000), end, "cmapss:FD001")  # fmt: skip
    yield _case("simulated in spite of its rules", "default.enFD001", 7, CLIMB, 500, "simulated")
    for subset in ("FD002", "FD003"):
        yield _case(f"{subset}, climbed", f"classic.en{subset}", 7, CLIMB, 1_400)
        yield _case(f"{subset}, own streams", f"default.en{subset}.cs0", 7, CLIMB, 900)
        for number in range(3):
            end = draw.randrange(300, 1_201)
            yield _case(f"{subset}, drawn {number}", "default", draw.randrange(2),
                        _decisions(draw, end, 2_000), end, f"cmapss:{subset}")  # fmt: skip


LABS = {
    "the network, averaged": "lab.fa6.ro5",
    "linear": "lab.fa6.molinear.ro6",
    "fedprox, three passes": "lab.fa6.fl2.ro3.ep3.tefedprox.mu500",
    "fedprox, linear, small steps": "lab.fa5.molinear.ro5.lr20.tefedprox.mu2000",
    "scaffold": "lab.fa6.ro5.lr500.ep2.tescaffold",
    "the median, signs flipped": "lab.fa8.fl2.ro4.agmedian.sa25",
    "the trimmed mean, noise": "lab.fa8.fl2.ro4.agtrimmed_mean.sa20.kinoise",
    "krum, labels shifted": "lab.fa8.fl2.ro4.agkrum.sa25.kilabel_shift",
    "multi-krum, linear, signs flipped": "lab.fa8.fl2.molinear.ro5.agmulti_krum.sa25",
    "the mean, labels shifted": "lab.fa6.fl2.ro4.sa20.kilabel_shift",
    "clipped": "lab.fa6.ro4.cl10",
    "clipped and noisy": "lab.fa12.fl2.molinear.ro6.cl20.no15",
    "secure, some drop out": "lab.fa6.fl2.ro4.dr30.seon",
    "secure, clipped and noisy": "lab.fa8.fl2.ro4.cl20.no8.seon",
    "server momentum": "lab.fa6.fl2.ro6.sofedavgm",
    "server Adam, half are asked": "lab.fa6.fl2.ro4.pa50.sofedadam",
    "slow ones and a deadline": "lab.fa6.fl2.ro4.dr10.sl50.de20",
    "all different": "lab.fa6.ro2.sk100.us50.sb20.ep2.sd11",
    "public scales": "lab.fa6.fl2.ro4.scpublic",
    "the mean, a backdoor": "lab.fa6.fl2.ro4.sa20.kibackdoor",
    "own last layers": "lab.fa6.fl2.he2.ro4",
    "lifetimes": "lab.fa10.shlifetimes",
    "lifetimes, all different": "lab.fa12.fl3.fs50.sk100.us50.shlifetimes.sd4294967295",
}

MATCH_LINKS = [
    "1-classic-0",
    "1-classic-7",
    "1-classic-4294967295",
    "1-default-12",
    "1-classic-7-231p131",
    "1-classic-7-231p131-731l-1231fr",
    "1-classic-7-0p-0l-0f",
    "1-classic-7-212pr-712l40r-1212f25r",
    "1-default-7-0c",
    "1-default-7-0f-300c-600f",
    "1-default-7-0p1-10p600-20l1-30l125-40f1-50f125",
    "1-default-7-100p120-100l30-100f-100cr",
    "1-default-7-100000l",
    "1-default-007-0005l030",
    "1-default-99-0p-250p-250pr-251p-2000pr",
    "1-classic.cy900-7-300p",
    "1-default.cy2000.fc90000-7-0p100-500l",
    "1-default.un2_100_100.ar0-5-0p-0l-0f",
    "1-default.enFD001-7-0f",
    "1-classic.enFD004-7",
]
RULE_LINKS = [
    "classic",
    "default",
    "default.cy2000.fc90000",
    "classic.unx.ar3",
    "classic.un100_10000_10000",
    "default.flx",
    "classic.flx",
    "default.fl1000000000.ri",
    "default.riplf_cc_",
    "default.ricplfcp",
    "default.se50_200_125",
    "default.ss0.cs0",
    "default.enFD003.fs100",
    "default.fs7.ls1.lt1.lu2.re250.fz1.mf1",
    "default.in10000.sc1000000.sd500.fc10000000.fd500.cy20000",
    "classic.cs1.cy8000.in300",
]
LAB_LINKS = [
    "lab",
    "lab.fa80.fl5.agmedian",
    "lab.fa5.sa20.kinoise",
    "lab.fa10.fl16.fs0.us0.molinear",
    "lab.sk100.us50.sb20.ep10.ro8.fa15",
    "lab.pa5.dr90.sl100.de500",
    "lab.lr1.tefedprox.mu10000",
    "lab.tescaffold.lr1000.sofedavgm",
    "lab.cl20.no60.seon.sofedadam.sd4294967295",
    "lab.agtrimmed_mean.sa50.kilabel_shift.ro60",
    "lab.agmulti_krum.kisign_flip.seoff",
    "lab.shlifetimes.fa2.fl1",
    "lab.he3.scpublic.kibackdoor.sa10",
]
