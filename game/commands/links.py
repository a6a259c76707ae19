"""Commands that take a link: a match's figures, its review, and a lab."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import click

from game.commands.matches import show_report
from game.commands.output import (
    as_json,
    dollars,
    exact_cycles,
    or_dash,
    print_json,
    print_table,
    progress,
)
from game.rules.errors import LinkError, shown

if TYPE_CHECKING:
    from game.lab.progress import Progress, RoundRecord
    from game.review.review import Review
    from game.review.turning_points import Choice, Reply

link_argument = click.argument("link")


@click.command()
@link_argument
@click.option("--seat", type=int, help="LINK is the file of a room: play the match of this seat.")
@exact_cycles
@as_json
def replay(link: str, seat: int | None, cycles: int | None, as_json: bool) -> None:
    """Play the match of a LINK and print its report.

    Of a room's file, play one seat's match, or all of them again.
    """
    from game.api import replay_link

    if seat is None and link.endswith(".json"):
        if cycles is not None:
            raise LinkError("A whole room is played as far as it came: leave --cycles out, or name "
                            "a --seat.")  # fmt: skip
        _replay_room(link, as_json)
        return
    if seat is None:
        show_report(replay_link(*match_of(link, cycles)), as_json)
        return
    from game.rooms.export import link_of

    text, played = link_of(_read(link), seat)
    show_report(replay_link(text, played if cycles is None else cycles), as_json)


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise LinkError("{file} cannot be read: name a room's file.", file=shown(path)) from error


def _replay_room(path: str, as_json: bool) -> None:
    """Play all seats of a room's file again, and print what they come to beside what it says."""
    from game.rooms.federation.again import play_again

    again = play_again(_read(path)).to_json()
    if as_json:
        print_json(again)
    else:
        print_table(
            ["seat", "money in the file", "played again"],
            [
                [str(one["seat"]), or_dash(one["money"], ",d"), f"{one['again']:,}"]
                for one in again["seats"]
            ],
        )
        for one in again["trainings"]:
            same = "the same model" if one["same"] else "another model"
            click.echo(f"training at cycle {one['cycle']}: {same}, {one['bytes']:,} bytes")
    if not again["same"]:
        raise LinkError("The file says something else than its decisions come to.")


@click.command()
@link_argument
@exact_cycles
@as_json
def report(link: str, cycles: int | None, as_json: bool) -> None:
    """Review the match of a LINK.

    Where its money comes from, decision quality, luck and turning points.
    """
    from game.api import review_link
    from game.review.review import LOOKS

    with progress("review") as on_progress:
        for step, latest in enumerate(review_link(*match_of(link, cycles)), start=1):
            review = latest
            on_progress(step, 1 + len(LOOKS))
    if as_json:
        print_json(review.to_json())
    else:
        show_review(review)


@click.command()
@link_argument
@as_json
def lab(link: str, as_json: bool) -> None:
    """Run the lab of a LINK.

    The errors of each round, what its model earns, and what each factory gains.
    """
    from game.lab.run import stages
    from game.lab.settings import read_settings

    settings = read_settings(_carried(link, "lab")["lab"])
    with progress("rounds") as on_progress:
        for lab in stages(settings):
            on_progress(lab.rounds, settings.experiment.rounds)
    figures = lab_figures(lab)
    if as_json:
        print_json(figures)
    else:
        _show_lab(figures)


def match_of(link: str, cycles: int | None = None) -> tuple[str, int | None]:
    """Return the text of a match's link, and how many cycles of it to play.

    Parameters
    ----------
    cycles : to play; as many as the address says if None

    Examples
    --------
    >>> match_of("http://localhost:8501/report?game=1-default-7-0p&cycles=900")
    ('1-default-7-0p', 900)
    >>> match_of("1-default-7-0p")
    ('1-default-7-0p', None)
    """
    from game.rules.links import read_cycles

    carried = _carried(link, "game")
    if re.match(r"lab\b", carried["game"]):
        raise LinkError(_OTHER, address=shown(link), key="lab", command="lab")
    if cycles is None and "cycles" in carried:
        cycles = read_cycles(carried["cycles"])
    return carried["game"], cycles


def _carried(link: str, key: str) -> dict[str, str]:
    """Return what stands in a link under this key, a whole address's other values beside it."""
    address, mark, query = link.partition("?")
    if not mark and "://" not in address:
        return {key: address}
    carried = {name: values[-1] for name, values in parse_qs(query.partition("#")[0]).items()}
    for other, command in _COMMANDS.items():
        if other != key and other in carried and key not in carried:
            raise LinkError(_OTHER, address=shown(link), key=other, command=command)
    if key not in carried:
        raise LinkError(
            "{address} holds no '{key}=': copy the whole address of the page.",
            address=shown(link),
            key=key,
        )
    return carried


_COMMANDS = {"game": "report", "lab": "lab"}
"""What takes a link, by what it holds."""

_OTHER = "{address} is a link to a {key}: the command '{command}' takes it."


def show_review(review: "Review") -> None:
    """Print what a review says of the player's match."""
    from game.rules.economics import place_of_first

    you = review.factories[0]
    bridge = you.bridge
    place = place_of_first([one.profit for one in review.factories])
    click.echo(
        f"{review.scenario}, seed {review.seed}: place {place} of {len(review.factories)} with "
        f"{dollars(you.profit)} after {review.cycles} cycles"
    )
    charges = bridge.charges_money
    print_table(
        ["from waiting for failures to this match", "dollars"],
        [
            ["waiting for every failure", dollars(bridge.corrective_profit)],
            [f"failures avoided: {bridge.failures_avoided}", dollars(bridge.failures_money)],
            [f"services more: {bridge.services}", dollars(bridge.services_money)],
            [f"cycles of downtime saved: {bridge.cycles_saved}", dollars(bridge.cycles_money)],
            *([["fees and bonuses", dollars(charges)]] if charges else []),
            ["this match", dollars(you.profit)],
            ["the ceiling on these engines", dollars(you.oracle_profit)],
        ],
    )
    quality, luck, called = review.quality, review.luck, bool(review.calls)
    if quality is not None and luck is not None:
        click.echo(f"\nexpected over {quality.redraws} redraws of the engines")
        print_table(
            ["figure", "value", "standard error"],
            [
                [
                    "decision quality",
                    or_dash(quality.decision_quality, ".3f"),
                    or_dash(quality.standard_error, ".3f"),
                ],
                ["these decisions", dollars(quality.played), dollars(luck.standard_error)],
                *([["calls, on what was known", dollars(quality.calls), ""]] if called else []),
                ["the best policy", dollars(quality.best), ""],
                ["waiting for every failure", dollars(quality.corrective), ""],
                [
                    "this match without its calls" if called else "this match",
                    dollars(luck.realised),
                    "",
                ],
                [
                    "luck: that less these decisions",
                    dollars(luck.dollars),
                    dollars(luck.standard_error),
                ],
                ["luck, standard deviations", or_dash(luck.deviations, ".2f"), ""],
            ],
        )
    points = [point for point in review.turning_points or () if point.regret > 0]
    if points:
        click.echo("\nturning points, the costliest first")
        print_table(
            ["cycle", "moment", "played", "best", "loss", "error", "clear"],
            [
                [
                    str(point.cycle),
                    " ".join(point.kinds),
                    _choice(point.played),
                    _choice(point.best),
                    dollars(point.regret),
                    dollars(point.standard_error),
                    "yes" if point.clear else "no",
                ]
                for point in points
            ],
        )


def _choice(choice: "Choice | Reply") -> str:
    return choice.code if choice.number is None else f"{choice.code} {choice.number}"


def lab_figures(progress: "Progress") -> dict[str, Any]:
    """Return what a lab has come to, as plain JSON values; null where an error has no bounds.

    Errors are RMSE in cycles, profits dollars per slot and 1,000 cycles.
    """
    trained = {record.number: record for record in progress.records if record.stage == "trained"}
    merged = [record for record in progress.records if record.stage == "merged"]
    return {
        "lab": progress.settings.text,
        "factories": len(progress.factories) - 1,
        "saboteurs": list(progress.saboteurs),
        "naive_profit": progress.naive_profit,
        "rounds": [
            {
                "round": record.number,
                "error": _bounded(record.error),
                "own_error": _typical(trained.get(record.number)),
                "outsider_error": _bounded(record.outsider_error),
                "central_error": _bounded(central.error),
                "profit": earning.profit,
                "threshold": earning.threshold,
                "outsider_profit": earning.outsider_profit,
                "spent": earning.spent,
                "roi": earning.roi,
                "outsider_roi": earning.outsider_roi,
                "central_profit": central.profit,
                "bytes_up": sum(record.bytes_up.values()),
                "bytes_down": sum(record.bytes_down.values()),
                "epsilon": record.epsilon,
                "backdoor": earning.backdoor and asdict(earning.backdoor),
            }
            for record, earning, central in zip(
                merged, progress.earnings, progress.centrals, strict=True
            )
        ],
        "gains": [_row(asdict(gain) | {"gain": gain.gain}) for gain in progress.gains],
        "pool": progress.pool and asdict(progress.pool),
        "schedules": [asdict(plan) | {"gain": plan.gain} for plan in progress.age_policies],
    }


def _row(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _bounded(value) for name, value in values.items()}


def _bounded(value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else value


def _typical(record: "RoundRecord | None") -> float | None:
    """Return the error of the typical factory's own model, before it was merged."""
    errors = [] if record is None else list(record.local_errors.values())
    return _bounded(median(errors)) if errors else None


def _show_lab(figures: dict[str, Any]) -> None:
    click.echo(f"{figures['lab']}: errors in cycles, $ per slot and 1,000 cycles")
    _print_columns(
        figures["rounds"],
        *("round", "error", "own_error", "outsider_error", "central_error"),
        *("profit", "threshold", "outsider_profit", "central_profit", "roi"),
    )
    _print_columns(
        _from_one(figures["gains"]),
        *("factory", "own_error", "own_alone_error", "own_profit", "own_alone_profit", "gain"),
    )
    if figures["pool"] is not None:
        click.echo(f"\nservice age from all {figures['pool']['engines']} lifetimes: "
                   f"{figures['pool']['age']} cycles")  # fmt: skip
    _print_columns(
        _from_one(figures["schedules"]), "factory", "age", "profit", "pooled_profit", "gain"
    )


def _from_one(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with their factories as a page numbers them, from 1 on."""
    return [row | {"factory": row["number"] + 1} for row in rows]


_FORMS = {"error": ".2f", "roi": ".2f", "profit": ",.0f", "gain": ",.0f"}
"""How a column is printed, by the last word of its name; the others are whole numbers."""


def _print_columns(rows: Sequence[dict[str, Any]], *columns: str) -> None:
    """Print the named columns of some rows, if there are any."""
    if rows:
        click.echo()
        forms = {name: _FORMS.get(name.rpartition("_")[2], "d") for name in columns}
        print_table(
            [name.replace("_", " ") for name in columns],
            [[or_dash(row[name], form) for name, form in forms.items()] for row in rows],
        )
