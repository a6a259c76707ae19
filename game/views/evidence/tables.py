"""The tables of the evidence page, to read and to take away."""

from collections.abc import Sequence

from game.evidence.findings import Curve, Findings, Row
from game.evidence.sweep import HORIZONS
from game.text.language import money_k, number, percent, t
from game.text.marking import mark
from game.views.evidence.words import span, title
from game.views.frame.tables import Table

_PRESETS = {"tuned": mark("tuned"), "original": mark("original"), "own": mark("own")}


def strategies_table(findings: Findings) -> Table:
    """Return what every strategy earned, at the settings picked and at those beside."""
    rows = (*findings.rows, *findings.others, findings.oracle)
    return Table.of_rows(
        "profit",
        t("Profit"),
        [
            [
                (t("strategy"), title(row.strategy)),
                (t("settings"), t(_PRESETS[row.preset]) if row.preset else ""),
                (t("setting"), "" if row.setting is None else str(row.setting)),
                (t("mean"), money_k(row.profit.mean)),
                (t("95% interval"), span(row.profit)),
                (t("p10"), money_k(row.p10)),
                (t("p50"), money_k(row.p50)),
                (t("p90"), money_k(row.p90)),
            ]
            for row in rows
        ],
        [
            [
                (t("strategy"), row.strategy), (t("settings"), row.preset),
                (t("setting"), row.setting), (t("mean"), round(row.profit.mean)),
                *zip((t("low"), t("high")), _ends(row.profit.ci95), strict=True),
                (t("p10"), round(row.p10)), (t("p50"), round(row.p50)), (t("p90"), round(row.p90)),
            ]
            for row in rows
        ],
    )  # fmt: skip


def _ends(interval: Sequence[float] | None) -> tuple[object, ...]:
    return tuple(map(round, interval)) if interval else ("", "")


def wins_table(rows: Sequence[Row]) -> Table:
    """Return the share of games in which each strategy earned most, by the length of a match."""
    heads = (t("strategy"), *(t("{cycles} cycles", cycles=number(end)) for end in HORIZONS))
    return Table(
        "wins",
        t("Who wins, and when"),
        heads,
        tuple((title(row.strategy), *(percent(share, 1) for share in row.wins)) for row in rows),
        heads,
        tuple((row.strategy, *row.wins) for row in rows),
    )


def curves_table(key: str, curves: Sequence[Curve]) -> Table:
    """Return the mean profit at every setting, for the file alone."""
    return Table(
        f"{key}-settings",
        t("Numbers"),
        (),
        (),
        (t("strategy"), t("setting"), t("mean"), t("low"), t("high")),
        tuple(
            (curve.strategy, setting, round(mean), *_ends(ends))
            for curve in curves
            for setting, mean, ends in zip(
                curve.settings,
                curve.means,
                curve.intervals or [()] * len(curve.means),
                strict=True,
            )
        ),
    )
