from itertools import pairwise

from game.review.debrief.lines import MoneyLines
from game.views.frame.theme import LIGHT
from game.views.report.charts import money_course


def test_words_at_marks_close_by_lie_apart() -> None:
    cycles = tuple(range(0, 1441, 10))
    mine = tuple(900 * cycle for cycle in cycles)
    lines = MoneyLines(cycles, (mine, tuple(money // 3 for money in mine)), None)
    for step in (10, 40, 60, 90, 200):
        marks = [800, 800 + step, 800 + 2 * step]
        figure = money_course(lines, ["you", "they"], marks, LIGHT)
        pointed = [one for one in figure.layout.annotations if one.showarrow is not False]
        assert [one.text for one in pointed] == ["1", "2", "3"]
        # The chart is 400 px high; its axis and margins take some sixty to ninety.
        for height in (310, 340):
            dollar = height / max(mine)
            # A phone draws it some 160 px wide, and a number takes some 20 each way.
            at = [(160 * one.x / 1440, -one.y * dollar + one.ay) for one in pointed]
            apart = (max(abs(c - a), abs(d - b)) for (a, b), (c, d) in pairwise(at))
            assert min(apart) >= 17, (step, at)
    assert all(one.bgcolor for one in pointed)
    assert figure.layout.xaxis.tickvals is None, "as many as there is room for"
