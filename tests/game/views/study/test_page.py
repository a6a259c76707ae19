import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from game.jobs import has_ended
from game.rules.errors import EngineSourceError
from game.study import real_engines
from game.study.blind_spot import SUBSETS
from game.study.real_engines import MEASURED, Tables, simulated_engines
from game.text.language import speak
from game.text.pseudolocale import PSEUDO
from game.views.frame.theme import DARK
from game.views.study import blind_spot as meeting
from game.views.study import charts as charts_real
from game.views.study import fetching
from game.views.study import page as study_page
from game.views.study import words as real_words
from tests.data.served import files_like_nasas
from tests.game.waiting import LONG, until
from tests.pseudo import plain
from tests.six_conditions import write_subset

pytestmark = pytest.mark.page

REPORT = {
    "naive": 68.0, "local": 52.4, "local_10": 43.9, "local_90": 76.6, "federated": 40.4,
    "centralised": 39.9, "local_better": 0.02,
}  # fmt: skip
TABLES = Tables(
    3, 3, REPORT, {"median": 12.18, "min": 11.98, "max": 13.26},
    {"seeds": 3, "naive": {"rmse": 43.07}, "local": {"median": 18.9, "p10": 17.8, "p90": 21.3},
     "fedavg": {"median": 16.73, "min": 16.72, "max": 16.74, "rounds": 6},
     "linear": {"rmse": 16.7}, "exact": {"rmse": 12.35}, "centralised": {"rmse": 12.35},
     "trees": {"rmse": 11.28}},
)  # fmt: skip


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Nothing of NASA's is here."""
    monkeypatch.delenv("TURBOFAN_CMAPSS", raising=False)
    monkeypatch.setenv("TURBOFAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TURBOFAN_CMAPSS_URL", "http://127.0.0.1:9/a.zip")
    yield tmp_path
    speak("en")


# -------------------------------------------------------------------------------------- words


def test_tables_show_what_was_computed() -> None:
    report = real_words.report_table(REPORT)
    assert report.cells[1][1:] == ("52.4 (43.9 to 76.6)", "52.6")
    assert [row[-1] for row in report.values] == list(MEASURED.values())
    models = real_words.models_table(TABLES)
    assert models.cells[1][1:] == ("18.90", "17.80 to 21.30")
    assert models.cells[4][1:] == ("12.18", "11.98 to 13.26")
    assert models.cells[5][1:] == ("12.35", "")
    assert models.to_csv().splitlines()[4:6] == ["linear,16.7,,", "network,12.18,11.98,13.26"]
    assert "always forecasting" in real_words.report_words(REPORT).lower()
    assert len(real_words.models_table(Tables(2, 3, REPORT, TABLES.network)).cells) == 1


def test_a_life_is_told_by_what_moved_most() -> None:
    engines = simulated_engines()
    moves = real_words._moves(engines.life(0))
    most = sorted(moves, key=lambda name: -abs(moves[name]))[:2]
    said = real_words.life_words(engines, 0)
    assert f"**{most[0]}** has moved by" in said
    assert f"failed after {engines.lifetimes[0]} cycles" in said


@pytest.mark.no_cover
def test_charts_draw_every_reading_and_every_engine() -> None:
    engines = simulated_engines()
    figure = charts_real.life(engines, 4, DARK)
    readings = engines.life(4)
    assert len(figure.data) == 2 * len(readings)
    for dots, (name, line) in zip(figure.data[::2], readings.items(), strict=True):
        assert dots.name == name
        np.testing.assert_array_equal(dots.y, line)
    line = figure.data[1]
    np.testing.assert_allclose(line.y[-1], readings["T24"][-10:].mean(), rtol=1e-6)
    np.testing.assert_allclose(line.y[0], readings["T24"][0], rtol=1e-6)
    bars = charts_real.lifetimes(engines, 4, DARK).data[0]
    assert sum(bars.y) == len(engines.lifetimes)


def test_every_word_is_translated() -> None:
    speak(PSEUDO)
    found = simulated_engines().facts
    six = real_engines.Facts("FD002", 3, 2, 9, 1, 2, 3, 6)
    table = real_words.subsets_table(["FD001", "FD002"], ["FD002"])
    said = [
        real_words.facts_words(found), real_words.facts_words(six), real_words.title("simulated"),
        real_words.life_words(simulated_engines(), 0),
        real_words.lifetimes_words(simulated_engines()),
        real_words.report_words(REPORT), table.name, *table.heads,
        *(cell for row in table.cells for cell in row[1:]),
    ]  # fmt: skip
    for rows in (real_words.report_table(REPORT), real_words.models_table(TABLES)):
        said += [rows.name, *rows.heads, *(row[0] for row in rows.cells)]
    assert [text for text in said if plain(text)] == []


# ----------------------------------------------------------------------------------- download


def test_one_download_serves_all_who_ask() -> None:
    go_on, seen = threading.Event(), []

    def load(url: None, tell: fetching.OnProgress) -> None:
        seen.append(url)
        tell(5, 10)
        go_on.wait(20)

    job = fetching.begin(load)
    assert fetching.begin(load) is fetching.latest() is job
    until(lambda: job.latest and job.latest.done == 5)
    assert job.value.total == 10
    go_on.set()
    until(lambda: job.finished)
    assert seen == [None]
    again = fetching.begin(load)
    assert again is not job
    until(lambda: again.finished)


@pytest.mark.parametrize("problem", [EngineSourceError("no {what}", what="net"), OSError("disk")])
def test_a_failure_is_told_in_a_sentence(problem: Exception) -> None:
    def load(url: None, tell: fetching.OnProgress) -> None:
        raise problem

    job = fetching.begin(load)
    until(lambda: job.problem is problem)
    assert str(fetching.refusal(problem)) in ("no net", "The download broke off (disk): try again.")


# --------------------------------------------------------------------------------------- page


def opened() -> AppTest:
    app = AppTest.from_string(
        "from game.views.study import page\npage.render()", default_timeout=60
    )
    return app.run()


def said(app: AppTest) -> str:
    return " ".join(
        [*(one.value for one in app.markdown), *(one.value for one in app.caption)]
        + [one.proto.body for one in app.get("html")]
    )


@pytest.mark.no_cover
def test_the_page_is_useful_without_any_file() -> None:
    app = opened()
    assert not app.exception
    assert said(app).count("not yet") == 4
    assert "100 engines were run to failure" in said(app)
    app.get("button")[0].click()
    app.run()
    until(lambda: "did not answer" in said(app.run()))
    assert "upload the files, or name their folder" in said(app)
    assert not app.exception


@pytest.mark.slow
@pytest.mark.long  # by hand in ``tests/browser/test_real_page``, its words in ``test_languages``
def test_the_page_trains_on_engines_that_are_here(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files_like_nasas(alone, engines=8)
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(alone))
    monkeypatch.setattr(study_page, "DEALINGS", 1)
    app = opened()
    assert "in a named folder" in said(app)
    assert "8 engines were run to failure" in said(app)
    [train] = [one for one in app.get("button") if "Train" in one.label]
    train.click()
    app.run()
    until(lambda: "boosted trees" in said(app.run()), 2 * LONG, pause=1.0)
    assert "exact federated ridge" in said(app)
    assert not app.exception


# -------------------------------------------------------------------------------------- blind spot


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("both")
    for subset in SUBSETS:
        write_subset(folder, subset, engines=20, seed=3)
    return folder


@pytest.mark.no_cover
def test_the_blind_spot_is_told_and_drawn(both: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(both))
    *_, spot = real_engines.meet_fans()
    assert "100% of FD003's" in meeting.words(spot)
    fans = spot.asked(fan=True)
    assert f"{fans} of {fans} fan engines look as healthy as new ones" in meeting.near_words(spot)
    listed = meeting.outcomes_table(spot)
    assert [row[0] for row in listed.values] == list(spot.outcomes)
    assert listed.columns[-2:] == ("low", "high")
    assert [row[1] for row in listed.cells][-1] == "0%"
    drawn = meeting.near_failure(spot, DARK).data
    assert [len(trace.x) for trace in drawn[1:]] == [len(spot.left)] * 3
    paths = meeting.paths(spot, DARK).to_dict()
    assert len(paths["data"]) == 4
    assert "fan engines" in {note["text"] for note in paths["layout"]["annotations"]}


def test_the_blind_spot_stands_on_the_page(both: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "the two meet here" in said(opened())
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(both))
    places = (both, both)
    meeting.MEETINGS.look(places, real_engines.meet_fans, wait=60, until=has_ended)
    app = opened()
    assert not app.exception
    assert "fan engines look as healthy as new ones" in said(app)
