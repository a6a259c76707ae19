from typing import Any

import numpy as np
import pytest

from game.api import climb, play
from game.campaign import figures as lesson_evidence
from game.campaign.figures import FEDERATION_SIZES, MODEL_NUMBERS, THRESHOLDS, Gains
from game.campaign.levels import (
    GAIN,
    LESSONS,
    ChoiceForm,
    Lesson,
    read_done,
    story_link,
    write_done,
)
from game.rules.links import decode
from models.federated.aggregation import ClientUpdate
from models.rul import train_local

BY_NAME = {lesson.name: lesson for lesson in LESSONS}
MOST_WORDS = 60  # of a level, before the guess
TRUTHS = {
    "waiting": lambda figures: round(figures.taken),
    "schedule": lambda figures: figures.best,
    "model": lambda figures: figures.best,
    "federation": lambda figures: round(100 * figures.failed_fans[-1]),
    "little": lambda figures: sum(figures.single.mean >= bound for bound in GAIN.bounds),
}
MEMORIES = ("waiting", "service_ages", "own_model", "joining", "gains", "_bench")

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=list(BY_NAME))


def guesses(lesson: Lesson[Any]) -> list[int]:
    form = lesson.form
    if isinstance(form, ChoiceForm):
        return list(range(len(form.options)))
    return [form.low, form.start, form.high, truth(lesson)]


def truth(lesson: Lesson[Any]) -> int:
    return TRUTHS[lesson.name](lesson.figures())


def forget() -> None:
    for name in MEMORIES:
        getattr(lesson_evidence, name).cache_clear()


def test_there_are_five_levels_with_names_of_their_own() -> None:
    assert len(BY_NAME) == 5


@pytest.mark.slow
@pytest.mark.no_cover
@each_lesson
def test_a_level_says_little_before_the_guess_and_does_not_give_it_away(lesson: Any) -> None:
    told = " ".join(lesson.intro()).split()
    assert 10 < len(told) <= MOST_WORDS
    if truth(lesson) > 1:  # "0" and "1" are also ends of the scale, or places of options
        assert str(truth(lesson)) not in told


@each_lesson
def test_the_truth_can_be_guessed(lesson: Any) -> None:
    assert lesson.form.accepts(truth(lesson))


@pytest.mark.no_cover
@pytest.mark.slow
@each_lesson
def test_the_truth_is_computed_anew_to_the_same(lesson: Any) -> None:
    before = truth(lesson), lesson.compare(truth(lesson))
    forget()
    assert (truth(lesson), lesson.compare(truth(lesson))) == before


@each_lesson
def test_every_guess_from_end_to_end_gets_an_answer_of_its_own(lesson: Any) -> None:
    tried = sorted(set(guesses(lesson)))
    said = [lesson.compare(guess) for guess in tried]
    assert len(set(said)) == len(tried)
    for guess, sentence in zip(tried, said, strict=True):
        assert lesson.form.words(guess) in sentence
        assert "nan" not in sentence
    assert not lesson.form.accepts(tried[0] - 1)
    assert not lesson.form.accepts(tried[-1] + 1)


@each_lesson
def test_the_table_has_columns_of_one_length_and_plain_numbers(lesson: Any) -> None:
    columns = lesson.figures().columns()
    assert len({len(column) for column in columns.values()}) == 1
    assert {type(value) for column in columns.values() for value in column} <= {int, float}


def test_waiting_is_the_corrective_factory_of_the_match() -> None:
    lesson = BY_NAME["waiting"]
    found = lesson.figures()
    waits = play(lesson.scenario, lesson.seed).factories[0]
    assert (int(found.left[-1]), found.failures) == (waits.profit, waits.failed)
    assert int(found.earned[-1]) == 300 * waits.running_cycles


def test_the_schedule_recommends_what_the_match_does() -> None:
    lesson = BY_NAME["schedule"]
    found = lesson.figures()
    scheduled = play(lesson.scenario, lesson.seed, climb("preventive"), cycles=500).factories[0]
    assert found.recommended == scheduled.setting
    assert found.at(found.best) >= found.at(found.recommended) > found.at(found.optimum_of_known)


def test_the_own_model_is_blind_to_the_fault_it_has_not_seen() -> None:
    found = BY_NAME["model"].figures()
    best = found.best - int(THRESHOLDS[0])
    assert found.known_fans == 0
    assert found.failed_compressors[best] < 0.05
    assert found.failed_fans[best] > 0.95
    assert found.fans + found.compressors == 200


def test_the_federation_cures_the_blind_spot_with_its_size() -> None:
    found = BY_NAME["federation"].figures()
    alone = BY_NAME["model"].figures()
    assert found.failed_fans[0] == alone.failed_fans[alone.recommended - int(THRESHOLDS[0])]
    assert found.failed_fans[-1] < 0.05
    assert found.profit[-1] > 1.2 * found.profit[0]
    assert len(found.profit) == len(found.thresholds) == len(FEDERATION_SIZES)
    assert found.bytes_moved < found.raw_bytes / 5


def test_a_factory_sends_as_many_numbers_as_is_said() -> None:
    lesson = BY_NAME["federation"]
    bench = lesson_evidence._bench(lesson.scenario, lesson.seed)
    own = bench.fleet.histories(np.array(bench.fleet.archive(0), np.int64))
    model = train_local(own, lesson.scenario.local_strength)
    update = ClientUpdate(model.coefficients, model.intercept, rows=1)
    assert len(update.to_bytes()) == 8 * MODEL_NUMBERS
    assert f"sends back {MODEL_NUMBERS} numbers" in lesson.intro()[0]


def test_with_one_fault_and_many_failures_federation_adds_little() -> None:
    found = BY_NAME["little"].figures()
    low, high = found.single.interval
    assert -2 < low < high < 2
    assert found.mixed.interval[0] > 2
    assert len(found.single.percent) == len(found.mixed.percent) == 20


def test_the_interval_is_students() -> None:
    low, high = Gains(np.array([1.0, 3.0]), 8).interval
    assert (round(low, 3), round(high, 3)) == (-10.706, 14.706)


def test_the_story_goes_on_in_a_match() -> None:
    link = decode(story_link())
    lesson = BY_NAME["federation"]
    assert (link.scenario, link.seed) == (lesson.scenario.name, lesson.seed)


def test_what_is_done_survives_a_link_and_nonsense_does_not() -> None:
    done = {1: 0, 2: 400, 5: 3}
    assert read_done(write_done(done)) == done
    assert write_done({}) == ""
    assert read_done("") == {}
    for hostile in (
        "5-4",
        "2-0",
        "6-1",
        "1--3",
        "1-1.5",
        "\u0663-\u0661",
        "a" * 10**6,
        "1-50_" * 10**5,
    ):
        assert set(read_done(hostile)) <= {1}
