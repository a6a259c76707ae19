"""The words of the evidence page: what its numbers say, sentence by sentence."""

from game.compare import ORIGINAL_SETTINGS
from game.evidence import HORIZONS
from game.findings import Curve, Estimate, Findings, Gap, Lead, Row
from game.strategies import STRATEGIES

SETTINGS = {
    "tuned": "recommended settings",
    "original": "the original's settings",
    "own": "your settings",
}


def title(strategy: str) -> str:
    """Return a strategy's name as it stands on the board.

    Examples
    --------
    >>> title("local"), title("oracle")
    ('Local model', 'Oracle')
    """
    return STRATEGIES[strategy].title if strategy in STRATEGIES else strategy.capitalize()


def the(strategy: str) -> str:
    """Return a strategy's name within a sentence.

    Examples
    --------
    >>> the("local"), the("preventive")
    ('the local model', 'preventive')
    """
    name = title(strategy).lower()
    return f"the {name}" if name.endswith("model") or strategy == "oracle" else name


def _the(strategy: str) -> str:
    name = the(strategy)
    return name[0].upper() + name[1:]


def dollars(amount: float) -> str:
    """Write an amount in thousands.

    Examples
    --------
    >>> dollars(-86_878.8), dollars(3_597_307)
    ('−$87k', '$3,597k')
    """
    return f"{'−' if amount < 0 else ''}${abs(amount) / 1_000:,.0f}k"


def span(estimate: Estimate) -> str:
    """Write an interval.

    Examples
    --------
    >>> span(Estimate(2_000, (1_000, 3_000))), span(Estimate(2_000, None))
    ('[$1k, $3k]', '[needs a second world]')
    """
    if estimate.ci95 is None:
        return "[needs a second world]"
    return f"[{dollars(estimate.ci95[0])}, {dollars(estimate.ci95[1])}]"


def conclusions(found: Findings) -> list[str]:
    """Return what may be concluded so far, at most three sentences or so."""
    said = []
    if found.lead is not None:
        said += [_lead(found.lead, found.games), _verdict(found)]
    if found.gap is not None:
        said.append(_gap(found.gap))
    return said


def _lead(lead: Lead, games: int) -> str:
    return (
        f"**{_the(lead.first)} earned more than {the(lead.second)} in "
        f"{lead.share:.0%} of {games:,} games**; the difference is {dollars(lead.by.mean)} a game "
        f"{span(lead.by)}."
    )


def _verdict(found: Findings) -> str:
    lead = found.lead
    if lead is None:
        return ""
    if lead.by.ci95 is None:
        said = "**One world proves nothing**: luck and skill cannot be told apart yet."
    elif lead.by.sure:
        said = "**That is more than luck**: the 95% interval of the difference lies above zero."
    else:
        said = (
            "**That may still be luck**: the 95% interval of the difference reaches from "
            f"{dollars(lead.by.ci95[0])} to {dollars(lead.by.ci95[1])}, and zero is in it."
        )
    return f"{said} {winners(found)}"


def winners(found: Findings) -> str:
    """Say who earned most in most games, after the first horizon and after the last."""
    (early, share), (late, last) = (
        max(((row.strategy, row.wins[at]) for row in found.rows), key=lambda pair: pair[1])
        for at in (0, -1)
    )
    if early == late:
        return (
            f"{_the(late)} wins most often after {HORIZONS[0]} cycles ({share:.0%} of games) and "
            f"after {HORIZONS[-1]:,} ({last:.0%})."
        )
    return (
        f"After {HORIZONS[0]} cycles {the(early)} wins most often ({share:.0%} of "
        f"games), after {HORIZONS[-1]:,} {the(late)} ({last:.0%})."
    )


def _gap(gap: Gap) -> str:
    leader = _the(gap.leader)
    if gap.gap.mean <= 0:
        return (
            f"**{leader} earned {dollars(-gap.gap.mean)} a game less than the schedule** of "
            f"{gap.age} cycles {span(gap.gap)}: there is no gain that the strategy could claim."
        )
    share = max(0.0, gap.setting.mean / gap.gap.mean)
    if share >= 1:
        return (
            f"**All of the gap to preventive is the setting**: {the(gap.leader)} earned "
            f"{dollars(gap.gap.mean)} more than the schedule of {gap.age} cycles, and servicing at "
            f"{gap.best_age} would have gained {dollars(gap.setting.mean)}."
        )
    return (
        f"**{share:.0%} of the gap to preventive is the setting, not the strategy**: "
        f"{the(gap.leader)} earned {dollars(gap.gap.mean)} a game more than the schedule of "
        f"{gap.age} cycles, and the schedule would win back {dollars(gap.setting.mean)} "
        f"{span(gap.setting)} at {gap.best_age}, the best age in hindsight."
    )


def means(found: Findings) -> str:
    """Say who earned how much, and what the other settings do to it."""
    best = max(found.rows, key=lambda row: row.profit.mean)
    share = best.profit.mean / found.oracle.profit.mean
    said = (
        f"{_the(best.strategy)} earned most, {dollars(best.profit.mean)} a game, {share:.0%} of "
        "the oracle, which services every engine on its last cycle but one."
    )
    chosen = {row.strategy: row.profit.mean for row in found.rows}
    if found.others:
        moved = max(found.others, key=lambda row: abs(chosen[row.strategy] - row.profit.mean))
        change = moved.profit.mean - chosen[moved.strategy]
        said += (
            f" With {SETTINGS[moved.preset]} {the(moved.strategy)} would earn "
            f"{dollars(abs(change))} {'more' if change > 0 else 'less'}."
        )
    return said


def spreads(found: Findings) -> str:
    """Say how far apart the games of the steadiest and the least steady strategy lie."""

    def width(row: Row) -> float:
        return row.p90 - row.p10

    calm, wild = min(found.rows, key=width), max(found.rows, key=width)
    said = (
        f"Eight in ten games of {the(calm.strategy)} end between {dollars(calm.p10)} and "
        f"{dollars(calm.p90)}"
    )
    if wild is calm:
        return f"{said}."
    return f"{said}; of {the(wild.strategy)} between {dollars(wild.p10)} and {dollars(wild.p90)}."


def curve(found: Curve) -> str:
    """Say which setting would have been best, and what the original's costs."""
    best, mean = found.settings[found.best], found.means[found.best]
    original = ORIGINAL_SETTINGS[found.strategy]
    nearest = min(range(len(found.settings)), key=lambda at: abs(found.settings[at] - original))
    kind = "age" if found.strategy == "preventive" else "threshold"
    return (
        f"{_the(found.strategy)}: the best {kind} in hindsight is {best} cycles, "
        f"{dollars(mean)} a game; the original's {original} costs "
        f"{dollars(mean - found.means[nearest])} of it."
    )
