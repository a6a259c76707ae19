"""The evidence in tables."""

from collections.abc import Sequence
from itertools import zip_longest

from game.evidence.findings import Curve, Estimate, Findings, Interval
from game.evidence.sweep import HORIZONS
from game.text.language import money_k, number, percent, t
from game.text.marking import mark
from game.views.evidence.names import share_span, span, title
from game.views.frame.tables import Cell, Table

_PRESETS = {"tuned": mark("tuned"), "original": mark("original"), "own": mark("own")}


def strategies_table(findings: Findings) -> Table:
    """Return what every strategy earned, at the settings picked and at those beside."""
    rows = [
        [
            Cell(t("strategy"), t("strategy"), row.strategy, title),
            Cell(t("settings"), t("settings"), row.preset, t(_PRESETS.get(row.preset, ""))),
            Cell(t("setting"), t("setting"), "" if row.setting is None else row.setting),
            Cell(t("mean"), t("mean"), round(row.profit.mean), money_k(row.profit.mean)),
            Cell(t("95% interval"), "", row.profit, span),
            *map(Cell, ("", ""), (t("low"), t("high")), _ends(row.profit.ci95)),
            *_return_cells(row.roi),
            Cell(t("p10"), t("p10"), round(row.p10), money_k(row.p10)),
            Cell(t("p50"), t("p50"), round(row.p50), money_k(row.p50)),
            Cell(t("p90"), t("p90"), round(row.p90), money_k(row.p90)),
        ]
        for row in (*findings.rows, *findings.others, findings.oracle)
    ]
    return Table.of_rows("profit", t("Profit"), rows)


def _return_cells(roi: Estimate | None) -> tuple[Cell, Cell, Cell]:
    """Return the cells of a return on what was spent; none where nothing was."""
    name = t("roi")
    low, high = (roi.ci95 if roi is not None else None) or ("", "")
    return (
        Cell(t("ROI"), name, "" if roi is None else roi.mean, _return(roi)),
        Cell("", t("{what}, low", what=name), low),
        Cell("", t("{what}, high", what=name), high),
    )


def _return(roi: Estimate | None) -> str:
    if roi is None:
        return t("none")
    if roi.ci95 is None:
        return number(roi.mean, 2)
    return f"{number(roi.mean, 2)} [{number(roi.ci95[0], 2)}, {number(roi.ci95[1], 2)}]"


def _ends(interval: Sequence[float] | None) -> tuple[object, ...]:
    return tuple(map(round, interval)) if interval else ("", "")


def wins_table(findings: Findings) -> Table:
    """Return the share of games in which each strategy earned most, by the length of a match."""
    rows = [
        [
            Cell(t("strategy"), t("strategy"), row.strategy, title),
            *(
                cell
                for end, share, ends in zip_longest(HORIZONS, row.wins, row.wins_ci95)
                for cell in _wins_cells(end, share, ends)
            ),
        ]
        for row in findings.rows
    ]
    tied = [
        Cell(t("strategy"), t("strategy"), "ties", t("Nobody: ties")),
        *(
            cell
            for end, share in zip(HORIZONS, findings.ties, strict=True)
            for cell in _wins_cells(end, share, None)
        ),
    ]
    return Table.of_rows("wins", t("Who wins, and when"), [*rows, tied])


def _wins_cells(end: int, share: float, ends: Interval | None) -> tuple[Cell, Cell, Cell]:
    """Return the cells of a share at a horizon; the ends of its interval are for the file alone."""
    after = t("{cycles} cycles", cycles=number(end))
    said = percent(share, 1) if ends is None else f"{percent(share, 1)} {share_span(ends)}"
    low, high = ends or ("", "")
    return (
        Cell(after, after, share, said),
        Cell("", t("{what}, low", what=after), low),
        Cell("", t("{what}, high", what=after), high),
    )


def curves_table(key: str, curves: Sequence[Curve]) -> Table:
    """Return the mean profit at every setting, for the file alone."""
    rows = [
        [
            Cell("", t("strategy"), curve.strategy),
            Cell("", t("setting"), setting),
            Cell("", t("mean"), round(mean)),
            *map(Cell, ("", ""), (t("low"), t("high")), _ends(ends)),
        ]
        for curve in curves
        for setting, mean, ends in zip_longest(curve.settings, curve.means, curve.intervals)
    ]
    return Table.of_rows(f"{key}-settings", t("Numbers"), rows)
