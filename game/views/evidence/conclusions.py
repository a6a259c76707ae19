"""What may be concluded of strategies beside each other, in sentences."""

from game.evidence.findings import Estimate, Findings, Gap, Interval, Margin
from game.evidence.sweep import HORIZONS, SCENARIO
from game.text.language import money_k, number, percent, t
from game.text.marking import mark
from game.views.evidence.names import share_span, span, the, the_first


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
        first=the_first(margin.first),
        second=the(margin.second),
        share=percent(margin.share),
        share_span=share_span(margin.share_ci95),
        ties=percent(margin.ties, 1),
        games=number(games),
        dollars=money_k(margin.by.mean),
        span=span(margin.by),
    )


def _verdict(difference: Estimate) -> str:
    if difference.ci95 is None:
        return t("**One world proves nothing**: luck and skill cannot be told apart yet.")
    if difference.sure:
        return t(
            "**Luck alone would seldom do that**: the 95% interval of the difference "
            "lies above zero."
        )
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
        late=the_first(late) if early == late else the(late),
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
        Leader=the_first(gap.leader),
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
