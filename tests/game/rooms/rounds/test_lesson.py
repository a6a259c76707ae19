"""Prepared rooms: their plans, their minutes, and a clock that stands where the host talks."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from game.rooms.debrief.screens import steps_of
from game.rooms.federation.poison import poisoned
from game.rooms.room import Plan, Room, Row
from game.rooms.rounds.lesson import lesson_of, offered_rounds, part_of, sheet_due
from game.rooms.rounds.prices import LARGE, SMALL, cost_of, offered_levels
from game.rooms.rounds.rows import AFTER, PARTS, ROUNDS, ROWS
from game.rooms.rows import fold
from game.rooms.verbs.hosting import HOST_VERBS
from game.rooms.verbs.opening import plan_of
from game.rooms.verbs.proposals import RoomError
from game.rules.errors import GameError
from game.teaching.figures import lesson
from game.text.language import money
from tests.game.rooms.visitors import Clock, run, school


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_one_word_opens_a_prepared_room(row: object) -> None:
    plan = plan_of({"round": row.name, "seed": 7})  # type: ignore[attr-defined]
    assert plan.round == row.name  # type: ignore[attr-defined]
    for name, value in row.plan.items():  # type: ignore[attr-defined]
        assert getattr(plan, name) == value
    assert plan.federation is not None
    assert set(row.says) <= {part.name for part in PARTS}  # type: ignore[attr-defined]
    assert plan_of({"round": row.name, "seed": 7, "turns": 6}).turns == 6  # type: ignore[attr-defined]


def test_the_minutes_are_45_without_a_gap_and_the_debrief_has_twelve() -> None:
    assert PARTS[0].first == 0
    assert PARTS[-1].last == 45
    assert all(one.last == two.first for one, two in pairwise(PARTS))
    (debrief,) = (part for part in PARTS if part.name == "debrief")
    assert debrief.last - debrief.first >= 12


@pytest.mark.parametrize("name", [7, "weather", ["commons"]])
def test_no_other_room_is_prepared(name: object) -> None:
    with pytest.raises(GameError, match="No prepared room is named"):
        plan_of({"round": name, "seed": 7})


def test_the_console_says_where_the_lesson_stands() -> None:
    plan = {**ROUNDS["commons"].plan, "round": "commons", "seed": 7}
    rows = [Row(1, 0.0, "opened", {"plan": plan, "host": "", "show": ""})]
    seen = []
    for position in range(1, 11):
        rows.append(Row(position + 1, 100.0 * position, "stepped", {"to": position}))
        seen.append(part_of(fold("ABCDEF", rows)))
    assert seen == ["predict", *["alone"] * 4, "opening", *["together"] * 3, "debrief"]
    rows.append(Row(12, 2000.0, "sheet", {"sheet": "after", "told": None}))
    told = lesson_of(fold("ABCDEF", rows))
    assert told is not None
    assert PARTS[told["now"]].name == AFTER
    assert "$40,000" in told["parts"][3]["say"]
    assert lesson_of(Room("ABCDEF", Plan("default", 7), "", "")) is None


def test_the_sheet_that_comes_now_is_the_one_that_the_plan_names_until_it_is_closed() -> None:
    plan = {**ROUNDS["commons"].plan, "round": "commons", "seed": 7}
    rows = [Row(1, 0.0, "opened", {"plan": plan, "host": "", "show": ""})]

    def add(kind: str, **body: object) -> Room:
        rows.append(Row(len(rows) + 1, 0.0, kind, body))
        return fold("ABCDEF", rows)

    def answered(sheet: str) -> None:
        assert sheet_due(fold("ABCDEF", rows)) == sheet
        assert sheet_due(add("sheet", sheet=sheet, told=None)) == sheet  # now it closes it
        assert sheet_due(add("sheet", sheet=None, told=sheet)) != sheet

    answered("before")
    stepped = add("stepped", to=1)
    assert stepped.quiz.told is None, "what was shown is put away as the host steps on"
    answered("prediction")
    for position in range(2, 11):
        assert sheet_due(add("stepped", to=position)) is None
    last = len(steps_of(stepped.plan)) - 1
    assert sheet_due(add("led", to=last - 1)) is None
    add("led", to=last)
    answered("after")
    answered("sentence")
    assert sheet_due(fold("ABCDEF", rows)) is None


def test_a_clock_that_stands_gives_back_what_was_left() -> None:
    plan = {"rules": "default", "seed": 7, "seconds": 60}
    rows = [Row(1, 0.0, "opened", {"plan": plan, "host": "", "show": ""}),
            Row(2, 100.0, "stepped", {"to": 2})]  # fmt: skip
    runs = fold("ABCDEF", rows)
    assert (runs.deadline, runs.paused) == (160.0, None)
    row = HOST_VERBS["pause"](runs, {"on": True})
    rows.append(Row(3, 110.0, row.kind, row.body))
    stands = fold("ABCDEF", rows)
    assert stands.deadline is None
    with pytest.raises(RoomError, match="The clock stands already"):
        HOST_VERBS["pause"](stands, {"on": True})
    row = HOST_VERBS["pause"](stands, {"on": False})
    rows.append(Row(4, 500.0, row.kind, row.body))
    assert fold("ABCDEF", rows).deadline == 550.0
    with pytest.raises(RoomError, match="The clock runs already"):
        HOST_VERBS["pause"](fold("ABCDEF", rows), {"on": False})
    with pytest.raises(RoomError, match=re.escape("on is true or false, got 1.")):
        HOST_VERBS["pause"](runs, {"on": 1})


def test_a_prepared_room_waits_where_the_federation_opens(tmp_path: Path) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(tmp_path, clock) as one:
            host = one.browser()
            rounds = (await host.get("/rounds")).values["rounds"]
            assert rounds == offered_rounds()
            assert (await host.get("/rounds")).values["levels"] == offered_levels()
            opened = await host.post("/open", {"round": "blind-spot", "seed": 7, "turn_cycles": 50})
            code = opened.values["code"]
            await one.joined(code)
            for _ in range(6):
                seen = await one.step(code, host)
            assert (seen["turn"], seen["paused"], seen["left"]) == (4, True, None)
            assert seen["lesson"]["parts"][seen["lesson"]["now"]]["minutes"] == [15, 19]
            clock.now += 1_000
            assert (await host.post(f"/{code}/host/pause", {"on": False})).status == 200
            seen = (await host.get(f"/{code}/host/state")).values
            assert (seen["paused"], seen["left"]) == (False, 90.0)

    run(story())


def test_a_host_reads_what_each_level_of_noise_hides_and_costs() -> None:
    none, light, strong = offered_levels()
    assert "$" not in none["line"]
    for level in (light, strong):
        for seats in (LARGE, SMALL):
            cost = cost_of(level["name"], seats)
            assert f"{cost['mean']:,}" in level["line"].replace("−", "-")
            assert f"of {seats}" in level["line"]
    assert cost_of("strong", SMALL)["mean"] > cost_of("light", SMALL)["mean"]


def test_a_card_has_the_brackets_of_the_printed_guide() -> None:
    _, light, strong = offered_levels()
    in_the_guide = {one["room"].split(": ")[1]: one["classes"] for one in lesson()["expected"]}
    for level, row in ((light, "light noise costs"), (strong, "strong noise costs")):
        for own in in_the_guide[row]:
            told = f"{money(own['mean'])} ({money(own['least'])} to {money(own['most'])}"
            assert (told in level["line"]) == (own["seats"] in (LARGE, SMALL))


def test_a_prepared_room_is_opened_with_the_noise_that_its_host_chooses() -> None:
    assert plan_of({"round": "privacy", "seed": 7, "noise": "light"}).noise == "light"
    assert plan_of({"round": "privacy", "seed": 7}).noise == ROUNDS["privacy"].plan["noise"]


def test_several_send_poison() -> None:
    plan = plan_of({"round": "saboteur", "seed": 7})
    assert poisoned(plan, 24) == (1, 7, 13, 19)
    assert poisoned(Plan("default", 7, saboteur=3), 24) == (3,)
