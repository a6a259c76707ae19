"""What leaves a factory, who sees it, and what is promised of it, in words."""

from math import exp

from game.lab.progress import Progress
from game.text.language import number, percent, t


def moved(progress: Progress) -> str:
    """Say what travelled and what stayed at home."""
    raw = sum(factory.raw_bytes for factory in progress.factories[:-1])
    sentence = t(
        "{moved} bytes have travelled so far, counted message by message. The {raw} bytes of "
        "sensor histories have not left the factories.",
        moved=number(progress.bytes_moved),
        raw=number(raw),
    )
    if progress.bytes_moved > raw:
        sentence += " " + t("More has travelled than was kept: no bytes are saved here.")
    return sentence


def seen(progress: Progress) -> str:
    """Say what the server sees of a single factory."""
    experiment = progress.settings.experiment
    times = t(
        "When an answer comes it sees, too: whoever has more rows trains longer. Masks and noise "
        "do not hide that."
    )
    if experiment.secure:
        masked = t(
            "Of a single factory the server sees masked numbers alone; what it reads is the sum "
            "of a round's answers."
        )
        return f"{masked} {times}"
    if experiment.scales == "public":
        told = t(
            "Scales are public, so no factory tells of its rows; the server sees each one's "
            "updates as they are."
        )
        return f"{told} {times}"
    return t(
        "The server sees each factory's updates as they are. Before the first round it is also "
        "sent the number of a factory's rows and what their columns and squares add up to, "
        "exactly: of four engines or fewer that gives away how long each lived."
    )


def privacy(progress: Progress) -> str | None:
    """Say what of the privacy budget is spent, if there is noise, and what that covers."""
    spent = progress.records[-1].epsilon
    if spent is None:
        return None
    settings = progress.settings
    counts = (
        sum(one == "arrived" for one in record.outcomes.values()) for record in progress.records
    )
    counted = [count for count in counts if count][-1]  # noise is added where an answer counts
    told = t(
        "Privacy spent: epsilon {epsilon} at delta {delta}, {promise}. It covers all that a "
        "factory sends here, against everybody but the server, which adds the noise to the sum of "
        "all updates. In each number of the merged model it is {share} of the largest update, "
        "since the answers of {counted} factories counted in the last round.",
        epsilon=number(spent, 2 if spent < _WEAK else 0),
        delta=number(settings.experiment.delta, 3),
        promise=_promise(spent),
        counted=number(counted),
        share=percent(settings.experiment.noise / counted, 1),
    )
    told += " " + t("When an answer comes, and whether it comes in time, is not covered.")
    if spent > _WEAK:
        return told
    meant = t(
        "Nothing that others may see becomes more than {times} times as likely, plus delta, by a "
        "factory's updates instead of zeros in their place.",
        times=number(exp(spent), 1),
    )
    return f"{told} {meant}"


_STRONG, _WEAK = 1, 10
"""Up to here an epsilon is a strong promise, and beyond there hardly one: Ponomareva et al., "How
to DP-fy ML", 2023, arXiv:2303.00654, section 5.2."""


def _promise(epsilon: float) -> str:
    if epsilon <= _STRONG:
        return t("a strong promise")
    return t("some protection") if epsilon <= _WEAK else t("hardly a promise any more")


def onlooker(progress: Progress) -> str | None:
    """Say what no server could know, where something is promised of what a factory sends."""
    if not progress.settings.experiment.protected:
        return None
    return t(
        "What follows, and what a factory is worth to others, is worked out by who looks on: "
        "nobody sends it in this lab, and no promise covers it."
    )
