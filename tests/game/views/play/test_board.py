from pathlib import Path

from game.views.play import board


def test_every_script_of_the_board_is_part_of_it_once() -> None:
    folder = Path(board.__file__).parent
    files = {path.name for path in folder.glob("*.js")} - {"feed.js"}
    assert sorted(board._MODULES) == sorted(files), "no version beside the one that is played"
    script = board.read_script()
    assert all(script.count((folder / name).read_text("utf-8")[:60]) == 1 for name in files)


def test_what_travels_to_a_browser_once_is_small() -> None:
    folder = Path(board.__file__).parent
    fonts = folder.parents[3] / "static" / "fonts"
    files = [*folder.glob("*.[jch][st]*"), *fonts.glob("*.woff2")]
    assert len(files) > 14
    assert sum(path.stat().st_size for path in files) < 300_000
