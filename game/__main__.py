"""The same rules without a browser: ``python -m game --help``."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from game.api import climb, play, write_engines
from game.evidence.compare import compare
from game.rules.custom_scenario import read_scenario
from game.rules.errors import GameError
from game.rules.report import Report
from game.rules.scenario import SCENARIOS
from game.rules.strategies import STRATEGIES
from game.study.real_engines import all_facts, fetch, here, rul_benchmark


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without a page of usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message[:1].upper()}{message[1:]}: see {self.prog} --help.\n")


class _Progress:
    """Tells how far a long piece of work is, on stderr, once it has taken a second."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._next = time.monotonic() + 1.0

    def __call__(self, done: int, total: int) -> None:
        if (done < total or not total) and time.monotonic() >= self._next:
            far = f"{done} of {total}" if total else f"{done}"
            print(f"{self._what}: {far}", file=sys.stderr, flush=True)
            self._next = time.monotonic() + 2.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code: 0, or 2 for what was refused."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except GameError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m game", description="Turbofan Tycoon without a browser.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _play_options(commands.add_parser("play", help="play one match and print its report"))
    _compare_options(commands.add_parser("compare", help="play all strategies many times"))
    _engines_options(commands.add_parser("engines", help="write simulated engines to a file"))
    _fetch_options(commands.add_parser("fetch", help="download NASA's engines"))
    _benchmark_options(
        commands.add_parser("benchmark-rul", help="forecast NASA's test engines with every model")
    )
    return parser


def _play_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--strategy", required=True, help=", ".join(STRATEGIES))
    parser.add_argument("--setting", type=int, help="service age or alarm threshold, cycles")
    parser.add_argument("--cycles", type=int, help="play exactly so many, 1 to 100000")
    parser.add_argument("--seed", type=int, default=0, help="0 to 4294967295 (default 0)")
    _scenario_option(parser, "classic")
    parser.add_argument(
        "--engines",
        help="those of the scenario (default), simulated, cmapss:SUBSET or cmapss:DIR:SUBSET",
    )
    _json_option(parser)
    parser.set_defaults(command=_play)


def _compare_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--games", type=int, default=1_000, help="how many (default 1000)")
    parser.add_argument("--cycles", type=int, default=4_000, help="of each game (default 4000)")
    parser.add_argument("--seed", type=int, default=0, help="0 to 4294967295 (default 0)")
    _scenario_option(parser, "default")
    parser.add_argument(
        "--settings", default="tuned", help="tuned (default), or original: 193 and 10 cycles"
    )
    _json_option(parser)
    parser.set_defaults(command=_compare)


def _engines_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, required=True, help="engines to draw")
    parser.add_argument("--seed", type=int, default=0, help="0 to 4294967295 (default 0)")
    parser.add_argument("--profile", default="default", help="fd001, fd003 or default")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    parser.set_defaults(command=_engines)


def _fetch_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="url", help="address of a mirror, instead of NASA's")
    parser.add_argument(
        "--offline", action="store_true", help="fetch nothing, only print what is here"
    )
    _json_option(parser)
    parser.set_defaults(command=_fetch)


def _benchmark_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--cmapss", type=Path, help="folder with NASA's files (default: what was fetched)"
    )
    parser.add_argument("--subset", default="FD001", help="FD001 (default) to FD004")
    parser.add_argument("--seeds", type=int, default=5, help="partitions to try (default 5)")
    parser.add_argument(
        "--full", action="store_true", help="the averaged network and the report's set-up too"
    )
    _json_option(parser)
    parser.set_defaults(command=_benchmark)


def _scenario_option(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument(
        "--scenario",
        default=default,
        help=f"{', '.join(SCENARIOS)} or a JSON file (default {default})",
    )


def _json_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _play(options: argparse.Namespace) -> None:
    report = play(
        read_scenario(options.scenario),
        options.seed,
        climb(options.strategy, options.setting),
        cycles=options.cycles,
        engines=options.engines,
    )
    if options.json:
        _print_json(report.to_json())
    else:
        _print_report(report)


def _compare(options: argparse.Namespace) -> None:
    result = compare(
        read_scenario(options.scenario),
        options.games,
        options.cycles,
        options.seed,
        options.settings,
        on_progress=_Progress("games"),
    ).to_json()
    if options.json:
        _print_json(result)
        return
    rows = result["strategies"]
    print(f"{result['games']} games of {result['cycles']} cycles, $ per slot and 1,000 cycles")
    names = [row["strategy"] for row in rows]
    _print_table(
        [
            *("strategy", "setting", "mean", "95% interval", "p10", "p50", "p90", "failures"),
            *("oracle", *(f"beats {name}" for name in names)),
        ],
        [
            [
                row["strategy"],
                _shown(row["setting"]),
                f"{row['mean']:,.0f}",
                f"{row['ci95'][0]:,.0f} to {row['ci95'][1]:,.0f}",
                *(f"{row[key]:,.0f}" for key in ("p10", "p50", "p90")),
                f"{row['failures']:.1f}",
                "-" if row["share_of_oracle"] is None else f"{row['share_of_oracle']:.3f}",
                *(f"{row['beats'][n]:.1%}" if n in row["beats"] else "" for n in names),
            ]
            for row in rows
        ],
    )


def _engines(options: argparse.Namespace) -> None:
    rows = write_engines(options.count, options.seed, options.profile, options.out)
    print(f"{options.count} engines, {rows} rows: {options.out}")


def _fetch(options: argparse.Namespace) -> None:
    fetched = () if options.offline else fetch(options.url, _Progress("bytes"))
    places = here()
    found = [asdict(one) | {"folder": str(places[one.name])} for one in all_facts()]
    if options.json:
        _print_json({"fetched": fetched, "subsets": found})
        return
    _print_table(
        ["subset", "train", "test", "rows", "lifetimes", "median", "conditions", "folder"],
        [
            [
                one["name"],
                f"{one['train_engines']}",
                f"{one['test_engines']}",
                f"{one['rows']:,}",
                f"{one['shortest']} to {one['longest']}",
                f"{one['typical']}",
                f"{one['conditions']}",
                one["folder"],
            ]
            for one in found
        ],
    )


def _benchmark(options: argparse.Namespace) -> None:
    result = rul_benchmark(
        options.cmapss, options.subset, options.seeds, options.full, _Progress("parts")
    )
    if options.json:
        _print_json(result)
        return
    print(f"{result['subset']}, {result['seeds']} seeds, RMSE in cycles against the unclipped RUL")
    models = [name for name in result if isinstance(result[name], dict)]
    _print_table(
        ["model", "figures"],
        [
            [
                name,
                ", ".join(
                    f"{key} {value:.2f}" if isinstance(value, float) else f"{key} {value}"
                    for key, value in result[name].items()
                ),
            ]
            for name in models
        ],
    )


def _print_report(report: Report) -> None:
    winner = f"{report.winner} wins" if report.winner else "no winner yet"
    print(f"{report.scenario}, seed {report.seed}: {winner} after {report.cycles} cycles")
    if report.note:
        print(report.note)
    _print_table(
        [
            "factory",
            "strategy",
            "setting",
            "profit",
            "maintained",
            "failed",
            "MTBF",
            "availability",
            "ROI",
            "oracle",
        ],
        [
            [
                row.name,
                row.strategy,
                _shown(row.setting),
                f"${row.profit:,}",
                str(row.maintained),
                str(row.failed),
                "-" if row.mtbf is None else f"{row.mtbf:.0f}",
                f"{row.availability:.1%}",
                "-" if row.roi is None else f"{row.roi:.2f}",
                f"${row.oracle_profit:,}",
            ]
            for row in report.factories
        ],
    )


def _shown(setting: float | None) -> str:
    return "-" if setting is None else f"{setting:g}"


def _print_json(values: dict[str, Any]) -> None:
    print(json.dumps(values, indent=2, allow_nan=False))


def _print_table(head: list[str], rows: list[list[str]]) -> None:
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        cells = [
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


if __name__ == "__main__":
    sys.exit(main())
