"""What tests of rooms share: a room is opened, seats are taken, turns are stepped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.browser.harness import standing_clock

WALL = {"width": 1280, "height": 720}
SMALLEST = 0.025  # of the wall's height


def smallest_type(page: Page) -> float:
    """Return the size of the smallest text on a page, px."""
    return float(
        page.evaluate("""() => {
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          let least = Infinity;
          while (walk.nextNode()) {
            const box = walk.currentNode.parentElement;
            const shown = walk.currentNode.data.trim() && box.checkVisibility();
            if (shown) least = Math.min(least, parseFloat(getComputedStyle(box).fontSize));
          }
          return least;
        }""")
    )


def opened(
    host: Page,
    rooms: str,
    free_match: bool = False,
    shares: bool = False,
    look: Callable[[Page], None] = lambda page: None,
) -> str:
    """Open a room without a clock and of the same seed, from the page that leads to rooms.

    Parameters
    ----------
    look : is handed that page before it is filled in, and when more is to be filled in

    Returns
    -------
    its code
    """
    host.add_init_script("crypto.getRandomValues = (numbers) => numbers.fill(7)")
    host.goto(f"{rooms}/rooms")
    look(host)
    if free_match:
        host.get_by_label("Rules").select_option("open")
    host.get_by_label("Turns").fill("3" if shares else "2")
    if shares:
        host.get_by_text("The players' federation").click()
        host.get_by_label("Own failures train a model").check()
        host.get_by_label("Opens after turn").fill("1")
        look(host)
    host.get_by_label("Seconds a turn").fill("")
    host.get_by_role("button", name="Open a room").click()
    expect(host.locator("#counts")).to_have_text("0 seats taken")
    return host.locator("#code").inner_text()


def step(host: Page, name: str, then: str) -> None:
    host.get_by_role("button", name=name).click()
    expect(host.locator("#phase")).to_have_text(then)


def guess(phone: Page, age: int) -> None:
    expect(phone.locator("#question")).to_contain_text("A running engine earns $300 a cycle.")
    phone.get_by_label("Cycles").fill(str(age))
    phone.get_by_role("button", name="Guess").click()
    expect(phone.locator("#guessed")).to_contain_text(str(age))


def decide(phone: Page, strategy: str) -> None:
    phone.get_by_role("radio", name=strategy).check()
    phone.get_by_role("button", name="Decide").click()
    expect(phone.locator("#decided")).to_contain_text(f"Decided: {strategy}")


def taken(phone: Page, rooms: str, code: str, name: str = "") -> tuple[str, str]:
    """Take a seat; return the name and the PIN that the page shows."""
    phone.goto(f"{rooms}/rooms/{code}")
    phone.get_by_label("Your name").fill(name)
    phone.get_by_role("button", name="Take a seat").click()
    expect(phone.get_by_role("heading", name="You are in")).to_be_visible()
    return phone.locator("#name").inner_text(), phone.locator("#pin").inner_text()


PAINTED = """() => {
  const fans = [...document.querySelectorAll(".engines .fan canvas")];
  const colours = (canvas) => new Set(new Uint32Array(
    canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size;
  return fans.length === 4 && fans.every((canvas) => colours(canvas) > 9);
}"""


PICTURES = 60
"""What a turn is flown in, and some more: each tells a tenth of a second, as much as one may."""


@contextmanager
def flight(page: Page) -> Iterator[None]:
    """Have engines fly on a page that shows them within: its clock stands till they are there.

    Sixty pictures are drawn then, not all of five seconds.
    """
    page.clock.install()
    with standing_clock(page):
        yield
        for _ in range(PICTURES):
            page.clock.fast_forward(100)
