"""What the lab's rounds show, in sentences: errors, and what comes in the way."""

from collections.abc import Iterator
from statistics import median

from game.lab.progress import Progress, RoundRecord
from game.text.language import money, number, t
from game.text.marking import mark
from game.views.frame.tables import Table


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


def of_errors(progress: Progress) -> list[str]:
    """Say what the errors show so far, what matters most first."""
    trained = [record for record in progress.records if record.stage == "trained"]
    if not trained:
        return [
            t(
                "Before the first round the model is a guess: {error} cycles of error.",
                error=cycles(progress.records[-1].error),
            )
        ]
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
    return [*filter(None, (sentence, _centralised(progress), _merging_helped(progress)))]


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
