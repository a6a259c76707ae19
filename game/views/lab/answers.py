"""Answers in words: what labs that ran in many populations come to, and how sure that is."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean

from game.lab.populations import POPULATIONS, Populations
from game.lab.verdicts import KEPT, OF_GAINS, Comparison, Estimate, Finding
from game.text.language import money, number, percent, t, tn
from game.text.marking import mark
from game.views.frame.tables import Cell, Table
from game.views.lab.words import cycles

Verdict = tuple[str, str]
"""What is found, in a few words, and how sure that is."""

_HEADLINES = 2

_DIGITS = 100  # dollars: what is less says nothing

_FOUND: Mapping[Finding, str] = {
    "early": mark("{what}: {dollars} so far."),
    "more": mark("{what}: earns more."),
    "less": mark("{what}: earns less."),
    "level": mark("{what}: hardly a difference."),
    "unknown": mark("{what}: cannot tell."),
}

_SAVED: Mapping[Finding, str] = {
    "early": mark("{what}: {share} kept so far."),
    "more": mark("{what} saves it."),
    "less": mark("{what} does not save it."),
    "level": mark("{what} just about saves it."),
    "unknown": mark("{what}: cannot tell."),
}


def headlines(comparisons: Sequence[Comparison], populations: Populations) -> list[Verdict]:
    """Answer in two lines; what asks whether a rule saves something is one line of all rules."""
    asked = [one for one in comparisons if one.kept is None]
    rules = [one for one in comparisons if one.kept is not None]
    lines = [verdict(one, populations) for one in asked[: _HEADLINES - bool(rules)]]
    return [line for line in (*lines, *_rules(rules, populations)) if line]


def details(comparisons: Sequence[Comparison], populations: Populations) -> list[Verdict]:
    """Say what is left to say of each comparison."""
    told = headlines(comparisons, populations)
    rest = [verdict(one, populations) for one in comparisons]
    return [line for line in rest if line and line not in told]


def verdict(comparison: Comparison, populations: Populations) -> Verdict | None:
    """Say what is found and how sure that is; None where no population has it."""
    finding, what = comparison.finding(populations), t(comparison.what)
    dollars, share = comparison.estimate(populations), comparison.share(populations)
    if finding is None or dollars is None:
        return None
    if share is not None:
        said = t(_SAVED[finding], what=what, share=percent(share.mean, 1))
        return said, _may_differ(_sure_of_share(share), comparison.depends)
    found = t(_FOUND[finding], what=what, dollars=difference(dollars.mean))
    return found, _may_differ(_sure(dollars), comparison.depends)


def _may_differ(sure: str, depends: bool) -> str:
    if not depends:
        return sure
    return t(
        "{sure} It depends: eight populations from another seed may give another answer.", sure=sure
    )


def difference(dollars: float) -> str:
    """Write a difference whose last digits say nothing.

    Examples
    --------
    >>> difference(51_538.2), difference(-49.0)
    ('+$51,500', '$0')
    """
    return money(round(dollars / _DIGITS) * _DIGITS, signed=True)


def _sure(estimate: Estimate) -> str:
    if estimate.ci95 is None:
        return _early(estimate)
    return t(
        "{mean} in a slot and 1,000 cycles (95% interval {low} to {high}), more in {above} of "
        "{count} populations.",
        mean=difference(estimate.mean),
        low=difference(estimate.ci95[0]),
        high=difference(estimate.ci95[1]),
        above=estimate.above(0),
        count=len(estimate.values),
    )


def _early(estimate: Estimate) -> str:
    return tn(
        "{n} population proves nothing yet: more are being computed.",
        "{n} populations prove nothing yet: more are being computed.",
        len(estimate.values),
    )


def _sure_of_share(estimate: Estimate) -> str:
    if estimate.ci95 is None:
        return _early(estimate)
    return t(
        "It keeps {share} of what honest factories earn (95% interval {low} to {high}), more than "
        "{bar} in {above} of {count} populations.",
        share=percent(estimate.mean, 1),
        low=percent(estimate.ci95[0], 1),
        high=percent(estimate.ci95[1], 1),
        bar=percent(KEPT),
        above=estimate.above(KEPT),
        count=len(estimate.values),
    )


def _rules(rules: Sequence[Comparison], populations: Populations) -> Iterator[Verdict]:
    """Say of all rules together what each of them saves."""
    shares = [(rule, share) for rule in rules if (share := rule.share(populations)) is not None]
    if not shares:
        return
    said = [
        t(_SAVED[share.finding(KEPT)], what=t(rule.what), share=percent(share.mean, 1))
        for rule, share in shares
    ]
    counts = [
        t("{rule} in {above}", rule=t(rule.what), above=share.above(KEPT)) for rule, share in shares
    ]
    sure = tn(
        "More than {bar} of the honest profit is kept, of {n} population: {rules}.",
        "More than {bar} of the honest profit is kept, of {n} populations: {rules}.",
        len(populations),
        bar=percent(KEPT),
        rules=", ".join(counts),
    )
    yield " ".join(said), _may_differ(sure, any(rule.depends for rule in rules))


def sides(titles: Sequence[str], populations: Populations) -> list[str]:
    """Say what each lab came to, on average over populations."""
    return [
        t(
            "{side}: an error of {error} cycles and {profit} in a slot and 1,000 cycles; a factory "
            "alone earns {alone}.",
            side=t(title),
            error=cycles(fmean(one.errors[-1] for one in found)),
            profit=money(fmean(one.profit for one in found)),
            alone=money(fmean(fmean(one.alone) for one in found)),
        )
        for title, found in zip(titles, zip(*populations, strict=True), strict=True)
    ]


def returns(titles: Sequence[str], populations: Populations) -> list[str]:
    """Say what each lab's services returned, over populations, and how that is counted."""
    said = []
    for title, found in zip(titles, zip(*populations, strict=True), strict=True):
        rois = [roi for one in found if (roi := one.roi) is not None]
        if not rois:
            said.append(t("{side}: no engine is ever serviced, so nothing returns.", side=t(title)))
            continue
        roi = Estimate.of(rois)
        if roi.ci95 is None:
            said.append(t("{side}: ROI {roi} so far.", side=t(title), roi=number(roi.mean, 2)))
            continue
        said.append(
            t(
                "{side}: ROI {roi} (95% interval {low} to {high}).",
                side=t(title),
                roi=number(roi.mean, 2),
                low=number(roi.ci95[0], 2),
                high=number(roi.ci95[1], 2),
            )
        )
    how = t(
        "ROI of a population is (profit − what waiting for every failure earns on the same "
        "engines) / money spent on services; the interval is Student's, over populations."
    )
    return [*said, how]


def spent(populations: Populations) -> str | None:
    """Say what noise has bought in the first lab, if it has any."""
    epsilon = populations[0][0].epsilon
    if epsilon is None:
        return None
    return t(
        "What one factory's updates tell everybody but the server is bounded by epsilon "
        "{epsilon} (smaller is safer).",
        epsilon=number(epsilon, 1),
    )


def how() -> str:
    """Say what the intervals are."""
    return t(
        "Each population draws its factories and engines anew, from a seed hashed of the lab's. "
        "All labs that are compared meet the same one, so that what differs is the lab. Intervals "
        "are Student's, of the differences within populations."
    )


def coming(populations: Populations) -> str | None:
    """Say how many populations are still to come."""
    if len(populations) == POPULATIONS:
        return None
    return t("{count} of {all} populations so far...", count=len(populations), all=POPULATIONS)


def gains(populations: Populations) -> list[Verdict]:
    """Say what sharing is worth to a factory, over populations."""
    return [line for one in OF_GAINS if (line := verdict(one, populations))]


def table(titles: Sequence[str], populations: Populations) -> Table:
    """List what every lab came to in every population."""
    rows = [
        [
            Cell(t("Population"), t("population"), place, number),
            Cell("", t("seed"), one.seed),
            Cell(t("Lab"), t("lab"), t(title)),
            Cell(t("Error, cycles"), t("rmse_cycles"), one.errors[-1], cycles),
            Cell(t("Federated, money"), t("federated_dollars"), round(one.profit), money),
            Cell(t("Alone, money"), t("alone_dollars"), round(fmean(one.alone)), money),
            Cell(
                t("ROI"),
                t("roi"),
                None if one.roi is None else round(one.roi, 3),
                t("none") if one.roi is None else number(one.roi, 2),
            ),
        ]
        for place, found in enumerate(populations, 1)
        for title, one in zip(titles, found, strict=True)
    ]
    return Table.of_rows("populations", t("Populations"), rows)
