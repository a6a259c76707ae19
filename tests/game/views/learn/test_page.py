import pytest
from streamlit.testing.v1 import AppTest

from game.campaign.levels import LESSONS
from game.views.frame.theme import DARK, LIGHT
from game.views.learn.charts import CHARTS

pytestmark = pytest.mark.page

PAGE = "from game.views.learn import page\npage.render()"


def opened(done: str = "") -> AppTest:
    app = AppTest.from_string(PAGE, default_timeout=60)
    if done:
        app.query_params["done"] = done
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [button for button in app.button if button.label == label]
    return button.click().run()


def labels(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def shows_a_table(app: AppTest) -> bool:
    return any("tt-table" in html.proto.body for html in app.get("html"))


@pytest.mark.no_cover
def test_nothing_is_shown_before_the_guess_and_the_link_remembers_it() -> None:
    app = opened()
    assert app.header[0].value == "1. Waiting costs"
    assert not shows_a_table(app)
    app.number_input(key="guess-waiting").set_value(65).run()
    assert app.slider(key="guess-waiting-slider").value == 65
    press(app, "Show me")
    assert shows_a_table(app)
    assert app.query_params["done"] == "1-65"
    assert any("You said" in text.value for text in app.markdown)


@pytest.mark.no_cover
def test_a_link_goes_on_at_the_first_level_that_is_not_done() -> None:
    app = opened("1-65_2-140")
    assert app.header[0].value == "3. A model of your own"
    assert {"1 ✓", "2 ✓", "3"} <= labels(app)
    app = press(app, "1 ✓")
    assert app.number_input(key="guess-waiting").value == 65
    assert shows_a_table(app)


def test_levels_are_skipped_and_started_over() -> None:
    app = press(opened("1-65"), "Skip")
    assert app.header[0].value == "3. A model of your own"
    app = press(press(app, "1 ✓"), "Start over")
    assert app.header[0].value == "1. Waiting costs"
    assert "done" not in app.query_params
    assert "1" in labels(app)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "hostile",
    [
        "5-77_9-1",
        *(pytest.param(one, marks=pytest.mark.long) for one in ("1-9999", "<script>", "_" * 5_000)),
    ],
)
def test_a_hostile_link_begins_afresh(hostile: str) -> None:
    app = opened(hostile)
    assert not app.exception
    assert app.header[0].value == "1. Waiting costs"
    assert "done" not in app.query_params


def test_every_level_has_its_chart_with_the_guess_on_it() -> None:
    assert set(CHARTS) == {lesson.name for lesson in LESSONS}
    for lesson in LESSONS:
        low, high = getattr(lesson.form, "low", 0), getattr(lesson.form, "high", 3)
        for guess, palette in ((low, LIGHT), (high, DARK)):
            figure = CHARTS[lesson.name](lesson.figures(), guess, palette)
            words = " ".join(note.text for note in figure.layout.annotations)
            assert "your guess" in words
