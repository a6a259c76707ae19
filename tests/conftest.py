"""What tests of several packages share."""

import gc
import os
import signal
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import hypothesis
import pytest

# What takes long to load and does so for some test.
LIBRARIES = ("pandas", "scipy.stats", "sklearn.ensemble", "sqlalchemy", "streamlit.testing.v1")

# A busy machine is not a failure: what is fast is measured by `make bench`, not here.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")

# What is loaded stays to the end: no garbage is looked for in it, a twentieth of all work.
gc.disable()


def counting_lines(config: pytest.Config) -> Any:
    """Return what counts lines in this process; None where nothing does."""
    return getattr(config.pluginmanager.getplugin("_cov"), "cov_controller", None)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Let one counter of lines work in each process that runs tests, not two.

    pytest-cov 7.1 begins in such a process as in the one that asks them all, and once more as in
    one that is asked. What the first counts is kept nowhere, takes as long again, and is counted
    on, also where no lines are to be: to pause the second one brings the first one back.
    """
    counting = counting_lines(session.config)
    if counting is not None and hasattr(session.config, "workerinput"):
        counting.pause()  # the second one comes after this


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Count no lines of libraries, nor while tests are collected: counted, both take twice as long.

    Our own modules are counted as they are loaded, before.
    """
    counting = counting_lines(session.config)
    asks_others = session.config.getoption("dist", "no") != "no"
    if counting is None or asks_others:
        return (yield)
    counting.pause()
    for library in LIBRARIES:
        import_module(library)
    counting.resume()
    for package in ("data", "models", "game"):
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            import_module(module.name)
    counting.pause()
    try:
        return (yield)
    finally:
        counting.resume()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count no lines where the same ones run hundreds of times: that doubles a match, and more.

    Those are golden tests, properties and all that is slow but what is `counted`; quick tests of
    examples see all their lines.
    """
    for item in items:
        is_property = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        is_slow = item.get_closest_marker("slow") and not item.get_closest_marker("counted")
        if "golden" in item.path.parts or is_property or is_slow:
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """Collect garbage from here on, more at a time, and none in what was loaded for all tests."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def hears_ctrl_c() -> None:
    """Hear Ctrl-C also in a shell's background: it is ignored there, and by games started there."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def looks_for_components_once() -> Iterator[None]:
    """Read what all installed packages say of themselves once, not for every page that is drawn.

    A server of Streamlit does so when it starts; what is drawn in a test starts one each time.
    """
    with pytest.MonkeyPatch.context() as patch:
        if "streamlit.testing.v1" in sys.modules:  # some test draws pages
            from streamlit.components.v2 import manifest_scanner  # noqa: PLC0415

            once = cache(manifest_scanner.scan_component_manifests)
            patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture(scope="session")
def cmapss_dir() -> Path:
    """The folder that holds NASA's files, which the project does not ship."""
    beside = Path(__file__).parents[2] / "shared" / "data" / "cmapss"
    folder = Path(os.environ.get("TURBOFAN_CMAPSS", beside))
    if not (folder / "train_FD001.txt").exists():
        pytest.skip(
            f"NASA's C-MAPSS files are not in {folder}: put train_FD001.txt, test_FD001.txt and "
            "RUL_FD001.txt there, or name their folder in TURBOFAN_CMAPSS"
        )
    return folder


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with simulated engines in files of NASA's names: one condition, and six."""
    from tests.six_conditions import write_subset  # noqa: PLC0415 - the models, for who needs them

    folder = tmp_path_factory.mktemp("cmapss")
    for subset in ("FD001", "FD002"):
        write_subset(folder, subset)
    return folder


@pytest.fixture
def real(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same folder, where the game looks for NASA's files; nothing has been fetched."""
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(written))
    monkeypatch.setenv("TURBOFAN_CACHE", str(tmp_path / "cache"))
    return written
