"""What charts of several pages share."""

import numpy as np
import plotly.graph_objects as go
import pytest

from game.rules.strategies import STRATEGIES
from game.views.frame.charts import colour_of, name_lines, symbol_of
from game.views.frame.theme import DARK, LIGHT


def test_names_at_the_ends_of_lines_stay_apart() -> None:
    figure = go.Figure()
    ends = [(0.9, "high", "#000"), (0.02, "c", "#000"), (0.0, "a", "#000"), (0.01, "b", "#000")]
    name_lines(figure, 3, ends, 0.07)
    names = figure.layout.annotations
    assert [name.text for name in names] == ["a", "b", "c", "high"]
    heights = [name.y for name in names]
    assert np.diff(heights).min() >= 0.07 - 1e-9
    assert heights[0] == 0 and heights[-1] == 0.9


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_strategy_can_be_drawn(name: str) -> None:
    for palette in (LIGHT, DARK):
        line = {"color": colour_of(name, palette), "dash": STRATEGIES[name].dash}
        drawn = go.Scatter(line=line, marker={"symbol": symbol_of(name)})
        assert drawn.line.color.startswith("#")
