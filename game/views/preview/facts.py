"""What a link's picture says: of a match as it was played, of a lab as it learns."""

from dataclasses import dataclass

from game.lab.run import stages
from game.lab.settings import read_settings
from game.live.feed import ground_of
from game.rules.custom_scenario import scenario_named
from game.rules.economics import place_of_first
from game.rules.errors import GameError
from game.rules.links import decode
from game.rules.match import replay
from game.rules.report import factory_names
from game.text.language import money, number, ordinal, short_money, t, tn

LONGEST = 8_000
"""Cycles of a match up to which it is played for a picture."""

POINTS = 240  # of a curve


class TooLongError(GameError):
    """What would take longer than a picture is worth."""


@dataclass(frozen=True)
class Curve:
    """A line of the picture, and whose it is."""

    factory: int
    name: str
    end: str  # its last value, in words
    values: tuple[float, ...]


@dataclass(frozen=True)
class Facts:
    """What a picture says.

    Attributes
    ----------
    title : whose picture it is
    figure : the largest thing in it
    sentence : one
    curves : the first one is whom it is about
    """

    title: str
    figure: str
    sentence: str
    curves: tuple[Curve, ...]


def of_match(link: str, at: int | None = None) -> Facts:
    """Return what is said of a match, played to its end or as it stands where its link opens it.

    Parameters
    ----------
    at : the cycle at which it opens; None for a match that is shown whole

    Raises
    ------
    GameError
        No link of ours, engines that are not here, or a match that is too long.

    Examples
    --------
    >>> told = of_match("1-chapter4-220-0l-476f")
    >>> told.figure, told.sentence
    ('$818,000', '1st of 3, $66,000 ahead of Northgate Aviation.')
    >>> of_match("1-chapter4-220-0l-476f", 460).sentence
    'At cycle 460 of 1,000: 1st of 3, $52,800 ahead of Northgate Aviation. Go on from there.'
    """
    asked = decode(link)
    scenario = scenario_named(asked.scenario)
    if scenario.cycles > LONGEST:
        raise TooLongError("This match is too long for a picture.")
    _, world = ground_of(scenario, asked.seed)
    match = replay(scenario, asked.decisions, world, at or None)
    names = [t("Your factory"), *factory_names(asked.seed, scenario.factories)[1:]]
    ends = [int(balance) for balance in match.balances[:, match.end - 1]]
    step = max(1, match.end // POINTS)
    curves = tuple(
        Curve(
            number_, name, short_money(end),
            (0.0, *map(float, row[step - 1 : match.end : step]), float(end)),
        )
        for number_, (name, end, row) in enumerate(
            zip(names, ends, match.balances.tolist(), strict=True)
        )
    )  # fmt: skip
    title = t("{match} · seed {seed}", match=t(scenario.title), seed=asked.seed)
    if at and match.winner is None:
        says = t(
            "At cycle {cycle} of {cycles}: {stands} Go on from there.",
            cycle=number(match.end), cycles=number(scenario.cycles), stands=_stands(ends, names),
        )  # fmt: skip
        return Facts(title, money(ends[0]), says, curves)
    if not asked.decisions:
        best = max(range(1, len(ends)), key=ends.__getitem__)
        says = t("{rival} makes that of these engines. Can you make more?", rival=names[best])
        rivals = (curves[best], *(one for one in curves[1:] if one.factory != best))
        return Facts(title, money(ends[best]), says, rivals)
    return Facts(title, money(ends[0]), _stands(ends, names), curves)


def _stands(ends: list[int], names: list[str]) -> str:
    own, others = ends[0], ends[1:]
    best = max(others)
    values = {
        "place": ordinal(place_of_first(ends)),
        "factories": len(ends),
        "rival": names[1 + others.index(best)],
        "gap": money(abs(own - best)),
    }
    if own > best:
        return t("{place} of {factories}, {gap} ahead of {rival}.", **values)
    if own < best:
        return t("{place} of {factories}, {gap} behind {rival}.", **values)
    return t("{place} of {factories}, level with {rival}.", **values)


def of_lab(text: str) -> Facts:
    """Return what is said of a lab, run to its last round.

    Raises
    ------
    GameError
        No link of ours, or a lab that is too large.

    Examples
    --------
    >>> of_lab("lab.fa3.molinear.ro2").title
    '3 factories, one model, 2 rounds'
    """
    settings = read_settings(text)
    if not settings.is_light:
        raise TooLongError("This lab is too large for a picture.")
    progress = next(one for one in stages(settings) if one.learned)
    errors = [one.error for one in progress.records[::2]]
    if not all(error < float("inf") for error in errors):
        raise TooLongError("This lab has no errors to draw.")
    first, last = errors[0], errors[-1]
    rounds = settings.experiment.rounds
    title = tn(
        "{factories} factories, one model, {n} round",
        "{factories} factories, one model, {n} rounds",
        rounds, factories=number(settings.population.factories),
    )  # fmt: skip
    says = t(
        "The shared error goes from {first} to {last} cycles; {stayed} kB of sensor data stay "
        "home.",
        first=number(first, 1), last=number(last, 1),
        stayed=number(sum(one.raw_bytes for one in progress.factories[:-1]) / 1000),
    )  # fmt: skip
    ends = t("± {error} cycles", error=number(last, 1))
    return Facts(title, ends, says, (Curve(0, t("shared error"), number(last, 1), tuple(errors)),))
