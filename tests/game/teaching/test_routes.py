"""The documents, asked for as a browser does."""

import pytest
from starlette.applications import Starlette

from game.teaching.routes import files, routes
from game.teaching.shelf import DOCUMENTS
from tests.game.asgi import ask, ask_bytes

APP = Starlette(routes=routes())


def test_the_list_leads_to_every_document_to_read_and_to_print() -> None:
    status, head, text = ask(APP, "/teaching/")
    assert status == 200
    assert head["content-security-policy"].startswith("default-src 'self'")
    for document in DOCUMENTS:
        assert f'href="{document.name}.html"' in text
        status, head, page = ask(APP, f"/teaching/{document.name}.html")
        assert (status, head["content-type"]) == (200, "text/html; charset=utf-8")
        assert "<h1>" in page
        status, head, printed = ask_bytes(APP, f"/teaching/{document.name}.pdf")
        assert (status, head["content-type"]) == (200, "application/pdf")
        assert printed.startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["figures.json", "hand-out.md", "nothing", "%2e%2e%2fplant.json"])
def test_what_is_not_handed_out_leads_to_the_list(name: str) -> None:
    status, head, _ = ask(APP, f"/teaching/{name}")
    assert (status, head["location"]) == (303, "./")


def test_without_its_slash_the_address_leads_on() -> None:
    assert ask(APP, "/teaching")[1]["location"] == "teaching/"
    assert "index.html" in files()


def test_fonts_stand_beside_the_documents_and_nothing_else_does() -> None:
    status, _, font = ask_bytes(APP, "/teaching/fonts/instrument-sans.woff2")
    assert status == 200
    assert font.startswith(b"wOF2")
    assert ask(APP, "/teaching/fonts/instrument-sans.OFL.txt")[0] == 404
    assert ask(APP, "/teaching/icon.svg")[1]["content-type"].startswith("image/svg")
