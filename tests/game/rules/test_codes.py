import hypothesis.strategies as hs
import pytest
from hypothesis import given

from game.rules.codes import Choice, Codec, Custom, Number, whole
from game.rules.errors import GameError, LabError

USUAL = {"cycles": 4_000, "share": 0.2, "model": "linear", "flag": False}
CODEC = Codec(
    {
        "cycles": Number("cy", 200, 20_000),
        "share": Number("sh", 0, 1, scale=100),
        "model": Choice("mo", ("linear", "network")),
        "flag": Custom("fg", lambda flag: "ny"[flag], lambda text: text == "y"),
    },
    LabError,
)


@given(
    hs.fixed_dictionaries(
        {
            "cycles": hs.integers(200, 20_000),
            "share": hs.integers(0, 100).map(lambda percent: percent / 100),
            "model": hs.sampled_from(["linear", "network"]),
            "flag": hs.booleans(),
        }
    )
)
def test_what_is_written_is_read_again(values: dict[str, object]) -> None:
    parts = CODEC.write(values, USUAL)
    assert USUAL | CODEC.read(parts) == values
    assert len(parts) == sum(values[name] != USUAL[name] for name in values)


def test_parts_stand_in_the_order_of_the_values() -> None:
    values = {"flag": True, "share": 0.07, "cycles": 900, "model": "network"}
    assert CODEC.write(values, USUAL) == ["fgy", "sh7", "cy900", "monetwork"]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (["zz5"], "'zz5' begins with no code known here: begin with one of cy, sh, mo, fg"),
        ([""], "'' begins with no code"),
        (["cy900", "sh1", "cy900"], "'cy900' names 'cycles' twice"),
        (["cy"], "'' is no number"),
        (["cy-5"], "'-5' is no number"),
        (["cy\u0667"], "is no number"),
        (["cy" + "9" * 40], "'99999999999999999999' is no number"),
        (["cy199"], "'cycles' is 200 to 20000 here, got 199: choose a number between"),
        (["sh101"], "'share' is 0 to 1 here, got 1.01"),
        (["momlp"], "'model' is one of linear, network, got 'mlp'"),
    ],
)
def test_what_is_not_written_is_refused_in_one_sentence(parts: list[str], words: str) -> None:
    with pytest.raises(LabError) as refusal:
        CODEC.read(parts)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "900", True, None])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(GameError, match="'cycles'"):
        Number("cy", 200, 20_000).check("cycles", value, GameError)


def test_a_whole_number_has_no_sign_and_at_most_ten_digits() -> None:
    assert whole("0123456789", GameError) == 123_456_789
    for text in ("", "+1", "1_0", " 1", "12345678901"):
        with pytest.raises(GameError, match="is no number"):
            whole(text, GameError)
