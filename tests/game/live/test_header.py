from dataclasses import fields

from game.live.header import CHARACTERS, characters
from game.live.requests import answer
from game.rules.scenario import CLASSIC, SCENARIOS

LONGEST_LINE, LONGEST_TEXT = 9, 30  # words; letters that a row of the leaderboard has room for


def test_every_rival_of_every_scenario_has_a_character_and_you_have_none() -> None:
    for scenario in SCENARIOS.values():
        you, *rivals = characters(scenario)
        assert you is None
        assert len(rivals) == len(scenario.rivals)
        assert len({rival["emblem"] for rival in rivals if rival}) == len(rivals)


def test_who_climbs_alone_is_what_it_comes_to() -> None:
    believes = [who["believes"] for who in characters(CLASSIC) if who]
    assert believes == [CHARACTERS[name].believes for name in ("local", "preventive", "corrective")]


def test_lines_are_short_and_no_two_are_alike() -> None:
    lines = [
        getattr(who, field.name)
        for who in CHARACTERS.values()
        for field in fields(who)
        if field.name not in ("emblem", "joined")
    ]
    assert all(len(line.split()) <= LONGEST_LINE for line in lines)
    assert all(len(line) <= LONGEST_TEXT for line in lines)
    assert len(set(lines)) == len(lines)


def test_a_screen_is_told_them() -> None:
    header = answer({"n": 1, "scenario": "open", "seed": 7, "until": 10}).header
    assert header["characters"] == characters(SCENARIOS["open"])
