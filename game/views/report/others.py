"""What the report says of the others' model, engine by engine."""

from collections.abc import Mapping
from typing import Any

from game.rules.offers.counterfactual import Counterfactual
from game.text.language import money, number, t
from game.text.marking import mark
from game.views.frame.tables import Cell, Table

_ENDS = {
    "service": mark("serviced at age {age}"),
    "failure": mark("failed at age {age}"),
    "running": mark("runs, at age {age}"),
    None: mark("never installed"),
}


def ends_table(seen: Counterfactual) -> Table:
    """Return the engines that ended otherwise without the others' model; the last row are fees."""
    rows = []
    for end in seen.ends:
        name = t("{engine}, no. {index}", engine=number(end.slot + 1), index=number(end.index + 1))
        rows.append(_row(name, end.to_json(), end.dollars))
    return Table.of_rows(
        "engine-by-engine",
        t("Engine by engine"),
        [*rows, _row(t("Fees"), {}, -seen.fees)],
    )


def _row(name: str, told: Mapping[str, Any], dollars: int) -> list[Cell]:
    """Return a row of an engine, or of what none explains."""

    def fate(outcome: str, ran: str) -> str:
        return t(_ENDS[told[outcome]], age=number(told[ran])) if told else ""

    slot, index, fault = (told.get(name) for name in ("slot", "index", "fault"))
    worn = t(fault) if fault else t("unknown") if told else ""
    return [
        Cell(t("Engine"), t("slot"), None if slot is None else slot + 1, name),
        Cell("", t("index"), None if index is None else index + 1),
        Cell(t("Worn"), t("fault"), fault, worn),
        Cell(t("With the others' model"), t("end"), told.get("outcome"), fate("outcome", "ran")),
        Cell("", t("age"), told.get("ran")),
        Cell(
            t("With your own"),
            t("end_alone"),
            told.get("outcome_alone"),
            fate("outcome_alone", "ran_alone"),
        ),
        Cell("", t("age_alone"), told.get("ran_alone")),
        Cell(t("Worth"), t("dollars"), dollars, money(dollars, signed=True)),
    ]
