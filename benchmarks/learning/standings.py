"""Tables of ``docs/benchmark.md`` and README, and the chart, from what ``benchmark-rul`` printed.

``python -m benchmarks standings`` reads ``docs/benchmark/*.json`` and writes them anew.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from models.benchmarks.splits import SPLITS

DOCS = Path(__file__).parents[2] / "docs"
BEGIN, END = "<!-- tables: python -m benchmarks standings -->", "<!-- end of tables -->"
FEDERATED = ("fedavg", "fedprox", "scaffold", "fedrep", "exact")
CENTRAL = ("linear", "fourier", "network", "trees")
SUBSETS = ("FD001", "FD002", "FD003", "FD004")

Run = Mapping[str, Any]


def runs(folder: Path = DOCS / "benchmark") -> dict[str, list[Run]]:
    """Read what was printed, by subset or split, the most dealings last."""
    read = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    found: dict[str, list[Run]] = {}
    for run in sorted(read, key=lambda run: run["dealings"]):
        found.setdefault(run.get("split", run["subset"]), []).append(run)
    return found


def rows_of(parts: Sequence[Run]) -> list[dict[str, Any]]:
    """Return one row a model, from the run with most dealings that has it."""
    latest = {
        row["model"]: row | {"dealings": run["dealings"]} for run in parts for row in run["rows"]
    }
    order = ("naive", "local", *FEDERATED, *CENTRAL)
    return [latest[name] for name in order if name in latest]


def tables(found: Mapping[str, Sequence[Run]], seen: Sequence[Mapping[str, Any]]) -> str:
    """Write how often test engines were looked at, and every table, as Markdown."""
    sections = chain.from_iterable(_section(p, found[p]) for p in (*SUBSETS, *SPLITS) if p in found)
    return "\n".join([f"Looks at test engines: {looked(seen)}.", "", *sections])


def looks(folder: Path = DOCS / "benchmark") -> list[Mapping[str, Any]]:
    """Read the record of looks at test engines, one a line."""
    return [json.loads(line) for line in (folder / "looks.jsonl").read_text("utf-8").splitlines()]


def looked(seen: Sequence[Mapping[str, Any]]) -> str:
    """Say how many looks each subset's test engines have had.

    Examples
    --------
    >>> looked([{"subset": "FD003"}, {"subset": "FD001"}, {"subset": "FD003"}])
    "FD001's 1, FD002's 0, FD003's 2, FD004's 0"
    """
    counts = Counter(one["subset"] for one in seen)
    return ", ".join(f"{subset}'s {counts[subset]}" for subset in SUBSETS)


def _section(place: str, parts: Sequence[Run]) -> Iterator[str]:
    subset, raw = parts[-1]["subset"], parts[-1]["raw_bytes"]
    title = place if place in SUBSETS else f"Split {place} ({subset})"
    yield f"### {title}"
    yield ""
    yield f"A factory's histories: {raw:,} bytes."
    yield ""
    yield (
        "| model | dealings | bytes sent | true life | up to 125 | 10 to 90% | 95% over engines "
        "| PHM08 | share of oracle | failures | life wasted | metric |"
    )
    yield "|" + "---|" * 12
    rows = rows_of(parts)
    best = min((row for row in rows if row["model"] in FEDERATED), key=_capped)
    for row in rows:
        name = f"**{row['model']}**" if row is best else row["model"]
        capped, interval, money = row["capped"], row["interval"], row["money"]
        cells = [
            name, f"{row['dealings']}", f"{row['bytes']:,}", f"{row['true']['median']:.2f}",
            f"{capped['median']:.2f}", f"{capped['p10']:.2f} to {capped['p90']:.2f}",
            f"{interval['low']:.1f} to {interval['high']:.1f}", f"{row['score']['median']:,.0f}",
            f"{money['share']:.1%}", f"{money['failures']:.1%}", f"{money['wasted']:.1f}",
            f"{money['metric']:.2f}",
        ]  # fmt: skip
        yield f"| {' | '.join(cells)} |"
    yield ""
    theirs = place in SUBSETS or subset == "+".join(SPLITS[place].subsets[0])
    yield from _published(parts[-1]["published"], best["interval"], theirs)


def _published(
    figures: Sequence[Mapping[str, Any]], interval: Mapping[str, float], theirs: bool
) -> Iterator[str]:
    """Write what others have published, and say where ours stands if the engines are theirs."""
    if not figures:
        return
    yield "| published | RMSE up to 125 | beside our best federated | source | caution |"
    yield "|---|---|---|---|---|"
    for one in figures:
        low, high = one["rmse"] - one["spread"], one["rmse"] + one["spread"]
        where = "level with it"
        if not theirs:
            where = "of other engines"
        elif high < interval["low"]:
            where = "better"
        elif low > interval["high"]:
            where = "worse"
        spread = f" ± {one['spread']:.1f}" if one["spread"] else ""
        yield (
            f"| {one['model']} | {one['rmse']:.2f}{spread} | {where} | {one['source']} "
            f"| {one['caution']} |"
        )
    yield ""


def _reach(row: Mapping[str, Any]) -> tuple[float, float]:
    """Return an error's interval over test engines; over models where some are far from most.

    The interval is that of the mean square over models, which leaves the median behind where each
    factory has its own, or where a training has diverged.
    """
    if row["model"] in ("local", "fedrep") or _diverged(row):
        return row["capped"]["p10"], row["capped"]["p90"]
    return row["interval"]["low"], row["interval"]["high"]


def _diverged(row: Mapping[str, Any]) -> bool:
    """Return whether few trainings of one model are so far off that the mean leaves the median."""
    held = row["interval"]["low"] <= _capped(row) <= row["interval"]["high"]
    return row["model"] not in ("local", "fedrep") and not held


def _capped(row: Mapping[str, Any]) -> float:
    return float(row["capped"]["median"])


WIDTH, LINE, LEFT, TOP, FAR = 720, 17, 90, 30, 30.0
"""Of the chart, in pixels; and its longest error, in cycles."""


def chart(found: Mapping[str, Sequence[Run]]) -> str:
    """Draw the errors up to 125 and their intervals over test engines, as SVG."""
    places = [name for name in SUBSETS if name in found]
    panel = (WIDTH - LEFT) / len(places)
    drawn = {row["model"] for name in places for row in rows_of(found[name])}
    names = [name for name in ("local", *FEDERATED, *CENTRAL) if name in drawn]
    height = TOP + LINE * len(names) + 34
    ground = "#ffffff"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="sans-serif" font-size="11" role="img">',
        "<title>RMSE of each model on NASA's test engines, life up to 125, cycles</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="{ground}"/>',
    ]
    for place, name in enumerate(names):
        parts.append(f'<text x="6" y="{TOP + LINE * place + 12}" fill="#1f2a44">{name}</text>')
    for number, subset in enumerate(places):
        left = LEFT + panel * number

        def x(value: float, left: float = left) -> float:
            return left + min(value, FAR) / FAR * (panel - 42)

        parts.append(f'<text x="{left}" y="16" font-weight="bold">{subset}</text>')
        for tick in range(0, 31, 10):
            parts.append(
                f'<path d="M{x(tick):.1f} {TOP - 4}V{height - 30}" stroke="#d8dce4"/>'
                f'<text x="{x(tick):.1f}" y="{height - 16}" text-anchor="middle">{tick}</text>'
            )
        by_name = {row["model"]: row for row in rows_of(found[subset])}
        for place, name in enumerate(names):
            if name not in by_name:
                continue
            row, y = by_name[name], TOP + LINE * place + 8
            colour = "#d55e00" if name in FEDERATED else "#0072b2" if name in CENTRAL else "#555555"
            low, high = _reach(row)
            beside = x(max(high, _capped(row))) + 6
            parts.append(
                f'<path d="M{x(low):.1f} {y}H{x(high):.1f}" stroke="{colour}" stroke-width="2"/>'
                f'<circle cx="{x(_capped(row)):.1f}" cy="{y}" r="4" fill="{colour}"/>'
                f'<text x="{beside:.1f}" y="{y + 4}">{_capped(row):.1f}</text>'
            )
    parts.append(
        f'<text x="6" y="{height - 3}" fill="#555555">RMSE in cycles, life up to 125. Lines: 95% '
        "over engines; local, fedrep, some diverged: 10 to 90%. Orange: federated."
        "</text></svg>"
    )
    return "\n".join(parts) + "\n"


def summary(found: Mapping[str, Sequence[Run]]) -> str:
    """Write errors up to 125 and their intervals, a model a line, and published ones below."""
    places = [name for name in (*SUBSETS, "E") if name in found]
    tables_of = {name: {row["model"]: row for row in rows_of(found[name])} for name in places}
    titles = [name if name in SUBSETS else f"split {name}" for name in places]
    lines = [f"| | {' | '.join(titles)} |", "|---|" + "---|" * len(places)]
    for model in ("naive", "local", *FEDERATED, *CENTRAL):
        rows = [tables_of[name].get(model) for name in places]
        lines.append(f"| `{model}` | {' | '.join(map(_short, rows))} |")
    for kind, federated in (
        ("best of those quoted, centralised", False),
        ("best of those quoted, federated", True),
    ):
        cells = []
        for name in places:
            errors = [
                one["rmse"]
                for one in found[name][-1]["published"]
                if ("centralised" not in one["model"]) == federated
            ]
            cells.append(f"{min(errors):.2f}" if errors else "")
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _short(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    low, high = _reach(row)
    return f"{_capped(row):.2f}{'*' * _diverged(row)} ({low:.1f} to {high:.1f})"


def renewed(text: str, new: str, begin: str = BEGIN, end: str = END) -> str:
    """Return a page's text with what stands between two marks renewed."""
    before, rest = text.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n\n{new}\n{end}{after}"


def pages(found: Mapping[str, Sequence[Run]]) -> dict[Path, str]:
    """Return what stands between the marks of each page."""
    return {
        DOCS / "benchmark.md": tables(found, looks()),
        DOCS.parent / "README.md": f"{summary(found)}\n",
    }


def rows() -> Iterator[tuple[str, str]]:
    """Write the tables and the chart, and name what was written."""
    found = runs()
    written = {path: renewed(path.read_text("utf-8"), new) for path, new in pages(found).items()}
    for path, text in (written | {DOCS / "benchmark.svg": chart(found)}).items():
        path.write_text(text, "utf-8")
        yield path.name, "written"
