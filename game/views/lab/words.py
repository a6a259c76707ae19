"""What the lab's numbers say, in words and tables."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from statistics import fmean, median

from game.lab.earnings import alarms_tried
from game.lab.levers import DEGREES
from game.lab.population import JUDGED
from game.lab.progress import Earning, Gain, Progress, RoundRecord
from game.lab.verdicts import HARDLY
from game.text.language import compared, money, number, short_money, t, tn
from game.text.marking import mark
from game.views.frame.tables import Cell, Table

_NAMED = 5
"""Losers, at most."""


def cycles(error: float | None) -> str:
    """Write an error.

    Examples
    --------
    >>> cycles(12.345), cycles(float("inf"))
    ('12.3', 'beyond all bounds')
    """
    if error is None or error == float("inf"):
        return t("beyond all bounds")
    return number(error, 1)


def takeaway(progress: Progress) -> str:
    """Say what the errors show so far."""
    trained = [record for record in progress.records if record.stage == "trained"]
    if not trained:
        return t(
            "Before the first round the model is a guess: {error} cycles of error.",
            error=cycles(progress.records[-1].error),
        )
    own_errors = [error for error in trained[-1].local_errors.values() if error < float("inf")]
    merged = progress.records[2 * progress.rounds]
    sentence = t(
        mark(
            "After round {round} the federated model errs by {merged} cycles, the factories' own "
            "models, before they are merged, by {own}, the outsider, who trains alone, by "
            "{outsider}."
        )
        if own_errors
        else mark(
            "After round {round} the federated model errs by {merged} cycles, the outsider, who "
            "trains alone, by {outsider}."
        ),
        round=progress.rounds,
        merged=cycles(merged.error),
        outsider=cycles(merged.outsider_error),
        own=cycles(median(own_errors)) if own_errors else "",
    )
    return " ".join(filter(None, (sentence, _centralised(progress), _merging_helped(progress))))


def _centralised(progress: Progress) -> str:
    """Say what the same network comes to where all rows are in one place."""
    if not progress.centrals:
        return ""
    return t(
        "With all rows in one place it would err by {error}.",
        error=cycles(progress.centrals[-1].error),
    )


def _merging_helped(progress: Progress) -> str:
    """Say how often merging beat the typical factory's own model."""
    better = rounds = 0
    for trained, merged in zip(progress.records[1::2], progress.records[2::2], strict=False):
        if trained.local_errors:
            rounds += 1
            better += merged.error < median(trained.local_errors.values())
    if not rounds:
        return ""
    return t(
        "Merging beat the typical factory's own model in {better} of {rounds} rounds.",
        better=better,
        rounds=rounds,
    )


def takeaway_money(progress: Progress) -> str:
    """Say what the money shows so far."""
    if not progress.earnings:
        return t("What the first round earns is being counted...")
    sentences = (
        _earned(progress),
        _returned(progress.earnings[-1]),
        _ahead(progress.settings.lead),
        _worse_than_waiting(progress),
        _good_enough(progress),
        _alone(progress.gains),
    )
    return " ".join(filter(None, sentences))


def _earned(progress: Progress) -> str:
    now, naive = progress.earnings[-1], progress.naive_profit
    return t(
        mark(
            "After round {round} the federated model earns {profit} in a slot and 1,000 "
            "cycles, with the alarm below {threshold} cycles."
        )
        if naive is None
        else mark(
            "After round {round} the federated model earns {profit} in a slot and 1,000 "
            "cycles, with the alarm below {threshold} cycles; a model that says the same of "
            "every engine earns {naive}."
        ),
        round=len(progress.earnings) - 1,
        profit=money(now.profit),
        threshold=now.threshold,
        naive="" if naive is None else money(naive),
    )


def _returned(now: Earning) -> str:
    """Say what the services have returned, and how that is counted."""
    if now.roi is None:
        return t("It never has an engine serviced, so there is no return to count.")
    return t(
        mark(
            "Its services return {roi} dollars for each one spent: ROI is ({profit} − {waiting} of "
            "waiting for every failure) / {spent} for services; of who trains alone it is {alone}."
        )
        if now.outsider_roi is not None
        else mark(
            "Its services return {roi} dollars for each one spent: ROI is ({profit} − {waiting} of "
            "waiting for every failure) / {spent} for services."
        ),
        roi=number(now.roi, 2),
        profit=money(now.profit),
        waiting=money(now.waiting) if now.waiting >= 0 else f"({money(now.waiting)})",
        spent=money(now.spent),
        alone="" if now.outsider_roi is None else number(now.outsider_roi, 2),
    )


def _ahead(lead: int) -> str:
    if not lead:
        return ""
    return tn(
        "A service begins {n} cycle after its alarm, if the engine still runs.",
        "A service begins {n} cycles after its alarm, if the engine still runs.",
        lead,
    )


def _worse_than_waiting(progress: Progress) -> str:
    """Say why a model can earn less than one that never sounds an alarm."""
    now, naive = progress.earnings[-1], progress.naive_profit
    if naive is None or now.profit >= naive:
        return ""
    low, high = alarms_tried(progress.settings.lead)
    return t(
        "Waiting for every failure would earn more, but who shares a model here follows its alarm, "
        "however false: no threshold from {low} to {high} cycles silences it.",
        low=low,
        high=high,
    )


def backdoor(progress: Progress) -> str | None:
    """Say what a backdoor does, and that no error shows it."""
    earning = progress.earnings[-1] if progress.earnings else None
    if earning is None or earning.backdoor is None:
        return None
    opened = earning.backdoor
    return t(
        "The backdoor: where T30 reads {degrees} degrees low, {failed} of {all} engines fail "
        "before any alarm, and the federated model earns {dollars}. Where it reads true, {others} "
        "of the same engines do, and only those are in the error and the usual profit.",
        degrees=DEGREES,
        failed=opened.failed,
        all=JUDGED,
        dollars=money(opened.profit),
        others=opened.failed_without,
    )


def _good_enough(progress: Progress) -> str:
    """Say which round was hardly worse than the best, once all are known."""
    profits = [earning.profit for earning in progress.earnings]
    best = max(profits)
    if not progress.learned or best <= (progress.naive_profit or 0) + HARDLY:
        return ""
    return t(
        "Round {round} was already within {dollars} of the best.",
        round=next(at for at, profit in enumerate(profits) if profit >= best - HARDLY),
        dollars=money(HARDLY),
    )


def _alone(gains: Sequence[Gain]) -> str:
    if not gains:
        return ""
    profits = [gain.alone_profit for gain in gains]
    return t(
        "Alone, the factories earn {low} to {high}, {mean} on average.",
        low=money(min(profits)),
        high=money(max(profits)),
        mean=money(fmean(profits)),
    )


def personal(progress: Progress) -> str | None:
    """Say what is called federated where each factory keeps a last layer."""
    experiment = progress.settings.experiment
    if not experiment.head_epochs:
        return None
    return t(
        "Each factory keeps its last layer, {units} weights and an intercept: what is called "
        "federated here is the mean over the factories' own models, and who gains is asked of each "
        "one's own.",
        units=experiment.hidden,
    )


def corrections(progress: Progress) -> str | None:
    """Say what a robust rule leaves as it is."""
    experiment = progress.settings.experiment
    if experiment.term != "scaffold" or experiment.aggregator == "fedavg":
        return None
    return t(
        "The rule merges weights alone: SCAFFOLD's corrections are averaged as they come, so that "
        "a lie in one of them reaches everybody."
    )


def gains_words(progress: Progress) -> str:
    """Name winners and losers."""
    ranked = sorted(progress.gains, key=attrgetter("gain"), reverse=True)
    everywhere = [gain.gain_everywhere for gain in ranked]
    winners = [gain for gain in ranked if gain.gain > HARDLY]
    losers = [gain for gain in ranked if gain.gain < -HARDLY]
    of_all = t(
        "On engines of all kinds {winners} of {all} factories gain more than {dollars} by sharing, "
        "{gain} on average.",
        winners=sum(gain > HARDLY for gain in everywhere),
        all=len(ranked),
        dollars=money(HARDLY),
        gain=money(fmean(everywhere), signed=True),
    )
    own = t(
        mark("On engines like their own {winners} do; factory {first} gains most, {gain}.")
        if winners
        else mark("On engines like their own {winners} do."),
        winners=len(winners),
        first=ranked[0].number + 1,
        gain=money(ranked[0].gain, signed=True),
    )
    return f"{of_all} {own} {_losers_words(losers[::-1])}"


def _losers_words(losers: Sequence[Gain]) -> str:
    if not losers:
        return t("Nobody loses more than that.")
    named = ", ".join(
        t("factory {number} ({dollars})", number=loser.number + 1, dollars=money(loser.gain))
        for loser in losers[:_NAMED]
    )
    if len(losers) > _NAMED:
        return tn(
            "Sharing costs {named} and {n} more.",
            "Sharing costs {named} and {n} more.",
            len(losers) - _NAMED,
            named=named,
        )
    return t("Sharing costs {named}.", named=named)


def worth_words(progress: Progress) -> str | None:
    """Say whose failures are worth most to the others."""
    if not progress.worth:
        return None
    most = max(progress.worth, key=progress.worth.__getitem__)
    least = min(progress.worth, key=progress.worth.__getitem__)
    return t(
        "To the others, factory {most} is worth most: without its failures they would earn "
        "{change} in a slot and 1,000 cycles; without those of factory {least}, {other}. This is "
        "exact, by taking its sums out of the ridge regression of all rows, where everybody is "
        "honest.",
        most=most + 1,
        change=_change(-progress.worth[most]),
        least=least + 1,
        other=_change(-progress.worth[least]),
    )


def _change(dollars: float) -> str:
    return compared(dollars, mark("{dollars} more"), mark("{dollars} less"), mark("{dollars} less"))


def rounds_table(progress: Progress) -> Table:
    """List the rounds, and as a file every factory at each of their stages."""
    merged = [record for record in progress.records if record.stage == "merged"]
    trained = {record.number: record for record in progress.records if record.stage == "trained"}
    cells = tuple(
        (
            str(record.number),
            cycles(record.error),
            _middle(trained.get(record.number)),
            cycles(record.outsider_error),
            cycles(progress.centrals[record.number].error)
            if record.number < len(progress.centrals)
            else "-",
            money(earning.profit),
        )
        for record, earning in zip(merged, progress.earnings, strict=False)
    )
    values = tuple(row for record in progress.records for row in _stage_rows(progress, record))
    return Table(
        "rounds",
        t("Rounds"),
        (t("Round"), t("Federated, cycles"), t("Typical own model"), t("Outsider"),
         t("All in one place"), t("Federated, money")),
        cells,
        (t("round"), t("half"), t("who"), t("rmse_cycles"), t("dollars"), t("bytes_down"),
         t("bytes_up")),
        values,
    )  # fmt: skip


def _stage_rows(progress: Progress, record: RoundRecord) -> Iterator[tuple[object, ...]]:
    """List every model at a stage of a round; what they earn is counted once a round."""
    at, stage = record.number, record.stage
    dollars: tuple[object, object] = ("", "")
    if stage == "merged" and at < len(progress.centrals):
        central = progress.centrals[at]
        yield at, stage, "centralised", central.error, round(central.profit), "", ""
    if stage == "merged" and at < len(progress.earnings):
        earning = progress.earnings[at]
        dollars = round(earning.profit), round(earning.outsider_profit)
        if earning.backdoor:
            yield at, stage, "federated, T30 low", "", round(earning.backdoor.profit), "", ""
    yield at, stage, "federated", record.error, dollars[0], "", ""
    yield at, stage, "outsider", record.outsider_error, dollars[1], "", ""
    yield at, stage, "naive", record.naive_error, "", "", ""
    for factory in sorted({*record.local_errors, *record.bytes_down, *record.bytes_up}):
        error = record.local_errors.get(factory, "")
        down, up = record.bytes_down.get(factory, 0), record.bytes_up.get(factory, 0)
        yield at, stage, f"factory {factory + 1}", error, "", down, up


def _middle(record: RoundRecord | None) -> str:
    return cycles(median(record.local_errors.values())) if record and record.local_errors else "-"


def gains_table(gains: Sequence[Gain], progress: Progress) -> Table:
    """List each factory's model alone and federated, on engines like its own, and its gains."""
    rows = []
    for gain in sorted(gains, key=attrgetter("gain"), reverse=True):
        kinds = progress.factories[gain.number].failures
        worth = (progress.worth or {}).get(gain.number)
        rows.append(
            [
                Cell(t("Factory"), t("factory"), gain.number + 1, factory(gain.number)),
                Cell(t("Its failures"), "", failures(progress, gain.number)),
                Cell("", t("compressor_failures"), kinds.count("compressor")),
                Cell("", t("fan_failures"), kinds.count("fan")),
                Cell(t("Alone, cycles"), t("alone_rmse"), gain.own_alone_error, cycles),
                Cell(t("Federated, cycles"), t("federated_rmse"), gain.own_error, cycles),
                Cell(t("Alone, money"), t("alone_dollars"), round(gain.own_alone_profit), money),
                Cell(t("Federated, money"), t("federated_dollars"), round(gain.own_profit), money),
                Cell(t("Gain"), "", gain.gain, signed),
                Cell(
                    t("Gain, all kinds"),
                    t("all_kinds_gain_dollars"),
                    round(gain.gain_everywhere),
                    signed,
                ),
                Cell(
                    t("Worth to others"),
                    t("worth_to_others_dollars"),
                    "" if worth is None else round(worth, 1),
                    signed(worth),
                ),
            ]
        )
    return Table.of_rows("gains", t("Gains"), rows)


def factory(number: int) -> str:
    """Name a factory by its number from 0."""
    return t("Factory {number}", number=number + 1)


def signed(dollars: float | None) -> str:
    """Write a difference, where there is one."""
    return "-" if dollars is None else money(dollars, signed=True)


def failures(progress: Progress, number: int) -> str:
    """Say of what kinds a factory's failures are."""
    kinds = progress.factories[number].failures
    texts = {"compressor": mark("{n} compressor"), "fan": mark("{n} fan")}
    return ", ".join(t(text, n=kinds.count(kind)) for kind, text in texts.items() if kind in kinds)


def label_of(dollars: float) -> str:
    """Write a gain for a chart; nothing where it would round to nothing."""
    return "" if abs(dollars) < 500 else short_money(dollars, signed=True)
