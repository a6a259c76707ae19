"""The form of the lab's levers, one field for each."""

from typing import Any

import streamlit as st

from game.lab.settings import CHOICES, EXPERIMENTS, LEVERS, LabSettings
from game.rules.errors import GameError
from game.text.language import t
from game.text.marking import mark
from game.views.frame.drawing import sentence
from game.views.frame.state import view_state
from game.views.lab.answers import titles

_PERCENT = {
    "fan_share", "skew", "severity_spread", "participation", "dropout", "slow", "saboteurs",
}  # fmt: skip
_GROUPS: dict[str, dict[str, tuple[str, str | None]]] = {
    mark("Factories"): {
        "factories": (mark("Factories"), None),
        "failures": (
            mark("Failures of each"),
            mark("Complete histories, from installation to the end."),
        ),
        "fan_share": (mark("Fan failures, %"), mark("The other failures are the compressor's.")),
        "skew": (
            mark("Skew of kinds, %"),
            mark("0: every factory sees the same mix. 100: each sees one kind only."),
        ),
        "severity_spread": (
            mark("Usage differs by, %"),
            mark("How hard factories fly, up and down from the usual."),
        ),
        "sensor_bias": (
            mark("Sensor bias"),
            mark(
                "Each factory's sensors are off by about so many standard deviations of their "
                "noise."
            ),
        ),
    },
    mark("Rounds"): {
        "rounds": (mark("Rounds"), None),
        "participation": (mark("Asked per round, %"), None),
        "dropout": (mark("Drop out, %"), mark("The chance that one who was asked never answers.")),
        "slow": (mark("Slow factories, %"), mark("They take four times as long.")),
        "deadline": (
            mark("Deadline, minutes"),
            mark("A typical factory takes a minute for a local pass. 0: the server waits for all."),
        ),
        "secure": (
            mark("Secure aggregation"),
            mark("The server sees only the sum of all answers, never one of them."),
        ),
    },
    mark("Training"): {
        "shared": (
            mark("They share"),
            mark(
                "Lifetimes only: how many engines lived how long. Nobody trains together, and the "
                "other levers of rounds and training do nothing."
            ),
        ),
        "model": (mark("Model"), mark("A network of 48 hidden units, or a linear model.")),
        "epochs": (mark("Local passes"), mark("Over its own rows, before a factory answers.")),
        "step": (mark("Learning rate"), None),
        "term": (
            mark("Against drift"),
            mark(
                "FedProx pulls each model towards the shared one; SCAFFOLD corrects plain steps, "
                "and wants a larger learning rate."
            ),
        ),
        "mu": (mark("FedProx pull"), mark("Counts only with FedProx.")),
        "aggregator": (mark("The server merges by"), None),
        "server": (mark("The server steps by"), None),
    },
    mark("Trouble"): {
        "saboteurs": (mark("Saboteurs, %"), mark("Of the factories.")),
        "sabotage": (mark("They send"), mark("Counts only with saboteurs.")),
        "clip": (
            mark("Largest update"),
            mark("The norm that updates are cut down to. 0: as they are."),
        ),
        "noise": (
            mark("Noise"),
            mark("Of the merged model, in units of the largest update; needs one."),
        ),
        "seed": (mark("Seed"), mark("Other engines, other luck.")),
    },
}
_NAMES = {
    "models": mark("Models"),
    "lifetimes": mark("Lifetimes only"),
    "network": mark("Network"),
    "linear": mark("Linear"),
    "fedavg": mark("Mean (FedAvg)"),
    "median": mark("Median"),
    "trimmed_mean": mark("Trimmed mean"),
    "krum": mark("Krum"),
    "multi_krum": mark("Multi-Krum"),
    "plain": mark("Taking the merged model"),
    "fedavgm": mark("Momentum (FedAvgM)"),
    "fedadam": mark("FedAdam"),
    "none": mark("Nothing"),
    "fedprox": mark("FedProx"),
    "scaffold": mark("SCAFFOLD"),
    "sign_flip": mark("Sign flipped"),
    "noise": mark("Noise"),
    "label_shift": mark("Trained on wrong labels"),
    "off": mark("Off"),
    "on": mark("On"),
}
_STEPS = {"step": 0.001, "mu": 0.01, "noise": 0.1, "clip": 0.5, "deadline": 0.5, "sensor_bias": 0.5}


def pick_experiment() -> None:
    """Offer the prepared experiments, and ask the question of the one that was picked."""
    view = view_state().lab
    names = titles()
    with st.container(horizontal=True, gap="small", key="lab-experiments"):
        for name, title in names.items():
            st.button(
                title, key=f"lab-{name}", on_click=_begin, args=(name,),
                type="primary" if name == view.experiment else "secondary",
            )  # fmt: skip
    if view.experiment:
        st.markdown(f"**{t(EXPERIMENTS[view.experiment].question)}**")


def _begin(name: str) -> None:
    view = view_state().lab
    view.begin(EXPERIMENTS[name].settings)
    st.query_params["lab"] = view.settings.text


def read_levers() -> LabSettings:
    """Return what the levers say, before they are drawn.

    Raises
    ------
    LabError
        Levers that do not go together.
    """
    view = view_state().lab
    if not any(key in st.session_state for key in _keys().values()):
        view.start = view.settings
    return LabSettings(**_values())


def draw_levers(problem: GameError | None) -> None:
    """Draw a field for every lever, once they have been read; a problem stands where it arose."""
    view, keys, values = view_state().lab, _keys(), _values()
    moved = [name for name, value in values.items() if value != getattr(view.settings, name)]
    idle = view.settings.idle
    for column, (title, fields) in zip(st.columns(4, gap="large"), _GROUPS.items(), strict=True):
        with column:
            st.subheader(t(title), anchor=False)
            for name, (label, hint) in fields.items():
                # As defaults: a value that is set from here is lost if the page is drawn twice.
                start = getattr(view.start, name)
                _draw(name, t(label), hint and t(hint), start, keys[name], name in idle)
                if problem and name == moved[-1]:
                    sentence(str(problem))
                    sentence(t("Until then the lab before it stays."))


def _values() -> dict[str, Any]:
    """Return what the fields show; of one that an earlier run has not come to, what it will."""
    start = view_state().lab.start
    return {
        name: _read(name, st.session_state[key])
        if key in st.session_state
        else getattr(start, name)
        for name, key in _keys().items()
    }


def _keys() -> dict[str, str]:
    turn = view_state().lab.turn
    return {name: f"lab-{turn}-{name}" for fields in _GROUPS.values() for name in fields}


def _read(name: str, shown: Any) -> Any:
    """Return a lever's value from what its field shows."""
    return shown / 100 if name in _PERCENT else shown


def _draw(name: str, label: str, hint: str | None, value: Any, key: str, idle: bool) -> None:
    same: dict[str, Any] = {"key": key, "help": hint, "disabled": idle}
    if name in CHOICES:
        choices = CHOICES[name].names
        st.selectbox(
            label, choices, choices.index(value), format_func=lambda name: t(_NAMES[name]), **same
        )
        return
    lever = LEVERS[name]
    if name in _PERCENT:
        low, high = round(100 * lever.low), round(100 * lever.high)
        st.number_input(label, low, high, round(100 * value), step=5, **same)
    elif lever.scale == 1:
        st.number_input(label, int(lever.low), int(lever.high), int(value), **same)
    else:
        digits = len(str(lever.scale)) - 1
        st.number_input(
            label, float(lever.low), float(lever.high), float(value), step=_STEPS[name],
            format=f"%.{digits}f", **same,
        )  # fmt: skip
