"""Commands about NASA's engines: fetch them, and forecast them with every model."""

from dataclasses import asdict
from pathlib import Path

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
@click.option("--seeds", type=int, default=5, help="Ways of dealing the engines, 1 to 100.")
@click.option("--full", is_flag=True, help="The averaged network and the 2018 set-up too.")
@as_json
def benchmark_rul(cmapss: Path | None, subset: str, seeds: int, full: bool, as_json: bool) -> None:
    """Forecast NASA's test engines with every model."""
    from game.study.real_engines import rul_benchmark

    with progress("models") as on_progress:
        result = rul_benchmark(cmapss, subset, seeds, full, on_progress)
    if as_json:
        print_json(result)
        return
    click.echo(
        f"{result['subset']}, {result['seeds']} seeds, RMSE in cycles against the unclipped RUL"
    )
    models = {name: figures for name, figures in result.items() if isinstance(figures, dict)}
    columns = list(dict.fromkeys(key for figures in models.values() for key in figures))
    print_table(
        ["model", *columns],
        [
            [name, *(_figure(figures.get(key)) for key in columns)]
            for name, figures in models.items()
        ],
    )


def _figure(value: float | None) -> str:
    return or_dash(value, ".2f" if isinstance(value, float) else "")
