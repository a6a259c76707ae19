"""What the lab's numbers say, in words and tables."""

from collections.abc import Sequence
from statistics import fmean, median

from game.lab import EXPERIMENTS
from game.lab_runs import Gain, Half, Progress
from game.language import money, short_money
from game.views.report_words import Table

HARDLY = 3_000
"""Dollars per slot and 1,000 cycles that are hardly a difference: one luckier engine."""

SIDES = {
    "more": ("40 factories", "4 factories"),
    "blind": ("Where each sees one kind of failure", "Where all see the same mix"),
    "drift": ("All different", "All alike"),
    "saboteur": ("The plain average", "The median"),
    "privacy": ("With noise", "Without"),
    "enough": ("16 failures each", "One failure each"),
}
"""How the two sides of each prepared experiment are called."""


def cycles(error: float | None) -> str:
    """Write an error.

    Examples
    --------
    >>> cycles(12.345), cycles(float("inf"))
    ('12.3', 'beyond all bounds')
    """
    if error is None or error == float("inf"):
        return "beyond all bounds"
    return f"{error:,.1f}"


def takeaway(progress: Progress) -> str:
    """Say what the errors show so far."""
    now, trained = progress.halves[-1], _last_trained(progress)
    if trained is None:
        return f"Before the first round the model is a guess: {cycles(now.error)} cycles of error."
    own = [error for error in trained.local_errors.values() if error < float("inf")]
    merged = progress.halves[2 * progress.rounds]
    parts = [
        f"After round {progress.rounds} the federated model errs by {cycles(merged.error)} cycles"
    ]
    if own:
        parts.append(f"the factories' own models, before they are merged, by {cycles(median(own))}")
    parts.append(f"the outsider, who trains alone, by {cycles(merged.outsider_error)}")
    parts.append(f"all rows in one place by {cycles(merged.centralised_error)}")
    return ", ".join(parts) + "." + _teeth(progress)


def _teeth(progress: Progress) -> str:
    """Say how often merging beat the typical factory's own model."""
    better = rounds = 0
    for trained, merged in zip(progress.halves[1::2], progress.halves[2::2], strict=False):
        if trained.local_errors:
            rounds += 1
            better += merged.error < median(trained.local_errors.values())
    if not rounds:
        return ""
    return f" Merging beat the typical factory's own model in {better} of {rounds} rounds."


def takeaway_money(progress: Progress) -> str:
    """Say what the money shows so far."""
    merged = progress.halves[2 * progress.rounds]
    best = max(progress.halves, key=lambda half: half.profit)
    text = (
        f"After round {progress.rounds} the federated model earns {money(merged.profit)} in a slot "
        f"and 1,000 cycles, with the alarm below {merged.threshold} cycles"
    )
    if progress.naive_profit is not None:
        text += f"; a model that says the same of every engine earns {money(progress.naive_profit)}"
    text += "."
    enough = next(half for half in progress.halves if half.profit >= best.profit - HARDLY)
    if progress.learned and best.profit > (progress.naive_profit or 0) + HARDLY:
        text += f" Round {enough.number} was already within {money(HARDLY)} of the best."
    if progress.gains:
        alone = [one.alone_profit for one in progress.gains]
        text += (
            f" Alone, the factories earn {money(min(alone))} to {money(max(alone))}, "
            f"{money(fmean(alone))} on average."
        )
    return text


def moved(progress: Progress) -> str:
    """Say what travelled and what stayed at home."""
    raw = sum(one.raw_bytes for one in progress.factories[:-1])
    more = progress.bytes_moved > raw
    return (
        f"{progress.bytes_moved:,} bytes have travelled so far, counted message by message. The "
        f"{raw:,} bytes of sensor histories have not left the factories."
        + (" More has travelled than was kept: what is saved here is privacy." if more else "")
    )


def privacy(progress: Progress) -> str | None:
    """Say what of the privacy budget is spent, if there is noise."""
    spent = progress.halves[-1].epsilon
    if spent is None:
        return None
    strength = "a strong promise" if spent <= 1 else "some protection" if spent <= 10 else (
        "hardly a promise any more"
    )  # fmt: skip
    return (
        f"Privacy spent: epsilon {spent:,.1f} at delta {progress.settings.experiment().delta:g}, "
        f"{strength}. One means that nobody can tell much from whether a factory took part; with "
        f"{progress.settings.factories} factories a small epsilon costs the model."
    )


def gains_words(progress: Progress) -> str:
    """Name winners and losers."""
    ranked = sorted(progress.gains, key=lambda one: one.gain, reverse=True)
    winners = [one for one in ranked if one.gain > HARDLY]
    losers = [one for one in ranked if one.gain < -HARDLY]
    text = (
        f"{len(winners)} of {len(ranked)} factories gain more than {money(HARDLY)} by sharing, on "
        f"engines like their own"
    )
    if winners:
        text += (
            f"; factory {winners[0].number + 1} gains most, {money(winners[0].gain, signed=True)}"
        )
    text += "."
    if losers:
        named = ", ".join(
            f"factory {one.number + 1} ({money(one.gain)})" for one in losers[::-1][:5]
        )
        more = f" and {len(losers) - 5} more" if len(losers) > 5 else ""
        text += f" Sharing costs {named}{more}."
    else:
        text += " Nobody loses more than that."
    return text


def worth_words(progress: Progress) -> str | None:
    """Say whose failures are worth most to the others."""
    if not progress.worth:
        return None
    most = max(progress.worth, key=progress.worth.__getitem__)
    least = min(progress.worth, key=progress.worth.__getitem__)
    return (
        f"To the others, factory {most + 1} is worth most: without its failures they would earn "
        f"{_change(-progress.worth[most])} in a slot and 1,000 cycles; without those of factory "
        f"{least + 1}, {_change(-progress.worth[least])}. This is exact, by taking its sums out of "
        "the ridge regression of all rows, where everybody is honest."
    )


def _change(dollars: float) -> str:
    return f"{money(abs(dollars))} {'more' if dollars > 0 else 'less'}"


def answer(name: str, progress: Progress, other: Progress) -> str:
    """Answer a prepared experiment's question with what both sides came to."""
    told = [
        f"{side}: an error of {cycles(one.halves[-1].error)} cycles, and "
        f"{money(one.halves[-1].profit)} in a slot and 1,000 cycles, "
        f"{_against_alone(one)}"
        for side, one in zip(SIDES[name], (progress, other), strict=True)
    ]
    apart = progress.halves[-1].profit - other.halves[-1].profit
    if abs(apart) < HARDLY:
        end = f"In money the two are hardly apart ({money(apart, signed=True)})."
    else:
        end = f"The first is worth {money(abs(apart))} {'more' if apart > 0 else 'less'}."
    spent = progress.halves[-1].epsilon
    if spent is not None:
        end += f" That bought epsilon {spent:,.1f}."
    return " ".join([*told, end])


def _against_alone(progress: Progress) -> str:
    gain = progress.halves[-1].profit - fmean(one.alone_profit for one in progress.gains)
    if abs(gain) < HARDLY:
        return f"about what a factory earns alone ({money(gain, signed=True)})."
    return f"{money(abs(gain))} {'more' if gain > 0 else 'less'} than a factory alone."


def _last_trained(progress: Progress) -> Half | None:
    return next((half for half in reversed(progress.halves) if half.half == "trained"), None)


def rounds_table(progress: Progress) -> Table:
    """List the rounds, and as a file every factory in each half of them."""
    merged = [half for half in progress.halves if half.half == "merged"]
    trained = {half.number: half for half in progress.halves if half.half == "trained"}
    cells = tuple(
        (
            str(half.number),
            cycles(half.error),
            _middle(trained.get(half.number)),
            cycles(half.outsider_error),
            cycles(half.centralised_error),
            money(half.profit),
        )
        for half in merged
    )
    values = tuple(
        row
        for half in progress.halves
        for row in (
            (half.number, half.half, "federated", half.error, round(half.profit), "", ""),
            (half.number, half.half, "centralised", half.centralised_error, "", "", ""),
            (half.number, half.half, "outsider", half.outsider_error, "", "", ""),
            (half.number, half.half, "naive", half.naive_error, "", "", ""),
            *_members(half),
        )
    )
    return Table(
        "rounds",
        "Rounds",
        ("Round", "Federated, cycles", "Typical own model", "Outsider", "All in one place",
         "Federated, money"),
        cells,
        ("round", "half", "who", "rmse_cycles", "dollars", "bytes_down", "bytes_up"),
        values,
    )  # fmt: skip


def _middle(half: Half | None) -> str:
    return cycles(median(half.local_errors.values())) if half and half.local_errors else "-"


def _members(half: Half) -> Sequence[tuple[object, ...]]:
    known = sorted({*half.local_errors, *half.bytes_down, *half.bytes_up})
    return [
        (half.number, half.half, f"factory {one + 1}", half.local_errors.get(one, ""), "",
         half.bytes_down.get(one, 0), half.bytes_up.get(one, 0))
        for one in known
    ]  # fmt: skip


def gains_table(gains: Sequence[Gain], progress: Progress) -> Table:
    """List each factory's model alone and federated, on engines like its own."""
    ranked = sorted(gains, key=lambda one: one.gain, reverse=True)
    worth = progress.worth or {}
    return Table(
        "gains",
        "Gains",
        ("Factory", "Its failures", "Alone, cycles", "Federated, cycles", "Alone, money",
         "Federated, money", "Gain", "Worth to others"),
        tuple(
            (
                f"Factory {one.number + 1}",
                failures(progress, one.number),
                cycles(one.own_alone_error),
                cycles(one.own_error),
                money(one.own_alone_profit),
                money(one.own_profit),
                money(one.gain, signed=True),
                money(worth[one.number], signed=True) if one.number in worth else "-",
            )
            for one in ranked
        ),
        ("factory", "compressor_failures", "fan_failures", "alone_rmse", "federated_rmse",
         "alone_dollars", "federated_dollars", "worth_to_others_dollars"),
        tuple(
            (
                one.number + 1,
                progress.factories[one.number].failures.count("compressor"),
                progress.factories[one.number].failures.count("fan"),
                one.own_alone_error,
                one.own_error,
                round(one.own_alone_profit),
                round(one.own_profit),
                round(worth[one.number], 1) if one.number in worth else "",
            )
            for one in ranked
        ),
    )  # fmt: skip


def failures(progress: Progress, number: int) -> str:
    """Say of what kinds a factory's failures are."""
    kinds = progress.factories[number].failures
    counted = [(kinds.count(kind), kind) for kind in ("compressor", "fan")]
    return ", ".join(f"{count} {kind}" for count, kind in counted if count)


def label_of(dollars: float) -> str:
    """Write a gain for a chart; nothing where it would round to nothing."""
    return "" if abs(dollars) < 500 else short_money(dollars, signed=True)


def titles() -> dict[str, str]:
    """Return the prepared experiments by name."""
    return {name: prepared.title for name, prepared in EXPERIMENTS.items()}


def picture_words() -> dict[str, object]:
    """Return every word of the picture of a round."""
    return {
        "locale": "en",
        "picture": "Server and factories. Arrow keys go from factory to factory.",
        "server": "Server",
        "cycles": "cycles",
        "factory": "Factory {number}",
        "outsider": "The outsider",
        "counter": "Round {round} of {rounds}",
        "slider": "Round",
        "buttons": {"step": "Step", "round": "Round", "run": "Run", "pause": "Pause"},
        "kinds": {
            "honest": "takes part",
            "saboteur": "saboteur",
            "late": "too late",
            "lost": "dropped out",
            "refused": "refused",
            "rest": "not asked",
            "outsider": "outsider",
        },
        "steps": {
            "send": "1 of 4. The server sends its model to {asked} factories: {each} bytes to "
            "each, {total} in all.",
            "train": "2 of 4. Each trains on its own failures. {raw} bytes of histories stay at "
            "home. The models now differ: they err by {low} to {high} cycles.",
            "travel": "3 of 4. {sent} models travel to the server, {each} bytes each, {total} in "
            "all. No history does.",
            "merge": "4 of 4. The server merges the {merged} that arrived: from {before} to "
            "{error} cycles of error. This model goes out next.",
        },
        "asides": {
            "lost": "{lost} dropped out and sent nothing.",
            "late": "{late} came after the deadline and do not count.",
            "refused": "{refused} were no numbers, and refused.",
            "lies": "{lies} of them are sabotage.",
            "more": "{more} bytes more to close the round.",
        },
        "detail": {
            "home": "Failures: {compressor} of the compressor, {fan} of the fan, after {lives} "
            "cycles. Usage {usage}. {raw} bytes of histories, which stay at home.",
            "sent": "In this round it got {down} bytes, trained to an error of {own} cycles, and "
            "sent {up} bytes. The merged model errs by {global}.",
            "lost": "It was sent {down} bytes and never answered.",
            "rest": "It was not asked in this round.",
            "outside": "It takes no part and trains alone: {own} cycles of error. The merged model "
            "errs by {global}.",
        },
    }
