"""What is said of NASA's engines: facts, the wear of one engine, and what models make of them."""

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from game.rules.scenario import SIMULATED
from game.study.real_engines import MEASURED, PUBLISHED, UPLOADED, Engines, Facts, Tables
from game.text.language import number, percent, t, tn
from game.text.marking import mark
from game.views.frame.tables import Cell, Table

_EARLY, _LATE = 30, 10
"""Cycles at an engine's beginning and end that are compared."""

_NAMES = {SIMULATED: mark("Simulated, like FD001"), UPLOADED: mark("Your upload")}

_ROWS = {
    "naive": mark("naive: always the mean"),
    "local": mark("local: each factory alone"),
    "federated": mark("federated"),
    "centralised": mark("centralised: all data in one place"),
}

_MODELS = {
    "naive": mark("naive: always the mean"),
    "local": mark("local: each factory alone"),
    "fedavg": mark("federated averaging, linear"),
    "linear": mark("the same linear model, centralised"),
    "network": mark("federated averaging, network"),
    "exact": mark("exact federated ridge, one round"),
    "centralised": mark("the same ridge, centralised"),
    "trees": mark("boosted trees, centralised"),
}


def title(name: str) -> str:
    """Name a set of engines.

    Examples
    --------
    >>> title("FD001"), title("simulated")
    ('FD001', 'Simulated, like FD001')
    """
    return t(_NAMES[name]) if name in _NAMES else name


def subsets_table(present: Collection[str], named: Collection[str]) -> Table:
    """List NASA's sets, and which of them are here.

    Parameters
    ----------
    present : those that are on this server
    named : those that lie in a folder that was named
    """
    cut_off = mark("{train} whole, {test} cut off")
    rows = [
        [
            Cell(t("set"), "", name),
            Cell(t("engines"), "", t(cut_off, train=subset.train, test=subset.test)),
            Cell(t("flight conditions"), "", subset.conditions, number),
            Cell(t("wears out"), "", t(subset.wear)),
            Cell(t("here"), "", _place(name in present, name in named)),
        ]
        for name, subset in PUBLISHED.items()
    ]
    return Table.of_rows("subsets", t("NASA's four sets"), rows)


def _place(present: bool, named: bool) -> str:
    if not present:
        return t("not yet")
    return t("in a named folder") if named else t("yes")


def facts_words(facts: Facts) -> str:
    """Say what a set of engines holds."""
    sentences = [
        tn("{n} engine was run to failure.", "{n} engines were run to failure.",
           facts.train_engines),
        t(
            "The shortest life is {shortest} cycles, half last {typical} or more, the longest "
            "{longest}.",
            shortest=number(facts.shortest),
            typical=number(facts.typical),
            longest=number(facts.longest),
        ),
    ]  # fmt: skip
    if facts.test_engines:
        sentences.append(
            tn("{n} more is cut off before its failure, to be forecast.",
               "{n} more are cut off before their failure, to be forecast.", facts.test_engines)
        )  # fmt: skip
    if facts.conditions > 1:
        sentences.append(
            tn(
                "They fly at {n} flight condition.",
                "They fly at {n} flight conditions, which move the sensors far more than wear "
                "does; here every reading is shown as if it had been taken at sea level, and "
                "factories share only sums to work that out.",
                facts.conditions,
            )
        )
    return " ".join(sentences)


def life_words(engines: Engines, engine: int) -> str:
    """Say what an engine's sensors show of its wear."""
    lifetime = int(engines.lifetimes[engine])
    start = t(
        "Engine {number} failed after {lifetime} cycles.",
        number=engine + 1,
        lifetime=number(lifetime),
    )
    moves = sorted(_moves(engines.life(engine)).items(), key=lambda move: -abs(move[1]))
    if lifetime < _EARLY + _LATE or not moves:
        return start
    (first, first_move), (second, second_move) = moves[:2]
    movement = t(
        "Over its last {late} cycles {first} has moved by {one} and {second} by {two} "
        "times the scatter of its first {early} cycles: the two that moved most.",
        early=_EARLY,
        late=_LATE,
        first=f"**{first}**",
        one=number(first_move, 1, signed=True),
        second=f"**{second}**",
        two=number(second_move, 1, signed=True),
    )
    return f"{start} {movement}"


def _moves(life: Mapping[str, npt.NDArray[np.float32]]) -> dict[str, float]:
    """Return how far each sensor has moved at the end, in standard deviations of its beginning."""
    moves = {}
    for name, line in life.items():
        early = line[:_EARLY].astype(np.float64)
        scatter = float(early.std())
        if scatter > 0:
            moves[name] = (float(line[-_LATE:].mean()) - float(early.mean())) / scatter
    return moves


def lifetimes_words(engines: Engines) -> str:
    """Say how lifetimes spread."""
    low, high = np.percentile(engines.lifetimes, [10, 90])
    return t(
        "A tenth of the engines fails before cycle {low}, a tenth lives longer than {high}: that "
        "spread is what a fixed service age cannot follow.",
        low=number(low),
        high=number(high),
    )


def report_words(report: Mapping[str, float]) -> str:
    """Say what the report's set-up shows."""
    return t(
        "Always forecasting the mean is off by {naive} cycles, a factory alone by {local}, the "
        "federation by {federated}, and all data in one place by {centralised}. {share} of the "
        "factories would have done better alone.",
        naive=number(report["naive"], 1),
        local=number(report["local"], 1),
        federated=number(report["federated"], 1),
        centralised=number(report["centralised"], 1),
        share=percent(report["local_better"]),
    )


def report_table(report: Mapping[str, float]) -> Table:
    """List the errors of the report's set-up beside those measured before."""
    ends = report["local_10"], report["local_90"]
    cells, values = [], []
    for name, words in _ROWS.items():
        alone = name == "local"
        error = number(report[name], 1) + (f" ({_range(*ends, digits=1)})" if alone else "")
        cells.append((t(words), error, number(MEASURED[name], 1)))
        spread = [round(end, 3) if alone else "" for end in ends]
        values.append((name, round(report[name], 3), *spread, MEASURED[name]))
    return Table(
        "report-setup",
        t("The report's set-up"),
        (t("error, cycles (RMSE)"), t("on these engines"), t("measured before on FD001")),
        tuple(cells),
        ("model", "rmse", "p10", "p90", "measured_before_on_fd001"),
        tuple(values),
    )


def models_table(tables: Tables) -> Table:
    """List the errors at the last cycle of each engine that was cut off."""
    errors = {**(tables.models or {}), "network": tables.network}
    rows = {name: _spread(error) for name in _MODELS if (error := errors.get(name))}
    return Table(
        "benchmark",
        t("The standard benchmark"),
        (t("error, cycles (RMSE)"), t("on these engines"), t("range")),
        tuple(
            (t(_MODELS[name]), number(middle, 2), _range(*ends, digits=2) if ends else "")
            for name, (middle, *ends) in rows.items()
        ),
        ("model", "rmse", "low", "high"),
        tuple(
            (name, round(middle, 3), *([round(end, 3) for end in ends] or ("", "")))
            for name, (middle, *ends) in rows.items()
        ),
    )


def _spread(error: Mapping[str, float]) -> tuple[float, ...]:
    """Return the error in the middle and, where there were several, at both ends."""
    low, high = ("p10", "p90") if "p10" in error else ("min", "max")
    return (error["median"], error[low], error[high]) if "median" in error else (error["rmse"],)


def _range(low: float, high: float, *, digits: int) -> str:
    return t("{low} to {high}", low=number(low, digits), high=number(high, digits))
