"""What is shared of a result: its day, stars, squares and place, and none of its decisions."""

import re
from dataclasses import replace
from datetime import date

import hypothesis.strategies as hs
from hypothesis import given

from game.api import climb
from game.live.daily import daily_link, daily_seed
from game.review.debrief.lines import MoneyLines
from game.review.debrief.sharing import STRETCHES, share_text, squares
from game.review.review import refine
from game.review.skill import Quality
from game.rules.scenario import DEFAULT

DAY = date(2027, 3, 1)
ADDRESS = f"https://turbofans.example/play?game={daily_link(DAY)}"


def test_the_text_tells_the_result_and_no_decision() -> None:
    review = next(refine(DEFAULT, daily_seed(DAY), climb("preventive", 117), end=600))
    assert review.lines is not None
    known = replace(
        review,
        quality=Quality(8, 0.83, 0.01, 0.0, 0.0, 0.0, ()),
        lines=replace(review.lines, best=review.lines.factories[0]),
    )
    text = share_text(known, DAY, ADDRESS)
    title, row, place, address = text.splitlines()
    assert title == "Turbofan Tycoon 2027-03-01 ★★☆"
    assert row == "🟩" * STRETCHES, "its own money is the best"
    assert re.fullmatch(r"\d(st|nd|rd|th) of 4; decisions worth 83% of the best known", place)
    assert address == ADDRESS
    for given_away in ("117", "reventive", f"{review.factories[0].profit:,}"):
        assert given_away not in text
    first = share_text(review, DAY, ADDRESS).splitlines()
    assert first[0] == "Turbofan Tycoon 2027-03-01" and len(first) == 3, "nothing is known yet"


money = hs.lists(hs.integers(-(10**7), 10**7), min_size=9, max_size=9).map(tuple)


@given(money, money)
def test_there_is_a_square_for_each_twelfth(mine: tuple[int, ...], best: tuple[int, ...]) -> None:
    lines = MoneyLines(tuple(range(0, 90, 10)), (mine,), best)
    row = squares(lines)
    assert len(row) == STRETCHES and set(row) <= set("🟩🟨⬛")
    assert squares(replace(lines, factories=(best,))) == "🟩" * STRETCHES


def test_a_square_says_how_much_of_the_best_was_earned() -> None:
    cycles = (0, 40, 80, 120)
    lines = MoneyLines(cycles, ((0, 380, 600, 500),), (0, 400, 800, 1_200))
    assert squares(lines) == "🟩" * 4 + "🟨" * 4 + "⬛" * 4
    assert squares(replace(lines, best=None)) == ""
