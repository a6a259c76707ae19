"""The door, asked as a server asks it."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
import streamlit
from PIL import Image
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.web.server.starlette import starlette_routes
from streamlit.web.server.starlette.starlette_auth_routes import create_auth_routes

from game.door.places import Place
from game.door.previews import Previews, none_drawn
from game.door.routes import STREAMLITS, Door, is_streamlits
from game.views.frame.theme import DARK
from tests.game import asgi

ROOT = Path(__file__).parents[3]
INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
PLACES = [
    Place("play", "Play", "Run <a> factory.", "game"),
    Place("learn", "Learn", "Guess first."),
    Place("lab", "Lab", "See it learn.", "lab"),
]
GENERAL = (ROOT / "static" / "card.png").read_bytes()


def ask(path: str, base: str = "", **headers: str) -> tuple[int, dict[str, str], str]:
    """Ask the door, with Streamlit behind it; returns status, headers and text."""
    door = Door(PLACES, INDEX, ROOT / "static", ":root{--tt-ground:#fff}", base)
    behind = Route("/{rest:path}", lambda _: PlainTextResponse("Streamlit's"))
    app = Starlette(routes=[*door.routes(), behind])
    return asgi.ask(app, path, **headers)


def meta(text: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)" />', text)
    return {name: unescape(value) for name, value in found}


def test_each_page_has_a_title_and_a_card_of_its_own() -> None:
    status, head, home = ask("/")
    assert status == 200
    assert head["cache-control"] == "no-cache"
    assert "<title>Turbofan Tycoon</title>" in home
    assert meta(home)["description"] == "Run <a> factory."
    _, _, learn = ask("/learn?x=1")
    assert "<title>Learn · Turbofan Tycoon</title>" in learn
    card = meta(learn)
    assert card["og:title"] == "Learn · Turbofan Tycoon"
    assert card["og:description"] == card["description"] == "Guess first."
    assert card["og:url"] == "http://game.test/learn?x=1"
    assert card["og:image"] == "http://game.test/app/static/card.png"
    assert "Streamlit</title>" not in learn
    assert 'rel="preload"' not in learn


def test_the_link_of_a_match_says_which() -> None:
    _, _, home = ask("/?game=1-default-7-0p131-0l")
    assert meta(home)["og:description"] == (
        "Everything unlocked, engines of seed 7, 2 moves so far: watch it as played, or take over."
    )
    _, _, fresh = ask("/?game=1-open-12")
    assert meta(fresh)["description"] == "Free match, engines of seed 12: play it."
    _, _, broken = ask('/?game="><script>')
    assert meta(broken)["description"] == "Run <a> factory."
    assert '"><script>' not in broken


def test_what_a_stranger_writes_into_an_address_is_no_markup() -> None:
    _, _, text = ask("/<script>alert(1)</script>")
    assert "&lt;script&gt;" in text
    assert "<script>" not in text
    _, _, text = ask('/learn?lang="><script>alert(1)</script>')
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/play", "./"),
        ("/play?game=1-classic-7-0p&lang=en", "./?game=1-classic-7-0p&lang=en"),
        ("/Learn", "./learn"),
        ("/learn/", "../learn"),
        ("/PLAY/?a=b", "../?a=b"),
    ],
)
def test_an_address_that_is_nearly_right_leads_on(asked: str, led: str) -> None:
    status, head, _ = ask(asked)
    assert (status, head["location"]) == (307, led)


def test_an_unknown_address_is_said_in_words_with_a_way_on() -> None:
    status, _, text = ask("/learn/me/more")
    assert status == 404
    assert "<code>/learn/me/more</code>" in text
    assert re.findall('<a href="([^"]+)">', text) == ["../../", "../../learn", "../../lab"]
    _, _, text = ask("/nowhere", accept_language="en-GB,en;q=0.9")
    assert '<html lang="en">' in text
    assert re.findall('<a href="([^"]+)">', text) == ["./", "./learn", "./lab"]
    assert len(ask("/" + "x" * 9_000)[2]) < 4_000


def test_a_language_that_is_asked_for_goes_along() -> None:
    status, _, text = ask("/nowhere?lang=en-XA")
    assert status == 404
    assert '<html lang="en-XA">' in text
    assert re.findall('<a href="([^"]+)">', text) == [
        "./?lang=en-XA", "./learn?lang=en-XA", "./lab?lang=en-XA",
    ]  # fmt: skip
    assert '<html lang="en-XA">' in ask("/learn?lang=en-XA")[2]


def test_streamlits_own_addresses_are_left_to_it() -> None:
    assert ask("/_stcore/health")[2] == "Streamlit's"
    assert ask("/favicon.png")[2] == "Streamlit's"
    reserved = [v for k, v in vars(starlette_routes).items() if k.startswith("BASE_ROUTE_")]
    others = [route.path.strip("/") for route in create_auth_routes("")]  # type: ignore[attr-defined]
    assert len(reserved) > 3
    assert all(is_streamlits(path) for path in (*reserved, *others))
    assert {path.split("/")[0] for path in (*reserved, *others)} == set(STREAMLITS)
    files = {path.name for path in Path(streamlit.__file__).parent.joinpath("static").iterdir()}
    assert all(is_streamlits(name) for name in files - {"index.html"})


def test_the_files_are_served_to_all_pages() -> None:
    status, head, icon = ask("/app/static/icon.svg")
    assert (status, head["content-type"]) == (200, "image/svg+xml")
    assert icon.startswith("<svg")
    assert ask("/app/static/card.png")[1]["content-type"] == "image/png"
    assert ask("/app/static/none.svg")[0] == 404


def test_all_of_it_may_stand_below_a_path() -> None:
    status, _, text = ask("/game/learn", base="/game")
    assert status == 200
    assert meta(text)["og:image"] == "http://game.test/game/app/static/card.png"
    assert ask("/game/", base="/game")[0] == 200
    assert ask("/game/app/static/icon.svg", base="/game")[0] == 200
    assert ask("/game/play", base="/game")[1]["location"] == "./"
    assert ask("/learn", base="/game")[2] == "Streamlit's"


@pytest.mark.parametrize(
    ("asked", "picture"),
    [
        ("/?game=1-open-7", "/card.png?game=1-open-7"),
        ("/?game=1-open-7&mine=1&lang=en-XA", "/card.png?game=1-open-7&lang=en-XA"),
        ("/?game=1-open-7&anew=1&at=460", "/card.png?game=1-open-7&at=460"),
        ("/?game=1-open-7&anew=1&at=moon", "/card.png?game=1-open-7"),
        ("/?game=1-open-7&at=460", "/card.png?game=1-open-7"),  # the board opens at its start
        ("/lab?lab=lab.fa4", "/card.png?lab=lab.fa4"),
        ("/lab?game=1-open-7", "/app/static/card.png"),
        ("/learn?game=1-open-7", "/app/static/card.png"),
        ("/?game=", "/app/static/card.png"),
    ],
)
def test_a_link_to_a_match_or_a_lab_has_a_picture_of_its_own(asked: str, picture: str) -> None:
    told = meta(ask(asked)[2])
    assert told["og:image"] == f"http://game.test{picture}"
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert told["og:image:alt"] == told["og:description"]


def test_a_picture_is_the_links_or_the_general_one() -> None:
    made: dict[str, bytes | None] = {"1-open-7": b"own", "none": b"", "busy": None}

    class Drawn(Previews):
        def picture(self, kind: str, link: str, tag: str, at: int | None = None) -> bytes | None:
            assert at in (None, 460)
            return made[link] if kind == "game" else super().picture(kind, link, tag)

    door = Door(PLACES, INDEX, ROOT / "static", "", previews=Drawn(none_drawn))
    app = Starlette(routes=door.routes())
    status, head, body = asgi.ask_bytes(app, "/card.png?game=1-open-7")
    assert (status, head["content-type"], body) == (200, "image/png", b"own")
    assert head["cache-control"] == "public, max-age=86400"
    assert asgi.ask_bytes(app, "/card.png?game=1-open-7&at=460")[2] == b"own"
    for asked, kept in (
        ("?game=none", "no-cache"), ("?game=busy", "no-store"), ("", "no-cache"),
        ("?lab=lab", "no-cache"),
    ):  # fmt: skip
        _, head, body = asgi.ask_bytes(app, f"/card.png{asked}")
        assert (body, head["cache-control"]) == (GENERAL, kept)


def test_it_can_be_installed() -> None:
    page = ask("/")[2]
    assert '<link rel="manifest" href="./app/static/manifest.webmanifest" />' in page
    manifest = json.loads(ask("/app/static/manifest.webmanifest")[2])
    assert manifest["name"] == "Turbofan Tycoon"
    assert manifest["theme_color"] == manifest["background_color"] == DARK.ground
    for icon in manifest["icons"][1:]:
        side = int(icon["sizes"].partition("x")[0])
        with Image.open(ROOT / "static" / icon["src"]) as picture:
            assert picture.size == (side, side)
    with Image.open(ROOT / "static" / "card.png") as picture:
        assert picture.size == (1_200, 630)


def test_a_page_within_another_one_leaves_out_what_its_address_says() -> None:
    page = ask("/lab?lab=lab.fa4&embed=true&hide=levers&hide=end,race")[2]
    head = page.split("</head>")[0]
    assert ".st-key-masthead" in head
    assert ".st-key-lab-levers" in head
    assert ".st-key-lab-end" in head
    assert ".st-key" not in ask("/lab?lab=lab.fa4")[2]


def test_what_draws_charts_is_kept_for_ever_where_it_is_served() -> None:
    assert (
        asgi.ask(
            Starlette(routes=Door(PLACES, INDEX, ROOT / "static", "").routes()), "/app/plotly.js"
        )[0]
        == 404
    )
    library = ROOT / "static" / "tokens.css"
    door = Door(PLACES, INDEX, ROOT / "static", "", library=library)
    status, head, text = asgi.ask(Starlette(routes=door.routes()), "/app/plotly.js?1")
    assert (status, text) == (200, library.read_text("utf-8"))
    assert head["content-type"].startswith("text/javascript")
    assert "immutable" in head["cache-control"]
