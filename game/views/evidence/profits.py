"""What each strategy earns, in sentences: means, spreads, settings."""

from game.evidence.contestants import kind_of
from game.evidence.findings import Curve, Findings, Row
from game.rules.strategies import ORIGINAL_SETTINGS
from game.text.language import money_k, percent, t
from game.text.marking import mark
from game.views.evidence.names import SETTINGS, the, the_first


def means(findings: Findings) -> str:
    """Say who earned how much, and what the other settings do to it."""
    best = max(findings.rows, key=lambda row: row.profit.mean)
    share = best.profit.mean / findings.oracle.profit.mean
    sentence = t(
        "{strategy} earned most, {profit} a game, {share} of the oracle, which knows when each "
        "engine would fail.",
        strategy=the_first(best.strategy),
        profit=money_k(best.profit.mean),
        share=percent(share),
    )
    if not findings.others:
        return sentence
    chosen = {row.strategy: row.profit.mean for row in findings.rows}
    moved = max(findings.others, key=lambda row: abs(chosen[row.strategy] - row.profit.mean))
    change = moved.profit.mean - chosen[moved.strategy]
    consequence = t(
        mark("With {settings} {strategy} would earn {dollars} more.")
        if change > 0
        else mark("With {settings} {strategy} would earn {dollars} less."),
        settings=t(SETTINGS[moved.preset]),
        strategy=the(moved.strategy),
        dollars=money_k(abs(change)),
    )
    return f"{sentence} {consequence}"


def spreads(findings: Findings) -> str:
    """Say how far apart the games of the steadiest and the least steady strategy lie."""

    def width(row: Row) -> float:
        return row.p90 - row.p10

    calm, wild = min(findings.rows, key=width), max(findings.rows, key=width)
    return t(
        mark("Eight in ten games of {calm} end between {low} and {high}.")
        if wild is calm
        else mark(
            "Eight in ten games of {calm} end between {low} and {high}; of {wild} between "
            "{wild_low} and {wild_high}."
        ),
        calm=the(calm.strategy),
        low=money_k(calm.p10),
        high=money_k(calm.p90),
        wild=the(wild.strategy),
        wild_low=money_k(wild.p10),
        wild_high=money_k(wild.p90),
    )


_BEST = {
    # by age, compared with the original's setting
    (True, False): mark("{strategy}: the best age in hindsight is {best} cycles, {profit} a game."),
    (False, False): mark(
        "{strategy}: the best threshold in hindsight is {best} cycles, {profit} a game."
    ),
    (True, True): mark(
        "{strategy}: the best age in hindsight is {best} cycles, {profit} a game; the original's "
        "{original} costs {loss} of it."
    ),
    (False, True): mark(
        "{strategy}: the best threshold in hindsight is {best} cycles, {profit} a game; the "
        "original's {original} costs {loss} of it."
    ),
}


def curve(curve: Curve) -> str:
    """Say which setting would have been best, and what the original's costs."""
    mean, original = curve.means[curve.best], ORIGINAL_SETTINGS.get(curve.strategy)
    loss = 0.0 if original is None else mean - curve.means[curve.settings.index(original)]
    return t(
        _BEST[kind_of(curve.strategy).scheduled, original is not None],
        strategy=the_first(curve.strategy),
        best=curve.settings[curve.best],
        profit=money_k(mean),
        original=original,
        loss=money_k(loss),
    )


def what_roi_is() -> str:
    """Say how a return is counted."""
    return t(
        "ROI is (profit − what waiting for every failure earns on the same engines) / money spent "
        "on services and fees, of the mean game; none where nothing is spent. In brackets its 95% "
        "interval."
    )
