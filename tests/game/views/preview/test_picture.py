"""The picture of a link as a picture."""

import json
from io import BytesIO
from typing import cast

import pytest
from PIL import Image

from game.views.frame.theme import DARK
from game.views.preview.facts import Curve, Facts
from game.views.preview.picture import HEIGHT, WIDTH, apart, drawn, preview

NAMES = ["A name that is far too long for its place", "B", "C", "D", "E"]
CURVES = tuple(Curve(i, name, "$1k", (0.0, 5.0, 9.0 + i)) for i, name in enumerate(NAMES))


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def near(picture: Image.Image, colour: str) -> int:
    """Return how many pixels have nearly a colour."""
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    counted = picture.getcolors(WIDTH * HEIGHT) or []
    return sum(
        count
        for count, found in counted
        if max(abs(a - b) for a, b in zip(cast(tuple[int, ...], found), wanted, strict=True)) < 14
    )


def test_a_picture_has_the_size_that_previews_want_and_each_factory_in_its_colour() -> None:
    picture = opened(drawn(Facts("Title", "$1", "One sentence.", CURVES[:4])))
    assert picture.size == (WIDTH, HEIGHT) == (1_200, 630)
    assert all(near(picture, colour) > 100 for colour in DARK.factories)
    without = opened(drawn(Facts("Title", "$1", "One sentence.", CURVES[:1])))
    assert near(without, DARK.factories[3]) < 20


def test_nothing_runs_over_the_edge() -> None:
    long = "A sentence that says very much, " * 8
    picture = opened(drawn(Facts("T", "$99,999,999", long, CURVES)))
    edge = picture.crop((WIDTH - 12, 0, WIDTH, HEIGHT))
    assert near(edge, DARK.ground) > 0.99 * 12 * HEIGHT


@pytest.mark.parametrize(
    ("wanted", "placed"),
    [([50, 50, 50], [50, 70, 90]), ([99, 98], [100, 80]), ([5], [5]), ([], [])],
)
def test_names_stand_apart(wanted: list[float], placed: list[float]) -> None:
    assert apart(wanted, 20, 0, 100) == placed


def test_any_process_draws_a_link_and_nothing_where_none_can_be_drawn() -> None:
    assert (
        opened(preview(json.dumps(["en", "lab", "lab.fa3.molinear.ro2", None]).encode())).size[0]
        == WIDTH
    )
    for kind, text in (("lab", "moon"), ("game", "1-open@nowhere-7"), ("game", "")):
        assert preview(json.dumps(["en", kind, text, None]).encode()) == b""
