"""What the board draws on its canvases, read back from what was drawn."""

from itertools import chain, pairwise

import pytest

from tests.browser.harness import BOARD_ROOT, SESSION, drawn, jump, ref, take

pytestmark = pytest.mark.browser


LISTEN = """() => {
    window.words = [];
    window.lines = [];
    const { fillText, lineTo } = CanvasRenderingContext2D.prototype;
    const name = (ctx) => ctx.canvas.dataset.ref ?? ctx.canvas.getAttribute("aria-label") ?? "";
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
        const width = this.measureText(text).width;
        const left = { right: x - width, center: x - width / 2 }[this.textAlign] ?? x;
        window.words.push([name(this), text, left, left + width, y, this.canvas.width]);
        return fillText.call(this, text, x, y);
    };
    CanvasRenderingContext2D.prototype.lineTo = function (x, y) {
        window.lines.push([name(this), x, y]);
        return lineTo.call(this, x, y);
    };
    const { stroke } = CanvasRenderingContext2D.prototype;
    const ends = new WeakMap();
    const go = Path2D.prototype.lineTo;
    Path2D.prototype.lineTo = function (x, y) {
        ends.set(this, [...(ends.get(this) ?? []), [x, y]]);
        return go.call(this, x, y);
    };
    CanvasRenderingContext2D.prototype.stroke = function (...path) {
        for (const [x, y] of ends.get(path[0]) ?? []) window.lines.push([name(this), x, y]);
        return stroke.apply(this, path);
    };
}"""


def test_sensors_have_names_that_no_trace_crosses(start):
    page = start(pressed=False, fresh=True)
    page.evaluate(LISTEN)
    page.set_viewport_size({"width": 1439, "height": 900})
    page.wait_for_function("words.some(([canvas]) => canvas === 'Sixteen sensors of engine 4')")
    words = page.evaluate("words.filter(([canvas]) => canvas === 'Sixteen sensors of engine 1')")
    names = {text: (left, right) for _, text, left, right, _, _ in words}
    assert list(names) == page.evaluate("board.SENSORS")
    for _, _, left, right, _, width in words:
        lane = 0 if left < width / 2 - 10 else (width + 14) / 2
        assert right <= lane + 42


def test_a_graph_shows_what_the_strategy_sees(start):
    page = start(fresh=True)
    page.evaluate(LISTEN)
    seen = "new Set(words.filter(([c]) => c.startsWith('What the')).map(([, text]) => text))"
    for cycle, key, words in (
        (90, "1", "waiting for the failure"),
        (400, "2", "service at 108"),
        (800, "3", "alarm at 40"),
    ):
        take(page, cycle, key)
        jump(page, cycle + 120)
        page.set_viewport_size({"width": 1400 + cycle % 7, "height": 900})
        page.wait_for_function(f"{seen}.has('{words}')")


def test_captions_of_a_failed_engine_do_not_meet(start):
    page = start(viewport={"width": 390, "height": 844}, fresh=True)
    page.evaluate(
        """() => {
            window.words = [];
            const { fillText } = CanvasRenderingContext2D.prototype;
            CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
                if (/failed at|waiting|life left|service at|alarm at/.test(text)) {
                    window.words.push([this.canvas.getAttribute("aria-label"), text, y]);
                }
                return fillText.call(this, text, x, y);
            };
        }"""
    )
    jump(page, 150)  # engine 3 fails at 144
    page.wait_for_function("words.some(([, text]) => text === 'failed at 144')")
    words = page.evaluate("words.filter(([canvas]) => canvas?.endsWith('engine 3'))")
    assert words[-1][1] == "failed at 144"


@pytest.mark.parametrize("width", [1401, pytest.param(1313, marks=pytest.mark.long)])
def test_changes_stay_marked_and_tags_tell_today_at_any_width(start, width):
    page = start(fresh=True)
    take(page, 300, "2")
    take(page, 900, "3")
    jump(page, 2_345)
    page.evaluate(LISTEN)
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_function("words.some(([canvas]) => canvas === 'raceTop')")
    drawn(page)
    marks = page.evaluate("words.filter(([canvas]) => canvas === 'race').map(([, text]) => text)")
    assert {"P", "L"} <= set(marks)
    assert any(text.startswith("↑ finish at $3M") or "finish $3M" in text for text in marks)
    balance = page.evaluate(f"{SESSION}.game.factories.map((one) => one.balance[2345])")
    tags = page.evaluate("words.filter(([canvas]) => canvas === 'raceTop')")
    said = {text for _, text, *_ in tags}  # to the dollar where there is room
    assert any(
        {page.evaluate(f"(value) => board.{written}(value)", value) for value in balance} <= said
        for written in ("shortMoney", "money")
    )
    levels = sorted({round(y, 3) for _, _, _, _, y, _ in tags})
    assert all(b - a >= 16 for a, b in pairwise(levels))
    # The lines were drawn anew to today, and reach as far as the tags do.
    first = min(left for _, _, left, *_ in tags)
    traced = page.evaluate("lines.filter(([canvas]) => canvas === 'race').map(([, x]) => x)")
    assert first - max(x for x in traced if x < first) < 60


@pytest.mark.parametrize("cycle", [pytest.param(333, marks=pytest.mark.long), 1_500])
def test_what_grew_equals_what_is_drawn_at_once(start, cycle):
    page = start(viewport={"width": 1440, "height": 900})
    jump(page, max(0, cycle - 500))  # longer than an engine lives
    page.evaluate(f"{SESSION}.speed = 40")
    ref(page, "play").click()
    page.wait_for_function(f"{SESSION}.clock > {cycle - 100}")
    jump(page, cycle)
    canvases = ".sensors canvas, .ribbon canvas, .graph canvas"
    pictures = f"[...{BOARD_ROOT}.querySelectorAll('{canvases}')].map((c) => c.toDataURL())"
    grown = page.evaluate(pictures)
    for width in (1300, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(f"innerWidth === {width}")
        drawn(page)
    same = [a == b for a, b in zip(grown, page.evaluate(pictures), strict=True)]
    assert same == [True] * len(same)


def test_blades_stand_still_when_motion_is_reduced(start):
    hub = """() => {
        const canvas = document.querySelector("#host").shadowRoot.querySelector(".fan canvas");
        const { width: w, height: h } = canvas;
        const part = canvas.getContext("2d").getImageData(w * 0.35, h * 0.35, w * 0.3, h * 0.3);
        return part.data.reduce((a, b, i) => (a * 31 + b * (i % 97)) % 1000003, 7);
    }"""

    page = start()
    page.wait_for_function(f"({hub})() !== {page.evaluate(hub)}")
    calm = start(reduced_motion="reduce")
    calm.wait_for_function(f"{SESSION}.clock >= 1")
    before = calm.evaluate(hub)
    calm.wait_for_function(f"{SESSION}.clock > 5")
    assert calm.evaluate(hub) == before


def test_a_paused_board_asks_for_no_frames(start):
    page = start()
    jump(page, 100)
    frames = page.evaluate(
        """async () => {
            let frames = 0;
            const original = globalThis.requestAnimationFrame;
            globalThis.requestAnimationFrame = (f) => { frames += 1; return original(f); };
            for (let i = 0; i < 20; i++) await nextFrame();
            globalThis.requestAnimationFrame = original;
            return frames;
        }"""
    )
    assert frames == 0


def test_before_the_first_message_every_canvas_has_the_colour_behind_it(start):
    page = start(pressed=False, fresh=True)
    bare = page.evaluate(
        """(grounds) => grounds.map((ground) => {
            const host = document.querySelector("#host");
            cleanup();
            host.shadowRoot.replaceChildren();
            for (const name of ["turbofanTycoon", "component"]) delete window[name];
            paintGround(ground);
            mountBoard(); // and nobody answers
            const behind = (node) => {
                const colour = getComputedStyle(node).backgroundColor;
                return colour === "rgba(0, 0, 0, 0)" ? behind(node.parentElement) : colour;
            };
            const opaque = "canvas:not([data-ref=raceTop])";
            return [...host.shadowRoot.querySelectorAll(opaque)].map((canvas) => {
                const last = [canvas.width - 1, canvas.height - 1, 1, 1];
                const [r, g, b] = canvas.getContext("2d").getImageData(...last).data;
                return [`rgb(${r}, ${g}, ${b})`, behind(canvas)];
            });
        })""",
        ["#f4f2ec", "#0a1322"],
    )
    assert [len(one) for one in bare] == [17, 17]
    for shown, behind in chain(*bare):
        assert shown == behind
    assert bare[0] != bare[1]
