"""The words of the evidence page: what its numbers say, sentence by sentence."""

from game.evidence.clusters import ORACLE
from game.evidence.findings import Curve, Estimate, Findings, Gap, Lead, Row
from game.evidence.sweep import HORIZONS
from game.rules.strategies import ORIGINAL_SETTINGS, STRATEGIES
from game.text.language import money_k, number, percent, t
from game.text.marking import mark

SETTINGS = {
    "tuned": mark("recommended settings"),
    "original": mark("the original's settings"),
    "own": mark("your settings"),
}


def title(strategy: str) -> str:
    """Return a strategy's name as it stands on the board.

    Examples
    --------
    >>> title("local"), title("oracle")
    ('Local model', 'Oracle')
    """
    return t("Oracle") if strategy == ORACLE else t(STRATEGIES[strategy].title)


def short(strategy: str) -> str:
    """Return a strategy's name where there is little room."""
    return t("Oracle") if strategy == ORACLE else t(STRATEGIES[strategy].short)


def the(strategy: str) -> str:
    """Return a strategy's name within a sentence.

    Examples
    --------
    >>> the("local"), the("preventive")
    ('the local model', 'preventive')
    """
    return t("the oracle") if strategy == ORACLE else t(STRATEGIES[strategy].actor)


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
    if findings.lead is not None:
        verdict = f"{_verdict(findings.lead.by)} {winners(findings)}"
        sentences += [_lead(findings.lead, findings.games), verdict]
    if findings.gap is not None:
        sentences.append(_gap(findings.gap))
    return sentences


def _lead(lead: Lead, games: int) -> str:
    return t(
        "**{first} earned more than {second} in {share} of {games} games**; the "
        "difference is {dollars} a game {span}.",
        first=_the(lead.first),
        second=the(lead.second),
        share=percent(lead.share),
        games=number(games),
        dollars=money_k(lead.by.mean),
        span=span(lead.by),
    )


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
    """Say who earned most in most games, after the first horizon and after the last."""
    (early, share), (late, last) = (
        max(((row.strategy, row.wins[at]) for row in findings.rows), key=lambda pair: pair[1])
        for at in (0, -1)
    )
    if early == late:
        return t(
            "{late} wins most often after {first} cycles ({share} of games) and after "
            "{end} ({last}).",
            late=_the(late),
            first=HORIZONS[0],
            share=percent(share),
            end=number(HORIZONS[-1]),
            last=percent(last),
        )
    return t(
        "After {first} cycles {early} wins most often ({share} of games), after "
        "{end} {late} ({last}).",
        first=HORIZONS[0],
        early=the(early),
        share=percent(share),
        end=number(HORIZONS[-1]),
        late=the(late),
        last=percent(last),
    )


def _gap(gap: Gap) -> str:
    leader = _the(gap.leader)
    if gap.gap.mean <= 0:
        return t(
            "**{leader} earned {gap} a game less than the schedule** of {age} cycles {span}: "
            "there is no gain that the strategy could claim.",
            leader=leader,
            gap=money_k(-gap.gap.mean),
            age=gap.age,
            span=span(gap.gap),
        )
    share = max(0.0, gap.setting.mean / gap.gap.mean)
    if share >= 1:
        return t(
            "**All of the gap to preventive is the setting**: {leader} earned {gap} more than "
            "the schedule of {age} cycles, and servicing at {best_age} would have gained "
            "{setting}.",
            leader=the(gap.leader),
            gap=money_k(gap.gap.mean),
            age=gap.age,
            best_age=gap.best_age,
            setting=money_k(gap.setting.mean),
        )
    return t(
        "**{share} of the gap to preventive is the setting, not the strategy**: {leader} "
        "earned {gap} a game more than the schedule of {age} cycles, and the schedule "
        "would win back {setting} {span} at {best_age}, the best age in hindsight.",
        share=percent(share),
        leader=the(gap.leader),
        gap=money_k(gap.gap.mean),
        age=gap.age,
        setting=money_k(gap.setting.mean),
        span=span(gap.setting),
        best_age=gap.best_age,
    )


def means(findings: Findings) -> str:
    """Say who earned how much, and what the other settings do to it."""
    best = max(findings.rows, key=lambda row: row.profit.mean)
    share = best.profit.mean / findings.oracle.profit.mean
    sentence = t(
        "{strategy} earned most, {profit} a game, {share} of the oracle, which services "
        "every engine on its last cycle but one.",
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
    ends = {"calm": the(calm.strategy), "low": money_k(calm.p10), "high": money_k(calm.p90)}
    if wild is calm:
        return t("Eight in ten games of {calm} end between {low} and {high}.", **ends)
    return t(
        "Eight in ten games of {calm} end between {low} and {high}; of {wild} between {wild_low} "
        "and {wild_high}.",
        wild=the(wild.strategy),
        wild_low=money_k(wild.p10),
        wild_high=money_k(wild.p90),
        **ends,
    )


def curve(curve: Curve) -> str:
    """Say which setting would have been best, and what the original's costs."""
    mean = curve.means[curve.best]
    values = {
        "strategy": _the(curve.strategy),
        "best": curve.settings[curve.best],
        "profit": money_k(mean),
    }
    age = STRATEGIES[curve.strategy].scheduled
    if curve.strategy not in ORIGINAL_SETTINGS:
        if age:
            return t(
                "{strategy}: the best age in hindsight is {best} cycles, {profit} a game.", **values
            )
        return t(
            "{strategy}: the best threshold in hindsight is {best} cycles, {profit} a game.",
            **values,
        )
    original = ORIGINAL_SETTINGS[curve.strategy]
    values |= {
        "original": original,
        "loss": money_k(mean - curve.means[curve.settings.index(original)]),
    }
    if age:
        return t(
            "{strategy}: the best age in hindsight is {best} cycles, {profit} a game; the "
            "original's {original} costs {loss} of it.",
            **values,
        )
    return t(
        "{strategy}: the best threshold in hindsight is {best} cycles, {profit} a game; the "
        "original's {original} costs {loss} of it.",
        **values,
    )
