"""Whether a talk can be given: everything in it computed, everything promised kept."""

from game.demo.packing import broken, packed
from game.demo.script import DemoError, Script


def checked(script: Script) -> list[tuple[str, str, str, str, str]]:
    """Return a row for each beat: its number, id, seconds, view and words.

    Raises
    ------
    DemoError
        A promise that is broken, or a placeholder that stands for nothing.

    Examples
    --------
    >>> from game.demo.script import read_script
    >>> beat = '{"id": "hello", "caption": "Good morning.", "seconds": 20}'
    >>> checked(read_script(f'{{"title": "Mine", "beats": [{beat}]}}'))
    [('1', 'hello', '20', 'words', 'Good morning.')]
    """
    for beat in script.beats:
        for problem in broken(beat):
            raise DemoError("{problem}", problem=problem)
    return [
        (str(number), beat.id, str(beat.seconds), beat.camera.view, told["caption"])
        for number, (beat, told) in enumerate(
            zip(script.beats, packed(script)["beats"], strict=True), 1
        )
    ]
