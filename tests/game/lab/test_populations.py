from collections.abc import Generator, Iterator
from threading import Semaphore

import pytest

from game.jobs import Jobs
from game.lab.populations import (
    POPULATIONS,
    LabResult,
    Populations,
    compare,
    outcome,
    over_populations,
    seeds,
)
from game.lab.run import stages
from game.lab.settings import LabSettings, read_settings
from game.rules.errors import LabError
from tests.game.waiting import LONG, until

SMALL = LabSettings.of(factories=3, failures=2, rounds=2, hidden=0)


def test_seeds_are_hashed_and_shared_with_no_lab_beside() -> None:
    first, *others = seeds(7)
    assert first == 7
    assert len({first, *others}) == POPULATIONS
    assert seeds(7) == seeds(7, POPULATIONS + 5)[:POPULATIONS]
    neighbours = {seed for lab in range(200) if lab != 7 for seed in seeds(lab)}
    assert not neighbours & {*others}
    assert min(abs(one - other) for one in others for other in (7, *others) if one != other) > 1_000


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        SMALL.text,
        "lab.fa4.fl2.ro3.molinear.dr40.sa25.sd3",
        "lab.fa10.fl1.ro2.sa10.kibackdoor",
        *(
            pytest.param(text, marks=pytest.mark.long)
            for text in (
                "lab.fa5.fl1.ro2.sk100.us50.sb20",
                "lab.fa4.fl1.ro2.cl10.no50",
                "lab.fa4.fl1.ro2.seon.dr30",
                "lab.fa4.fl1.ro2.tescaffold",
                "lab.fa4.fl1.ro2.he1",
            )
        ),
    ],
)
def test_an_outcome_is_what_the_lab_on_the_screen_comes_to(text: str) -> None:
    settings = read_settings(text)
    *_, shown = stages(settings)
    found = outcome(settings, gains=True)
    merged = [record for record in shown.records if record.stage == "merged"]
    assert found.seed == settings.population.seed
    assert found.errors == tuple(record.error for record in merged)
    assert found.profit == shown.earnings[-1].profit
    assert found.roi == shown.earnings[-1].roi
    assert found.epsilon == merged[-1].epsilon
    assert found.alone == tuple(gain.alone_profit for gain in shown.gains)
    assert found.gains == tuple(gain.gain for gain in shown.gains)
    kinds = [factory.failures for factory in shown.factories[:-1]]
    assert found.seen_fan == tuple("fan" in failures for failures in kinds)


@pytest.mark.no_cover
def test_sides_meet_the_same_populations() -> None:
    other = SMALL.but(rounds=1, seed=99)  # whose own seed does not count
    steps = list(over_populations([SMALL, other]))
    told = [known for known in steps if known is not None]
    assert len(steps) > 5 * len(told)  # it may be broken off between any two rounds
    assert [len(known) for known in told] == [n // 2 for n in range(1, 2 * POPULATIONS + 1)]
    last = told[-1]
    assert tuple(first.seed for first, _ in last) == seeds(SMALL.population.seed)
    for first, second in last:
        assert (first.seed, first.alone) == (second.seed, second.alone)
        assert first.errors[:2] == second.errors
        assert len(first.gains) == 3
        assert second.gains == ()
    *_, after = over_populations([SMALL, other], last[:6])  # broken off there, and begun anew
    assert after == last


Compared = Jobs[tuple[LabSettings, ...], Populations]


def test_the_first_population_is_told_and_a_moved_lever_stops_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known, begun, gate = outcome(SMALL), [], Semaphore(4)

    def gated(settings: LabSettings, **_: bool) -> Generator[None, None, LabResult]:
        begun.append(settings)
        for _ in range(2):
            gate.acquire(timeout=LONG)
            yield
        return known

    monkeypatch.setattr("game.lab.populations.pieces", gated)
    jobs: Compared = Jobs(most=4)
    sides = SMALL, SMALL.but(rounds=1)
    until(lambda: len(compare(sides, "me", jobs)) == 1)
    job = jobs.peek(sides)
    assert job is not None
    until(lambda: len(begun) == 3)
    jobs.leave("me")
    gate.release()
    until(lambda: not jobs._threads)  # it ends when nothing is wanted any more
    assert job.broken_off  # in the middle of the lab that was running
    gate.release(4 * POPULATIONS)
    until(lambda: compare(sides, "me", jobs) and job.finished)
    seen = [seed for seed in seeds(SMALL.population.seed) for _ in sides]
    assert len(job.value) == POPULATIONS
    # What was known was not computed again; what was broken off was.
    assert [one.population.seed for one in begun] == [*seen[:3], *seen[2:]]


def test_what_goes_wrong_is_a_refusal() -> None:
    jobs: Compared = Jobs(most=1)

    def broken() -> Iterator[Populations]:
        yield ()
        raise ValueError("no luck")

    jobs.begin((SMALL,), broken)
    with pytest.raises(LabError, match=r"broke off \(no luck\)"):
        until(lambda: compare((SMALL,), "me", jobs))
