import re
from pathlib import Path

from game.views.play import board


def test_every_script_of_the_board_is_part_of_it_once() -> None:
    folder = Path(board.__file__).parent
    files = {path.name for path in folder.glob("*.js")} - {"afterwards.js", "channel.js", "feed.js"}
    script = board.read_script()
    for name in files:
        own = [line for line in (folder / name).read_text("utf-8").splitlines() if _names(line)]
        assert own or name == "board.js", name
        for line in own:
            assert script.count(f"\n{line}\n") == 1, (name, line)


def _names(line: str) -> bool:
    """Return whether a line names what its module alone has."""
    return line.startswith(("export const ", "export function ", "export class "))


def test_what_travels_to_a_browser_once_is_small() -> None:
    folder = Path(board.__file__).parent
    fonts = (folder.parents[3] / "static" / "fonts").glob("*.woff2")
    beside = (folder / name for name in ("board.html", "channel.js", "feed.js"))
    files = [*fonts, *beside]
    assert len(files) == 5
    # A third are calls, letters and what is said of faults; effects, sound and rivals a tenth,
    # the stage of the chapters a fifteenth, the record and what a report shows of it a thirtieth;
    # the last 8,500 bytes are targets for fingers, verdicts on guesses, reasons in words, leaving,
    # and ways back: to a match that runs, and to the start of one that was watched.
    sent = len((board.read_script() + board.read_style()).encode())
    assert sent + sum(path.stat().st_size for path in files) < 421_500


def test_no_comment_travels_and_nothing_else_is_lost() -> None:
    script = board.read_script()
    assert not re.search(r"^\s*(//|/\*\*(?!.*\*/ \())", script, re.MULTILINE)
    folder = Path(board.__file__).parent
    texts = (path.read_text("utf-8") for path in folder.glob("*.js"))
    lines = {line.strip() for text in texts for line in text.splitlines()}
    assert {line.strip() for line in script.splitlines()} - lines == set()
    style = board.read_style()
    assert not re.search(r"^([ \t]|/\*[^/]*$)", style, re.MULTILINE)
    sheets = "".join(path.read_text("utf-8") for path in folder.glob("*.css"))
    rules = re.sub(r"\s", "", re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL))
    sent = re.sub(r"\s", "", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))
    assert sorted(sent[-len(rules) :]) == sorted(rules)  # behind the tokens, in another order
