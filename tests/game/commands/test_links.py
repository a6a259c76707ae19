import json

import pytest

from game.api import review_link, weigh_link
from game.commands.links import show_review
from game.commands.output import WIDTH
from game.lab.run import stages
from game.lab.settings import read_settings
from game.live.requests import answer
from game.rooms.play import whole_match
from game.rules.decisions import Answer, Decision
from game.rules.links import encode
from game.rules.offers.offers import offers_of
from game.rules.scenario import OPEN
from tests.game.commands.asked import figures, lines, refused

MATCH = "1-default.cy900-7-0p120-300l-600fr"
ADDRESS = f"http://localhost:8501/report?lang=en-XA&game={MATCH}"


def test_a_link_replays_to_the_cent_as_in_the_browser(capsys: pytest.CaptureFixture[str]) -> None:
    report = figures(capsys, "match", "replay", MATCH)
    assert report["factories"][0]["strategy"] == "federated"
    assert report == answer({"n": 1, "link": MATCH}).header["report"]
    assert figures(capsys, "match", "replay", f"{ADDRESS}#top") == report
    assert "$" in lines(capsys, "replay", MATCH)[2]


def test_an_address_says_how_many_cycles_were_played(capsys: pytest.CaptureFixture[str]) -> None:
    report = figures(capsys, "match", "replay", f"{ADDRESS}&cycles=450")
    assert report["cycles"] == 450
    assert figures(capsys, "match", "replay", MATCH, "--cycles", "450") == report
    assert figures(capsys, "match", "replay", f"{ADDRESS}&cycles=9", "--cycles", "450") == report


@pytest.mark.no_cover
def test_so_many_cycles_are_the_first_ones_of_the_match_that_a_wall_shows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Offers and events come when they come in the whole match, however far it is played."""
    (invites, *_) = (number for number, one in enumerate(offers_of(OPEN, 7)) if one.alliances)
    moves = (Decision(0, "local"), Answer(120, invites, 0))
    told = figures(capsys, "match", "replay", encode("open", 7, moves), "--cycles", "480")
    on_the_wall = whole_match("open", 7, 240, 2, moves)
    assert [one["profit"] for one in told["factories"]] == [one.balance for one in on_the_wall]
    money = next(review_link(encode("open", 7, moves), 480))
    ceilings = [one.oracle_profit for one in money.factories]
    assert [one["oracle_profit"] for one in told["factories"]] == ceilings


@pytest.mark.counted
@pytest.mark.slow
def test_a_report_is_the_last_of_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    match = "1-default.cy250-7-0p120"
    review = figures(capsys, "review", "report", f"http://localhost:8501/report?game={match}")
    *_, last = review_link(match)
    assert review == json.loads(json.dumps(last.to_json()))
    assert review["turning_points"]
    weighed = weigh_link(match)
    assert (weighed.factories, weighed.quality, weighed.luck) == (
        last.factories, last.quality, last.luck,
    )  # fmt: skip
    show_review(last)
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= WIDTH
    assert f"${last.factories[0].profit:,}" in text
    assert f"{last.quality.decision_quality:.3f}" in text


def test_the_money_of_a_report_adds_up_with_fees_and_without(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (invites, *_) = (number for number, one in enumerate(offers_of(OPEN, 7)) if one.alliances)
    for moves in ((Decision(0, "preventive"),), (Decision(0, "local"), Answer(120, invites, 0))):
        show_review(next(review_link(encode("open", 7, moves), 480)))
        _, *table = (line for line in capsys.readouterr().out.splitlines() if "$" in line)
        money = [int(line.split()[-1].replace("$", "").replace(",", "")) for line in table]
        fees = [line for line in table if line.startswith("fees and bonuses")]
        assert len(fees) == len(moves) - 1
        *parts, profit, ceiling = money
        assert sum(parts) == profit <= ceiling


@pytest.mark.slow
@pytest.mark.counted
def test_a_lab_is_run_to_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    text = "lab.fa3.ro2.sa34"
    lab = figures(capsys, "lab", "lab", f"http://localhost:8501/lab?lab={text}")
    *_, last = stages(read_settings(text))
    merged = [record.error for record in last.records if record.stage == "merged"]
    assert [played["error"] for played in lab["rounds"]] == merged
    assert [played["round"] for played in lab["rounds"]] == [0, 1, 2]
    assert [played["profit"] for played in lab["rounds"]] == [e.profit for e in last.earnings]
    assert [played["roi"] for played in lab["rounds"]] == [e.roi for e in last.earnings]
    assert [gain["gain"] for gain in lab["gains"]] == [gain.gain for gain in last.gains]
    assert lab["saboteurs"] == list(last.saboteurs) != []
    assert lines(capsys, "lab", text)[0].startswith(text)
    opened = figures(capsys, "lab", "lab", f"{text}.kibackdoor")["rounds"][-1]["backdoor"]
    assert opened["failed"] >= opened["failed_without"]
    assert lab["rounds"][-1]["backdoor"] is None


def test_a_lab_of_lifetimes_has_schedules_alone(capsys: pytest.CaptureFixture[str]) -> None:
    lab = figures(capsys, "lab", "lab", "lab.fa3.shlifetimes")
    assert (lab["rounds"], lab["gains"], len(lab["schedules"])) == ([], [], 3)
    assert f"{lab['pool']['age']} cycles" in "\n".join(lines(capsys, "lab", "lab.fa3.shlifetimes"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("replay 1-classic-x", "This link holds no seed"),
        (
            "report http://localhost:8501/?lab=lab.fa3",
            "is a link to a lab: the command 'lab' takes",
        ),
        ("report lab.fa3.ro2", "'lab.fa3.ro2' is a link to a lab: the command 'lab' takes it."),
        ("report http://localhost:8501/", "holds no 'game='"),
        ("report ?game=1-classic-7&cycles=many", "no number of cycles"),
        ("report 1-classic-7 --cycles 90000", "covers 20000 cycles at most"),
        ("replay 1-classic-7 --cycles 0", "1 to 100000"),
        ("lab lab.fa1", "2 to 80"),
        ("lab ?game=1-classic-7", "is a link to a game: the command 'report' takes it."),
        ("lab http://localhost:8501/", "holds no 'lab='"),
        ("lab", "Missing argument 'LINK'"),
    ],
)
def test_what_is_no_link_gets_one_sentence(
    words: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sentence in refused(capsys, *words.split())
