import numpy as np
import pytest

from data import wear

ONE = np.ones(10)


def test_hpc_parameters_are_those_of_the_reference() -> None:
    engines, _ = wear.draw(wear.HpcEngines, np.arange(10), 7, ONE)
    assert {name: float(value[0]) for name, value in engines._asdict().items()} == pytest.approx(
        {
            "e_start": -0.18794131179081253,
            "e_rate": 1.3485187311652607,
            "e_exponent": 1.4757090330366947,
            "f_start": -0.010876022566999509,
            "f_rate": 2.5236150329293108,
            "f_exponent": 1.5011471484803327,
            "theta": 1.0436501133491787,
        },
        rel=1e-12,
    )


def test_fan_parameters_are_those_of_the_reference() -> None:
    engines, _ = wear.draw(wear.FanEngines, np.arange(10), 7, ONE)
    assert {name: float(value[0]) for name, value in engines._asdict().items()} == pytest.approx(
        {
            "g_start": 5.673557284495532,
            "g_rate": 2.9967921776427806,
            "g_exponent": 1.5394257293057314,
            "theta": 65.23786646733308,
            "constant": -0.2656749395075333,
        },
        rel=1e-12,
    )


@pytest.mark.parametrize("severity", [0.5, 1.0, 2.0])
def test_the_quick_search_for_the_failing_cycle_equals_a_scan(severity: float) -> None:
    count = 300
    engines, lifetimes = wear.draw(wear.HpcEngines, np.arange(count), 3, np.full(count, severity))
    assert isinstance(engines, wear.HpcEngines)
    first = np.zeros(count, np.int64)
    for cycle in range(1024, 0, -1):
        first[engines.failed(np.full(count, cycle))] = cycle
    np.testing.assert_array_equal(lifetimes, first)


def test_a_fan_engine_fails_in_the_cycle_in_which_its_wear_reaches_the_limit() -> None:
    engines, lifetimes = wear.draw(wear.FanEngines, np.arange(300), 3, np.ones(300))
    assert isinstance(engines, wear.FanEngines)
    assert (engines.latents(lifetimes) >= engines.theta - 1e-9).all()
    assert (engines.latents(lifetimes - 1) < engines.theta).all()


@pytest.mark.parametrize("mode", wear.LAWS)
def test_engines_that_fail_too_soon_are_drawn_again(mode: type[wear.Engines]) -> None:
    ids, severity = np.arange(5000), np.full(5000, 1.3)
    first = mode.draw(ids, 11, severity, 0).lifetimes()
    engines, lifetimes = wear.draw(mode, ids, 11, severity)
    kept = first >= 128
    assert 0 < (~kept).sum() < 1000
    assert lifetimes.min() >= 128
    np.testing.assert_array_equal(lifetimes[kept], first[kept])
    np.testing.assert_array_equal(engines.lifetimes(), lifetimes)


# 20,000 engines each, from the documentation of the calibration.
@pytest.mark.parametrize(
    ("mode", "severity", "median"),
    [
        (wear.HpcEngines, 0.8, 230),
        (wear.HpcEngines, 1.0, 199),
        (wear.HpcEngines, 1.25, 173),
        (wear.HpcEngines, 1.5, 158),
        (wear.FanEngines, 0.8, 318),
        (wear.FanEngines, 1.0, 274),
        (wear.FanEngines, 1.25, 237),
        (wear.FanEngines, 1.5, 212),
    ],
)
def test_severity_shortens_lives(mode: type[wear.Engines], severity: float, median: int) -> None:
    _, lifetimes = wear.draw(mode, np.arange(20_000), 5, np.full(20_000, severity))
    assert np.median(lifetimes) == pytest.approx(median, abs=2)


def test_rates_of_wear_of_one_engine_go_slightly_against_each_other() -> None:
    engines = wear.HpcEngines.draw(np.arange(20_000), 5, np.ones(20_000), 0)
    ranks = [np.argsort(np.argsort(rate)) for rate in (engines.e_rate, engines.f_rate)]
    assert np.corrcoef(ranks)[0, 1] == pytest.approx(-0.19, abs=0.02)
