"""The form of a scenario's rules, one field for each value."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from game.rules import custom_scenario as own_rules
from game.rules.errors import ScenarioError
from game.rules.scenario import FAN_WEAR, SCENARIOS, SIMULATED, Scenario, Unlocks
from game.rules.strategies import STRATEGIES
from game.study.real_engines import subset_folders
from game.text.language import t
from game.text.marking import mark
from game.views.frame.forms import choice, number_field
from game.views.frame.state import hold

_GROUPS = {
    mark("The match"): {"cycles": mark("Cycles at most")},
    mark("Money"): {
        "economics.running_income": mark("Income of a running cycle, $"),
        "economics.service_cost": mark("A service costs, $"),
        "economics.service_cycles": mark("A service takes, cycles"),
        "economics.failure_cost": mark("A failure costs, $"),
        "economics.failure_cycles": mark("A failure takes, cycles"),
        "economics.lead": mark("A service is ordered ahead, cycles"),
    },
    mark("Engines"): {"fan_share": mark("Share of fan faults")},
    mark("What is known"): {
        "archive_failures": mark("Failures in your archive"),
        "federation_size": mark("Factories in the federation"),
        "member_failures": mark("Failures of each member"),
        "retrain_every": mark("Retraining every, cycles"),
        "local_strength": mark("Own model, ridge penalty"),
        "local_threshold": mark("Own model, alarm below"),
        "local_tuned_from": mark("Tuned from failures"),
    },
    mark("Moves"): {
        "hold": mark("A held engine is left alone, cycles"),
        "events": mark("Kinds of event that befall you"),
    },
}
_CHOICES = {
    "local_model": (
        mark("Own model learns from"),
        {
            "own": mark("readings, on its own scale"),
            "public": mark("readings, on a public scale"),
            "changes": mark("changes alone, on a public scale"),
        },
        mark(
            "A few failures of one kind make a poor ruler: what they never showed looks healthy. "
            "The ranges that the maker of the engines publishes are a ruler for all, and changes "
            "since an engine was new look alike whatever wears out: the strongest model that a "
            "factory can build alone. It needs an earlier alarm, which is recommended."
        ),
    ),
    "advice": (
        mark("Recommended settings"),
        {
            "usual": mark("good at usual prices"),
            "prices": mark("follow the prices"),
            "band": mark("least expected cost over the band"),
        },
        mark(
            "Good at usual prices: until a factory tunes its own model, its alarm is a setting "
            "that was good in thousands of simulated games, and a federation's never falls below "
            "a floor that was. Follow the prices: every setting is worked out from what the "
            "factory knows and from these prices, also where no service pays. Least expected cost: "
            "a federation orders where waiting would cost more, by what its forecasts missed by; a "
            "factory alone knows too little for that, and its settings are the usual ones."
        ),
    ),
}
_TOGGLES = {
    "band": mark("Models say how much life is likely left"),
    "calls": mark("Single engines can be serviced now, or held, by hand"),
    "offers": mark("Alliances, contracts and counter-moves are offered"),
    "shared_severity": mark("All competitors fly equally hard"),
    "common_streams": mark("All competitors fly the very same engines"),
}
_BAND = mark(
    "A band around each forecast that holds what is left in four of five cases, from what such "
    "forecasts missed by on engines that their model had not seen."
)
_RUNGS = {
    "own_failures": mark("Preventive after failures"),
    "local_wait": mark("Local later by, cycles"),
    "federated_wait": mark("Federated later by, cycles"),
}
_STEPS = {"fan_share": 0.05}


def ask_base(start: str) -> str:
    """Ask which scenario to start from."""
    titles = {name: scenario.title for name, scenario in SCENARIOS.items()}
    return choice(t("Start from"), titles, start, "sandbox-base")


def ask_rules(base: str, start: Scenario) -> Scenario:
    """Ask for every value of a scenario.

    Raises
    ------
    ScenarioError
        Values that make no game together.
    """
    values: dict[str, object] = {}
    for title, fields in _GROUPS.items():
        st.header(t(title), anchor=False)
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"rules-{title}"):
            if title == "Engines":
                values["engines"] = _source(base, start)
            for path, label in fields.items():
                # Real engines have the faults and the usage that they have.
                if title != "Engines" or values["engines"] == SIMULATED:
                    values[path] = _number(base, path, t(label), start)
            if title == "The match":
                values["finish_line"] = _finish_line(base, start)
        if title == "The match":
            values["unlocks"] = _ladder(base, start)
            values["rivals"] = _rivals(base, start)
        if title == "What is known":
            values |= _choices(base, start)
            values["band"] = _toggle(base, start, "band", t(_BAND))
        if title == "Moves":
            values |= {name: _toggle(base, start, name) for name in ("calls", "offers")}
        if title == "Engines":
            values |= _engines(base, start, values["engines"] == SIMULATED)
    own = own_rules.of_ones_own(base, own_rules.with_values(SCENARIOS[base], values))
    return own_rules.scenario_named(own.name)


def _number(base: str, path: str, label: str, start: Scenario) -> float:
    key, code = f"sandbox-{base}-{path}", own_rules.NUMBERS[path]
    value = own_rules.value_of(start, path)
    return number_field(label, code, value, step=_STEPS.get(path), key=key, width=230)


def _choices(base: str, start: Scenario) -> dict[str, object]:
    """Ask for the values that are one of several words."""
    with st.container(horizontal=True, key="rules-choices"):
        return {
            path: _one_of(own_rules.value_of(start, path), f"sandbox-{base}-{path}", *texts)
            for path, texts in _CHOICES.items()
        }


def _toggle(base: str, start: Scenario, name: str, hint: str | None = None) -> bool:
    key = f"sandbox-{base}-{name}"
    return st.toggle(t(_TOGGLES[name]), getattr(start, name), key=key, help=hint)


def _one_of(start: str, key: str, label: str, words: Mapping[str, str], hint: str) -> str:
    names = list(words)

    def title(name: str) -> str:
        return t(words[name])

    at = names.index(start)
    return st.selectbox(t(label), names, at, title, key=key, help=t(hint), width=300)


def _finish_line(base: str, start: Scenario) -> int | None:
    key = f"sandbox-{base}-finish_line"
    hold(key, start.finish_line)  # only a field that begins empty can be emptied
    low, high = int(own_rules.FINISH_LINE.low), int(own_rules.FINISH_LINE.high)
    label = t("Finish line, $ (empty: none)")
    return st.number_input(label, low, high, None, step=100_000, key=key, width=230)


def _ladder(base: str, start: Scenario) -> Unlocks | None:
    key, rungs = f"sandbox-{base}-unlocks", start.unlocks or Unlocks()
    laddered = start.unlocks is not None
    if not st.toggle(t("Strategies unlock one after the other"), laddered, key=key):
        return None
    with st.container(horizontal=True, key="rules-ladder"):
        for name, label in _RUNGS.items():
            value, own = getattr(rungs, name), f"{key}-{name}"
            number = number_field(t(label), own_rules.LADDER[name], value, key=own, width=230)
            rungs = replace(rungs, **{name: int(number)})
    return rungs


def _rivals(base: str, start: Scenario) -> tuple[tuple[str, ...], ...]:
    """Ask where up to three rivals end; on a ladder they climb every rung up to there."""
    names = tuple(STRATEGIES)
    usual = {rival[-1] if rival else names[0]: rival for rival in SCENARIOS[base].rivals}
    rivals = []
    with st.container(horizontal=True, key="rules-rivals"):
        for number in range(3):
            key = f"sandbox-{base}-rival-{number}"
            there = number < len(start.rivals)
            hold(key, (start.rivals[number] or names[:1])[-1] if there else None)
            chosen = st.selectbox(
                t("Rival {rival} goes up to", rival=number + 1),
                names,
                format_func=lambda name: t(STRATEGIES[name].title),
                index=None,
                key=key,
                placeholder=t("no rival"),
                width=230,
            )
            if chosen is not None:
                rungs = names[1 : names.index(chosen) + 1]
                rivals.append(usual.get(chosen, rungs))
    if not rivals:
        raise ScenarioError("A match needs a rival, got none: choose how far one of them goes.")
    return tuple(rivals)


def _source(base: str, start: Scenario) -> str:
    """Ask whose engines are played: simulated ones, or those of NASA's that are here."""
    real = {*subset_folders(), start.engines} - {SIMULATED}
    sources = [SIMULATED, *sorted(real)]
    return st.selectbox(
        t("Which engines"),
        sources,
        index=sources.index(start.engines),
        format_func=lambda name: (
            t("simulated") if name == SIMULATED else t("NASA's {subset}", subset=name)
        ),
        key=f"sandbox-{base}-engines",
        help=None if real else t("NASA's are on the page NASA's engines."),
        width=230,
    )


def _engines(base: str, start: Scenario, simulated: bool) -> dict[str, object]:
    values: dict[str, object] = {}
    if simulated:
        text = st.text_input(
            t("Severities of usage, from which the seed draws (1 is usual)"),
            ", ".join(f"{severity:g}" for severity in start.severities),
            key=f"sandbox-{base}-severities",
            max_chars=60,
        )
        values["severities"] = _severities(text)
        whole = st.toggle(
            t("Fans wear out as NASA's did to their very end"),
            start.fan_wear == FAN_WEAR[1],
            key=f"sandbox-{base}-fan_wear",
            help=t(
                "The simulator's fan was fitted to engines that were cut off before their end. "
                "Fitted to engines that were seen to it, the last ten cycles look more like NASA's."
            ),
        )
        values["fan_wear"] = FAN_WEAR[whole]
        values["shared_severity"] = _toggle(base, start, "shared_severity")
    return values | {"common_streams": _toggle(base, start, "common_streams")}


def _severities(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise ScenarioError(
            "Severities are numbers with commas between them, got {text}: write 0.8, 1, 1.5.",
            text=repr(text),
        ) from error
