"""The README's moving picture: chapter 4 as the board plays it, frame by frame.

``make film`` writes ``docs/board.webp``, ``docs/board.png`` for who wishes no motion, and
``static/card.png``, which stands for a link that has no picture of its own. The page's clock is
advanced by hand, so a busy machine makes the same film as a quiet one.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from game.campaign.chapters import ALL, BY_NAME
from tests.browser.harness import BOARD_ROOT, LONG, SESSION, launch, open_board

DOCS = Path(__file__).parents[2] / "docs"
PREVIEWED = DOCS.parent / "static" / "card.png"
SCREEN, WIDTH = ViewportSize(width=1280, height=800), 960
PREVIEW = ViewportSize(width=1200, height=630)
FRAME = 100  # ms of the film
PASSES = 250  # ms of the board in a frame while its clock runs
CARD, MOMENT = 14, 38  # frames for which they are left to be read
SAFE = 1_200  # frames: no chapter is as long
QUALITY = 60

MOMENT_OPEN = f"!{BOARD_ROOT}.querySelector('.moment').hidden"
OPEN_CARD = f"Boolean({SESSION}.stage?.open)"
TRAINED = f"{SESSION}.game.trainings.some(([, , made]) => made.rounds)"
DARK = "rgb(10, 19, 34)"


def rows() -> Iterator[tuple[str, str]]:
    """Film the chapter, and write both pictures."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = _page(browser, SCREEN)
        frames, still = film(page)
        _, card = film(_page(browser, PREVIEW))
        browser.close()
    first, *others = (_smaller(one) for one in frames)
    out = DOCS / "board.webp"
    options = {"append_images": others, "duration": FRAME, "loop": 0, "method": 4}
    first.save(out, save_all=True, quality=QUALITY, **options)
    _smaller(still).quantize(128).save(DOCS / "board.png", optimize=True)
    Image.open(BytesIO(card)).convert("RGB").quantize(128).save(PREVIEWED, optimize=True)
    seconds = len(frames) * FRAME / 1_000
    yield "the film", f"{seconds:.0f} s, {out.stat().st_size / 1e6:.2f} MB"
    yield "the still", f"{(DOCS / 'board.png').stat().st_size / 1e6:.2f} MB"


def _page(browser: Browser, screen: ViewportSize) -> Page:
    page = browser.new_page(viewport=screen, color_scheme="dark")
    page.clock.install()
    return page


def film(page: Page) -> tuple[list[bytes], bytes]:
    """Play the chapter by its first answers; return its frames, and the one that says most."""
    chapter = BY_NAME["chapter4"]
    open_board(
        page, ground=DARK, link=chapter.link(), data={"chapters": [one.to_json() for one in ALL]}
    )
    page.evaluate("window.telling = true")
    frames: list[bytes] = []
    still, joined = b"", False
    while len(frames) < SAFE:
        if page.evaluate(f"Boolean({SESSION}.stage?.judged)"):
            frames += _shots(page, 2 * CARD)
            return frames, still
        if page.evaluate(MOMENT_OPEN):
            frames += _shots(page, MOMENT)
            still = still or frames[-1]
            page.keyboard.press("Enter")
        elif page.evaluate(OPEN_CARD):
            frames += _shots(page, CARD)
            page.locator(".stage .beat button").first.click()
            page.mouse.move(0, 0)
        frames += _shots(page, 1, PASSES)
        page.wait_for_function(f"!{SESSION}.waiting", timeout=LONG)
        if not joined and page.evaluate(TRAINED):
            joined = True
            page.locator(".shared").wait_for(timeout=LONG)
            frames += _shots(page, MOMENT)
    raise RuntimeError(f"after {SAFE} frames the chapter has not ended")


def _shots(page: Page, count: int, passes: int = FRAME) -> list[bytes]:
    """Take pictures, so many ms of the board after one another."""
    shots = []
    for _ in range(count):
        page.clock.run_for(passes)
        shots.append(page.screenshot())
    return shots


def _smaller(shot: bytes) -> Image.Image:
    picture = Image.open(BytesIO(shot)).convert("RGB")
    height = WIDTH * picture.height // picture.width
    return picture.resize((WIDTH, height), Image.Resampling.LANCZOS)
