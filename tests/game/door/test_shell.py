from pathlib import Path

import pytest
import streamlit

from game.door.shell import Card, dressed, prepare

INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
CARD = Card("de", "A & B", 'say "so"', "http://a/?x=1&y=2", "./i.svg", "http://a/c.png", "./m")


def test_a_page_differs_from_streamlits_in_its_head_alone() -> None:
    page = dressed(prepare(INDEX), CARD)
    assert '<html lang="de">' in page
    assert "<title>A &amp; B</title>" in page
    assert 'content="say &quot;so&quot;"' in page
    assert 'content="http://a/?x=1&amp;y=2"' in page
    head, body = page.split("</head>")
    assert body == INDEX.split("</head>")[1]
    assert "window.__streamlit=" in head.split('<script type="module"')[0]  # before it is read
    scripts = [
        line for line in INDEX.splitlines() if "modulepreload" in line or "stylesheet" in line
    ]
    assert len(scripts) > 5
    assert all(line in head for line in scripts)


@pytest.mark.parametrize("part", ['<html lang="en">', "<title>Streamlit</title>", 'rel="preload"'])
def test_an_index_that_has_changed_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="0 times, not once"):
        prepare(INDEX.replace(part, ""))
    with pytest.raises(ValueError, match="2 times, not once"):
        prepare(INDEX + part)
