from html.parser import HTMLParser

import pandas as pd

from game import FactoryReport, Report, play
from game.rules.report import COLUMNS, YOU, factory_names
from game.rules.scenario import CLASSIC


class _Cells(HTMLParser):
    """Collects the tags and the texts of a table."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_notebook_shows_a_report_as_a_table() -> None:
    report = play("default", seed=7, cycles=400)
    shown = _Cells(report._repr_html_())
    assert shown.texts[0] == f"default, seed 7: {report.winner} wins after 400 cycles."
    assert shown.texts[1:] == [*COLUMNS, *(text for row in report.table() for text in row)]
    assert f"${report.factories[0].profit:,}" in shown.texts


def test_nothing_in_a_report_is_taken_for_html() -> None:
    name = "<script>alert(1)</script>"
    factory = FactoryReport(name, "<b>", None, 1, 2, 3, 4, 5, None, 0.5, None, 6)
    shown = _Cells(Report(name, 7, 1, name, (factory,), "<i>real</i> & new")._repr_html_())
    assert set(shown.tags) == {"table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert name in shown.texts
    assert shown.texts[0].endswith("<i>real</i> & new")


def test_a_frame_holds_every_figure() -> None:
    report = play("default", seed=7, cycles=400)
    frame = report.to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert [*frame.columns] == [*FactoryReport.__dataclass_fields__][1:]
    for factory in report.factories:
        row = frame.loc[factory.name]
        assert (row["profit"], row["failed"]) == (factory.profit, factory.failed)
        assert (factory.mtbf is None) == pd.isna(row["mtbf"])


def test_four_factories_of_four_engines_have_names_of_their_own() -> None:
    assert (CLASSIC.factories, CLASSIC.slots) == (4, 4)
    for seed in range(500):
        names = factory_names(seed, 4)
        assert names[0] == YOU
        words = [word for name in names[1:] for word in name.split()]
        assert len(set(words)) == 6, "no place and no trade comes twice"
