"""Commands about NASA's engines: fetch them, and forecast them with every model."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from game.commands.output import Names, as_json, or_dash, print_json, print_table, progress


@click.command()
@click.option("--from", "url", help="Address of a mirror, instead of NASA's.")
@click.option("--offline", is_flag=True, help="Fetch nothing, only print what is here.")
@as_json
def fetch(url: str | None, offline: bool, as_json: bool) -> None:
    """Download NASA's engines, 12 MB, and list what is here."""
    from game.study import real_engines

    fetched: tuple[str, ...] = ()
    if not offline:
        with progress("bytes") as on_progress:
            fetched = real_engines.fetch(url, on_progress)
    subsets = [
        asdict(real_engines.read_subset(name).facts) | {"folder": str(folder)}
        for name, folder in real_engines.subset_folders().items()
    ]
    if as_json:
        print_json({"fetched": fetched, "subsets": subsets})
        return
    print_table(
        ["subset", "train", "test", "rows", "lifetimes", "median", "conditions", "folder"],
        [
            [
                facts["name"],
                f"{facts['train_engines']}",
                f"{facts['test_engines']}",
                f"{facts['rows']:,}",
                f"{facts['shortest']} to {facts['longest']}",
                f"{facts['typical']}",
                f"{facts['conditions']}",
                facts["folder"],
            ]
            for facts in subsets
        ],
    )


@click.command()
@click.option(
    "--cmapss",
    type=click.Path(path_type=Path),
    help="Folder with NASA's files, instead of what was fetched.",
)
@click.option("--subset", type=Names("data.cmapss:SUBSETS"), default="FD001")
@click.option("--seeds", "--dealings", default=5, help="Ways of dealing the engines, 1 to 100.")
@click.option(
    "--split",
    type=Names("models.benchmarks.splits:SPLITS"),
    help="Deal engines as FedCMAPSS does instead, subsets included.",
)
@click.option(
    "--model",
    "models",
    multiple=True,
    help="Only this model of the table, and others named likewise.",
)
@click.option("--full", is_flag=True, help="A match's own models and the 2018 set-up too.")
@as_json
def benchmark_rul(
    cmapss: Path | None,
    subset: str,
    seeds: int,
    split: str | None,
    models: tuple[str, ...],
    full: bool,
    as_json: bool,
) -> None:
    """Forecast NASA's test engines with every model."""
    from game.study.benchmark import rul_benchmark

    with progress("models") as on_progress:
        result = rul_benchmark(cmapss, subset, seeds, full, on_progress, split, models)
    figures = result.figures
    if as_json:
        print_json(figures)
        return
    click.echo(
        f"{figures['subset']}'s test engines, dealings: {figures['dealings']}\n"
        "RMSE in cycles, medians and 10% to 90%; in brackets 95% over test engines.\n"
        f"A factory's histories: {figures['raw_bytes']:,} bytes."
    )
    print_table(
        ["model", "bytes sent", "true life", "up to 125", "10-90%", "95%", "score"],
        [
            [
                row["model"],
                f"{row['bytes']:,}",
                f"{row['true']['median']:.2f}",
                f"{row['capped']['median']:.2f}",
                f"{row['capped']['p10']:.1f}-{row['capped']['p90']:.1f}",
                f"({row['interval']['low']:.1f}-{row['interval']['high']:.1f})",
                f"{row['score']['median']:,.0f}",
            ]
            for row in figures["rows"]
        ],
    )
    _print_money(figures)
    _print_published(figures)
    if full:
        _print_full(figures)
    click.echo(f"Look {result.looks} at these test engines from this cache: looks.jsonl in it.")


def _print_money(figures: dict[str, Any]) -> None:
    """Print what planning by the forecasts comes to."""
    click.echo(
        "\nServices planned by these forecasts: share of the oracle's money, engines that\n"
        "fail, cycles of life wasted, metric of Kamariotis et al. (0 is perfect)"
    )
    print_table(
        ["model", "share", "failures", "wasted", "metric"],
        [
            [
                row["model"],
                f"{row['money']['share']:.1%}",
                f"{row['money']['failures']:.1%}",
                f"{row['money']['wasted']:.1f}",
                f"{row['money']['metric']:.3f}",
            ]
            for row in figures["rows"]
        ],
    )


def _print_published(figures: dict[str, Any]) -> None:
    """Print published figures, and where our best federated model is level with one."""
    if not figures["published"]:
        return
    click.echo("\nPublished, against life up to 125")
    print_table(
        ["model", "RMSE", "", ""],
        [
            [
                one["model"],
                f"{one['rmse']:.2f}",
                f"+-{one['spread']:.1f}" if one["spread"] else "",
                "level with our best federated" if one["level_with"] else "",
            ]
            for one in figures["published"]
        ],
    )


def _print_full(figures: dict[str, Any]) -> None:
    """Print what a match's own recipes and the set-up of 2018 come to."""
    click.echo("\nA match's recipes, RMSE in cycles against true life")
    models = {name: one for name, one in figures["match"].items() if isinstance(one, dict)}
    columns = list(dict.fromkeys(key for values in models.values() for key in values))
    print_table(
        ["model", *columns],
        [[name, *(_figure(values.get(key)) for key in columns)] for name, values in models.items()],
    )
    click.echo("\nThe set-up of 2018, RMSE in cycles on unseen engines")
    report = figures["report"]
    print_table(list(report), [[_figure(value) for value in report.values()]])


def _figure(value: float | None) -> str:
    return or_dash(value, ".2f" if isinstance(value, float) else "")
