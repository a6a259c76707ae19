import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as StillWaiting

from data import nasa
from tests.browser.accessibility import EVERYWHERE, barriers
from tests.browser.conftest import FEW_GAMES, running
from tests.browser.harness import DESK, LONG, PHONE, not_sideways, visit
from tests.data.served import files_like_nasas, serving, twice_zipped

pytestmark = pytest.mark.browser


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def open_app(cache: Path, url: str) -> dict[str, str]:
    """Return what an app needs to know that has nothing of NASA's yet."""
    return {"TURBOFAN_CACHE": str(cache), "TURBOFAN_CMAPSS_URL": url, "TURBOFAN_CMAPSS": ""}


def stored(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def unfilled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the cache of the app whose downloads fail."""
    return tmp_path_factory.mktemp("nowhere") / "cache"


@pytest.fixture(scope="module")
def nowhere(unfilled: Path) -> Iterator[str]:
    """Give an app whose downloads fail."""
    with serving(b"no archive") as url, running(FEW_GAMES, **open_app(unfilled, url)) as address:
        yield address


def choose_engine(page: Page, number: int) -> None:
    """Type an engine's number; what is typed while a page is drawn anew may be lost, so again."""
    said = page.get_by_text(f"Engine {number} failed after")
    box = page.get_by_label("Engine, as a number")
    for _ in range(6):
        box.fill(str(number))
        box.press("Enter")
        with contextlib.suppress(StillWaiting):
            said.wait_for(timeout=LONG / 6)
            return
    expect(said).to_be_visible()


@pytest.mark.long  # a download, its refusals and the page without files: test_nasa, views/study
def test_files_are_fetched_while_the_page_lives(
    new_page: Callable[..., Page], cache: Path, cmapss_dir: Path
) -> None:
    files = {name: (cmapss_dir / name).read_bytes() for name in nasa.names_of("FD001")}
    gate = threading.Event()
    with (
        serving(twice_zipped(files), gate=gate) as url,
        running(**open_app(cache, url)) as address,
    ):
        page = new_page(viewport=PHONE)
        page.goto(f"{address}/real-engines")
        expect(page.get_by_text("100 engines were run to failure")).to_be_visible(timeout=LONG)
        expect(page.get_by_role("cell", name="not yet")).to_have_count(4)
        page.get_by_role("button", name="Fetch from NASA").click()
        expect(page.get_by_role("progressbar").first).to_be_visible(timeout=LONG)
        # The page answers while the download hangs.
        choose_engine(page, 7)
        assert stored(cache) != sorted(files)
        gate.set()
        expect(page.get_by_role("cell", name="yes")).to_have_count(1, timeout=LONG)
        expect(page.get_by_role("progressbar")).to_have_count(0, timeout=LONG)
        page.get_by_role("radio", name="FD001", exact=True).click()
        expect(page.get_by_text("the longest 362.")).to_be_visible(timeout=LONG)
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            not_sideways(page)
        for _ in range(2):  # the second time another match is on the board
            page.get_by_role("link", name="Play a match on FD001").click()
            expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible(timeout=LONG)
            expect(page.get_by_text("100 engines of NASA's")).to_be_visible(timeout=LONG)
            page.wait_for_url("**/?game=1-classic.enFD001-7")
            page.locator('input[value="default"]').check()
            page.wait_for_url("**/?game=1-default-*")
            page.keyboard.press("Escape")
            visit(page, "NASA's engines")
    assert stored(cache) == sorted(files)


@pytest.mark.long  # its sentence is held in views/study
def test_a_failed_download_says_what_to_do(nowhere: str, page: Page, unfilled: Path) -> None:
    page.goto(f"{nowhere}/real-engines")
    page.get_by_role("button", name="Fetch from NASA").click(timeout=LONG)
    expect(page.get_by_text("is no archive of NASA's")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("button", name="Fetch from NASA")).to_be_enabled()
    assert stored(unfilled) == []


@pytest.mark.long  # a study of one's own engines without a browser: views/study, test_languages
def test_engines_of_ones_own_are_studied_and_kept_nowhere(
    nowhere: str, page: Page, unfilled: Path, tmp_path: Path
) -> None:
    files_like_nasas(tmp_path, engines=9)
    page.goto(f"{nowhere}/real-engines")
    page.get_by_text("Upload, or use files of your own").click(timeout=LONG)
    field = page.locator("input[type=file]")
    field.set_input_files(str(tmp_path / "train_FD001.txt"))
    expect(page.get_by_text("9 engines of yours can be studied here")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("9 engines were run to failure")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Train on these engines").click()
    expect(page.get_by_text("Always forecasting the mean is off by")).to_be_visible(timeout=LONG)
    with page.expect_download() as download:
        page.get_by_role("button", name="The report's set-up as CSV").click()
    lines = download.value.path().read_text("utf-8").splitlines()
    assert [line.split(",")[0] for line in lines] == [
        "model", "naive", "local", "federated", "centralised",
    ]  # fmt: skip
    assert barriers(page, *EVERYWHERE) == {}
    field.set_input_files({"name": "bad.txt", "mimeType": "text/plain", "buffer": b"1 2 3\n"})
    expect(page.get_by_text("no set: choose one file")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("radio", name="Your upload")).to_have_count(0)
    assert stored(unfilled) == []
