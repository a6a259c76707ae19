"""Documents for teachers as a browser shows them: nothing cut, large enough for a wall."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from game.teaching.shelf import DOCUMENTS, FOLDER, Document
from tests.browser.accessibility import violations

pytestmark = pytest.mark.browser
SMALLEST = 0.025  # of the height of a page for a wall
WALL = {"width": 1280, "height": 720}

SLIDES = """(smallest) => [...document.querySelectorAll("section")].map((slide, number) => {
  const page = slide.getBoundingClientRect();
  const walk = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const box = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || box.closest("style")) continue;
    const drawn = box.closest("svg")?.getScreenCTM().a ?? 1;
    const size = parseFloat(getComputedStyle(box).fontSize) * drawn / page.height;
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const {left, right, top, bottom} = range.getBoundingClientRect();
    const cut = left < page.left || right > page.right || top < page.top || bottom > page.bottom;
    if (cut || size < smallest) found.push([number + 1, walk.currentNode.data, size, cut]);
  }
  return found;
}).flat()"""


@pytest.fixture(scope="module")
def paper(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=WALL)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []
    context.close()


def test_everything_on_a_page_for_a_wall_is_whole_and_large(paper: Page) -> None:
    paper.goto((FOLDER / "slides.html").as_uri())
    assert paper.locator("section").count() == 16
    assert paper.evaluate(SLIDES, SMALLEST) == []
    assert paper.evaluate(SLIDES, 0.5) != []  # what is measured is there


WIDTHS = (1280, 390)


def is_no_wider_than_its_screen(paper: Page) -> None:
    for width in WIDTHS:
        paper.set_viewport_size({"width": width, "height": 844})
        assert paper.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_document_can_be_read_by_everybody_on_any_screen(paper: Page, document: Document) -> None:
    paper.set_viewport_size(WALL)
    paper.goto((FOLDER / f"{document.name}.html").as_uri())
    assert violations(paper, "light") == []
    is_no_wider_than_its_screen(paper)


def test_the_list_of_documents_is_no_wider_than_its_screen(paper: Page) -> None:
    paper.goto((FOLDER / "index.html").as_uri())
    is_no_wider_than_its_screen(paper)
