"""Where a federation pays: a map in small multiples, sentences and tables."""

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from game.evidence.where_it_pays import (
    FAN_SHARES,
    FEDERATIONS,
    NEVER_RETRAINED,
    OWN_FAILURES,
    PER_GAME,
    PRICES,
    RETRAININGS,
    Cell,
    FederationMargin,
    Map,
    Place,
)
from game.rules.scenario import OPEN
from game.rules.strategies import STRATEGIES
from game.text.language import money_k, number, percent, t
from game.text.marking import mark
from game.views.frame.charts import layout
from game.views.frame.tables import Cell as TableCell
from game.views.frame.tables import Table
from game.views.frame.theme import FONT_NUMBERS, FONT_WORDS, Palette

AGAINST = {"usual": mark("The usual own model"), "strongest": mark("The strongest own model")}
"""What the federated model may be compared with, in hindsight the best of all recipes."""

MUCH = 0.05
"""A margin is much from this share of the oracle's profit on."""

_PALE = 1.4
"""Times the largest margin, where a colour would be full: numbers are read on every shade."""

_VERDICTS = {
    "much": mark("by much"),
    "little": mark("by little"),
    "unclear": mark("cannot tell"),
    "not": mark("loses"),
}

_PRICE_WORDS = {
    "usual": mark("as usual"),
    "dear failure": mark("a failure costs five times as much"),
    "cheap service": mark("a service costs a fifth, and a quarter of the time"),
    "service as dear as a failure": mark("a service is as dear as a failure"),
}


def margin_over(cell: Cell, against: str) -> FederationMargin:
    """Return the federation's margin over the own model that it is compared with."""
    return cell.margins["own" if against == "usual" else cell.strongest]


def verdict(cell: Cell, against: str) -> str:
    """Say in a word how the federation does at a place."""
    margin = margin_over(cell, against)
    low, high = margin.ci95
    if low <= 0 <= high:
        return "unclear"
    if high < 0:
        return "not"
    return "much" if margin.mean >= MUCH * cell.means["oracle"] else "little"


def _mapped(found: Map) -> list[Cell]:
    return [
        cell
        for cell in found.cells
        if cell.place.prices == "usual" and cell.place.advice == "usual"
    ]


def chart(found: Map, against: str, palette: Palette) -> go.Figure:
    """Draw the map: a panel for each rhythm of retraining and each size of federation."""
    cells = {cell.place: cell for cell in _mapped(found)}
    figure = make_subplots(
        len(RETRAININGS), len(FEDERATIONS), shared_xaxes=True, shared_yaxes=True,
        horizontal_spacing=0.03, vertical_spacing=0.09,
        subplot_titles=[_panel(size, every) for every in RETRAININGS for size in FEDERATIONS],
    )  # fmt: skip
    widest = max(abs(margin_over(cell, against).mean) for cell in cells.values())
    for row, every in enumerate(RETRAININGS, 1):
        for column, size in enumerate(FEDERATIONS, 1):
            lines = [
                [cells[Place(share, own, every, size)] for own in OWN_FAILURES]
                for share in FAN_SHARES
            ]
            heat = _heat(lines, against, palette, widest)
            figure.add_trace(heat, row=row, col=column)
            _mark_default(figure, size, every, row, column, palette)
    _dress(figure, palette)
    return figure


def _panel(size: int, every: int) -> str:
    return t(
        mark("{factories} factories<br>never retrained")
        if every == NEVER_RETRAINED
        else mark("{factories} factories<br>retrained every {every}"),
        factories=number(size),
        every=number(every),
    )


def _heat(
    lines: Sequence[Sequence[Cell]], against: str, palette: Palette, widest: float
) -> go.Heatmap:
    margins = [[margin_over(cell, against) for cell in line] for line in lines]
    # Steps of the same size look alike only if colours grow with the root: most margins are small.
    shades = [[_root(margin.mean / widest) for margin in line] for line in margins]
    texts = [[_written(cell, against) for cell in line] for line in lines]
    return go.Heatmap(
        z=shades, zmin=-_PALE, zmax=_PALE, showscale=False, xgap=2, ygap=2,
        x=[number(own) for own in OWN_FAILURES], y=[percent(share) for share in FAN_SHARES],
        colorscale=[(0, palette.factory_1), (0.5, palette.sunk), (1, palette.factory_0)],
        text=texts, texttemplate="%{text}",
        textfont={"family": FONT_NUMBERS, "size": 12, "color": palette.text},
        customdata=[[_hover(cell, against) for cell in line] for line in lines],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _root(share: float) -> float:
    return float(abs(share) ** 0.5) * (1 if share > 0 else -1)


def _written(cell: Cell, against: str) -> str:
    """Write the margin in thousand dollars a game, in brackets where luck may explain it."""
    text = number(margin_over(cell, against).mean * PER_GAME / 1_000)
    return f"({text})" if verdict(cell, against) == "unclear" else text


def _hover(cell: Cell, against: str) -> str:
    margin = margin_over(cell, against)
    return t(
        "{share} fan faults, {own} own failures<br>federated leads by {lead} a game "
        "{span}<br>wins {won} of games, ties {tied}",
        share=percent(cell.place.fan_share),
        own=number(cell.place.own_failures),
        won=percent(margin.won),
        tied=percent(margin.tied),
        **_told(margin),
    )


def _told(margin: FederationMargin, lead: str = "lead", span: str = "span") -> dict[str, str]:
    """Return what a margin comes to in a game and its interval, for these places of a text."""
    mean, low, high = (money_k(end * PER_GAME) for end in (margin.mean, *margin.ci95))
    return {lead: mean, span: f"[{low}, {high}]"}


def _mark_default(
    figure: go.Figure, size: int, every: int, row: int, column: int, palette: Palette
) -> None:
    usual = Place()
    if (size, every) != (usual.federation_size, usual.retrain_every):
        return
    x, y = OWN_FAILURES.index(usual.own_failures), FAN_SHARES.index(usual.fan_share)
    figure.add_shape(
        type="rect", x0=x - 0.5, x1=x + 0.5, y0=y - 0.5, y1=y + 0.5, row=row, col=column,
        line={"color": palette.text, "width": 3},
    )  # fmt: skip


def _dress(figure: go.Figure, palette: Palette) -> None:
    house = layout(palette, 110 + 190 * len(RETRAININGS))
    axis = {
        **house.xaxis.to_plotly_json(),
        "showgrid": False,
        "type": "category",
        "automargin": False,
    }
    figure.update_layout(house)
    figure.update_xaxes(axis)
    figure.update_yaxes(axis)
    figure.update_annotations(font={"family": FONT_WORDS, "size": 12, "color": palette.muted})
    figure.update_layout(margin={"l": 58, "r": 4, "t": 40, "b": 64})
    figure.add_annotation(
        text=t("own failures on record"), x=0.5, y=-0.06, xref="paper", yref="paper",
        showarrow=False, font={"size": 13, "color": palette.muted}, yanchor="top",
    )  # fmt: skip
    figure.add_annotation(
        text=t("fan faults"), x=0, y=0.5, xref="paper", yref="paper", textangle=-90,
        showarrow=False, font={"size": 13, "color": palette.muted}, xshift=-48,
    )  # fmt: skip


def summary(found: Map, against: str) -> str:
    """Say at how many places the federation wins by much, by little, or not."""
    cells = _mapped(found)
    counts = dict.fromkeys(_VERDICTS, 0)
    for cell in cells:
        counts[verdict(cell, against)] += 1
    return t(
        mark(
            "Against **its usual own model** the federation wins by much at {much} of {places} "
            "places ({limit} of the oracle's profit or more), by little at {little}, cannot be "
            "told apart at {unclear}, and loses at {lost}."
        )
        if against == "usual"
        else mark(
            "Against **the strongest own model**, picked at each place in hindsight, the "
            "federation wins by much at {much} of {places} places ({limit} of the oracle's profit "
            "or more), by little at {little}, cannot be told apart at {unclear}, and loses at "
            "{lost}."
        ),
        places=number(len(cells)),
        limit=percent(MUCH),
        much=number(counts["much"]),
        little=number(counts["little"]),
        unclear=number(counts["unclear"]),
        lost=number(counts["not"]),
    )


def examples(found: Map) -> list[str]:
    """Name the places that a visitor should know: the default match, and where it does not pay."""
    usual = Place()
    places = (
        (mark("The default match, marked on the map"), usual),
        (mark("The same, retrained every 500 cycles"), Place(retrain_every=500)),
        (mark("Two faults, and 16 failures of one's own"), Place(own_failures=16)),
        (mark("One fault, and 8 failures of one's own"), Place(fan_share=0.0, own_failures=8)),
        (mark("A federation of three"), Place(federation_size=3)),
    )
    return [
        t(
            "**{place}**: {lead} a game {span} over the usual own model, {strong} {strong_span} "
            "over the strongest.",
            place=t(what),
            **_told(margin_over(found.at(place), "usual")),
            **_told(margin_over(found.at(place), "strongest"), "strong", "strong_span"),
        )
        for what, place in places
    ]


def with_retraining(found: Map) -> str:
    """Say what is left of the margin where factories retrain."""
    often = min(RETRAININGS)
    rhythms = (Place().retrain_every, often, max(RETRAININGS))
    cells = [found.at(Place(retrain_every=every)) for every in rhythms]
    usual, less, never = (margin_over(cell, "usual") for cell in cells)
    cell = cells[0]
    return t(
        "Nobody retrains in these games. In others (seed {seed}, {worlds} worlds) the federated "
        "model leads the own model by {never} a game {never_span} if nobody retrains; by {lead} "
        "{span}, winning {won} of {games} games, if factories retrain every {every} cycles, as in "
        "the match with everything unlocked; and by {less} {less_span} if every {often}. In the "
        "free match they do every {free}.",
        **_told(usual),
        **_told(less, "less", "less_span"),
        **_told(never, "never", "never_span"),
        every=number(cell.place.retrain_every),
        won=percent(usual.won),
        games=number(cell.games),
        often=number(often),
        free=number(OPEN.retrain_every),
        seed=found.seed,
        worlds=number(cell.worlds),
    )


def beside(cell: Cell, known: Cell, seed: int) -> str:
    """Say what a place played anew comes to, and what the map says of it."""
    margin = margin_over(cell, "usual")
    return t(
        "The federated model leads the usual own model by {lead} a game {span} and wins {won} of "
        "{games} games; the map says {mapped} {mapped_span} (seed {seed}).",
        **_told(margin),
        **_told(margin_over(known, "usual"), "mapped", "mapped_span"),
        won=percent(margin.won),
        games=number(cell.games),
        seed=seed,
    )


def prices(found: Map) -> str:
    """Say what becomes of recommended settings where a service does not pay."""
    usual, priced = (
        found.at(Place(prices="service as dear as a failure", advice=way)).means
        for way in ("usual", "prices")
    )
    return t(
        "The usual settings were good at usual prices. Where a service is as dear as a failure "
        "waiting earns {waiting} a game, a federation at its usual floor {federated}; with "
        "settings that follow prices, which the sandbox offers, {following}, and a schedule "
        "{schedule}.",
        schedule=money_k(priced["preventive"] * PER_GAME),
        waiting=money_k(usual["corrective"] * PER_GAME),
        federated=money_k(usual["federated"] * PER_GAME),
        following=money_k(priced["federated"] * PER_GAME),
    )


def provenance(found: Map) -> str:
    """Say how the map was made."""
    cell = found.cells[0]
    return t(
        "Thousand dollars a game by which the federated model leads; in brackets where the 95% "
        "interval holds zero. {games} games of {cycles} cycles in {worlds} worlds at each place, "
        "seed {seed}; everything but what the axes say is as in the default match, which the "
        "square marks. Made by `python -m benchmarks where_it_pays`.",
        games=number(cell.games),
        cycles=number(found.cycles),
        worlds=number(cell.worlds),
        seed=found.seed,
    )


def prices_table(found: Map) -> Table:
    """Return what each strategy earns at other prices, by what recommended settings follow."""
    ways = [Place(prices=prices, advice=way) for prices in PRICES for way in ("usual", "prices")]
    follows = {"usual": mark("usual"), "prices": mark("follow prices")}
    rows = [
        [
            TableCell(t("prices"), t("prices"), place.prices, t(_PRICE_WORDS[place.prices])),
            TableCell(t("settings"), t("settings"), place.advice, t(follows[place.advice])),
            *(
                TableCell(head, head, round(mean * PER_GAME), _unbroken(mean))
                for head, mean in _earned(cell)
            ),
            TableCell(
                t("federated leads by"),
                "",
                margin_over(cell, "usual"),
                lambda margin: "{lead} {span}".format(**_told(margin)),
            ),
        ]
        for place, cell in zip(ways, map(found.at, ways), strict=True)
    ]
    return Table.of_rows("prices", t("At other prices"), rows)


def _unbroken(mean: float) -> str:
    """Write dollars a game so that no line ends after the minus."""
    return money_k(mean * PER_GAME).replace("−", "−\N{WORD JOINER}")


def _earned(cell: Cell) -> list[tuple[str, float]]:
    own = {"corrective", "preventive", "federated"}
    named = [(t(STRATEGIES[name].short), cell.means[name]) for name in STRATEGIES if name in own]
    return [
        *named[:2],
        (t("Own model"), cell.means["own"]),
        (t("Strongest own"), cell.means[cell.strongest]),
        *named[2:],
        (t("Oracle"), cell.means["oracle"]),
    ]


def cells_table(found: Map) -> Table:
    """Return every cell, for the file alone."""
    rows = [
        [
            TableCell("", t("fan faults"), cell.place.fan_share),
            TableCell("", t("own failures"), cell.place.own_failures),
            TableCell("", t("retrained every"), cell.place.retrain_every),
            TableCell("", t("factories"), cell.place.federation_size),
            *(
                TableCell("", f"{name} {what}", value)
                for name, margin in cell.margins.items()
                for what, value in (
                    (t("mean"), cell.means[name]),
                    (t("federated leads by"), margin.mean),
                    (t("low"), margin.ci95[0]),
                    (t("high"), margin.ci95[1]),
                    (t("games federated wins"), margin.won),
                )
            ),
        ]
        for cell in _mapped(found)
    ]
    return Table.of_rows("where-it-pays", t("Where it pays"), rows)
