"""Evidence while one looks: how soon first figures come, and how soon a setting is answered."""

import time
from statistics import median

from game.evidence.findings import all_played, look
from game.rules.strategies import STRATEGIES

SEEDS = (901, 902, 903)
AGES = (90, 110, 150, 190)


def rows() -> list[tuple[str, str]]:
    """Return labelled figures; the first seed warms up what is the same for all."""
    firsts, wholes = [], []
    for seed in SEEDS:
        started = time.perf_counter()
        while look(list(STRATEGIES), seed=seed) is None:
            continue  # each look waits for news
        firsts.append(time.perf_counter() - started)
        while not all_played(seed):
            look(list(STRATEGIES), seed=seed)
        wholes.append(time.perf_counter() - started)
    answers = []
    for age in AGES:
        started = time.perf_counter()
        look(list(STRATEGIES), "own", {"preventive": age}, SEEDS[-1])
        answers.append(time.perf_counter() - started)
    return [
        ("evidence, first figures", f"{median(firsts):.2f} s ({max(firsts):.2f} s cold)"),
        ("evidence, all 1,000 games", f"{median(wholes):.1f} s"),
        ("evidence, a changed setting", f"{median(answers):.2f} s"),
    ]
