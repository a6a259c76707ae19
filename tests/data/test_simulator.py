import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given, settings

from benchmarks.speed.simulator import cycle_by_cycle
from data import simulator
from data.calibration import CALIBRATION, DECIMALS
from data.simulator import FAN_WEAR, is_fan, lifetimes, simulate
from data.trajectories import SENSORS, SETTINGS, Trajectories
from game.rules import scenario

MODELLED = [SENSORS.index(name) for name in CALIBRATION["modelled_sensors"]]
ENGINE_ID = hs.integers(0, 2**63 - 1)
SEED = hs.integers(0, 2**32 - 1)
SEVERITY = hs.floats(0.5, 2)


def one(engines: Trajectories, position: int) -> tuple[bytes, bytes, int]:
    chosen = engines.select(np.array([position]))
    return chosen.sensors.tobytes(), chosen.settings.tobytes(), int(chosen.lifetimes[0])


def column(engines: Trajectories, name: str) -> np.ndarray:
    return engines.sensors[:, SENSORS.index(name)]


def test_lifetimes_and_fault_modes_are_those_of_the_reference() -> None:
    hpc = [243, 193, 180, 155, 202, 177, 215, 191, 172, 171]
    fan = [210, 209, 173, 309, 307, 356, 397, 380, 130, 320]
    flags = "10011100111101010101"
    assert simulator.lifetimes(range(10), 7, 0.0).tolist() == hpc
    assert simulator.lifetimes(range(10), 7, 1.0).tolist() == fan
    assert simulator.is_fan(range(20), 7, 0.46).tolist() == [flag == "1" for flag in flags]


def test_compressor_wear_shows_the_sensors_of_the_reference() -> None:
    sensors = simulator.simulate(0, 7, 0.0).sensors[[0, -1]][:, MODELLED]
    # fmt: off
    expected = [
        [642.04, 1591.04, 1403.9, 21.61, 554.69, 2387.99, 9063.27, 1.3, 47.32, 522.32, 2388.0,
         8145.71, 8.3701, 391.0, 39.03, 23.3653],
        [643.39, 1602.26, 1433.0, 21.61, 551.22, 2388.14, 9169.16, 1.3, 48.12, 519.91, 2388.23,
         8230.65, 8.5125, 397.0, 38.48, 23.145],
    ]
    # fmt: on
    np.testing.assert_array_equal(sensors, np.array(expected, np.float32))


def test_a_plain_loop_over_cycles_shows_the_same_sensors() -> None:
    quick = simulator.simulate(range(5), 11, 0.0)
    plain = np.array([row for engine in range(5) for row in cycle_by_cycle(engine, 11)])
    last_digit = 0.1 ** np.array([DECIMALS[name] for name in SENSORS])
    assert (np.abs(quick.sensors - plain) < 1.1 * last_digit).all()
    # Single precision tips a last digit now and then.
    assert (np.abs(quick.sensors - plain) > 0.5 * last_digit).mean() < 1e-3


@settings(max_examples=25)
@given(
    engines=hs.lists(hs.tuples(ENGINE_ID, SEVERITY), min_size=1, max_size=5),
    seed=SEED,
    share=hs.sampled_from([0.0, 0.2, 0.46, 1.0]),
)
def test_an_engine_is_the_same_alone_in_any_batch_and_in_any_order(
    engines: list[tuple[int, float]], seed: int, share: float
) -> None:
    ids, severities = (list(values) for values in zip(*engines, strict=True))
    batch = simulator.simulate(ids, seed, share, severities)
    turned = simulator.simulate(ids[::-1], seed, share, severities[::-1])
    np.testing.assert_array_equal(
        simulator.lifetimes(ids, seed, share, severities), batch.lifetimes
    )
    for position, (engine, severity) in enumerate(engines):
        alone = one(simulator.simulate(engine, seed, share, severity), 0)
        assert one(batch, position) == alone
        assert one(turned, len(ids) - 1 - position) == alone


def test_an_engine_does_not_depend_on_how_a_large_batch_is_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = simulator.simulate(range(120), 1, 0.2)
    assert whole.offsets[-1] > 2 * simulator._ROWS_PER_CHUNK
    monkeypatch.setattr(simulator, "_ROWS_PER_CHUNK", 500)
    cut = simulator.simulate(range(120), 1, 0.2)
    np.testing.assert_array_equal(whole.sensors, cut.sensors)
    np.testing.assert_array_equal(whole.settings, cut.settings)


def test_other_seeds_and_other_engines_are_other_engines() -> None:
    lifetimes = [simulator.lifetimes(range(200), seed, 0.2) for seed in (1, 2)]
    assert (lifetimes[0] == lifetimes[1]).mean() < 0.05
    first = simulator.simulate([4, 5], 1, 0.0)
    assert not (first.sensors[0, MODELLED] == first.sensors[first.offsets[1], MODELLED]).all()


def test_a_seed_may_come_from_an_array() -> None:
    drawn = simulator.simulate([4], np.uint32(2**32 - 1), 0.2)
    assert one(drawn, 0) == one(simulator.simulate([4], 2**32 - 1, 0.2), 0)


def test_no_engine_is_a_fleet_too() -> None:
    nobody = simulator.simulate([], 1, 0.2)
    assert len(nobody) == 0
    assert nobody.sensors.shape == (0, 21)
    assert simulator.lifetimes([], 1, 0.2).tolist() == []


@pytest.mark.parametrize("profile", simulator.PROFILES)
def test_a_profile_has_its_share_of_fan_engines(profile: str) -> None:
    share = simulator.PROFILES[profile]
    fan = simulator.is_fan(np.arange(20_000), 3, share)
    assert fan.mean() == pytest.approx(share, abs=0.01)


def test_profiles_are_named_after_their_data() -> None:
    assert simulator.PROFILES == {"fd001": 0.0, "fd003": 0.46, "default": 0.2}


def test_what_is_shown_is_rounded_like_the_files() -> None:
    engines = simulator.simulate(range(30), 5, 0.46)
    for names, values in ((SETTINGS, engines.settings), (SENSORS, engines.sensors)):
        decimals = np.array([DECIMALS[name] for name in names])
        exact = np.round(values.astype(np.float64) * 10.0**decimals) / 10.0**decimals
        np.testing.assert_array_equal(values, exact.astype(np.float32))


def test_sensors_that_never_move_show_their_constant() -> None:
    engines = simulator.simulate(range(10), 5, 0.46)
    for name, value in (("T2", 518.67), ("P2", 14.62), ("farB", 0.03), ("Nf_dmd", 2388)):
        assert set(column(engines, name).tolist()) == {float(np.float32(value))}


def test_bypass_pressure_and_pressure_ratio_keep_within_what_real_engines_show() -> None:
    fan = simulator.simulate(range(60), 5, 1.0)
    assert set(np.unique(column(fan, "epr")).round(2)) == {np.float32(1.3), np.float32(1.31)}
    assert column(fan, "P15").min().round(2) >= np.float32(21.55)
    assert column(fan, "P15").max() <= np.float32(21.61)
    hpc = simulator.simulate(range(60), 5, 0.0)
    assert (column(hpc, "P15") < np.float32(21.61)).mean() == pytest.approx(0.02, abs=0.01)


def test_settings_are_spread_like_the_real_ones_and_move_no_sensor() -> None:
    engines = simulator.simulate(range(100), 5, 0.0)
    height, mach, throttle = engines.settings.T.astype(np.float64)
    assert height.mean() == pytest.approx(0, abs=1e-4)
    assert height.std() == pytest.approx(0.0022, rel=0.03)
    # Flat between its ends, not bell-shaped: a uniform law has this standard deviation.
    assert mach.std() == pytest.approx(0.001 / np.sqrt(12), rel=0.03)
    assert np.abs(mach).max() <= 0.0007
    assert set(throttle) == {100.0}
    both = np.corrcoef(np.vstack([engines.settings[:, :2].T, column(engines, "T30")]))
    assert np.abs(both - np.eye(3)).max() < 0.03


def test_a_fan_jumps_between_two_branches_only_while_it_is_new() -> None:
    fan = simulator.simulate(range(200), 5, 1.0)
    low = column(fan, "Nf") < 2387.75
    assert 0.02 < low.mean() < 0.12
    assert low[fan.rul < 30].sum() == 0
    # Both speed sensors follow the fan down.
    np.testing.assert_allclose(
        column(fan, "Nf")[low].astype(float), column(fan, "NRf")[low].astype(float), atol=0.25
    )


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, "7"])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match=r"seed must be a whole number from 0 to 4294967295, got"):
        simulator.lifetimes([1], seed, 0.2)


@pytest.mark.parametrize("ids", [[-1], [2**63], [1.5], ["one"]])
def test_an_engine_id_out_of_range_is_refused(ids: list[int]) -> None:
    with pytest.raises(ValueError, match=r"Engine ids must be whole numbers from 0 to 2\*\*63 - 1"):
        simulator.simulate(ids, 1, 0.2)


@pytest.mark.parametrize("severity", [0.4, 2.1, float("nan"), [1.0, 9.0]])
def test_a_severity_out_of_range_is_refused(severity: float) -> None:
    with pytest.raises(ValueError, match=r"severity must lie between 0\.5 and 2\.0, got [\dn.]"):
        simulator.simulate([1, 2], 1, 0.2, severity)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_fan_share_out_of_range_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="fan share must lie between 0 and 1, got"):
        simulator.is_fan([1], 1, share)


def test_fans_seen_to_their_end_are_the_same_engines_that_fail_later() -> None:
    ids = np.arange(200)
    fan = is_fan(ids, 3, 0.5)
    cut, whole = (lifetimes(ids, 3, 0.5, 1.0, law) for law in FAN_WEAR)
    assert (cut[~fan] == whole[~fan]).all()
    assert (cut[fan] < whole[fan]).mean() > 0.95
    assert np.median(whole[fan] / cut[fan]) < 1.03
    first, then = (simulate(ids[fan][:20], 3, 0.5, 1.0, law) for law in FAN_WEAR)
    # What is seen before the end is what it was: the same wear along the same curve.
    np.testing.assert_array_equal(first.sensors[:100], then.sensors[:100])
    assert column(then, "epr").max() > column(first, "epr").max() == np.float32(1.31)
    assert column(then, "phi").max() > column(first, "phi").max()


def test_only_known_laws_of_wear_are_drawn() -> None:
    with pytest.raises(ValueError, match="cut or whole says, got 'new'"):
        simulate([1], 3, 0.5, 1.0, "new")


def test_a_scenario_knows_the_simulators_laws_of_wear() -> None:
    # The rules load no simulator, so they name its laws once more.
    assert tuple(FAN_WEAR) == scenario.FAN_WEAR
