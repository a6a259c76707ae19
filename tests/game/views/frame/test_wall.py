"""What the wall is told: both themes' colours, and where the library is that draws."""

from game.views.frame.theme import DARK, LIGHT
from game.views.frame.wall import ADDRESS, LIBRARY, wall_words


def test_each_colour_leads_to_one_of_the_other_theme_and_back() -> None:
    tones = wall_words()["tones"]
    lights, darks = zip(*tones, strict=True)
    assert len({*lights}) == len(lights), "a colour of the light theme stands for two"
    assert len({*darks}) == len(darks), "a colour of the dark theme stands for two"
    assert dict(tones)[LIGHT.text] == DARK.text
    assert dict(tones)[LIGHT.accent_line] == DARK.accent_line
    assert wall_words()["grounds"] == {
        "light": [LIGHT.ground, LIGHT.text],
        "dark": [DARK.ground, DARK.text],
    }


def test_what_draws_is_the_library_that_the_charts_are_made_with() -> None:
    assert "plotly.js v" in LIBRARY.read_text("utf-8")[:200]
    assert ADDRESS.startswith("app/plotly.js?")
