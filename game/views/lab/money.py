"""What the lab's money shows, in sentences."""

from collections.abc import Sequence
from statistics import fmean

from game.lab.earnings import alarms_tried
from game.lab.levers import DEGREES
from game.lab.population import JUDGED
from game.lab.progress import Earning, Gain, Progress
from game.lab.verdicts import HARDLY
from game.text.language import money, number, t, tn
from game.text.marking import mark


def of_money(progress: Progress) -> list[str]:
    """Say what the money shows so far, what matters most first."""
    if not progress.earnings:
        return [t("What the first round earns is being counted...")]
    sentences = (
        _earned(progress),
        _returned(progress.earnings[-1]),
        _ahead(progress.settings.lead),
        _worse_than_waiting(progress),
        _good_enough(progress),
        _alone(progress.gains),
    )
    return [*filter(None, sentences)]


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
