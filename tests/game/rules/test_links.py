import re

import hypothesis.strategies as hs
import pytest
from hypothesis import example, given, settings

from game.live import requests
from game.live.requests import answer
from game.rules.decisions import Decision, row_of
from game.rules.errors import LinkError
from game.rules.links import Link, decode, encode
from game.rules.scenario import SCENARIOS
from game.rules.strategies import STRATEGIES
from tests.hostile import EXAMPLES, MATCHES, link_of, moves_of_open


@hs.composite
def links(draw: hs.DrawFn) -> Link:
    decisions = []
    for cycle in sorted(draw(hs.lists(hs.integers(0, 100_000), max_size=8))):
        name = draw(hs.sampled_from(list(STRATEGIES)))
        form = STRATEGIES[name].setting
        setting = draw(hs.none() | hs.integers(form.low, form.high)) if form else None
        decisions.append(Decision(cycle, name, setting, draw(hs.booleans())))
    return Link(
        draw(hs.sampled_from(list(SCENARIOS))), draw(hs.integers(0, 2**32 - 1)), tuple(decisions)
    )


@given(links())
def test_a_link_says_the_whole_match(link: Link) -> None:
    text = encode(link.scenario, link.seed, link.decisions)
    assert decode(text) == link
    assert text.isascii()
    assert " " not in text


pieces = hs.sampled_from(
    ["1", "2", "01", "classic", "default", "moon", "", "0", "7", "4294967296", "-1", "5l", "5l30",
     "9p0", "9p131r", "9s3", "9h3", "9a4.1", "9a4", "9s", "0c", "0c5", "3f",
     "99f125r", "100001f", "5q", "l", "r", "5lr5",
     "%00",
     "\u0667"]
)  # fmt: skip


@pytest.mark.no_cover
@given(
    hs.text(max_size=30)
    | hs.lists(pieces | hs.text(max_size=3), max_size=6).map("-".join)
    | hs.lists(pieces, max_size=4).map(lambda found: "-".join(["1", "classic", "7", *found]))
)
@example("1-classic-7-5l-3l")
@example("1-classic-7-0c5")
@example("1-classic-\u0667")
@example("2-classic-7")
@example("")
@settings(max_examples=EXAMPLES)
def test_hostile_links_are_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        link = decode(text)
    except LinkError as refusal:
        assert "\n" not in str(refusal)
    else:
        assert decode(encode(link.scenario, link.seed, link.decisions)) == link


@pytest.mark.no_cover
@given(moves_of_open())
@settings(max_examples=MATCHES)
def test_hostile_links_of_the_free_match_begin_it_or_are_refused(drawn: tuple[int, list]) -> None:
    try:
        link = decode(link_of(*drawn))
    except LinkError as refusal:
        assert re.fullmatch(r"[A-Z][^\n]+\.", str(refusal)) and len(str(refusal)) < 300
    else:
        assert decode(encode(link.scenario, link.seed, link.decisions)) == link
        rows = [row_of(move) for move in link.decisions]
        asked = {"scenario": link.scenario, "seed": link.seed, "decisions": rows, "until": 1}
        assert answer(asked).header["error"] is None, "whatever is read can be played"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", "not one of ours"),
        ("9-classic-7", "version 9 of the rules"),
        ("1-classic", "names no scenario"),
        ("1-moon-7", "No scenario is named 'moon'"),
        ("1-default.xx5-7", "'xx5' begins with no code"),
        ("1-default.cy5-7", "200 to 20000"),
        ("1-classic-x", "no seed"),
        ("1-classic-4294967296", "0 to 4294967295"),
        ("1-classic-7-5q", "'5q' is no decision"),
        ("1-classic-7-5l500", "1 to 125"),
        ("1-classic-7-9l-5l", "out of order"),
        ("1-classic-7-9s2", "A call at cycle 9, to service engine 3 now"),
        ("1-classic-7-9h2", "A call at cycle 9, to hold engine 3"),
        ("1-classic-7-9a4.1", "An answer at cycle 9, option 1 of offer 4"),
        ("1-classic-7-9a4", "'9a4' is no decision"),
        ("1-default.ca1-7-9s4", "from 0 to 3, got 4"),
        ("1-open-7-100a50.0", "offers 0 to 7, got 50"),
        ("1-open-7-120a1.3", "options 0 to 1, got 3"),
    ],
)
def test_a_bad_link_opens_a_fresh_game_and_says_why(
    monkeypatch: pytest.MonkeyPatch, text: str, words: str
) -> None:
    monkeypatch.setattr(requests, "pool", lambda: (7,))  # it is played once for all of them
    header = answer({"link": text}).header
    assert words in header["notice"]
    assert header["scenario"]["name"] == "open"
    assert header["decisions"] == []
    assert header["error"] is None


def test_a_link_with_calls_plays_where_the_rules_take_them() -> None:
    header = answer({"link": "1-default.ca1-7-0p100-30h2-120s0"}).header
    assert header["notice"] is None
    assert header["link"] == "1-default.ca1-7-0p100-30h2-120s0"
    assert header["decisions"][1:] == [[30, "call", [2, "hold"]], [120, "call", [0, "service"]]]


def test_a_good_link_opens_its_game() -> None:
    header = answer({"link": "1-default-7-0f-900p120"}).header
    assert header["notice"] is None
    assert header["link"] == "1-default-7-0f-900p120"
    assert header["decisions"] == [
        [0, "order", ["federated", None, False]],
        [900, "order", ["preventive", 120, False]],
    ]
