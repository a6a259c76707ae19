"""The public ruler, held to engines that have no part in it."""

import numpy as np

from data.simulator import simulate
from models.features import features
from models.public_scale import data_sheet, public_scale
from models.rul import capped_rul


def test_other_engines_read_within_what_the_ruler_says() -> None:
    usual = simulate(np.arange(200), seed=1, fan_share=0.2)
    rows = np.column_stack([features(usual), capped_rul(usual)])
    scaled = (rows - public_scale().mean) / public_scale().scale
    assert np.abs(scaled.mean(axis=0)).max() < 0.8
    assert scaled.std(axis=0).min() > 0.3
    assert scaled.std(axis=0).max() < 1.6


def test_the_maker_owns_engines_of_both_kinds_that_nobody_else_has() -> None:
    sheet = data_sheet()
    assert (sheet.lowest < sheet.usual).all()
    assert (sheet.usual < sheet.highest).all()
    compressors, fans = (simulate(np.arange(50), 0, share) for share in (0.0, 1.0))
    lives = np.concatenate([compressors.lifetimes, fans.lifetimes])
    assert sheet.life != int(np.median(lives))
    assert abs(sheet.life - np.median(lives)) < 40
