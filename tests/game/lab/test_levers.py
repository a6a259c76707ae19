from collections.abc import Sequence
from dataclasses import replace

import pytest

from game.lab.levers import LEVERS, TITLES
from game.lab.run import stages
from game.lab.settings import (
    LabSettings,
    Population,
    read_settings,
)
from game.rules.codes import Choice, Number
from game.rules.errors import GameError, LabError
from models.federated.aggregation import AGGREGATORS, ClientUpdate
from models.federated.simulation.experiment import TABLES, Experiment

SMALL = LabSettings.of(factories=3, failures=2, rounds=2, hidden=0)


def test_every_lever_is_a_field_and_every_choice_has_a_title() -> None:
    """What is chosen by name comes from the tables of the models."""
    fields = {*vars(Population()), *vars(Experiment()), "shared", "lead"}
    assert set(LEVERS) <= fields
    assert set(vars(Population())) <= set(LEVERS)
    codes = [lever.code for lever in LEVERS.values()]
    words = {
        code.write(value) for code in codes if isinstance(code, Choice) for value in code.values
    }
    assert words == set(TITLES)
    for name, table in TABLES.items():
        if name != "solver":  # follows from the term
            choice = LEVERS[name].code
            assert isinstance(choice, Choice)
            assert choice.values is table


def test_a_sixth_aggregator_is_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """It exists only here: link, settings and a run know it from its table."""

    def first_come(updates: Sequence[ClientUpdate]) -> ClientUpdate:
        return updates[0]

    with pytest.raises(LabError, match="is one of fedavg"):
        read_settings("lab.agfirst_come")
    monkeypatch.setitem(AGGREGATORS, "first_come", first_come)
    settings = read_settings(f"{SMALL.text}.agfirst_come")
    assert settings == SMALL.but(aggregator="first_come")
    assert read_settings(settings.text) == settings
    *_, last = stages(settings)
    trained, merged = last.records[1:3]
    assert merged.error == pytest.approx(trained.local_errors[0], rel=1e-6)
    *_, usual = stages(SMALL)
    assert usual.records[2].error != merged.error


def another(settings: LabSettings, lever: str) -> LabSettings:
    """Return the lab with one lever elsewhere."""
    code = LEVERS[lever].code
    for value in (code.low, code.high) if isinstance(code, Number) else code.values:
        try:
            other = settings.but(**{lever: value})
        except GameError:  # levers that do not go together
            continue
        if other != settings:
            return other
    raise ValueError(f"{lever} can be moved nowhere")


BARE = SMALL.but(rounds=1)


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("settings", "others_inactive"),
    [
        (BARE, {"mu", "sabotage"}),
        (BARE.but(term="fedprox"), {"sabotage"}),
        (BARE.but(saboteurs=0.5), {"mu"}),
        (
            BARE.but(shared="lifetimes", clip=1.0, hidden=48),
            {"rounds", "saboteurs", "clip", "secure", "head_epochs"},
        ),
    ],
)
def test_an_inactive_lever_changes_nothing(
    settings: LabSettings, others_inactive: set[str]
) -> None:
    assert others_inactive <= settings.inactive
    *_, usual = stages(settings)
    for lever in settings.inactive:
        *_, moved = stages(another(settings, lever))
        assert replace(moved, settings=settings) == usual, lever


@pytest.mark.parametrize(
    ("settings", "lever"),
    [
        (BARE.but(term="fedprox", epochs=3), "mu"),
        (BARE.but(saboteurs=0.5), "sabotage"),
        (BARE.but(shared="lifetimes"), "failures"),
        (BARE.but(shared="lifetimes"), "sensor_bias"),
    ],
)
@pytest.mark.no_cover
def test_a_lever_that_is_not_inactive_changes_something(settings: LabSettings, lever: str) -> None:
    assert lever not in settings.inactive
    *_, usual = stages(settings)
    *_, moved = stages(another(settings, lever))
    assert replace(moved, settings=settings) != usual


def test_a_slider_stops_at_whole_steps_from_end_to_end() -> None:
    sliding = {name: lever for name, lever in LEVERS.items() if lever.slides}
    assert {"factories", "failures", "skew", "rounds", "saboteurs", "noise"} <= set(sliding)
    assert not {"seed", "step", "mu", "clip"} & set(sliding), "a hundred steps do not reach them"
    for lever in sliding.values():
        assert isinstance(lever.code, Number)
        step = 0.01 if lever.percent else lever.step or 1
        steps = (lever.code.high - lever.code.low) / step
        assert steps == pytest.approx(round(steps))
        assert steps <= 100
        assert step * lever.code.scale == pytest.approx(round(step * lever.code.scale)), "a link"
