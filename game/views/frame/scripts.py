"""What components are given of their files: modules in one script, nothing that is for people."""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+\.js)";\n', re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)\n", re.MULTILINE)
"""That has its lines to itself: a sixth of all there is, which nobody's browser needs."""

_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)

_NAMED = re.compile(
    r"^(export )?(?:default )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE
)


def joined(folder: Path, entry: str) -> str:
    """Return a module and all it imports, each after what it needs, ``bare``.

    So no text in a script may run over several lines. The modules share one scope, so that no two
    may name a thing alike.

    Raises
    ------
    ValueError
        An import that names nothing, a circle of imports, a name that two modules have, or a text
        that runs over several lines.

    Examples
    --------
    >>> from game.views.play.board import FOLDER
    >>> script = joined(FOLDER, "board.js")
    >>> "export default function" in script, "import {" in script
    (True, False)
    """
    texts: dict[str, str] = {}
    owners: dict[str, str] = {}  # name to module
    _add(folder, entry, (), texts, owners)
    return bare("\n".join(texts.values()))


def bare(text: str) -> str:
    """Return a script or a style sheet without what is for people: comments and indentation.

    Examples
    --------
    >>> bare("/* red where\\n   it burns */\\n.a {\\n  color: red; /* kept */\\n}\\n")
    '.a {\\ncolor: red; /* kept */\\n}\\n'
    """
    return _INDENT.sub("", _COMMENT.sub("", text))


def _add(
    folder: Path, name: str, above: tuple[str, ...], texts: dict[str, str], owners: dict[str, str]
) -> None:
    """Add a module, after those that it imports; ``above`` are those that are waiting for it."""
    if name in above:
        raise ValueError(f"{' imports '.join([*above, name])}: a circle")
    if name in texts:
        return
    text = (folder / name).read_text(encoding="utf-8")
    for names, module in _IMPORT.findall(text):
        _add(folder, module, (*above, name), texts, owners)
        exported = {own for export, own in _NAMED.findall(texts[module]) if export}
        missing = {wanted.strip() for wanted in names.split(",")} - {""} - exported
        if missing:
            raise ValueError(f"{name} imports {sorted(missing)}, which {module} does not export")
    text = _IMPORT.sub("", text)
    if re.search(r"^import\b", text, re.MULTILINE):
        raise ValueError(f"{name}: an import reads like import {{ a, b }} from './c.js'")
    if any(line.count("`") % 2 for line in _COMMENT.sub("", text).splitlines()):
        raise ValueError(f"{name}: a text runs over several lines")
    for _, own in _NAMED.findall(text):
        if own in owners:
            raise ValueError(f"{own} is named in {owners[own]} and in {name}")
        owners[own] = name
    texts[name] = text
