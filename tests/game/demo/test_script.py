"""Talks as they are read."""

import json
from typing import Any

import pytest

from game.demo.script import Camera, DemoError, read_script

ASKED = {"ask": "Believe it?", "options": ["Yes", "No"]}
ALONE, JOINED = "1-chapter4-220-0l", "1-chapter4-220-0l-476f"
ENGINE = {"view": "engine", "engine": 3, "from": 5, "to": 9}


def talk(*beats: dict[str, Any], **more: Any) -> str:
    usual = {"caption": "Hello.", "seconds": 9}
    told = [{"id": f"beat-{n}", **usual, **one} for n, one in enumerate(beats, 1)]
    return json.dumps({"title": "Mine", "beats": told} | more)


def test_a_beat_is_read_as_it_is_written() -> None:
    asked = {"question": ASKED, "note": "Wait."}
    first, second = read_script(
        talk({"link": JOINED, "camera": ENGINE, **asked}, {"quotes": "beat-1"})
    ).beats
    assert first.camera == Camera("engine", 5, 9, engine=2, lasts=8.0)
    assert (first.note, first.question and first.question.options) == ("Wait.", ("Yes", "No"))
    assert (second.camera.view, second.quotes, second.note) == ("words", "beat-1", "")


def test_two_matches_are_drawn_beside_each_other_by_their_names() -> None:
    camera = {"view": "race", "to": 1000, "beside": ALONE, "names": ["With", "Alone"]}
    promise = {"event": "gain", "least": 5}
    (beat,) = read_script(talk({"link": JOINED, "camera": camera, "promises": [promise]})).beats
    assert (beat.camera.beside, beat.camera.names) == (ALONE, ("With", "Alone"))
    assert beat.promises[0].least == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "the talk is no JSON, line 1, column 2: "),
        (talk({})[:-1], "the talk is no JSON, line 1, "),
        ("[" * 100_000, "the talk is JSON"),
        ("[]", "the talk is an object, got []"),
        (talk({}, colour="red"), "the talk is an object of title, beats, got 'colour'"),
        (talk(), "the talk, beats is a list of 1 to 30 beats"),
        (talk(*[{}] * 31), "the talk, beats is a list of 1 to 30 beats"),
        (talk({}, title=""), "the talk, title is a text of 1 to 80 letters, got ''"),
        (talk({"id": "Two Words"}), "beat 1, id is small letters, digits and hyphens, once"),
        (talk({"id": "2"}), "beat 1, id is small letters"),
        (talk({"id": "a"}, {"id": "a"}), "beat 2, id is small letters"),
        (talk({"caption": "x" * 171}), "beat 1, caption is a text of 1 to 170 letters"),
        (talk({"seconds": True}), "beat 1, seconds is a whole number from 1 to 3600, got True"),
        (talk({"link": ALONE}), "beat 1, camera is needed where a link is, got None"),
        (talk({"camera": {"view": "engine"}}), "beat 1, link is the text of a match's or a lab's"),
        (talk({"camera": {"view": "moon"}}), "beat 1, camera, view is one of words, engine"),
        (talk({"link": "1-moon-7", "camera": ENGINE}), "beat 1, link: This link"),
        (talk({"link": "lab.no", "camera": {"view": "round"}}), "beat 1, link: "),
        (talk({"link": ALONE, "camera": ENGINE | {"engine": 5}}), "beat 1, camera, engine is a"),
        (talk({"link": ALONE, "camera": ENGINE | {"to": 4}}), "beat 1, camera, to is a whole"),
        (talk({"link": ALONE, "camera": ENGINE | {"beside": JOINED}}), "beat 1, camera, beside is"),
        (
            talk({"link": ALONE, "camera": {"view": "race", "to": 9, "beside": "1-open-7"}}),
            "beat 1, camera, beside is the link of a match as long as the beat's",
        ),
        (
            talk({"link": ALONE, "camera": {"view": "race", "beside": JOINED, "names": ["a"]}}),
            "beat 1, camera, names is a list of 2 to 2 texts",
        ),
        (talk({"question": {"ask": "So?", "options": ["Yes"]}}), "beat 1, question, options is a"),
        (talk({"question": ASKED | {"options": ["", ""]}}), "beat 1, question, options is text"),
        (talk({"quotes": "beat-1"}), "beat 1, quotes is the id of an earlier beat with a question"),
        (talk({"promises": {}}), "beat 1, promises is a list of at most 10"),
        (talk({"promises": [{"event": "calm"}]}), "beat 1, promises is a gain where two matches"),
        (
            talk({"link": ALONE, "camera": ENGINE, "promises": [{"event": "luck"}]}),
            "beat 1, promises, event is one of service, failure, calm, gain, got 'luck'",
        ),
    ],
)  # fmt: skip
def test_what_is_no_talk_is_refused_in_a_sentence_that_says_where(text: str, said: str) -> None:
    with pytest.raises(DemoError) as refused:
        read_script(text)
    assert str(refused.value).startswith(said)
