"""A match as a file: saved, loaded, damaged, hostile."""

import json
import re

import hypothesis.strategies as hs
import pytest
from hypothesis import given, settings

from game.live.requests import parse_request
from game.rules.errors import GameError
from tests.browser.harness import SESSION, jump, ref, settled, take
from tests.hostile import EXAMPLES, link_of, moves_of_open

pytestmark = pytest.mark.browser


LINK = "1-classic-7-231p131-731l-1231fr"


READ_ALL = f"(texts) => texts.map((text) => board.readSave({SESSION}.game, text))"


ADDRESS = "new URLSearchParams(location.search).get('game')"


GOOD_FILE = {"turbofan-tycoon": 1, "game": LINK, "cycle": 1300}


SPOILS = [
    None, True, "", "1", 0, -1, 1.5, 2, 1e308, float("nan"), 10**20, 100_001, [], {}, [LINK],
    {"game": LINK}, LINK, f"{LINK}-", "2-classic-7", "1-classic-7-5l500", "1-classic-7-9l-5l",
    "1-moon-7", "1-classic.zz9-7", "1-default.cy5-7", "1-classic.-7", "1-classic-4294967296",
    "1-classic-7" + "-1c" * 1_001, "1-classic-7-0c5", "\u0667",
]  # fmt: skip


spoils = hs.sampled_from(SPOILS) | hs.text(max_size=6)


fields = hs.sampled_from([*GOOD_FILE, "__proto__", "toString"])


spoiled_files = hs.tuples(fields, spoils, fields, spoils).map(
    lambda drawn: json.dumps({**GOOD_FILE, drawn[0]: drawn[1], drawn[2]: drawn[3]})
)


cut_files = hs.tuples(hs.integers(0, 80), hs.text(max_size=3), hs.integers(0, 80)).map(
    lambda drawn: json.dumps(GOOD_FILE)[: drawn[0]] + drawn[1] + json.dumps(GOOD_FILE)[drawn[2] :]
)


open_files = moves_of_open().map(
    lambda drawn: json.dumps({**GOOD_FILE, "game": link_of(*drawn), "cycle": 700})
)


@pytest.mark.no_cover
def test_hostile_files_are_a_match_or_one_sentence(js):
    texts = ["null", "[" * 24_000, "x" * 30_000, json.dumps(GOOD_FILE) + " " * 25_000]
    texts += [json.dumps(GOOD_FILE | {"cycle": cycle}) for cycle in range(11)]

    @given(spoiled_files | open_files | cut_files | hs.text(max_size=20))
    @settings(max_examples=EXAMPLES)
    def collect(text):
        texts.append(text)

    collect()
    assert len(texts) >= EXAMPLES
    read = []
    for first in range(0, len(texts), 1_000):
        read += js(READ_ALL, texts[first : first + 1_000])
    sentences = [one for one in read if isinstance(one, str)]
    assert len(sentences) > EXAMPLES / 2
    assert all(re.fullmatch(r"[A-Z][^\n.]+\.", sentence) for sentence in sentences)
    # What the browser lets pass is played, or refused by the server in one sentence.
    matches = {json.dumps(one) for one in read if not isinstance(one, str)}
    assert len(matches) > 10
    for match in map(json.loads, sorted(matches)):
        assert set(match) == {"scenario", "seed", "decisions", "cycle"}
        try:
            parse_request({**match, "until": 1})
        except GameError as refusal:
            assert "\n" not in str(refusal)


def test_a_saved_match_is_read_back(js):
    got = js(f"(link) => board.readSave({SESSION}.game, board.writeSave(link, 1300))", LINK)
    assert got == {
        "scenario": "classic",
        "seed": 7,
        "decisions": [
            [231, "order", ["preventive", 131, False]],
            [731, "order", ["local", None, False]],
            [1231, "order", ["federated", None, True]],
        ],
        "cycle": 1300,
    }


def test_a_match_is_saved_and_loaded(start, tmp_path):
    page = start()
    take(page, 300, "2")
    jump(page, 650)
    with page.expect_download() as waiting:
        ref(page, "save").click()
    path = tmp_path / "match.json"
    waiting.value.save_as(path)
    assert json.loads(path.read_text()) == {
        "turbofan-tycoon": 1,
        "game": "1-classic-7-300p",
        "cycle": 650,
    }
    other = start()
    ref(other, "file").set_input_files(path)
    other.wait_for_function(f"{SESSION}.clock === 650 && {SESSION}.seek === null")
    assert other.evaluate(ADDRESS) == "1-classic-7-300p"
    assert not other.evaluate(f"{SESSION}.playing")


def test_a_file_that_the_server_refuses_changes_nothing(start, tmp_path):
    page = start(link="1-classic-7")
    take(page, 300, "2")
    state = f"""JSON.stringify([
        {SESSION}.clock, {SESSION}.reach, {SESSION}.decisions, {SESSION}.accepted,
        [...{SESSION}.game.factories[0].balance], {SESSION}.seek, {SESSION}.starting,
    ])"""
    before = page.evaluate(state)
    path = tmp_path / "match.json"
    path.write_text(json.dumps({**GOOD_FILE, "game": "1-classic-7-9l-5l"}))
    ref(page, "file").set_input_files(path)
    ref(page, "problem").wait_for(state="visible")
    assert "put them in order" in ref(page, "problem").inner_text()
    settled(page)
    assert page.evaluate(state) == before
    assert page.evaluate(ADDRESS) == "1-classic-7-300p"
    page.keyboard.press("u")
    settled(page)
    assert page.evaluate(f"{SESSION}.decisions") == []


@pytest.mark.parametrize(
    "content",
    [
        "{",
        *(pytest.param(text, marks=pytest.mark.long) for text in ("[]", '{"turbofan-tycoon": 1}')),
        "x" * 30_000,
    ],
)
def test_a_damaged_file_changes_nothing(start, tmp_path, content):
    page = start()
    take(page, 300, "2")
    (tmp_path / "bad.json").write_text(content)
    ref(page, "file").set_input_files(tmp_path / "bad.json")
    ref(page, "problem").wait_for(state="visible")
    assert page.evaluate(f"[{SESSION}.clock, {SESSION}.decisions.length]") == [300, 1]
    assert page.evaluate(ADDRESS) == "1-classic-7-300p"
