from pathlib import Path

from game.views.play import board


def test_every_script_of_the_board_is_part_of_it_once() -> None:
    folder = Path(board.__file__).parent
    files = {path.name for path in folder.glob("*.js")} - {"afterwards.js", "channel.js", "feed.js"}
    script = board.read_script()
    for name in files:
        assert script.count((folder / name).read_text("utf-8").partition("\n\n")[0]) == 1, name


def test_what_travels_to_a_browser_once_is_small() -> None:
    folder = Path(board.__file__).parent
    fonts = folder.parents[3] / "static" / "fonts"
    files = [*folder.glob("*.[jch][st]*"), *fonts.glob("*.woff2")]
    assert len(files) > 14
    # A third are calls, letters and what is said of faults; effects, sound and rivals a tenth,
    # the stage of the chapters a fifteenth, the record and what a report shows of it a thirtieth.
    assert sum(path.stat().st_size for path in files) < 462_500
