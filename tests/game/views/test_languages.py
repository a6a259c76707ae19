"""Every page in the pseudo-language: no letter stands outside a text of the catalogue."""

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from data.cmapss import SUBSETS
from data.trajectories import INFORMATIVE_SENSORS
from game.live.daily import daily_link
from game.text.catalogue import READ_ALOUD, ROOT
from game.text.language import speak
from game.text.pseudolocale import PSEUDO
from game.views.study import page
from tests.data.served import files_like_nasas
from tests.game.evidence.test_sweep import artificial, given
from tests.pseudo import outside, plain

pytestmark = pytest.mark.page

SEEN = {
    "body", "label", "help", "options", "alt", "placeholder", "title", "caption", "captions",
    "codeText",
}  # fmt: skip
DRAWN = {"text", "ticktext", "name", "hovertemplate", "ticksuffix", "tickprefix"}
FORMULA = re.compile(r"%\{[^}]*\}|<[^>]+>")


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    speak("en")


def opened(name: str, **query: str) -> AppTest:
    app = AppTest.from_string(
        f"from game.views.{name} import page\nfrom game.views.frame.visitor import greet\n"
        f"greet()\npage.render()",
        default_timeout=120,
    )
    for key, value in {"lang": PSEUDO, **query}.items():
        app.query_params[key] = value
    return app.run()


class _Html(HTMLParser):
    """Collects what is read and heard."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.mute = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.mute += tag in ("style", "script")
        self.texts += [value or "" for name, value in attrs if name in (*READ_ALOUD, "data-head")]

    def handle_endtag(self, tag: str) -> None:
        self.mute -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self.mute:
            self.texts.append(data)


def html_texts(body: str) -> list[str]:
    parser = _Html()
    parser.feed(body)
    # A message may hold markup, so its brackets may stand in two nodes: read the nodes as one.
    attributes = [text for text in parser.texts if text.startswith("⟦") and text.endswith("⟧")]
    return [*attributes, " ".join(parser.texts)]


def drawn(value: Any, key: str = "") -> Iterator[str]:
    """Find what a figure writes."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "template":
                yield from drawn(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from drawn(inner, key)
    elif isinstance(value, str) and key in DRAWN:
        yield FORMULA.sub(" ", value)


def texts(app: AppTest) -> Iterator[str]:
    """Find what a page says."""

    def walk(node: Any) -> Iterator[str]:
        kind, proto = getattr(node, "type", ""), getattr(node, "proto", None)
        if kind == "html":
            yield from html_texts(proto.body)
        elif kind == "plotly_chart":
            yield from drawn(json.loads(proto.spec))
            yield from fields(MessageToDict(proto))
        elif kind == "arrow_data_frame":
            yield from map(str, node.value.columns)
            for column in node.value.columns:
                yield from (cell for cell in node.value[column] if isinstance(cell, str))
        elif proto is not None:
            yield from fields(MessageToDict(proto))
        for child in getattr(node, "children", {}).values():
            yield from walk(child)

    yield from walk(app.main)


def fields(values: Any, key: str = "") -> Iterator[str]:
    if isinstance(values, dict):
        for name, inner in values.items():
            yield from fields(inner, name)
    elif isinstance(values, list):
        for inner in values:
            yield from fields(inner, key)
    elif isinstance(values, str) and key in SEEN:
        yield re.sub(r"\]\([^)]*\)|\S*/play\?game=\S*", "]", values)  # an address is no word


def hard_coded(app: AppTest) -> list[str]:
    assert not app.exception
    found = list(texts(app))
    assert any("⟦" in text for text in found)
    return [outside(text) for text in found if plain(text)]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("how_it_works", {}),
        ("report", {}),
        ("report", {"game": "1-default-7-0p131-200f", "cycles": "400"}),
        ("report", {"game": "nonsense"}),
        pytest.param("report", {"game": "1-default-7", "cycles": "one"}, marks=pytest.mark.long),
        ("report", {"game": daily_link(datetime.now(UTC).date())}),
        ("sandbox", {}),
        ("sandbox", {"rules": "nonsense"}),
        ("learn", {}),
        pytest.param("learn", {"done": "1-65"}, marks=pytest.mark.long),
        ("learn", {"done": "1-65_2-140_3-40_4-10_5-1"}),
    ],
)
def test_nothing_on_a_page_is_hard_coded(name: str, query: dict[str, str]) -> None:
    assert hard_coded(opened(name, **query)) == []


@pytest.mark.parametrize(
    "preset", ["tuned", *(pytest.param(one, marks=pytest.mark.long) for one in ("original", "own"))]
)
@pytest.mark.no_cover
def test_nothing_of_the_evidence_is_hard_coded(preset: str) -> None:
    settings = {"preventive": 120, "local": 40, "federated": 25}
    worlds = [artificial(seed, settings) for seed in range(6)]

    with given(worlds):
        app = opened("evidence")
        speak(PSEUDO)  # the test framework asks here what a field's options are called
        app.segmented_control[0].set_value(preset).run()
        assert len(app.get("plotly_chart")) == 6
        assert hard_coded(app) == []


@pytest.mark.no_cover
def test_nothing_of_the_lab_is_hard_coded() -> None:
    app = opened("lab", lab="lab.fa2.fl1.ro1.molinear")
    end = time.monotonic() + 120
    while len(app.get("plotly_chart")) < 4 and time.monotonic() < end:
        time.sleep(0.2)
        app.run()
    assert len(app.get("plotly_chart")) == 4  # errors, who gains, who joins, lifetimes
    assert hard_coded(app) == []
    app.segmented_control(key="lab-unit").set_value("money").run()
    assert hard_coded(app) == []


@pytest.mark.slow
@pytest.mark.counted
def test_nothing_of_real_engines_is_hard_coded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files_like_nasas(tmp_path, engines=8)
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(tmp_path))
    monkeypatch.setattr(page, "DEALINGS", 1)
    app = opened("study")
    [train] = [one for one in app.button if one.key == "real-train"]
    train.click().run()
    end = time.monotonic() + 120
    while len(app.get("download_button")) < 2 and time.monotonic() < end:
        time.sleep(0.5)
        app.run()
    assert len(app.get("download_button")) == 2
    words = {word for text in hard_coded(app) for word in re.findall(r"[^\W\d_]\w*", text)}
    assert words <= {*INFORMATIVE_SENSORS, *SUBSETS}


def test_the_masthead_and_the_titles_of_the_pages_are_translated() -> None:
    app = AppTest.from_file(str(ROOT / "game" / "views" / "main.py"), default_timeout=120)
    app.query_params["lang"] = PSEUDO
    app.run()
    assert hard_coded(app) == []
