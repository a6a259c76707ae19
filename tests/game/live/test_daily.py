from dataclasses import replace
from datetime import date, timedelta

from game.api import climb, play, review_link
from game.live.daily import daily_link, daily_seed, day_of, share_text
from game.rules.decisions import Decision
from game.rules.links import decode, encode

DAY = date(2026, 3, 1)


def test_a_day_has_one_seed_and_each_day_another() -> None:
    seeds = [daily_seed(DAY + timedelta(days=days)) for days in range(366)]
    assert daily_seed(date(2026, 3, 1)) == seeds[0] == 2644229379
    assert len(set(seeds)) == 366
    assert all(type(seed) is int and 0 <= seed < 2**32 for seed in seeds)


def test_the_link_opens_the_match_of_the_day() -> None:
    link = decode(daily_link(DAY))
    assert (link.scenario, link.seed, link.decisions) == ("classic", daily_seed(DAY), ())


def test_the_text_tells_the_result_and_no_decision() -> None:
    report = play("classic", daily_seed(DAY), climb("preventive", 117))
    text = share_text(report.factories, report.cycles, DAY)
    you = report.factories[0]
    assert text.splitlines()[0] == "Turbofan Tycoon, 2026-03-01"
    assert f"${you.profit:,}, {you.profit / you.oracle_profit:.0%} of the possible" in text
    assert "117" not in text.replace(f"{you.profit:,}", "")
    assert "reventive" not in text
    assert len(text.splitlines()) == 4


def test_place_and_symbols_follow_from_the_profits() -> None:
    report = play("default", 7, cycles=500)
    shares = (0.74, 0.9, -0.1, 0.3)
    factories = tuple(
        replace(factory, profit=round(1_000 * share), oracle_profit=1_000)
        for factory, share in zip(report.factories, shares, strict=True)
    )
    lines = share_text(factories, report.cycles, DAY).splitlines()
    assert lines[1:3] == ["Place 2 of 4 after 500 cycles", "$740, 74% of the possible"]
    assert lines[3].startswith("◑ ● ○ ◔ (")
    poor = replace(factories[0], profit=-5, oracle_profit=0)
    text = share_text((poor, *factories[1:]), report.cycles, DAY)
    assert "-$5, 0% of the possible" in text


def test_a_match_is_told_on_its_day_and_the_day_after() -> None:
    seed = daily_seed(DAY)
    days = [day_of("classic", seed, DAY + timedelta(days=days)) for days in (-1, 0, 1, 2)]
    assert days == [None, DAY, DAY, None]
    assert day_of("default", seed, DAY) is None
    assert day_of("classic", seed + 1, DAY) is None


def test_a_review_and_a_report_tell_the_same() -> None:
    decisions = (Decision(900, "preventive"),)
    review = next(review_link(encode("classic", daily_seed(DAY), decisions)))
    report = play("classic", daily_seed(DAY), decisions)
    texts = [share_text(each.factories, each.cycles, DAY) for each in (review, report)]
    assert texts[0] == texts[1]
