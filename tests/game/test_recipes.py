"""The recipes of CONTRIBUTING.md: a row in a table is all that it takes."""

import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from game.__main__ import main
from game.api import one_engine, play, review_link
from game.evidence.compare import share_out
from game.evidence.findings import find
from game.evidence.sweep import SCENARIO, sweep
from game.lab.populations import outcome
from game.lab.run import stages
from game.lab.settings import LabSettings, read_settings
from game.live.requests import answer
from game.rules.custom_scenario import scenario_named
from game.rules.decisions import Decision, unlock_cycles
from game.rules.links import decode, encode
from game.rules.scenario import CLASSIC
from game.rules.strategies import STRATEGIES
from game.text.language import speak
from game.views.evidence import charts, profits
from game.views.frame.state import LabView
from game.views.frame.theme import DARK
from game.views.lab.answers import headlines
from game.views.report.choices import choice_words
from tests import recipes
from tests.game.rules.test_strategies import test_every_strategy_keeps_the_contract as contract_of

LINK = "1-default-7-0t20"


@pytest.fixture(autouse=True)
def with_recipes() -> Iterator[None]:
    recipes.add()
    one_engine.cache_clear()
    yield
    recipes.remove()
    one_engine.cache_clear()


def test_it_stops_by_hand() -> None:
    table = np.array([[500, 190, 500, 190, 190, 100]], np.int16)
    patient = STRATEGIES["patient"].make(20)
    assert patient.stop_ages(np.array([1]), table).tolist() == [5]
    assert patient.stop_ages(np.array([5]), table).tolist() == [6]


@pytest.mark.no_cover
def test_it_keeps_the_contract_of_strategies() -> None:
    contract_of(name="patient")


@pytest.mark.no_cover
def test_the_command_line_plays_and_compares_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["play", "--strategy", "patient", "--scenario", "default", "--cycles", "600"]) == 0
    assert "patient" in capsys.readouterr().out
    assert main(["compare", "--games", "2", "--cycles", "600", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["strategies"]
    assert [row["strategy"] for row in rows][-2:] == ["patient", "oracle"]


def test_a_link_names_it_by_its_letter() -> None:
    decisions = (Decision(0, "patient", 20),)
    assert encode("default", 7, decisions) == LINK
    assert decode(LINK).decisions == decisions
    assert scenario_named("default.rit_p").rivals == (("patient",), ("preventive",))


def test_it_opens_where_its_waits_add_up() -> None:
    opened = unlock_cycles(CLASSIC, np.array([1, 2, 3, 100]))
    assert opened["patient"] == opened["federated"] == 1_100


def test_the_board_is_told_all_of_it() -> None:
    header = answer({"n": 1, "scenario": "classic", "seed": 7, "decisions": []}).header
    kind = header["rules"]["strategies"][-1]
    assert (kind["name"], kind["letter"], kind["title"]) == ("patient", "t", "Patient model")
    assert (kind["rung"]["after"], kind["rung"]["wait"]) == ("local", 500)
    played = answer({"link": LINK}).header
    assert played["factories"][0]["strategies"][-1] == [0, "patient", 20, "own"]
    assert played["trainings"][0][1] == "patient"
    assert played["advice"]["patient"][0][0] == 0


@pytest.mark.no_cover
def test_a_report_and_a_review_know_it() -> None:
    report = play("default", 7, [Decision(0, "patient", 20)], cycles=600)
    assert report.factories[0].strategy == "patient"
    *_, review = review_link(LINK, 600)
    assert review.turning_points is not None
    options = {option.choice for point in review.turning_points for option in point.options}
    assert "Patient model, alarm threshold 20" in map(choice_words, options)


@pytest.mark.no_cover
def test_the_evidence_tries_all_its_settings() -> None:
    speak("en")
    tasks, strata = share_out(SCENARIO, 1_000, 0, {})
    clusters = [sweep(replace(task, games=2)) for task in tasks[:2]]
    names = ["preventive", "local", "patient"]
    found = find(clusters, strata, names, "tuned", {})
    assert [row.strategy for row in found.rows] == names
    line = found.curves[-1]
    assert (line.strategy, len(line.settings)) == ("patient", 125)
    assert profits.curve(line).startswith("Patient model: the best threshold in hindsight is")
    assert found.margin is not None
    assert {found.margin.first, found.margin.second} == {"local", "patient"}
    assert found.gap is not None
    assert found.gap.leader == "patient"
    for figure in (charts.means(found, DARK), charts.curves(found.curves[1:], found.rows, DARK)):
        assert "hexagon" in figure.to_json() or "longdash" in figure.to_json()


def test_how_it_works_can_show_it() -> None:
    engine = one_engine(seed=12, slot=1, index=1)
    assert engine.settings["patient"] == engine.settings["federated"]
    assert engine.stops["patient"] >= engine.stops["federated"]


def test_a_lab_merges_by_an_aggregator_of_ones_own() -> None:
    lab = LabSettings.of(factories=3, failures=2, rounds=1, aggregator="midrange")
    assert lab.text == "lab.fa3.fl2.ro1.agmidrange"
    assert read_settings(lab.text) == lab
    *_, last = stages(lab)
    *_, usual = stages(lab.but(aggregator="fedavg"))
    assert last.finished
    assert last.records[-1].error != usual.records[-1].error


def test_a_lab_is_sabotaged_in_a_way_of_ones_own() -> None:
    lab = LabSettings.of(
        factories=4, failures=2, rounds=1, hidden=0, saboteurs=0.25, sabotage="free_ride"
    )
    assert lab.text == "lab.fa4.fl2.molinear.ro1.sa25.kifree_ride"
    assert read_settings(lab.text) == lab
    (lies, honest) = ([*stages(one)][-1] for one in (lab, lab.but(saboteurs=0.0)))
    assert len(lies.saboteurs) == 1
    assert lies.records[-1].error != honest.records[-1].error


def test_the_lab_asks_a_question_of_ones_own() -> None:
    view, prepared = LabView(), recipes.PAIRS
    view.begin(prepared.settings)
    assert (view.experiment, view.sides) == ("pairs", prepared.labs)
    known = [tuple(outcome(lab.but(seed=seed)) for lab in view.sides) for seed in range(3)]
    found, *_ = headlines(prepared.asks, known)
    assert " ".join(found).startswith("4 factories instead of 2: ")
