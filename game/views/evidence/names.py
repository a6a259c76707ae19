"""How strategies and intervals are written."""

from game.evidence.clusters import ORACLE
from game.evidence.contestants import kind_of
from game.evidence.findings import Estimate, Interval
from game.text.language import money_k, percent, t
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
    return t("the oracle") if strategy == ORACLE else t(kind_of(strategy).phrase)


def the_first(strategy: str) -> str:
    """Return a strategy's name where a sentence begins."""
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


def share_span(interval: Interval | None) -> str:
    """Write the interval of a share of games.

    Examples
    --------
    >>> share_span((0.884, 1.0)), share_span(None)
    ('[88%, 100%]', '[needs a second world]')
    """
    if interval is None:
        return t("[needs a second world]")
    return f"[{percent(interval[0])}, {percent(interval[1])}]"


def escaped(text: str) -> str:
    """Keep Markdown from reading dollars as formulas, and a line from ending after a minus.

    Examples
    --------
    >>> escaped("$5")
    '\\\\$5'
    """
    return text.replace("−$", "−\u2060$").replace("$", "\\$")
