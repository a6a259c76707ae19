"""What a room's screens say of plain figures, without a room."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser
GAME = Path(__file__).parents[2] / "game"
ASSETS = GAME / "rooms" / "web" / "assets"
BOARD = GAME / "views" / "play" / "board"
PAGE = '<body data-root=""><script id="said" type="application/json">{"language":{}}</script>'
HERE = "http://room.test"
OPTIONS = [{"name": name, "line": ""} for name in ("Aged", "Local", "Federated", "Hold it")]


@pytest.fixture
def scripts(page: Page) -> Page:
    """Give a page that has the light pages' modules and nothing else."""

    def serve(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        if not name:
            route.fulfill(body=PAGE, content_type="text/html")
            return
        place = next(one for one in (ASSETS / name, BOARD / name) if one.exists())
        route.fulfill(body=place.read_text(), content_type="text/javascript")

    page.route(f"{HERE}/**", serve)
    page.goto(f"{HERE}/")
    return page


def said(page: Page, name: str, figures: dict[str, Any], federation: bool = True) -> str:
    call = f"SENTENCES.{name}({json.dumps(figures)}, {json.dumps({'federation': federation})})"
    return str(page.evaluate(f"import('/debrief_sentences.js').then(({{ SENTENCES }}) => {call})"))


def own(page: Page, name: str, you: dict[str, Any]) -> str:
    call = f"ownSentence('{name}', {json.dumps({'debrief': {}} | you)})"
    found = page.evaluate(f"import('/debrief_sentences.js').then(({{ ownSentence }}) => {call})")
    return str(found)


def test_what_a_federation_was_worth_is_more_less_or_just_as_much(scripts: Page) -> None:
    figures = {"nobody": 1e6, "money": 1e6, "everybody": 1e6, "members": 2, "seats": 3}
    for money, everybody, first, then in (
        (1e6, 1e6 + 20, "just as much.", "earned just as much as it did."),
        (1e6 + 6_628, 1e6, "$7,000 less.", "earned $7,000 less than it did."),
        (1e6 - 9_900, 1e6, "$10,000 more.", "earned $10,000 more than it did."),
    ):
        text = said(scripts, "federation", figures | {"money": money, "everybody": everybody})
        assert (first in text, text.endswith(then)) == (True, True), text
    for joined, told in (
        (109_436, "Who was in at the end has $109,000 more than with models of their own."),
        (20, "Who was in at the end has just as much as"),
        (-9_900, "$10,000 less than with models of their own."),
    ):
        assert told in said(scripts, "federation", figures | {"joined": joined})


def test_one_is_one_and_money_on_a_screen_is_rounded_alike(scripts: Page) -> None:
    assert own(scripts, "costs", {"debrief": {"costs": {"failed": 1, "serviced": 2}}}) == (
        "Yours: 1 failure and 2 services."
    )
    assert "neither good nor bad" in own(scripts, "luck", {"debrief": {"luck": {"luck": 0.4}}})
    assert own(scripts, "federation", {"gain": 0}).endswith(
        "Without the federation yours would have earned just as much."
    )
    lucky = {"share": 0.5, "luckiest": {"name": "Ada", "luck": -6_628}}
    assert "$7,000 less" in said(scripts, "luck", lucky)
    for figures, says in (
        (
            {"share": 0},
            "None of what sets the factories apart was luck. Ada was luckiest: it earned about",
        ),
        ({"share": 0.004}, "Hardly any of what sets the factories apart was luck."),
        ({"share": 0, "apart": False, "equal": 3}, "they decided alike, and had the same luck."),
        ({"share": 0, "equal": 3}, "Nobody was luckier than the others: each earned about what"),
        (
            {"share": 0.5, "equal": 2},
            "50% of what sets the factories apart was luck. Ada and 1 other",
        ),
        ({"share": 0, "of": 1}, "Ada earned about what its decisions do on average."),
    ):
        equal = {"name": "Ada", "luck": 20, "equal": figures.get("equal", 1)}
        text = said(scripts, "luck", {"of": 3} | figures | {"luckiest": equal})
        assert says in text
        assert text.startswith("Ada") == ("of" in figures)
    for luck, error, says in (
        (28_000, 43_000, "Your luck: neither good nor bad. Give or take $43,000."),
        (
            -79_000,
            45_300,
            "$79,000 less than your decisions earn on average. Give or take $45,000.",
        ),
    ):
        known = {"luck": luck, "error": error}
        assert own(scripts, "luck", {"debrief": {"luck": known}}).endswith(says)
    for share, error, ahead, says in (
        (0.19, 0.06, True, "19% of what sets the factories apart was luck, give or take 6%. Ada "
         "was luckiest: it earned about what its decisions do on average. Give or take $43,000."),
        (0.19, 0.2, False, "At most 39% of what sets the factories apart was luck. Who was "
         "luckiest is too close to tell."),
        (0.5, 0.6, False, "How much of what sets the factories apart was luck is too close"),
    ):  # fmt: skip
        best = {"name": "Ada", "luck": 28_000, "error": 43_000, "equal": 1, "ahead": ahead}
        text = said(scripts, "luck", {"share": share, "error": error, "of": 3, "luckiest": best})
        assert text.startswith(says), text
    row = {"seat": 1, "name": "Ada", "place": 1, "money": 1e6, "expected": 97e4}
    for error, figure in ((43_000, "±$43,000"), (9_000, "+$30,000")):
        told = {"rows": [row | {"luck": 3e4, "error": error}], "of": 1}
        scripts.evaluate(
            "import('/debrief_pictures.js').then(({ PICTURES }) =>"
            f" document.body.replaceChildren(PICTURES.luck({json.dumps(told)})))"
        )
        assert scripts.locator(".figure").inner_text() == figure
        assert scripts.get_by_text("too close to tell").count() == (error > 3e4)
    alike = {"name": "Ada", "equal": 3}
    figures = {"best": alike, "of": 3, "highest": 5e5, "middle": 5e5, "lowest": 5e5}
    assert said(scripts, "same", figures).endswith("of each factory earn alike: $500,000.")
    call = f"SENTENCES.money({json.dumps(figures)}, {{ seats: 3 }})"
    text = scripts.evaluate(f"import('/debrief_sentences.js').then(({{ SENTENCES }}) => {call})")
    assert text == "All ended with $500,000. All flew the same engines."
    assert said(scripts, "blind", {"met": 1, "saved": 0}, federation=False).startswith("1 engine f")


def test_a_list_says_how_many_more_there_are_and_keeps_ones_own_place(
    scripts: Page,
) -> None:
    known = [{"seat": n, "name": f"Seat {n}", "place": n, "quality": 0.5} for n in (1, 3)]
    mine = {"seat": 2, "name": "Mine", "debrief": {"quality": {"quality": 0.7, "place": 2}}}
    for you, who, more in (
        (None, ["Seat 1", "Seat 3"], "and 2 more between them"),
        (mine, ["Seat 1", "Mine", "Seat 3"], "and 1 more between them"),
    ):
        figures = {"rows": known, "mean": None, "of": 4}
        call = f"PICTURES.quality({json.dumps(figures)}, {{}}, {{}}, {json.dumps(you)})"
        scripts.evaluate(
            "import('/debrief_pictures.js').then(({ PICTURES }) =>"
            f" document.body.replaceChildren({call}))"
        )
        assert scripts.locator(".bars .who").all_inner_texts() == who
        assert scripts.locator(".rest").inner_text() == more


def test_a_worth_below_nothing_is_not_called_harm_and_who_left_is_named(scripts: Page) -> None:
    ada = {"seat": 1, "name": "Ada", "place": 1, "worth": 43_000, "gave": 5, "left": None}
    cem = ada | {"seat": 2, "name": "Cem", "place": 2}
    for values, told in (
        ({"worth": 10_000}, ""),
        ({"worth": 10_000, "left": 6}, "Had left the federation: Cem (turn 7)."),
        ({"worth": -60_000, "left": 6}, "A worth below nothing need not be harm"),
    ):
        figures = {"rows": [ada, cem | values], "of": 2, "free": [], "scale": 1e5}
        scripts.evaluate(
            "import('/debrief_pictures.js').then(({ PICTURES }) =>"
            f" document.body.replaceChildren(PICTURES.helpers({json.dumps(figures)}, {{}}, {{}})))"
        )
        text = scripts.locator("body").inner_text()
        assert told in text
        assert ("need not be harm" in text) is (values["worth"] < 0)
        assert ("Had left" in text) is ("left" in values)


def test_blind_spots_count_alike_and_names_stand_whole(scripts: Page) -> None:
    ends = {"met": 12, "saved": 1, "lost": 10, "left": 12, "before": 1, "within": 9}
    rows = [ends | {"seat": 1, "name": "Cem of Aeroturbines", "place": 1}]
    figures = ends | {"rows": rows, "of": 1, "fans": 0, "services": 0}
    css = "".join((ASSETS / f"{name}.css").read_text() for name in ("rooms", "wall"))
    draw = """([css, at, figures]) => import('/debrief_pictures.js').then(({ PICTURES }) => {
      document.head.append(Object.assign(document.createElement('style'), { textContent: css }));
      document.body.innerHTML = `<main class="${at}"><section class="sheet" data-screen="blind"></section></main>`;
      document.querySelector('section').append(PICTURES.blind(figures, { federation: true }, {}, null));
    })"""  # noqa: E501 - JavaScript
    whole = "(node) => node.scrollWidth <= node.clientWidth && node.clientWidth > 0"
    for at, wide in (("show", 1920), ("show", 1280), ("seat", 390), ("host", 1280)):
        scripts.set_viewport_size({"width": wide, "height": 800})
        scripts.evaluate(draw, [css, at, figures])
        assert scripts.locator(".lines span").evaluate(whole), (at, wide)
        assert scripts.evaluate("document.body.scrollWidth <= innerWidth")
        figure = scripts.locator(".lines .figure")
        assert figure.inner_text() == "12 met, 1 saved, 10 lost, 12 after leaving"
        within = "(node) => node.getBoundingClientRect().right <= innerWidth"
        assert figure.evaluate(within), (at, wide)
    for text in (scripts.locator("body").inner_text(), said(scripts, "blind", figures)):
        assert "failed without a sign" in text


def test_few_factories_have_the_room_of_a_wall_and_many_fit(scripts: Page) -> None:
    css = "".join((ASSETS / f"{name}.css").read_text() for name in ("rooms", "wall"))
    draw = """([css, figures]) => import('/debrief_pictures.js').then(({ PICTURES }) => {
      document.head.append(Object.assign(document.createElement('style'), { textContent: css }));
      document.body.className = "at-show";
      document.body.innerHTML = '<main class="show"><section class="sheet" data-screen="quality"></section></main>';
      document.querySelector('section').append(PICTURES.quality(figures, {}, {}, null));
      return document.querySelector('.bars').offsetHeight / innerHeight;
    })"""  # noqa: E501 - JavaScript
    scripts.set_viewport_size({"width": 1280, "height": 720})
    for count, least in ((3, 0.5), (5, 0.5), (12, 0.5)):
        rows = [
            {"seat": seat, "name": "Northgate Aviation", "place": seat, "quality": 0.5}
            for seat in range(1, count + 1)
        ]
        tall = scripts.evaluate(draw, [css, {"rows": rows, "mean": 0.5, "of": count}])
        assert least < tall < 0.75, count


def test_a_seat_is_told_of_its_worth_once_there_is_some(scripts: Page) -> None:
    federation = {"open": True, "opens": 4, "trainings": [], "vote": None}
    share = {"open": True, "member": True, "said": None}
    seat = {"share": share, "gave": 0, "gain": None, "worth": None, "asOf": 0}
    draw = """([federation, you]) => import('/federation.js').then((made) => {
      document.body.innerHTML =
        '<section id="shared"><div id="facts"></div><div id="share"></div><div id="merge"></div>';
      made.paintShare({ federation, turn: 4 }, you);
    })"""
    facts = scripts.locator("#facts")
    for own, told in (
        ({}, None),
        ({"gave": 2, "worth": 0, "asOf": 6}, "would have just as much at the end of turn 6"),
        ({"gave": 2, "worth": 9_000, "asOf": 6}, "the others would have $9,000 less at the end"),
        ({"gave": 2, "worth": -9_000, "asOf": 8}, "the others would have $9,000 more at the end"),
    ):
        scripts.evaluate(draw, [federation, seat | own])
        if told is None:
            assert "your updates" not in facts.inner_text()
        else:
            assert told in facts.inner_text()


def test_who_was_away_is_told_so_and_who_had_nothing_is_named_by_the_number(scripts: Page) -> None:
    training = {"turn": 5, "cycle": 1250, "members": 6, "sent": 2, "away": 4, "seen": [1, 1]}
    federation = {
        "open": True,
        "opens": 4,
        "trainings": [training | {"error": 104.3, "setting": 40, "moved": 1, "stayed": 1}],
        "members": 6,
        "rule": "median",
        "noise": "none",
        "gain": None,
        "ring": {"members": [], "sent": []},
        "vote": None,
    }
    you = {"share": {"open": True, "member": True, "said": None}, "gave": 0, "gain": None}
    draw = """([federation, you, board, most]) => import('/federation.js').then((made) => {
      document.body.innerHTML =
        '<section id="shared"><div id="facts"></div><div id="share"></div><div id="merge"></div>' +
        '</section><div id="learned"></div>';
      made.paintShare({ federation, turn: 6 }, you);
      made.paintRoom(document.querySelector('#learned'), { federation, board, seats: 6 }, most);
    })"""
    board = [
        {"name": name, "seat": seat, "member": True, "gave": 0, "worth": 0, "asOf": 6, "idle": idle}
        for seat, (name, idle) in enumerate(
            (("Ada", True), ("Ben", True), ("Cleo", False), ("Eva", True)), start=1
        )
    ]
    facts, learned = scripts.locator("#facts"), scripts.locator("#learned")
    for missed in (False, True):
        scripts.evaluate(draw, [federation, you | {"missed": missed}, board, 3 if missed else None])
        told = "had not looked in since turn 6 began, so its training went without your failures"
        assert (told in facts.inner_text()) is missed
        assert "all who are in and have looked in during it" in facts.inner_text()
        assert "trained in 2 of 6 factories · 4 were away all turn" in learned.inner_text()
        names = ", among them Ada, Ben" if missed else ": Ada, Ben, Eva"
        assert (
            f"Of those who were there, 3 have had no failure to give{names}" in learned.inner_text()
        )
        assert "Cleo" not in learned.inner_text()


def test_a_federation_fits_a_wall_and_heads_nothing_that_is_not_there(scripts: Page) -> None:
    training = {"cycle": 1000, "members": 4, "sent": 4, "seen": [1, 1], "error": 104.3}
    federation = {
        "trainings": [training, training | {"cycle": 1750}],
        "members": 4,
        "rule": "fedavg",
        "noise": "none",
        "gain": -154_000,
        "ring": {"members": [1, 2, 3, 4], "sent": [1, 2]},
        "vote": None,
    }
    one = {"seat": 1, "name": "Ada", "member": True, "gave": 2, "worth": None, "asOf": 4}
    css = "".join((ASSETS / f"{name}.css").read_text() for name in ("rooms", "wall"))
    stage = """<main class="show"><div class="stage"><section id="chart"></section>
      <section id="board"><ol class="lines"><li><svg class="shape"></svg>
      <span id="who">Daring Bluetit</span><b class="figure">$1,260,400</b></li></ol></section>
      <section id="federation"><div id="learned"></div></section></div></main>"""
    draw = """([css, stage, federation, board]) => import('/federation.js').then((made) => {
      document.head.append(Object.assign(document.createElement('style'), { textContent: css }));
      document.body.className = 'at-show';
      document.body.innerHTML = stage;
      made.paintRoom(document.querySelector('#learned'), { federation, board, seats: 4 }, 3);
    })"""
    learned = scripts.locator("#learned")
    for wide, tall in ((1280, 720), (1920, 1080)):
        scripts.set_viewport_size({"width": wide, "height": tall})
        scripts.evaluate(draw, [css, stage, federation, [one]])
        within = "(node) => [...node.querySelectorAll('*')].every((one) => "
        within += "one.getBoundingClientRect().right <= innerWidth)"
        assert learned.evaluate(within), (wide, tall)
        whole = "(node) => node.scrollWidth <= node.clientWidth"
        assert scripts.locator("#who").evaluate(whole), (wide, tall)
    assert learned.get_by_role("heading").count() == 0
    assert "−\u2060$154,000" in learned.inner_text()
    scripts.evaluate(draw, [css, stage, federation, [one | {"worth": 600}]])
    assert learned.get_by_role("heading").count() == 0
    assert "Up to turn 4 no single factory was needed" in learned.inner_text()
    lost = federation | {"needs": [{"fault": 0, "only": None, "left": [1], "away": []}]}
    scripts.evaluate(draw, [css, stage, lost, [one | {"worth": -119_300}]])
    assert "What the model knew of compressors' failures left with Ada." in learned.inner_text()
    assert "no single factory was needed" not in learned.inner_text()
    others = [one | {"seat": seat, "worth": money} for seat, money in ((2, 90_000), (3, 0))]
    scripts.evaluate(draw, [css, stage, federation, [one | {"worth": -600}, *others]])
    assert "up to turn 4" in learned.get_by_role("heading").inner_text()
    assert learned.locator(".lines li").count() == 1


def test_a_class_reads_what_its_noise_cost_and_what_another_would_have(scripts: Page) -> None:
    figures = {"nobody": 7e5, "money": 6e5, "everybody": 8e5, "members": 2, "seats": 3}
    for level, noise, says in (
        ("light", {"none": 65e4, "strong": 4e5}, "$50,000 more, with strong noise $200,000 less."),
        ("strong", {"none": 65e4, "light": 6e5}, "$50,000 more, with light noise just as much."),
    ):
        told = figures | {"noise": noise, "level": level}
        assert said(scripts, "federation", told).endswith(
            f"Without noise it would have earned {says}"
        )
        call = f"PICTURES.federation({json.dumps(told)})"
        scripts.evaluate(
            "import('/debrief_pictures.js').then(({ PICTURES }) =>"
            f" document.body.replaceChildren({call}))"
        )
        names = scripts.locator(".bars .who").all_inner_texts()
        assert names[1] == f"As it was, with {level} noise"
        assert names[3:] == ["Without noise", f"With {list(noise)[1]} noise"]
    assert "noise" not in said(scripts, "federation", figures | {"noise": {}, "level": "none"})


def test_a_poisoned_class_reads_what_the_poison_cost_and_the_median_saves(scripts: Page) -> None:
    poison = {"who": [{"name": "Ada"}], "average": 5e5, "median": 9e5, "clean": 1e6}
    figures = {"nobody": 7e5, "money": 6e5, "everybody": 8e5, "members": 2, "seats": 3}
    text = said(scripts, "federation", figures | {"poison": poison})
    assert "Ada sent poisoned updates." in text
    assert "With nobody poisoned an average factory would have earned $400,000 more" in text
    assert "the median earns $400,000 more compared with averaging" in text
    rows: dict[str, Any] = {"rows": [], "poisoned": True, "needed": False, "together": None}
    assert "some updates were poisoned" in said(scripts, "helpers", rows)
    rows |= {"rows": [{"name": "Ada", "worth": -300}], "poisoned": False}
    assert said(scripts, "helpers", rows).endswith("the others still know what it taught.")
    assert "Together they were worth $742,000" in said(
        scripts, "helpers", rows | {"together": 742_400}
    )
    assert "−\u2060$3,000 against models" in said(scripts, "helpers", rows | {"together": -3_000})
    rows |= {"rows": [{"name": "Ada", "worth": 20_000}], "needed": True}
    assert "Without what Ada's failures taught" in said(scripts, "helpers", rows)
    blind = {"met": 3, "fans": 1, "saved": 1, "lost": 1}
    assert "Before the federation opened" not in said(scripts, "blind", blind)
    text = said(scripts, "blind", blind | {"before": 1, "within": 0})
    assert (
        "Before the federation opened: 1; since then with models of their own: 2, under the"
        " common model: 0." in text
    )
    assert "What had worn out: 2 compressors, 1 fan." in text
    assert "1 engine that were" not in text
    apart = said(scripts, "blind", blind | {"left": 2})
    assert "1 would have been serviced. 2 more would have been, and failed when" in apart
    for more, says in ((0, "serviced."), (2, "made 2 more services."), (-1, "spared 1 service.")):
        assert said(scripts, "blind", blind | {"services": more}).endswith(says)


def audience(page: Page, call: str, module: str = "audience") -> Any:
    return page.evaluate(f"import('/{module}.js').then((made) => made.{call})")


def verdict(page: Page, votes: list[int], winner: int | None = None, kind: str = "call") -> str:
    ballot = {
        "closed": True, "votes": votes, "winner": winner, "options": OPTIONS, "kind": kind,
        "voted": sum(votes), "order": "Local predictive",
    }  # fmt: skip
    return str(audience(page, f"verdict({json.dumps(ballot)})"))


def test_a_tie_says_how_many_stood_against_how_many(scripts: Page) -> None:
    assert verdict(scripts, [2, 2, 0]) == (
        "A tie, 2 against 2: the order in force stands (Local predictive)."
    )
    assert verdict(scripts, [3, 1, 3, 3], kind="offer") == (
        "A tie, 3 against 3 against 3: the offer is not taken."
    )
    assert verdict(scripts, [1, 4], winner=1) == "Decided: Local, by 4 of 5 votes."
    line = {
        "cycle": 900, "link": "1-open-7", "title": "How?", "kind": "strategy", "chosen": "Local",
        "votes": 2, "counts": [1, 2], "over": True,
    }  # fmt: skip
    for values, says in (
        ({}, "2 of 3 votes; decided otherwise before it was flown"),
        ({"over": False}, "2 of 3 votes"),
        ({"chosen": None, "counts": [2, 0, 2]}, "a tie, 2 against 2"),
        ({"chosen": None, "counts": [0, 0]}, "nobody has voted"),
    ):
        told = json.dumps({"decisions": [line | values]})
        call = f"decided({told})[0].querySelector('small').textContent"
        assert audience(scripts, call, "decided") == says


@pytest.mark.parametrize("votes", [[1, 1, 1], [2, 3, 1], [5, 1, 1], [0, 7, 0], [1, 2, 3, 5]])
def test_hundredths_of_votes_make_a_hundred(scripts: Page, votes: list[int]) -> None:
    shares = [
        int(audience(scripts, f"share({votes}, {index})").rstrip("%"))
        for index in range(len(votes))
    ]
    assert sum(shares) == 100
    assert all(
        abs(share - 100 * own / sum(votes)) < 1 for share, own in zip(shares, votes, strict=True)
    )


def test_a_race_says_at_its_ticks_and_where_the_match_is(scripts: Page) -> None:
    draw = """([now, cycles, wide]) => import('/race.js').then(({ race }) => {
      document.body.replaceChildren(document.createElement('div'));
      const curves = [{ seat: 1, name: 'a', curve: [0, 50000] }];
      race(document.body.firstChild, { cycles, marks: [0, now], curves, wide, tall: 400, size: 24 });
      const middle = (node) => { const { left, right } = node.getBoundingClientRect(); return (left + right) / 2; };
      const svg = document.querySelector('svg.race');
      svg.style.width = `${wide}px`;
      const edge = svg.getBoundingClientRect().right;
      return { ticks: [...svg.querySelectorAll('path + text')].filter((one) => one.textContent.includes('cycle'))
        .map((one) => [one.textContent, middle(one) - middle(one.previousSibling), edge - one.getBoundingClientRect().right, one.getBoundingClientRect().width]),
        now: [...svg.querySelectorAll('.now')].map((one) => middle(one) - svg.getBoundingClientRect().left) };
    })"""  # noqa: E501 - JavaScript
    told = scripts.evaluate(draw, [360, 1_440, 900])
    assert [text for text, *_ in told["ticks"]] == ["cycle 1,000", "cycle 500"]
    assert all(abs(off) < 1 and room >= 0 for _, off, room, _ in told["ticks"])
    left, right = 24 * 5.2, 900 - 24 * 0.6
    assert told["now"] == [pytest.approx(left + (right - left) / 4, abs=1)]
    assert scripts.evaluate(draw, [1_440, 1_440, 900])["now"] == []
    narrow = scripts.evaluate(draw, [360, 2_000, 310])["ticks"]  # a wall of 1280 from turn 5 on
    assert next(text for text, *_ in narrow) == "cycle 2,000"
    ends = [(room, room + width) for *_, room, width in narrow]  # from the right edge
    assert all(left <= right for (_, left), (right, _) in pairwise(ends))


def test_a_browser_that_cannot_stop_a_question_after_a_while_still_hears_its_answer(
    scripts: Page,
) -> None:
    scripts.route(f"{HERE}/state", lambda route: route.fulfill(json={"phase": "play"}))
    scripts.evaluate("delete AbortSignal.timeout")
    told = scripts.evaluate("import('/common.js').then(({ get }) => get('state'))")
    assert told == {"phase": "play"}
