from pathlib import Path

import pytest

from game.views.frame.scripts import joined


def write(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder


def test_each_module_stands_once_and_after_what_it_needs(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        top='import { left } from "./left.js";\nimport { right } from "./right.js";\nleft(right)\n',
        left='import {\n  base,\n} from "./base.js";\nexport const left = base;\n',
        right='import { base } from "./base.js";\nexport const right = base;\n',
        base="export const base = 1;\n",
        other="nobody asks for this one\n",
    )
    assert joined(folder, "top.js").split("\n") == [
        "export const base = 1;", "",
        "export const left = base;", "",
        "export const right = base;", "",
        "left(right)", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        ({"top": 'import { b } from "./a.js";\n', "a": "const b = 1;\n"}, "does not export"),
        ({"top": 'import * as a from "./a.js";\n', "a": ""}, "reads like"),
        ({"top": 'import { a } from "./a.js";\nlet b;\n', "a": "export const a = 1;\nlet b;\n"},
         "b is named in a.js and in top.js"),
        ({"top": 'import { a } from "./a.js";\n',
          "a": 'import { b } from "./top.js";\nexport const a = 1;\n'}, "circle"),
        ({"top": "const a = `b\n  c`;\n"}, "over several lines"),
    ],
    ids=["unknown name", "other import", "same name", "circle", "long text"],
)  # fmt: skip
def test_what_cannot_be_joined_is_refused(
    tmp_path: Path, modules: dict[str, str], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        joined(write(tmp_path, **modules), "top.js")


def test_what_is_for_people_is_left_out(tmp_path: Path) -> None:
    folder = write(tmp_path, top="/* Adds. */\nif (a) {\n  // both\n  b(`${c} d`);\n}\n")
    assert joined(folder, "top.js") == "if (a) {\nb(`${c} d`);\n}\n"
