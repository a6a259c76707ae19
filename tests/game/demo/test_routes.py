"""The talks, asked for as a browser does."""

import gzip
import json
import re
from html import escape
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette

from game.demo.pages import files, version
from game.demo.presenting import shown
from game.demo.routes import Demo, Talk, read_file, talks_of
from game.demo.script import DemoError, read_script
from game.demo.serving import alone, pack_here
from game.lab.experiments import EXPERIMENTS
from game.rooms.web.asked import Settings
from game.text.pseudolocale import PSEUDO
from tests.game.asgi import ask, ask_bytes
from tests.game.demo.test_script import ALONE, talk

WAY = {"link": ALONE, "camera": {"view": "link", "from": 460}}


def served(tmp_path: Path, text: str) -> Starlette:
    (tmp_path / "mine.json").write_text(text)
    talks = talks_of({"DEMOS": str(tmp_path)})
    demo = Demo(talks, pack_here, Settings(public="https://x.test"))
    return Starlette(routes=demo.routes())


def held(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="talk">(.*?)</script>', page)
    assert found is not None
    return json.loads(found[1])


def test_a_speakers_own_talk_stands_beside_ours(tmp_path: Path) -> None:
    app = served(tmp_path, talk({"caption": "<script>alert(1)</script>"}, title="M<i>ne"))
    _, _, contents = ask(app, "/demo/")
    listed = re.findall('<li><a href="./([^"]+)"', contents)
    assert listed == ["six-minutes", "ninety-seconds", "mine"]
    assert "M&lt;i&gt;ne</a> <span>0:09</span>" in contents
    status, head, page = ask(app, "/demo/mine")
    assert (status, head["cache-control"]) == (200, "no-cache")
    assert "alert(1)</script>" not in page
    assert held(page)["talk"]["beats"][0]["caption"] == "<script>alert(1)</script>"


def test_an_unknown_talk_leads_to_all_of_them(tmp_path: Path) -> None:
    app = served(tmp_path, talk({}))
    assert ask(app, "/demo/no")[1]["location"] == "./"
    assert ask(app, "/demo")[1]["location"] == "demo/"


def test_a_beat_leads_to_its_match_at_its_cycle(tmp_path: Path) -> None:
    _, _, page = ask(served(tmp_path, talk(WAY)), "/demo/mine")
    way = held(page)["talk"]["beats"][0]["way"]
    assert way["address"] == f"https://x.test/?game={ALONE}&anew=1&at=460"
    assert way["code"].startswith("data:image/svg+xml")
    rounds = {"link": "lab.fa3.ro2", "camera": {"view": "round", "to": 3}}
    _, _, page = ask(served(tmp_path, talk(rounds)), "/demo/mine")
    lab = held(page)["talk"]["beats"][0]["way"]
    assert lab["address"] == "https://x.test/lab?lab=lab.fa3.ro2"
    elsewhere = alone("mine", read_file(tmp_path / "mine.json"), "http://there.test/")
    assert "http://there.test/lab?lab=" in ask(elsewhere, "/demo/mine")[2]


def test_any_match_or_lab_is_shown_one_thing_at_a_time(tmp_path: Path) -> None:
    app = served(tmp_path, talk({}))
    assert '<form action="show">' in ask(app, "/demo/")[2]
    asked = "https%3A%2F%2Fx.test%2F%3Fgame%3D1-chapter4-220-0l"
    _, _, page = ask(app, f"/demo/show?link={asked}")
    beats = held(page)["talk"]["beats"]
    assert [beat["id"] for beat in beats] == [
        "race", "engines", "engine-1", "engine-2", "engine-3", "engine-4", "way",
    ]  # fmt: skip
    assert beats[0]["camera"]["end"] == 1_000
    _, _, page = ask(app, "/demo/show?link=lab.fa3.molinear.ro2")
    (rounds,) = held(page)["talk"]["beats"]
    assert (rounds["camera"]["view"], rounds["camera"]["end"]) == ("round", 7)


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("moon", "This link is not one of ours"),
        ("", "This link is not one of ours"),
        ("%22%3E%3Cb%3E", "This link is not one of ours"),
        ("lab.fa80.ro30", "This lab is too large for a wall"),
        ("1-default.cy9000-7", "A match of 9,000 cycles is too long for a wall"),
        ("1-moon-7", "This link"),
    ],
)
def test_what_cannot_be_shown_says_why_beside_what_was_pasted(
    tmp_path: Path, link: str, says: str
) -> None:
    status, _, page = ask(served(tmp_path, talk({})), f"/demo/show?link={link}")
    assert status == 422
    assert f'role="alert">{says}' in page
    assert f'value="{escape(unquote(link))}"' in page
    assert "<b>" not in page


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_of_the_lab_can_be_put_on_a_wall(name: str) -> None:
    assert json.loads(shown(EXPERIMENTS[name].settings.text))["beats"]


def test_what_was_shown_first_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("game.demo.routes._MOST", 2)
    packed: list[str] = []

    def pack(text: str) -> bytes:
        packed.append(text)
        return pack_here(text)

    app = Starlette(
        routes=Demo({"mine": Talk(talk({}), read_script(talk({})))}, pack, Settings()).routes()
    )
    for name in ("mine", "mine", "show?link=lab.fa2.ro1", "show?link=lab.fa3.ro1", "mine"):
        ask(app, f"/demo/{name}")
    assert len(packed) == 4


@pytest.mark.no_cover
def test_a_talk_speaks_the_language_that_is_asked_for(tmp_path: Path) -> None:
    app = served(tmp_path, talk({}))
    _, _, page = ask(app, f"/demo/six-minutes?lang={PSEUDO}")
    told = held(page)
    assert f'lang="{PSEUDO}"' in page
    assert all(beat["caption"].startswith("⟦") for beat in told["talk"]["beats"])
    assert all(beat["note"].startswith("⟦") for beat in told["talk"]["beats"])
    assert "Running" in told["language"]["messages"]
    _, _, english = ask(app, "/demo/six-minutes")
    assert held(english)["talk"]["beats"][0]["caption"].startswith("It flew 197 times")


def test_files_are_kept_for_ever_and_carry_their_version(tmp_path: Path) -> None:
    app = served(tmp_path, talk({}))
    path = f"/demo/static/{version()}/demo.js"
    _, head, plain = ask_bytes(app, path)
    assert "immutable" in head["cache-control"]
    _, head, packed = ask_bytes(app, path, accept_encoding="gzip")
    assert gzip.decompress(packed) == plain == files()["demo.js"].plain
    assert head["content-encoding"] == "gzip"
    assert ask(app, "/demo/static/0/demo.js")[0] == 404
    assert ask(app, f"/demo/static/{version()}/secret.js")[0] == 404


def test_all_that_a_script_imports_is_served() -> None:
    for name, file in files().items():
        for imported in re.findall(r'from "\./([\w.]+)"', file.plain.decode("latin-1")):
            assert imported in files(), (name, imported)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match=r"cannot be read: name a talk's file\."):
        read_file(tmp_path / "no.json")


def test_a_file_may_begin_as_some_editors_begin_it(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text(talk({}), encoding="utf-8-sig")
    assert read_file(tmp_path / "mine.json").text == talk({})
