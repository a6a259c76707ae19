"""A match that one has played, at the prices of one's own plant."""

from functools import partial

import streamlit as st

from game.api import price_link
from game.business.forecast_error import measured_life
from game.business.plant import Plant
from game.business.reading import mean_life
from game.jobs import Jobs, has_begun
from game.review.own_prices import AtOwnPrices, Order, OwnPrices
from game.rules.errors import GameError
from game.rules.links import read_cycles
from game.rules.strategies import STRATEGIES
from game.text.language import money, number, refusal_text, t, tn
from game.text.marking import mark
from game.views.business.words.money import amount
from game.views.frame.drawing import draw_again, sentence, table
from game.views.frame.tables import Cell, Table

PRICED: Jobs[tuple[str, int | None, OwnPrices], AtOwnPrices] = Jobs(most=32)
"""Of matches, in this process: one at a time, each only while somebody looks at it."""

_REFRESH = 0.6  # s, until it has been played

_MAPPING = mark(
    "A cycle is an hour here: the {cycles} cycles that you played are {cycles} hours of {slots}. "
    "The engines are the game's, and so are your decisions; what an hour, a service and a failure "
    "cost, and how long they take, is of this plant. Fees and bonuses of the match are left out."
)


def prices_of(plant: Plant) -> OwnPrices:
    """Return what a match is billed at: a failure with what it damages elsewhere.

    Examples
    --------
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=2_000, failure_cost=5_000,
    ...               secondary_damage=700, service_hours=4, failure_hours=10, hour_worth=50,
    ...               shape=2.0, mean_life=6_000, failures_on_record=12)
    >>> prices_of(pumps).failure
    5700
    """
    prices = plant.prices
    hours = plant.service_hours, plant.failure_hours
    return OwnPrices(prices.hour, prices.service, prices.failure, *hours)


def show(plant: Plant, unit: str, viewer: str, example: str | None = None) -> None:
    """Draw the match of the address at a plant's prices, if there is one.

    Parameters
    ----------
    example : whose prices they are while none is the visitor's own
    """
    text = st.query_params.get("match")
    if text is None:
        return
    st.header(
        t("Your match, at your prices") if example is None else t("Your match, at other prices"),
        anchor=False,
    )
    if example is not None:
        sentence(
            t(
                "No price here is yours yet: they are those of our example {example}. Type what a "
                "service and a failure cost you above.",
                example=example,
            )
        )
    sentence(scale(plant))
    try:
        played = st.query_params.get("cycles")
        cycles = None if played is None else read_cycles(played)
        key = text, cycles, prices_of(plant)

        def refined() -> bool:
            job = PRICED.look(key, lambda: iter([price_link(text, key[2], cycles)]), viewer)
            if has_begun(job):
                _draw(job.value, unit, example)
            else:
                sentence(t("Your match is being played at these prices..."))
            return has_begun(job)

        known = PRICED.peek(key)
        draw_again(refined, None if known is not None and has_begun(known) else _REFRESH)
    except GameError as error:
        sentence(refusal_text(error))


def scale(plant: Plant) -> str:
    """Say how much oftener the game's engines fail: its money is no plant's.

    Examples
    --------
    >>> pumps = Plant(8, 8_000, service_cost=1, failure_cost=9,
    ...               shape=2.0, mean_life=20_000, failures_on_record=12)
    >>> scale(pumps)[:71]
    "The game's engines live about 215 hours, machines of this plant 20,000:"
    """
    cycles, hours = measured_life(), mean_life(plant)
    return t(
        "The game's engines live about {cycles} hours, machines of this plant {hours}: the engines "
        "fail {times} times as often, and this money is of them. What this plant would earn is "
        "told below, under What it is worth.",
        cycles=amount(cycles, ""),
        hours=amount(hours, ""),
        times=amount(max(1.0, round(hours / cycles)), ""),
    )


def _draw(seen: AtOwnPrices, unit: str, example: str | None) -> None:
    for said in words(seen, unit, example):
        sentence(said)
    table(figures(seen, unit), "plant")
    if seen.orders:
        table(settings(seen), "plant")
        sentence(
            t(
                "A setting that was recommended is recommended anew for your prices; one that you "
                "chose yourself stays."
            )
        )
    machines = tn("{n} machine", "{n} machines", seen.slots)
    st.caption(t(_MAPPING, cycles=number(seen.cycles), slots=machines))


def words(seen: AtOwnPrices, unit: str, example: str | None = None) -> list[str]:
    """Say what the decisions of a match are worth at these prices, and the others' model."""
    own, game = seen.own, seen.game
    prices = t("your prices") if example is None else t("the prices of {name}", name=example)
    more = mark(
        "At {prices} your decisions earn {own} more than waiting for every failure, on the same "
        "engines; at the game's prices it was {game}."
    )
    less = mark(
        "At {prices} your decisions earn {own} less than waiting for every failure, on the same "
        "engines; at the game's prices it was {game}."
    )
    said = [
        t(
            more if own.gained >= 0 else less,
            prices=prices,
            own=amount(abs(own.gained), unit),
            game=money(round(game.gained), signed=True),
        )
    ]
    if own.others is not None and game.others is not None:
        said.append(
            t(
                "The others' model is worth {own} of it before any fee, against your own model "
                "from the same cycle on; at the game's prices {game}.",
                own=amount(own.others, unit, signed=True),
                game=money(round(game.others), signed=True),
            )
        )
    return said


def figures(seen: AtOwnPrices, unit: str) -> Table:
    """Return the two bills side by side."""
    own, game = seen.own, seen.game
    dollars, ours = money, partial(amount, unit=unit)
    rows = [
        (t("Earned"), "earned", game.earned, own.earned),
        (t("Waiting for every failure"), "waiting", game.waiting, own.waiting),
        (t("Your decisions were worth"), "gained", game.gained, own.gained),
    ]
    if own.others is not None and game.others is not None:
        rows.append((t("Of it by the others' model"), "others", game.others, own.others))
    counts = [
        (t("Services"), "services", game.services, own.services),
        (t("Failures"), "failures", game.failures, own.failures),
    ]
    return Table.of_rows(
        "match",
        t("Your match"),
        [
            [
                Cell("", "what", name),
                Cell(t("What"), "", what),
                Cell(t("At the game's prices"), "game", one, dollars(round(one))),
                Cell(t("At this plant's"), "own", other, ours(other)),
            ]
            for what, name, one, other in rows
        ]
        + [
            [
                Cell("", "what", name),
                Cell(t("What"), "", what),
                Cell(t("At the game's prices"), "game", one, number),
                Cell(t("At this plant's"), "own", other, number),
            ]
            for what, name, one, other in counts
        ],
    )


def settings(seen: AtOwnPrices) -> Table:
    """Return what was set, and what is recommended in its place at one's own prices."""
    return Table.of_rows(
        "settings",
        t("Settings"),
        [
            [
                Cell(t("From cycle"), "cycle", order.cycle, number),
                Cell(t("Strategy"), "strategy", order.strategy, _strategy),
                Cell(t("Setting in your match"), "game", order.game, number),
                Cell(t("At your prices"), "own", order.own, _own(order)),
            ]
            for order in seen.orders
        ],
    )


def _strategy(name: str) -> str:
    return t(STRATEGIES[name].title)


def _own(order: Order) -> str:
    if order.recommended:
        return t("{setting}, recommended", setting=number(order.own))
    return t("{setting}, as you chose", setting=number(order.own))
