"""The command that weighs a plant: its table, its JSON, and files it cannot use."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from game.business.answers import weigh
from game.business.plant import Case, Plant
from game.business.study import Study, unfold
from game.commands.business import show
from tests.game.commands.asked import figures, lines, refused

EXAMPLE = Path(__file__).parents[3] / "docs" / "plant.json"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the file of a plant that is quickly weighed."""
    case = json.loads(EXAMPLE.read_text())
    case["plant"] |= {"machines": 3, "crews": None}
    case["programme"]["years"] = 2
    del case["programme"]["own"]
    file = tmp_path / "small.json"
    file.write_text(json.dumps(case))
    return file


@pytest.fixture
def weighed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command weigh a plant once, however often it is asked."""
    kept: dict[tuple[Case, int], list[Study]] = {}

    def once(case: Case, seed: int) -> list[Study]:
        key = case, seed
        if key not in kept:
            kept[key] = [*unfold(*key)]
        return kept[key]

    monkeypatch.setattr("game.business.study.unfold", once)


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.usefixtures("weighed_once")
def test_the_json_is_as_its_schema_says_and_the_table_says_the_same(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = figures(capsys, "business", "business", str(small))
    text = lines(capsys, "business", str(small))
    titles = {answer["name"]: answer["title"] for answer in found["answers"]}
    assert f"Highest expected NPV: {titles[found['winner']]}" in text
    close = any(line.startswith("Too close to call with: ") for line in text)
    assert close is found["too_close"]
    for way, answer in zip(found["a_year"], found["answers"], strict=True):
        assert way["answer"] == answer["name"] and way["yours"] == answer["mean_cost_a_year"]
    for year in found["alarms"]:  # what a year is made of comes to what it costs, once in force
        way = next(way for way in found["a_year"] if way["answer"] == year["answer"])
        services, false = year["called"] + year["by_age"], year["false"] * year["inspection"]
        done = services * year["service"] + year["missed"] * year["failure"] + false
        assert done + year["fixed"] == pytest.approx(way["in_force"])
    assert [one["answer"] for one in found["skills"]] == ["federated"]
    for one in found["members"]:
        assert any(
            line.startswith(f"{one['members']} ") and line.endswith(f" {one['npv']:,.0f}")
            for line in text
        )
    widths = [abs(one["lead_high"] - one["lead_low"]) for one in found["hangs_on"]]
    assert widths == sorted(widths, reverse=True)
    for one in found["hangs_on"]:
        told = " ".join(line for line in text if line.startswith(f"{one['name']} "))
        assert f"{one['lead_low']:,.0f} to {one['lead_high']:,.0f}" in told
        for turn in filter(None, (one["below"], one["above"])):
            assert f"{turn['value']:g}: {turn['winner']}" in told
    for answer in found["answers"]:
        npv = answer["npv"]
        said = f"{npv['middle']:,.0f} ({npv['low']:,.0f} to {npv['high']:,.0f})"
        assert any(line.startswith(answer["title"]) and said in line for line in text)


def test_a_lead_that_may_be_luck_is_too_close_to_call(capsys: pytest.CaptureFixture[str]) -> None:
    plant = Plant(8, 8_000, 1_000, 9_000, shape=4.0, mean_life=6_000, failures_on_record=30)
    found = weigh(Case(plant))
    for error, told in ((1.0, False), (1e12, True)):
        show(replace(found, lead_error=error))
        printed = capsys.readouterr().out
        assert ("Too close to call with: Do nothing new" in printed) is told
        assert "Mean lead over Do nothing new: " in printed  # its band is told in any case
        assert ("Standard error of the lead: 1,000,000,000,000" in printed) is told
        assert "too alike" not in printed
    show(replace(found, shape=(18.2, 19.9)))
    assert "Lives too alike to be true" in capsys.readouterr().out


def test_few_failures_and_a_shape_of_one_are_said(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = json.loads(small.read_text())
    case["plant"] |= {"failures_on_record": 3, "shape": 1.3}
    del case["programme"]["federated"]
    small.write_text(json.dumps(case))
    text = "\n".join(lines(capsys, "business", str(small)))
    assert "It may be 1, and a calendar may not pay" in text
    assert "Too few failures for a service age of your own." in text
    assert "Dearer than waiting in nine laws of ten: below" in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read (No such file or directory): name a file of a plant."),
        (b"{", "is no JSON: see docs/plant.json."),
        (b"\xff\xfe\x00", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b"[]", "A case is a JSON object, got list"),
        (b'{"plant": {"machines": 0}}', "plant has no hours_a_year: give it."),
        (b" " * 4_000_001, "is too large"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    content: bytes | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plant.json"
    if content is not None:
        file.write_bytes(content)
    assert said in refused(capsys, "business", str(file))
