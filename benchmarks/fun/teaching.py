"""The documents for teachers: figures, charts, pages and what is printed, all made anew.

``make teaching`` writes ``docs/teaching/``: figures and charts are computed, Plotly draws the
charts in the browser of the tests, pages are made of texts, and the browser prints them. What was
made of the same values or of the same page before stays as it is: no two PDFs are alike.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import plotly
from playwright.sync_api import Page, Route, sync_playwright

from game.teaching import figures
from game.teaching.forms import tables
from game.teaching.notebook import notebook
from game.teaching.pages import contents, digest, page
from game.teaching.shelf import CHARTS, DOCUMENTS, FIGURES, FOLDER, NOTEBOOKS, PRINTED, Document
from game.views.teaching import charts
from tests.browser.harness import launch

PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
FONTS = FOLDER.parents[1] / "static" / "fonts"
ADDRESS = "http://teaching.test/"
UNLINKED = """() => {
  for (const link of document.querySelectorAll('a[href^=".."]')) link.removeAttribute("href");
  return document.fonts.ready.then(() => null);
}"""
"""Of paper, and of a file on its own, ways to the game lead nowhere."""
DRAW = """async ({data, layout}) => {
  await document.fonts.load("16px 'Instrument Sans'");
  await document.fonts.load("16px 'Spline Sans Mono'");
  const size = {width: layout.width, height: layout.height};
  const picture = await Plotly.toImage({data, layout}, {format: "svg", ...size});
  return decodeURIComponent(picture.replace("data:image/svg+xml,", ""));
}"""


def rows() -> Iterator[tuple[str, str]]:
    """Make everything anew; give the size of what is printed."""
    found = figures.computed()
    _write(FIGURES, found)
    before = json.loads(PRINTED.read_text(encoding="utf-8")) if PRINTED.exists() else {}
    made_of: dict[str, str] = {}
    with sync_playwright() as playwright:
        browser = launch(playwright)
        sheet = browser.new_page()
        sheet.route(f"{ADDRESS}**", _answer)
        made_of |= _charts(sheet, before)
        (FOLDER / "index.html").write_text(contents(), encoding="utf-8")
        homework = (FOLDER / "homework.py").read_text(encoding="utf-8")
        for name, without in NOTEBOOKS.items():
            (FOLDER / name).write_text(notebook(homework, without), encoding="utf-8")
        for name, table in tables(found["quiz"]).items():
            (FOLDER / name).write_text(table, encoding="utf-8", newline="")
        for document in DOCUMENTS:
            text = page(document, found)
            (FOLDER / f"{document.name}.html").write_text(text, encoding="utf-8")
            out = FOLDER / f"{document.name}.pdf"
            made_of[out.name] = digest(text)
            if not (out.exists() and before.get(out.name) == made_of[out.name]):
                _print(sheet, document, out)
            yield document.name, f"{out.stat().st_size / 1e3:.0f} kB"
        browser.close()
    _write(PRINTED, made_of)


def _charts(sheet: Page, before: Mapping[str, str]) -> dict[str, str]:
    sheet.goto(f"{ADDRESS}blank.html")
    sheet.add_script_tag(path=PLOTLY)
    made_of = {}
    for name in charts.CHARTS:
        described = charts.described(charts.on_paper(name))
        text = _write(CHARTS / f"{name}.json", described, indent=None)
        out, key = CHARTS / f"{name}.svg", f"charts/{name}.svg"
        made_of[key] = digest(text)
        if not (out.exists() and before.get(key) == made_of[key]):
            drawn = sheet.evaluate(DRAW, described)
            out.write_text(named_apart(drawn, name) + "\n", encoding="utf-8")
    return made_of


def named_apart(svg: str, name: str) -> str:
    """Return a drawing whose parts are named like those of no other one on a page."""
    ids = dict.fromkeys(re.findall(r' id="([^"]+)"', svg))
    for number, one in enumerate(ids):
        svg = re.sub(rf'(id="|#){re.escape(one)}(?=["\\)&\'])', rf"\g<1>{name}-{number}", svg)
    return svg


def _print(sheet: Page, document: Document, out: Path) -> None:
    sheet.goto(f"{ADDRESS}{document.name}.html")
    sheet.evaluate(UNLINKED)
    sheet.pdf(path=out, prefer_css_page_size=True, print_background=True, tagged=True)


def _answer(route: Route) -> None:
    name = route.request.url.removeprefix(ADDRESS)
    if name == "blank.html":
        route.fulfill(body=_BLANK, content_type="text/html")
        return
    folder = FONTS.parent if name.startswith("fonts/") else FOLDER
    route.fulfill(path=folder / name)


_BLANK = """<!DOCTYPE html><style>
@font-face{font-family:"Instrument Sans";src:url(fonts/instrument-sans.woff2);font-weight:400 700}
@font-face{font-family:"Spline Sans Mono";src:url(fonts/spline-sans-mono.woff2);font-weight:300 700}
</style><p style="font-family:'Instrument Sans'">a<b style="font-family:'Spline Sans Mono'">b</b>"""


def _write(path: Path, values: object, indent: int | None = 1) -> str:
    text = json.dumps(values, indent=indent, separators=None if indent else (",", ":")) + "\n"
    path.write_text(text, encoding="utf-8")
    return text
