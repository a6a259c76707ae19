"""What maintenance is worth in a plant of one's own."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from game.commands.output import as_json, or_dash, print_json, print_table, progress
from game.rules.errors import GameError, shown

if TYPE_CHECKING:
    from game.business.gains.findings import Band, Findings
    from game.business.gains.flows import Earned
    from game.business.hanging.swings import Swing
    from game.business.hanging.turns import Turn
    from game.business.worth import MembersWorth

_LARGEST_FILE = 4_000_000  # bytes


@click.command()
@click.argument("plant", type=click.Path(path_type=Path))
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, help="Of the draws.")
@as_json
def business(plant: Path, seed: int, as_json: bool) -> None:
    """Weigh calendars and models for a PLANT, as JSON.

    Cost a year and net present value of each answer, with the band that holds 80% of what is not
    known and of luck, its expected cash flows, and their return and payback. Doing nothing new is
    one of them. docs/schema/plant.json says what the file may hold, docs/plant.json is one.
    """
    from game.business.reading import case_from_json
    from game.business.study import unfold

    with progress("study") as on_progress:
        for step, study in enumerate(unfold(case_from_json(_read(plant)), seed), start=1):
            on_progress(step, study.steps)
    if as_json:
        print_json(study.to_json())
    else:
        assert study.findings is not None
        show(study.findings)
        _show_swings(study.swings)
        _show_members(study.members or (), study.enough_members)


def _read(path: Path) -> object:
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise GameError(
            "{file} cannot be read ({problem}): name a file of a plant.",
            file=shown(str(path)),
            problem=error.strerror,
        ) from error
    if len(text) > _LARGEST_FILE:
        raise GameError("{file} is too large: a plant is less.", file=shown(str(path)))
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GameError("{file} is no JSON: see docs/plant.json.", file=shown(str(path))) from error


def show(found: "Findings") -> None:
    """Print the answers as a table, and what they rest on."""
    click.echo(f"{found.name or 'A plant'}: {found.failures} failures on record")
    low, high = found.shape
    click.echo(f"Shape of the lifetimes' law {low:.2f} to {high:.2f} (80%)")
    if found.may_not_age:
        click.echo("It may be 1, and a calendar may not pay.")
    if found.not_weibull:
        click.echo("These lifetimes follow no Weibull law: calendars may be worth more or less.")
    if found.too_alike:
        click.echo("Lives too alike to be true: no age from them can be trusted.")
    if found.too_few:
        click.echo("Too few failures for a service age of your own.")
        click.echo(f"Dearer than waiting in nine laws of ten: {_excluded(found)}")
    click.echo(f"Money in {found.currency or 'your unit'}; in brackets 10 to 90% of the draws\n")
    rows = [
        [
            answer.title,
            f"{answer.mean_cost_a_year:,.0f}",
            _band(answer.cost_a_year),
            _band(answer.npv),
            f"{answer.expected:,.0f}",
            f"{answer.conservative:,.0f}",
            or_dash(answer.age, ",.0f"),
            or_dash(answer.margin, ",.0f"),
            or_dash(answer.precision, ".0%"),
            or_dash(answer.break_even_precision, ".0%"),
            f"{answer.best:.0%}",
        ]
        for answer in found.answers
    ]
    print_table(
        ["answer", "cost a year", "its median", "median NPV", "expected", "conservative",
         "service age", "hours ahead", "precision", "break-even precision", "best"],
        rows,
    )  # fmt: skip
    _show_flows(found)
    titles = {answer.name: answer.title for answer in found.answers}
    click.echo(f"\nHighest expected NPV: {titles[found.winner]}")
    if found.is_close and found.rival is not None:
        click.echo(f"Too close to call with: {titles[found.rival]}")
    if found.rival is not None:
        best, rival = (
            next(one for one in found.answers if one.name == name)
            for name in (found.winner, found.rival)
        )
        lead = best.expected - rival.expected
        click.echo(f"Mean lead over {rival.title}: {lead:,.0f}")
        click.echo(f"Its median, and 10 to 90% of the draws: {_band(found.lead)}")
        click.echo(f"{rival.title} earns more in {rival.ahead:.0%} of the draws")
        click.echo(f"Standard error of the lead: {found.lead_error:,.0f}")


def _show_flows(found: "Findings") -> None:
    """Print expected cash flows by year, and what they return."""
    click.echo("\nExpected flows against doing nothing new, not discounted; their present value")
    years = range(len(found.answers[0].flows))
    print_table(
        ["answer", *(f"year {year}" for year in years), "expected"],
        [
            [one.title, *(f"{flow:,.0f}" for flow in one.flows), f"{one.expected:,.0f}"]
            for one in found.answers
        ],
    )
    click.echo("\nReturn and payback of these flows; shares are of the draws")
    print_table(
        ["answer", "IRR", "one IRR", "no IRR", "several IRR", "payback", "never",
         "discounted payback", "never discounted"],
        [
            *([one.title, *_returned(one.earned)] for one in found.answers),
            *(
                [f"{one.title}, over a calendar", *_returned(one.earned_more)]
                for one in found.answers
                if one.earned_more is not None
            ),
        ],
    )  # fmt: skip


def _returned(told: "Earned | None") -> list[str]:
    if told is None:
        return ["no money goes out first", *("-" for _ in range(7))]
    rate = "more than one" if told.rates > 1 else "none"
    return [
        rate if told.rate is None else f"{told.rate:.0%}",
        *(f"{share:.0%}" for share in (told.one, told.none, told.several)),
        "never" if told.payback is None else f"{told.payback:.1f}",
        f"{told.never:.0%}",
        "never" if told.discounted_payback is None else f"{told.discounted_payback:.1f}",
        f"{told.never_discounted:.0%}",
    ]


def _show_swings(swings: Sequence["Swing"]) -> None:
    """Print what the winner's value hangs on."""
    if not swings:
        return
    click.echo("\nWhat that hangs on: its NPV, and its lead over the next best, as one input moves")
    rows = [
        [
            swing.name,
            f"{swing.value:g}",
            f"{swing.low:g} to {swing.high:g}",
            f"{swing.npv_low:,.0f} to {swing.npv_high:,.0f}",
            f"{swing.lead_low:,.0f} to {swing.lead_high:,.0f}",
            _turn(swing.below),
            _turn(swing.above),
        ]
        for swing in swings
    ]
    print_table(["input", "value", "from, to", "NPV", "lead", "turns below", "turns above"], rows)


def _turn(turn: "Turn | None") -> str:
    return "-" if turn is None else f"{turn.value:g}: {turn.winner}"


def _show_members(worth: Sequence["MembersWorth"], enough: int | None) -> None:
    """Print what members of a federation are worth."""
    if not worth:
        return
    click.echo("\nWhat members save a year in the long run, before fees")
    rows = [
        [
            f"{one.members}",
            f"{one.lifetimes:,.0f}",
            f"{one.lifetimes_error:,.0f}",
            or_dash(one.forecasts, ",.0f"),
            or_dash(one.forecasts_error, ",.0f"),
            f"{one.npv:,.0f}",
        ]
        for one in worth
    ]
    print_table(
        [
            "members",
            "by lifetimes",
            "standard error",
            "by forecasts",
            "standard error",
            "NPV of the federated model",
        ],
        rows,
    )
    said = "no number of them tried is" if enough is None else f"{enough} is"
    click.echo(f"To beat all that needs no member, beyond luck, {said} enough")


def _excluded(found: "Findings") -> str:
    below, above = found.excluded_below, found.excluded_above
    said = [f"below {below:,.0f} hours"] if below else []
    said += [f"above {above:,.0f} hours"] if above is not None else []
    return ", ".join(said) or "no age"


def _band(band: "Band", form: str = ",.0f") -> str:
    low, middle, high = (or_dash(end, form) for end in (band.low, band.middle, band.high))
    return f"{middle} ({low} to {high})"
