import pytest
from hypothesis import given
from hypothesis import strategies as hs

from game.lab.levers import LEVERS
from game.lab.settings import MOST_FAILURES, LabSettings, read_settings
from game.rules.codes import Choice
from game.rules.errors import GameError


@hs.composite
def settings_of_ones_own(draw: hs.DrawFn) -> LabSettings:
    values: dict[str, object] = {}
    for name, lever in LEVERS.items():
        code = lever.code
        if isinstance(code, Choice):
            values[name] = draw(hs.sampled_from(list(code.values)))
            continue
        whole = draw(hs.integers(round(code.low * code.scale), round(code.high * code.scale)))
        values[name] = whole if code.scale == 1 else whole / code.scale
    values["failures"] = min(int(str(values["failures"])), MOST_FAILURES // 80)
    try:
        return LabSettings.of(**values)
    except GameError:  # levers that do not go together
        return LabSettings.of(seed=values["seed"], epochs=values["epochs"])


@given(settings_of_ones_own())
def test_a_link_carries_every_lever(settings: LabSettings) -> None:
    assert read_settings(settings.text) == settings
    assert read_settings(settings.text).text == settings.text


def test_the_usual_lab_needs_no_words() -> None:
    assert LabSettings().text == "lab"
    assert LabSettings.of(noise=0.5, clip=1.0, secure=True).text == "lab.cl10.no50.seon"


@pytest.mark.parametrize("levers", [{"secure": True}, {"noise": 0.5, "clip": 1.0}])
def test_what_is_promised_leaves_no_choice_of_scales(levers: dict[str, object]) -> None:
    protected = LabSettings.of(**levers)
    assert protected == LabSettings.of(scales="shared", **levers)
    assert protected.experiment.scales == "public"
    assert "scales" in protected.inactive
    assert "sc" not in protected.text.replace("lab.", "")
    open_again = protected.but(secure=False, noise=0.0)
    assert open_again.experiment.scales == "shared"
    assert open_again.but(scales="public").text.endswith(".scpublic")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "copy it again"),
        ("lab." * 200, "copy it again"),
        ("classic.cy900", "is no lab"),
        ("lab.xx9", "begins with no code known here"),
        ("lab.", "begins with no code known here"),
        ("lab.fa", "is no number"),
        ("lab.fa-4", "is no number"),
        ("lab.fa٣", "is no number"),
        ("lab.fa5.fa6", "twice"),
        ("lab.fa81", "is 2 to 80 here, got 81"),
        ("lab.fa80.fl16", "holds 400 failures in all"),
        ("lab.agmean", "is one of fedavg"),
        ("lab.no50", "needs a largest update"),
        ("lab.seon.agmedian", "Secure aggregation"),
        ("lab.molinear.he1", "A linear model has one layer"),
    ],
)
def test_what_is_no_lab_is_refused_in_one_sentence(text: object, words: str) -> None:
    with pytest.raises(GameError) as caught:
        read_settings(text)
    said = str(caught.value)
    assert words in said
    assert said.endswith(".")
    assert said.count(". ") == 0
    assert len(said) < 260


@given(hs.text(max_size=40) | hs.from_regex(r"lab(\.[a-z]{2}[0-9a-z_]{0,12}){1,4}", fullmatch=True))
def test_hostile_links_are_read_or_refused(text: str) -> None:
    try:
        settings = read_settings(text)
    except GameError:
        return
    assert read_settings(settings.text) == settings


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "5", True, None])
def test_what_is_no_number_is_no_lever(value: object) -> None:
    with pytest.raises(GameError):
        LabSettings.of(factories=value)  # type: ignore[arg-type]
