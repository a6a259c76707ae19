"""The notebooks of the homework run, and print what they say that they print."""

import json

import numpy as np
import pytest

from game.rules.economics import Economics, age_rewards
from game.teaching.notebook import YOURS, Cell, cells_of, notebook, printed_by
from game.teaching.shelf import FOLDER, NOTEBOOKS

TEXT = (FOLDER / "homework.py").read_text(encoding="utf-8")


# The key computes its answers for seconds: `make long` runs it, `make test` what all are given.
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [pytest.param(one, marks=pytest.mark.long if "key" in one else ()) for one in NOTEBOOKS],
)
def test_every_cell_of_a_notebook_runs_and_prints_what_stands_below_it(name: str) -> None:
    kept = (FOLDER / name).read_text(encoding="utf-8")
    assert kept == notebook(TEXT, NOTEBOOKS[name]), "make it anew: make teaching"


def test_a_notebook_has_gaps_or_answers_never_both() -> None:
    kinds = [cell.kind for cell in cells_of(TEXT, "")]
    assert kinds.count("yours") == kinds.count("solution") == 3
    gaps = json.loads((FOLDER / "homework.ipynb").read_text(encoding="utf-8"))["cells"]
    answers = json.loads((FOLDER / "homework-key.ipynb").read_text(encoding="utf-8"))["cells"]
    assert len(gaps) == len(answers)
    assert any("your turn" in "".join(cell["source"]) for cell in gaps)
    assert not any("your turn" in "".join(cell["source"]) for cell in answers)
    assert {cell["cell_type"] for cell in answers} == {"markdown", "code"}


def test_the_answer_to_the_first_problem_earns_what_the_game_pays() -> None:
    """``profit`` of the notebook, against the renewal reward of the rules."""
    solution = next(cell for cell in cells_of(TEXT, YOURS) if "def profit" in cell.text)
    names = {"np": np, "INCOME": 300, "SERVICE": (10_000, 20), "FAILURE": (60_000, 60)}
    exec(solution.text.split("ages = ")[0], names)
    lives = np.array([130, 180, 240, 310])
    rewards = 1_000 * age_rewards(lives, Economics())
    for age in (50, 130, 131, 200, 300):
        assert names["profit"](lives, age) == pytest.approx(rewards[age - 1])


def test_a_cell_that_fails_is_told() -> None:
    with pytest.raises(ZeroDivisionError):
        printed_by([Cell("", "1 / 0")])


def test_a_notebook_has_the_form_that_notebooks_have() -> None:
    text = "# %% [markdown]\n# # A title\n#\n# Words.\n# %%\nx = 2\nprint(x)\nprint(x + 1)\n"
    made = json.loads(notebook(text, YOURS))
    words, code = made["cells"]
    assert words["cell_type"] == "markdown"
    assert "".join(words["source"]) == "# A title\n\nWords."
    assert code["outputs"] == [{"output_type": "stream", "name": "stdout", "text": ["2\n", "3\n"]}]
    assert (made["nbformat"], made["nbformat_minor"], code["execution_count"]) == (4, 5, 2)
    assert words["id"] != code["id"]
