"""Levels of noise: what older rows and files say, and that a stronger one moves a model further."""

import json
from dataclasses import asdict, replace

import numpy as np

from game.rooms.export import FORM
from game.rooms.federation.again import play_again
from game.rooms.federation.privacy import LEVELS
from game.rooms.federation.shares import Turn, turn_row
from game.rooms.federation.together import play_together
from game.rooms.room import Plan, Row
from game.rooms.rows import fold

PLAN = Plan("default", 7, turns=2, turn_cycles=250, federation=1, noise="light")
ROOM = (Turn(), Turn(shares=tuple((seat, "join") for seat in range(1, 5))))


def test_a_stored_room_that_says_true_has_light_noise_and_one_that_says_false_has_none() -> None:
    for said, level in ((True, "light"), (False, "none")):
        plan = {**asdict(PLAN), "noise": said}
        opened = Row(1, 0.0, "opened", {"plan": plan, "host": "", "show": ""})
        assert fold("ABCDEF", [opened]).plan == replace(PLAN, noise=level)


def test_an_older_file_plays_to_what_it_says() -> None:
    told = play_together(PLAN, ROOM, 4)
    money = [account.balance for account in told.accounts]
    file = {
        "form": FORM,
        "plan": {**asdict(PLAN), "noise": True},
        "cycles": 500,
        "seats": [{"seat": seat, "money": own} for seat, own in enumerate(money, 1)],
        "turns": [turn_row(turn) for turn in ROOM],
        "trainings": [asdict(one) for one in told.trainings],
    }
    assert play_again(json.dumps(file)).same
    file["plan"] = {**asdict(PLAN), "noise": False}
    assert not play_again(json.dumps(file)).same


def test_a_stronger_level_moves_a_model_further_from_the_one_without() -> None:
    models = {
        level: np.array(play_together(replace(PLAN, noise=level), ROOM, 4).trainings[0].model)
        for level in LEVELS
    }
    apart = [float(np.linalg.norm(models[level] - models["none"])) for level in LEVELS]
    assert apart[0] == 0 < apart[1] < apart[2]
