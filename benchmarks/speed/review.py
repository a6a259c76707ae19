"""Reviews of matches: how good known ways to play are found to be, how sure that is, how soon."""

import time
from collections.abc import Sequence
from itertools import islice
from statistics import mean, median, stdev

import numpy as np

from game.api import climb, review_link
from game.evidence.players import AS_ADVISED, NOTHING, Player, Written, play_by
from game.fleet import engines as fleet
from game.fleet import forecasters as trainers
from game.fleet.engines import SimulatedFleet
from game.review.best_policy import best_policy, follow
from game.review.redraws import forecast, redraw
from game.review.resampling import models_in, play
from game.review.review import REDRAWS, Review, refine
from game.rules.decisions import Decision
from game.rules.links import encode
from game.rules.scenario import CLASSIC, DEFAULT, OPEN, Scenario

SEEDS = range(700, 705)
CYCLES = 4_000
SEARCHED = 48  # redraws; on half of them settings are searched, on the others they are played
THRESHOLDS = range(12, 49, 4)

ORIGINAL = climb("preventive", 193) + climb("local", 10)[1:] + climb("federated", 10)[2:]
"""The advice of the original game: an age of 193 cycles, then thresholds of 10."""

WAYS: dict[str, Sequence[Decision]] = {
    "never upgrading": (),
    "climbing, recommended settings": climb("federated"),
    "climbing to local, recommended settings": climb("local"),
    "preventive, recommended settings": climb("preventive"),
    "preventive at 193 cycles": climb("preventive", 193),
    "the original's advice, 193 and then 10": ORIGINAL,
}


def rows() -> list[tuple[str, str]]:
    """Return labelled figures."""
    lines = []
    for scenario in (CLASSIC, DEFAULT):
        found = [_searched(scenario, seed) for seed in SEEDS]
        lines.append((f"{scenario.name}, known-optimal bot", _spread(found)))
        for label, decisions in WAYS.items():
            looks = [_second(scenario, seed, decisions) for seed in SEEDS]
            lines.append((f"{scenario.name}, {label}", _quality(looks)))
    lines.append(("luck of climbing to local, standard deviations", _luck()))
    return lines + _timed() + _open()


def _searched(scenario: Scenario, seed: int) -> float:
    """Return the quality of the best policy, measured by the best fixed settings of a search."""
    drawn = SimulatedFleet(scenario, seed)
    redraws = redraw(drawn, CYCLES, range(SEARCHED))
    tried = [climb(name, number) for name in ("local", "federated") for number in THRESHOLDS]
    known = [follow(drawn, taken, redraws) for taken in ((), best_policy(drawn, CYCLES), *tried)]
    models = models_in(timeline for row in known for timeline in row)
    profit = play(known, redraws, forecast(redraws, models))
    half = SEARCHED // 2
    best = 2 + int(np.argmax(profit[2:, :half].mean(axis=1)))
    corrective, bot, searched = profit[[0, 1, best], half:].mean(axis=1).tolist()
    return float((bot - corrective) / (searched - corrective))


def _second(scenario: Scenario, seed: int, decisions: Sequence[Decision]) -> Review:
    _, found = islice(refine(scenario, seed, decisions), 2)
    return found


def _quality(looks: Sequence[Review]) -> str:
    found = [look.quality for look in looks if look.quality is not None]
    shares = [one.decision_quality for one in found if one.decision_quality is not None]
    errors = [one.standard_error for one in found if one.standard_error is not None]
    return f"{_spread(shares)}, standard error at most {max(errors):.3f}"


def _spread(shares: Sequence[float]) -> str:
    return f"quality {median(shares):.3f} ({min(shares):.3f} to {max(shares):.3f})"


def _luck() -> str:
    found = [_second(DEFAULT, seed, climb("local")).luck for seed in range(800, 816)]
    values = [one.deviations for one in found if one is not None and one.deviations is not None]
    return f"mean {mean(values):.2f}, spread {stdev(values):.2f} ({len(values)} matches)"


def _timed() -> list[tuple[str, str]]:
    lines = []
    _second(CLASSIC, SEEDS[0], ())  # what all matches share
    labels = (
        "money",
        f"quality and luck of {CYCLES:,} cycles",
        "first turning points",
        "turning points",
        "the last figures",
    )
    for scenario in (CLASSIC, DEFAULT):
        seconds = []
        for seed in SEEDS[:4]:
            fleet.forget()
            trainers.forget()
            started = time.process_time()
            stages = refine(scenario, seed, ORIGINAL, CYCLES)
            seconds.append([time.process_time() - started for _ in stages])
        for label, column in zip(labels, zip(*seconds, strict=True), strict=True):
            lines.append((f"{scenario.name}, {label}, nothing cached", f"{median(column):.2f} s"))
    return lines


PLAYERS: dict[str, Player] = {
    "waiting": NOTHING,
    "as advised": AS_ADVISED,
    "the written rules": Written(),
}


def _open() -> list[tuple[str, str]]:
    """Return what players of the free match are found to be worth, and how soon."""
    lines = []
    for label, player in PLAYERS.items():
        qualities, seconds, calls = [], [], []
        for seed in SEEDS:
            link = encode(OPEN.name, seed, play_by(OPEN, seed, player)[1])
            fleet.forget()
            trainers.forget()
            started, stages = time.process_time(), []
            for look in review_link(link):
                stages.append(time.process_time() - started)
                if look.quality is not None and look.quality.redraws == REDRAWS:
                    break
            qualities.append(look)
            seconds.append(stages)
            calls.append(sum(call.value or 0 for call in look.calls or ()))
        lines.append((f"open, {label}", _quality(qualities)))
        lines.append((f"open, {label}, its calls", f"${mean(calls):,.0f} a match"))
        times = [f"{median(column):.1f} s" for column in zip(*seconds, strict=True)]
        name = f"open, {label}: money, quality, first turning points, turning points"
        lines.append((name, ", ".join(times)))
    return lines
