"""What the picture of a link says, against the rules played by themselves."""

from dataclasses import replace

import pytest

from game.api import play
from game.lab.settings import read_settings
from game.rules.errors import GameError
from game.rules.links import decode
from game.views.preview import facts
from game.views.preview.facts import of_lab, of_match

JOINED = "1-chapter4-220-0l-476f"


def test_a_match_that_was_played_tells_where_it_ended() -> None:
    link = decode(JOINED)
    report = play(link.scenario, link.seed, link.decisions)
    earned = {one.name: one.profit for one in report.factories}
    told = of_match(JOINED)
    assert told.title == "Never seen · seed 220"
    assert told.figure == f"${earned['Your factory']:,}"
    best = max((name for name in earned if name != "Your factory"), key=earned.__getitem__)
    gap = earned["Your factory"] - earned[best]
    assert told.sentence == f"1st of 3, ${gap:,} ahead of {best}."
    assert [one.values[-1] for one in told.curves] == list(earned.values())
    assert {one.values[0] for one in told.curves} == {0.0}
    assert [one.factory for one in told.curves] == [0, 1, 2]


def test_engines_that_nobody_has_played_invite_to_beat_the_best_rival() -> None:
    told = of_match("1-chapter4-220")
    rivals = {one.name: one.profit for one in play("chapter4", 220).factories[1:]}
    best = max(rivals, key=rivals.__getitem__)
    assert told.sentence == f"{best} makes that of these engines. Can you make more?"
    assert told.figure == f"${rivals[best]:,}"
    assert told.curves[0].name == best
    assert {one.name for one in told.curves} == set(rivals)


def test_who_lies_behind_and_who_lies_level_is_told() -> None:
    behind = of_match("1-chapter4-220-990p")
    assert behind.sentence.startswith("3rd of 3, $")
    assert " behind Northgate Aviation." in behind.sentence
    level = of_match("1-chapter1-210-1099p")  # both wait for all failures
    assert level.sentence == "1st of 2, level with Harbour Aero."


def test_a_link_that_opens_at_a_cycle_tells_how_the_match_stands_there() -> None:
    link = decode(JOINED)
    for cycle in (1, 460, 900):
        report = play(link.scenario, link.seed, link.decisions, cycles=cycle)
        told = of_match(JOINED, cycle)
        assert told.figure == f"${report.factories[0].profit:,}"
        assert told.sentence.startswith(f"At cycle {cycle} of 1,000: ")
        assert [one.values[-1] for one in told.curves] == [one.profit for one in report.factories]
    assert "Can you make more?" not in of_match("1-chapter4-220", 460).sentence
    for over in (0, 1_000, 5_000):  # it opens at its start or its end: the whole match is shown
        assert of_match(JOINED, over) == of_match(JOINED)


def test_a_lab_tells_how_its_shared_error_falls() -> None:
    told = of_lab("lab.fa8.sk100.molinear.ro5")
    assert told.title == "8 factories, one model, 5 rounds"
    (curve,) = told.curves
    assert len(curve.values) == 6
    assert curve.values[-1] < curve.values[0]
    assert told.figure == f"± {curve.values[-1]:.1f} cycles"
    assert f"from {curve.values[0]:.1f} to {curve.values[-1]:.1f} cycles" in told.sentence


@pytest.mark.parametrize("text", ["lab.fa80.ro30", "lab.shlifetimes", "moon"])
def test_a_lab_that_is_none_or_takes_long_has_no_picture(text: str) -> None:
    with pytest.raises(GameError):
        of_lab(text)


def test_a_lab_whose_model_has_blown_up_has_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    blown = next(one for one in facts.stages(read_settings("lab.fa3.molinear.ro2")) if one.learned)
    records = (*blown.records[:-1], replace(blown.records[-1], error=float("inf")))
    monkeypatch.setattr(facts, "stages", lambda _: iter([replace(blown, records=records)]))
    with pytest.raises(GameError, match="no errors"):
        of_lab("lab.fa3.molinear.ro2")


@pytest.mark.parametrize("link", ["1-moon-7", "moon", "1-default.cy9000-7"])
def test_a_match_that_is_none_or_takes_long_has_no_picture(link: str) -> None:
    with pytest.raises(GameError):
        of_match(link)
