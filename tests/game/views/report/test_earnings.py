from dataclasses import replace

from game.rules.lives import Outcome
from game.rules.offers.counterfactual import Counterfactual, OtherEnd
from game.views.report.earnings import ends_table, others_words

SERVICE, FAILURE, RUNNING = Outcome.SERVICE, Outcome.FAILURE, Outcome.RUNNING
SEEN = Counterfactual(
    joined=200, profit=90_000, without_calls=80_000, alone=50_000, place=1, place_alone=3,
    saved=1, lost=0, services=31, services_alone=27, age=118.4, age_alone=141.6,
    failures=1, failures_alone=2, fees=6_000,
    ends=(
        OtherEnd(1, 4, "fan", SERVICE, 216, FAILURE, 222, 48_200),
        OtherEnd(0, 8, None, RUNNING, 80, None, 0, 24_000),
        OtherEnd(3, 2, "compressor", SERVICE, 149, SERVICE, 181, -9_600),
    ),
)  # fmt: skip


def test_each_engine_says_how_it_ended_twice_and_what_that_was_worth() -> None:
    table = ends_table(SEEN)
    assert table.cells == (
        ("2, no. 5", "fan", "serviced at age 216", "failed at age 222", "+$48,200"),
        ("1, no. 9", "unknown", "runs, at age 80", "never installed", "+$24,000"),
        ("4, no. 3", "compressor", "serviced at age 149", "serviced at age 181", "−$9,600"),
        ("Fees and bonuses", "", "", "", "−$6,000"),
    )


def test_as_a_file_its_last_column_adds_up() -> None:
    table = ends_table(SEEN)
    assert table.columns[-1] == "dollars"
    worth = [int(str(row[-1])) for row in table.values]
    assert sum(worth) == sum(end.dollars for end in SEEN.ends) - SEEN.fees
    assert table.values[0][:4] == (2, 5, "fan", "service")


def test_engines_are_counted_only_where_one_ended_otherwise() -> None:
    assert "1 engine failed" in " ".join(others_words(replace(SEEN, saved=1, lost=0)))
    assert "failed" not in " ".join(others_words(replace(SEEN, saved=0, lost=0)))


def test_a_place_that_would_have_been_the_same_is_not_told_as_another() -> None:
    moved, _, called = others_words(SEEN)
    assert "3rd instead of 1st" in moved and "left out of what stands above" in called
    stayed = others_words(replace(SEEN, place_alone=1, without_calls=SEEN.profit))
    assert "still 1st" in stayed[0] and len(stayed) == 2, "no call, no word of calls"


def test_what_did_not_pay_says_why() -> None:
    lost = replace(SEEN, alone=SEEN.without_calls + 69_400)
    why = " ".join(others_words(lost))
    assert "31 engines were serviced, at age 118" in why and "alone 27, at age 142" in why
    assert "1 with theirs, 2 alone" in why and "$6,000 more than alone" in why
    assert all("Why" not in paragraph for paragraph in others_words(SEEN))
    assert "Why" not in " ".join(others_words(replace(lost, age=None)))
