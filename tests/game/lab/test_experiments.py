"""The prepared experiments: what they ask, of which labs, and what has been found of it."""

import json
import re
from dataclasses import replace

import pytest

from benchmarks.learning.verdicts import DATA, STARTS, TABLE, table
from game.lab.experiments import EXPERIMENTS, experiment_of
from game.lab.populations import LabResult
from game.lab.settings import read_settings

NONE = LabResult(7, (50.0, 20.0), 0.0, 0.0, None, (0.0, 0.0), (True, False), (0.0, 0.0))


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_asks_a_question_of_labs_that_differ(name: str) -> None:
    prepared = EXPERIMENTS[name]
    assert prepared.question.endswith("?")
    assert experiment_of(prepared.settings) == name
    assert len({lab.but(seed=0) for lab in prepared.labs}) == len(prepared.titles) > 1
    assert read_settings(prepared.settings.text) == prepared.settings
    assert prepared.settings.is_light  # its link has a picture, and a wall shows it


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_what_it_asks_is_answered_by_its_labs(name: str) -> None:
    prepared = EXPERIMENTS[name]
    sides = tuple(
        replace(NONE, profit=float(place), armed_profit=float(place))
        for place, _ in enumerate(prepared.labs)
    )
    assert prepared.asks
    assert all(one.finding([sides] * 3) for one in prepared.asks)


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("saboteur", ["fedavg", "fedavg", "median", "trimmed_mean", "krum"]),
        ("backdoor", ["fedavg", "fedavg", "median", "multi_krum", "krum"]),
    ],
)
def test_an_attack_is_met_by_the_rules_that_are_named(name: str, rules: list[str]) -> None:
    labs = EXPERIMENTS[name].labs
    assert [lab.experiment.aggregator for lab in labs] == rules
    assert [lab.experiment.saboteurs > 0 for lab in labs] == [True, False, True, True, True]


def test_a_backdoor_is_weighed_where_it_opens_and_where_it_does_not() -> None:
    prepared = EXPERIMENTS["backdoor"]
    armed = (10.0, 100.0, 40.0, 99.0, 98.0)
    sides = tuple(
        replace(NONE, profit=100.0 + place, armed_profit=value) for place, value in enumerate(armed)
    )
    assert [name for name, one in EXPERIMENTS.items() if one.armed] == ["backdoor"]
    opens, *rules, true = prepared.asks
    found = [one.estimate([sides] * 3) for one in (opens, *rules, true)]
    assert [one and one.mean for one in found] == [-90.0, -60.0, -1.0, -2.0, -1.0]
    shares = [one.share([sides] * 3) for one in rules]
    assert [one and one.mean for one in shares] == pytest.approx([0.4, 0.99, 0.98])


def test_what_depends_on_the_seed_says_so() -> None:
    """The table is what ``make verdicts`` has found; a question that was changed is asked again."""
    data = json.loads(DATA.read_text("utf-8"))
    assert [*data] == [*EXPERIMENTS]
    for name, found in data.items():
        asks = EXPERIMENTS[name].asks
        assert [one["what"] for one in found] == [asked.what for asked in asks]
        for one, asked in zip(found, asks, strict=True):
            assert sum(one["findings"].values()) == len(STARTS) == 20
            assert asked.depends == (len(one["findings"]) > 1), (name, asked.what)
    assert TABLE.read_text("utf-8") == table(data)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_numbers_in_titles_and_questions_are_those_of_the_labs(name: str) -> None:
    prepared = EXPERIMENTS[name]
    known = [{str(lab.population.factories), str(lab.population.failures)} for lab in prepared.labs]
    for title, of_lab in zip(prepared.titles, known, strict=True):
        assert set(re.findall(r"\d+", title)) <= of_lab, title
    asked = " ".join([prepared.question, *(one.what for one in prepared.asks)])
    sensor = "30"  # of T30
    assert set(re.findall(r"\d+", asked)) - {sensor} <= set().union(*known)
