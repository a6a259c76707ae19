"""The words of the evidence page: what its numbers say, in sentences and tables."""

from collections.abc import Sequence
from itertools import zip_longest

from game.evidence.clusters import ORACLE
from game.evidence.contestants import kind_of
from game.evidence.findings import Curve, Estimate, Findings, Gap, Interval, Margin, Row
from game.evidence.sweep import HORIZONS, SCENARIO
from game.rules.strategies import ORIGINAL_SETTINGS
from game.text.language import money_k, number, percent, t
from game.text.marking import mark
from game.views.frame.tables import Cell, Table

SETTINGS = {
    "tuned": mark("recommended settings"),
    "original": mark("the original's settings"),
    "own": mark("your settings"),
}

_PRESETS = {"tuned": mark("tuned"), "original": mark("original"), "own": mark("own")}


def title(strategy: str) -> str:
    """Return a strategy's name as it stands on the board.

    Examples
    --------
    >>> title("local"), title("oracle")
    ('Local predictive', 'Oracle')
    """
    return t("Oracle") if strategy == ORACLE else t(kind_of(strategy).title)


def short(strategy: str) -> str:
    """Return a strategy's name where there is little room."""
    return t("Oracle") if strategy == ORACLE else t(kind_of(strategy).short)


def the(strategy: str) -> str:
    """Return a strategy's name within a sentence.

    Examples
    --------
    >>> the("local"), the("preventive")
    ('local predictive', 'preventive')
    """
    return t("the oracle") if strategy == ORACLE else t(kind_of(strategy).actor)


def _the(strategy: str) -> str:
    name = the(strategy)
    return name[0].upper() + name[1:]


def span(estimate: Estimate) -> str:
    """Write an interval.

    Examples
    --------
    >>> span(Estimate(2_000, (1_000, 3_000))), span(Estimate(2_000, None))
    ('[$1k, $3k]', '[needs a second world]')
    """
    if estimate.ci95 is None:
        return t("[needs a second world]")
    return f"[{money_k(estimate.ci95[0])}, {money_k(estimate.ci95[1])}]"


def conclusions(findings: Findings) -> list[str]:
    """Return what may be concluded so far, at most three sentences or so."""
    sentences = []
    if findings.margin is not None:
        verdict = f"{_verdict(findings.margin.by)} {winners(findings)}"
        sentences += [_margin(findings.margin, findings.games), verdict]
    sentences += [_margin(margin, findings.games) for margin in findings.below]
    if findings.gap is not None:
        sentences.append(_gap(findings.gap, findings.lead))
    if findings.lead and findings.alone is not None:
        sentences.append(_alone(findings.alone, findings.lead))
    return sentences


def _alone(margin: Margin, lead: int) -> str:
    """Say what a model of one's own is worth beside a calendar where services are ordered ahead."""
    if margin.by.ci95 is None:
        return t("One world cannot tell a model of one's own from the calendar.")
    return t(
        mark(
            "**A model of your own {failures} failures earns less than the calendar here**: where "
            "services are ordered {lead} cycles ahead, {second} earned {dollars} a game less than "
            "{first} {span}."
        )
        if margin.by.sure and margin.by.mean > 0
        else mark(
            "A model of your own {failures} failures earns more than the calendar here, by "
            "{dollars} a game {span}."
        )
        if margin.by.sure
        else mark(
            "**A model of your own {failures} failures is worth no more than the calendar here, as "
            "far as these games can tell**: where services are ordered {lead} cycles ahead, "
            "{second} and {first} are {dollars} a game apart, and zero lies within {span}."
        ),
        failures=SCENARIO.archive_failures,
        lead=lead,
        first=the(margin.first),
        second=the(margin.second),
        dollars=money_k(abs(margin.by.mean)),
        span=_apart(margin.by.ci95, margin.by.mean),
    )


def _apart(ends: Interval, mean: float) -> str:
    """Write the interval of a difference that is told without its sign."""
    low, high = ends if mean > 0 else (-ends[1], -ends[0])
    return f"[{money_k(low)}, {money_k(high)}]"


def _margin(margin: Margin, games: int) -> str:
    return t(
        mark(
            "**{first} earned more than {second} in {share} of {games} games** {share_span}; the "
            "difference is {dollars} a game {span}."
        )
        if margin.ties == 0
        else mark(
            "**{first} earned more than {second} in {share} of {games} games** {share_span}, and "
            "as much in {ties}; the difference is {dollars} a game {span}."
        ),
        first=_the(margin.first),
        second=the(margin.second),
        share=percent(margin.share),
        share_span=share_span(margin.share_ci95),
        ties=percent(margin.ties, 1),
        games=number(games),
        dollars=money_k(margin.by.mean),
        span=span(margin.by),
    )


def share_span(interval: Interval | None, digits: int = 0) -> str:
    """Write the interval of a share of games.

    Examples
    --------
    >>> share_span((0.884, 1.0)), share_span(None)
    ('[88%, 100%]', '[needs a second world]')
    """
    if interval is None:
        return t("[needs a second world]")
    return f"[{percent(interval[0], digits)}, {percent(interval[1], digits)}]"


def _verdict(difference: Estimate) -> str:
    if difference.ci95 is None:
        return t("**One world proves nothing**: luck and skill cannot be told apart yet.")
    if difference.sure:
        return t("**That is more than luck**: the 95% interval of the difference lies above zero.")
    return t(
        "**That may still be luck**: the 95% interval of the difference reaches from "
        "{low} to {high}, and zero is in it.",
        low=money_k(difference.ci95[0]),
        high=money_k(difference.ci95[1]),
    )


def winners(findings: Findings) -> str:
    """Say who earned most in most games, after the first horizon and after the last, and ties."""
    ties = t(
        "Several earn the most in {first_ties} of games after {first} cycles, in {last_ties} after "
        "{end}: ties, which nobody wins.",
        first=HORIZONS[0],
        first_ties=percent(findings.ties[0], 1),
        end=number(HORIZONS[-1]),
        last_ties=percent(findings.ties[-1], 1),
    )
    return f"{_winners(findings)} {ties}"


def _winners(findings: Findings) -> str:
    (early, share), (late, last) = (
        max(((row.strategy, row.wins[at]) for row in findings.rows), key=lambda pair: pair[1])
        for at in (0, -1)
    )
    return t(
        mark(
            "{late} wins most often after {first} cycles ({share} of games) and after {end} "
            "({last})."
        )
        if early == late
        else mark(
            "After {first} cycles {early} wins most often ({share} of games), after {end} {late} "
            "({last})."
        ),
        early=the(early),
        late=_the(late) if early == late else the(late),
        first=HORIZONS[0],
        share=percent(share),
        end=number(HORIZONS[-1]),
        last=percent(last),
    )


def _schedule(ages: tuple[int, int], lead: int) -> str:
    low, high = ages
    if lead:
        return (
            t("the schedule that orders at age {age}", age=low)
            if low == high
            else t("the schedule that orders at ages {low} to {high}", low=low, high=high)
        )
    return (
        t("the schedule of {age} cycles", age=low)
        if low == high
        else t("the schedule of {low} to {high} cycles", low=low, high=high)
    )


def _gap(gap: Gap, lead: int) -> str:
    low, high = gap.ages
    share = max(0.0, gap.setting.mean / gap.gap.mean) if gap.gap.mean > 0 else 0.0
    verdict = t(
        mark(
            "**{Leader} earned {gap} a game less than {schedule}** {gap_span}: there is no gain "
            "that the strategy could claim."
        )
        if gap.gap.mean <= 0
        else mark(
            "**All of the gap to preventive is the setting**: {leader} earned {gap} more than "
            "{schedule}, and age {best_age} for all would have gained {setting} in the "
            "long run."
        )
        if share >= 1
        else mark(
            "**{share} of the gap to preventive is the setting, not the strategy**: {leader} "
            "earned {gap} a game more than {schedule}, which in the long run would win back "
            "{setting} {span} with age {best_age} for all, the best in hindsight."
        ),
        Leader=_the(gap.leader),
        leader=the(gap.leader),
        gap=money_k(abs(gap.gap.mean)),
        gap_span=span(gap.gap),
        schedule=_schedule(gap.ages, lead),
        share=percent(share),
        best_age=gap.best_age,
        setting=money_k(gap.setting.mean),
        span=span(gap.setting),
    )
    if low == high:
        return verdict
    why = t(
        "Its ages differ because each factory works its own out of {failures} failures. Who knew "
        "the lifetimes in each world would gain {knowing} {span}: the price of not knowing.",
        failures=SCENARIO.archive_failures,
        knowing=money_k(gap.knowing.mean),
        span=span(gap.knowing),
    )
    return f"{verdict} {why}"


def means(findings: Findings) -> str:
    """Say who earned how much, and what the other settings do to it."""
    best = max(findings.rows, key=lambda row: row.profit.mean)
    share = best.profit.mean / findings.oracle.profit.mean
    sentence = t(
        "{strategy} earned most, {profit} a game, {share} of the oracle, which knows when each "
        "engine would fail.",
        strategy=_the(best.strategy),
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
        strategy=_the(curve.strategy),
        best=curve.settings[curve.best],
        profit=money_k(mean),
        original=original,
        loss=money_k(loss),
    )


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


def what_roi_is() -> str:
    """Say how a return is counted."""
    return t(
        "ROI is (profit − what waiting for every failure earns on the same engines) / money spent "
        "on services and fees, of the mean game; none where nothing is spent. In brackets its 95% "
        "interval."
    )


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


def escaped(text: str) -> str:
    """Keep Markdown from reading dollars as formulas, and a line from ending after a minus.

    Examples
    --------
    >>> escaped("$5")
    '\\\\$5'
    """
    return text.replace("−$", "−\u2060$").replace("$", "\\$")
