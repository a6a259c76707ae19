"""Commands that play: one match, many of them, or the engines alone."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from game.commands.output import (
    Names,
    as_json,
    exact_cycles,
    or_dash,
    print_json,
    print_table,
    progress,
    seed,
)

if TYPE_CHECKING:
    from game.rules.report import Report


def _scenario(default: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(
        "--scenario",
        type=Names("game.rules.scenario:SCENARIOS", "RULES", "FILE"),
        default=default,
        help="By name, by rules as a link writes them (default.fc90000), or from a JSON file.",
    )


_lead = click.option(
    "--lead", type=int, help="Cycles ahead that a service is ordered; those of the scenario."
)


@click.command()
@click.option(
    "--strategy",
    type=Names("game.rules.strategies:STRATEGIES"),
    required=True,
    help="Climb so far.",
)
@click.option("--setting", type=int, help="Service age or alarm threshold, cycles.")
@exact_cycles
@seed
@_scenario("classic")
@_lead
@click.option(
    "--engines",
    metavar="[simulated|cmapss:SUBSET|cmapss:DIR:SUBSET]",
    help="Other engines than those of the scenario.",
)
@as_json
def play(
    strategy: str,
    setting: int | None,
    cycles: int | None,
    seed: int,
    scenario: str,
    lead: int | None,
    engines: str | None,
    as_json: bool,
) -> None:
    """Play one match and print its report."""
    from game.api import climb
    from game.api import play as play_match
    from game.rules.custom_scenario import read_scenario, with_lead

    rules = with_lead(read_scenario(scenario), lead)
    report = play_match(rules, seed, climb(strategy, setting), cycles=cycles, engines=engines)
    show_report(report, as_json)


@click.command()
@click.option("--games", type=int, default=1_000, help="How many.")
@click.option("--cycles", type=int, default=4_000, help="Of each game.")
@seed
@_scenario("default")
@_lead
@click.option(
    "--settings",
    type=Names("game.evidence.compare:SETTINGS"),
    default="tuned",
    help="Tuned ones, or the original game's: 193 and 10 cycles.",
)
@as_json
def compare(
    games: int,
    cycles: int,
    seed: int,
    scenario: str,
    lead: int | None,
    settings: str,
    as_json: bool,
) -> None:
    """Play all strategies many times."""
    from game.evidence.clusters import ORACLE
    from game.evidence.compare import compare as compare_strategies
    from game.rules.custom_scenario import read_scenario, with_lead

    rules = with_lead(read_scenario(scenario), lead)
    with progress("games") as on_progress:
        result = compare_strategies(
            rules, games, cycles, seed, settings, on_progress=on_progress
        ).to_json()
    if as_json:
        print_json(result)
        return
    rows = result["strategies"]
    click.echo(f"{result['games']} games of {result['cycles']} cycles, $ per slot and 1,000 cycles")
    names = [row["strategy"] for row in rows if row["strategy"] != ORACLE]
    print_table(
        [
            *("strategy", "setting", "mean", "95% interval", "p10", "p50", "p90"),
            *("failures", "ROI", "oracle", *(f"beats {name}" for name in names)),
        ],
        [
            [
                row["strategy"],
                or_dash(row["setting"]),
                f"{row['mean']:,.0f}",
                f"{row['ci95'][0]:,.0f} to {row['ci95'][1]:,.0f}",
                *(f"{row[key]:,.0f}" for key in ("p10", "p50", "p90")),
                f"{row['failures']:.1f}",
                or_dash(row["roi"], ".2f"),
                or_dash(row["share_of_oracle"], ".3f"),
                *(f"{row['beats'][n]:.1%}" if n in row["beats"] else "" for n in names),
            ]
            for row in rows
        ],
    )
    click.echo("\nGames won, their 95% interval over worlds, and ties")
    print_table(
        ["strategy", *(f"against {name}" for name in names)],
        [[row["strategy"], *(_won(row, name) for name in names)] for row in rows],
    )


def _won(row: dict[str, Any], name: str) -> str:
    if name not in row["beats"]:
        return ""
    low, high = row["beats_ci95"][name]
    return f"{row['beats'][name]:.1%} ({low:.1%} to {high:.1%}), {row['ties'][name]:.1%}"


@click.command()
@click.option("--count", type=int, required=True, help="Engines to draw, 1 to 100000.")
@seed
@click.option(
    "--profile",
    type=Names("data.simulator:PROFILES"),
    default="default",
    help="Which faults they have: those of FD001, of FD003, or the game's mix.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write.")
@as_json
def engines(count: int, seed: int, profile: str, out: Path, as_json: bool) -> None:
    """Write simulated engines to a file in NASA's format."""
    from game.api import write_engines

    with progress("engines") as on_progress:
        rows = write_engines(count, seed, profile, out, on_progress)
    if as_json:
        print_json({"engines": count, "rows": rows, "file": str(out)})
    else:
        click.echo(f"{count} engines, {rows} rows: {out}")


def show_report(report: "Report", as_json: bool) -> None:
    """Print a match in figures."""
    from game.rules.report import COLUMNS

    if as_json:
        print_json(report.to_json())
        return
    click.echo(report.headline)
    if report.note:
        click.echo(report.note)
    print_table([*COLUMNS], report.table())
