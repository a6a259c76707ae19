from datetime import date, timedelta

from game.live.daily import daily_link, daily_seed, day_of
from game.rules.links import decode

DAY = date(2026, 3, 1)


def test_a_day_has_one_seed_and_each_day_another() -> None:
    seeds = [daily_seed(DAY + timedelta(days=days)) for days in range(366)]
    assert daily_seed(date(2026, 3, 1)) == seeds[0] == 2644229379
    assert len(set(seeds)) == 366
    assert all(type(seed) is int and 0 <= seed < 2**32 for seed in seeds)


def test_the_link_opens_the_match_of_the_day() -> None:
    link = decode(daily_link(DAY))
    assert (link.scenario, link.seed, link.decisions) == ("classic", daily_seed(DAY), ())


def test_a_match_is_told_on_its_day_and_the_day_after() -> None:
    seed = daily_seed(DAY)
    days = [day_of("classic", seed, DAY + timedelta(days=days)) for days in (-1, 0, 1, 2)]
    assert days == [None, DAY, DAY, None]
    assert day_of("default", seed, DAY) is None
    assert day_of("classic", seed + 1, DAY) is None
