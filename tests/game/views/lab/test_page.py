import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from operator import itemgetter
from typing import Any

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from game.lab.progress import Joined, Progress
from game.lab.run import stages
from game.lab.settings import EXPERIMENTS, LabSettings, read_settings
from game.rules.errors import GameError
from game.text.language import refusal_text, speak
from game.text.pseudolocale import PSEUDO
from game.views.frame.theme import DARK, Palette
from game.views.lab import answers as lab_answers
from game.views.lab import charts as charts_lab
from game.views.lab import joining as lab_joining
from game.views.lab import lifetimes as lab_lifetimes
from game.views.lab import words as lab_words
from game.views.lab.picture import payload
from game.views.report.words import money
from models.federated.aggregation import AGGREGATORS
from models.federated.simulation.clients import SimulatedClients
from models.federated.simulation.participation import UnreliableClients
from tests.pseudo import plain

pytestmark = pytest.mark.page

SMALL = "lab.fa3.fl2.ro2.molinear"
LONG = 120.0  # s; these machines may be busy


@pytest.fixture(scope="module")
def done() -> Progress:
    *_, last = stages(read_settings("lab.fa4.fl2.ro3.molinear.dr40.sa25.sd3"))
    return last


def test_the_picture_shows_the_bytes_of_the_records(done: Progress) -> None:
    shown = payload(done)
    assert len(shown["rounds"]) == 3
    opening = done.records[0]
    told = sum(opening.bytes_up.values()) + sum(opening.bytes_down.values())
    drawn = sum(
        sum(one[name]) for one in shown["rounds"] for name in ("down", "up", "moreDown", "moreUp")
    )
    assert told + drawn == done.bytes_moved
    for number, one in enumerate(shown["rounds"], 1):
        trained = done.records[2 * number - 1]
        assert {at: size for at, size in enumerate(one["up"]) if size} == trained.bytes_up
        assert one["fates"].count("l") == list(trained.outcomes.values()).count("lost")
    assert "lost" in {fate for record in done.records for fate in record.outcomes.values()}
    assert len(shown["saboteurs"]) == 1


def test_a_half_told_round_is_not_drawn_yet(done: Progress) -> None:
    early = replace(done, records=done.records[:4])
    assert len(payload(early)["rounds"]) == 1
    assert "After round 1" in lab_words.takeaway(early)


def test_words_and_tables_say_the_numbers(done: Progress) -> None:
    last = done.records[-1]
    assert f"errs by {last.error:,.1f} cycles" in lab_words.takeaway(done)
    assert f"earns {money(done.earnings[-1].profit)} in a slot" in lab_words.takeaway_money(done)
    assert f"{done.bytes_moved:,} bytes" in lab_words.moved(done)
    rows = lab_words.rounds_table(done)
    assert [row[0] for row in rows.cells] == ["0", "1", "2", "3"]
    sent = sum(row[6] for row in rows.values if isinstance(row[6], int))
    assert sent == sum(sum(record.bytes_up.values()) for record in done.records)
    gains = lab_words.gains_table(done.gains, done)
    assert len(gains.cells) == 4
    assert gains.to_csv().count("\n") == 5


def test_winners_and_losers_are_named(done: Progress) -> None:
    one, two, *_ = done.gains
    won = replace(one, own_profit=50_000.0, own_alone_profit=10_000.0)
    lost = replace(two, own_profit=10_000.0, own_alone_profit=19_000.0)
    said = lab_words.gains_words(replace(done, gains=(won, lost)))
    assert said.startswith("1 of 2 factories gain")
    assert f"factory {one.number + 1} gains most, +$40,000" in said
    assert f"Sharing costs factory {two.number + 1} (−$9,000)." in said


def test_worth_is_said_of_the_best_and_the_least(done: Progress) -> None:
    said = lab_words.worth_words(replace(done, worth={0: -250.0, 1: 4_000.0}))
    assert said is not None
    assert "factory 2 is worth most: without its failures they would earn $4,000 less" in said
    assert "factory 1, $250 more" in said
    assert lab_words.worth_words(replace(done, worth=None)) is None


def test_charts_draw_every_honest_factory_and_no_infinite_error(done: Progress) -> None:
    figure = charts_lab.errors(done, DARK)
    names = [trace.name for trace in figure.data]
    assert names == ["a factory's own model", "naive", "outsider", "in one place", "federated"]
    teeth = sum(y is None for y in figure.data[0].y)
    honest = [
        at
        for record in done.records
        if record.stage == "trained"
        for at in record.local_errors
        if at not in done.saboteurs
    ]
    assert teeth == len(honest)
    assert list(figure.data[-1].y) == [h.error for h in done.records if h.stage == "merged"]
    assert sum(charts_lab.gains(done.gains, DARK).data[0].y) == pytest.approx(
        sum(one.gain for one in done.gains)
    )


def test_money_is_drawn_of_the_very_models_whose_errors_are(done: Progress) -> None:
    federated, central, outsider, naive = list(charts_lab.money(done, DARK).data)[:0:-1]
    assert len(done.earnings) == 1 + done.settings.experiment.rounds
    assert list(federated.y) == [one.profit for one in done.earnings]
    assert list(central.y) == [one.profit for one in done.centrals]
    assert list(outsider.y) == [one.outsider_profit for one in done.earnings]
    assert list(naive.y) == [done.naive_profit] * len(done.earnings)
    assert list(charts_lab.errors(done, DARK).data[3].y) == [one.error for one in done.centrals]


@pytest.mark.usefixtures("pseudo_language")
@pytest.mark.parametrize("draw", [charts_lab.errors, charts_lab.money])
def test_names_of_lines_stand_beside_the_chart_and_none_on_another(
    done: Progress, draw: Callable[[Progress, Palette], go.Figure]
) -> None:
    figure = draw(done, DARK)
    names = [note for note in figure.layout.annotations if note.xref != "paper"]
    assert len(names) == 4
    longest = max(len(part) for note in names for part in note.text.split("<br>"))
    assert figure.layout.margin.r >= 6.5 * longest  # pixels, of letters of 13
    low, top = figure.layout.yaxis.range
    room = 420 - figure.layout.margin.t - 60  # pixels; below stand numbers and a title
    ends = sorted((note.y, len(note.text.split("<br>"))) for note in names)
    for (below, some), (above, more) in itertools.pairwise(ends):
        assert (above - below) / (top - low) * room >= 0.5 * 16 * (some + more)
    assert low <= ends[0][0] <= ends[-1][0] <= top


def test_the_centralised_model_learns_from_everybodys_rows(done: Progress) -> None:
    assert len(done.centrals) == done.settings.experiment.rounds + 1
    assert done.centrals[0].error == pytest.approx(done.records[0].error, rel=1e-3)
    assert done.centrals[-1].error < 0.8 * done.centrals[0].error
    assert done.centrals[-1].profit > (done.naive_profit or 0)


def test_lifetimes_are_judged_by_what_they_bring(done: Progress) -> None:
    one = done.age_policies[0]

    def words(pooled: float) -> str:
        plans = (replace(one, profit=100_000.0, pooled_profit=pooled, local_profit=150_000.0),)
        return lab_lifetimes.takeaway(replace(done, age_policies=plans))

    assert "alone help" in words(120_000.0)
    assert "1 of 1 do better" in words(120_000.0)
    assert "mislead here" in words(80_000.0)
    assert "change little here" in words(100_500.0)
    federated = sum(gain.own_profit for gain in done.gains) / len(done.gains)
    assert f"the federated one {money(federated)}" in words(100_500.0)
    drawn = lab_lifetimes.draw(done, DARK)
    assert [len(trace.x) for trace in drawn.data] == [4, 1] * 4
    assert list(drawn.data[2].x) == [plan.pooled_profit for plan in done.age_policies]


def test_who_brings_most_and_when_nearly_all_is_there_is_said(done: Progress) -> None:
    joined = [Joined(2, 20.0, 100_000.0), Joined(0, 15.0, 190_000.0), Joined(1, 15.0, 191_000.0)]
    gains = [replace(done.gains[0], number=one, alone_profit=90_000.0) for one in range(3)]
    lab = replace(done, gains=tuple(gains))
    said = lab_joining.takeaway(lab, joined)
    assert "Factory 3 begins, and its ridge regression earns $100,000; with all 3" in said
    assert "Factory 1 brings those before it most: +$90,000." in said
    assert "With 2 of 3 in" in said
    assert "factory 2 gains most by its joining: +$101,000" in said
    level = [replace(one, profit=100_000.0) for one in joined]
    assert "Nobody brings" in lab_joining.takeaway(lab, level)
    rows = lab_joining.table(lab, joined).values
    assert [row[5] for row in rows] == ["", 90_000, 1_000]
    assert [row[6] for row in rows] == [10_000, 100_000, 101_000]
    drawn = lab_joining.draw(lab, joined, DARK)
    assert list(drawn.data[-1].y) == [one.profit for one in joined]
    assert list(drawn.layout.xaxis.ticktext) == ["1<br>3", "2<br>1", "3<br>2"]


def sides_of(name: str, done: Progress) -> list[Progress]:
    return [done] * (1 + len(EXPERIMENTS[name].others))


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_has_an_answer(name: str, done: Progress) -> None:
    assert len(lab_answers.SIDES[name]) == 1 + len(EXPERIMENTS[name].others)
    said = lab_answers.answer(name, sides_of(name, done))
    profit = money(done.earnings[-1].profit)
    if name == "saboteur":
        assert f"earns {profit} in a slot and 1,000 cycles; with the saboteurs it" in said
    else:
        assert "hardly apart" in said
        assert said.count(f"{done.records[-1].error:,.1f} cycles, and {profit}") == 2


def earning(done: Progress, profit: float) -> Progress:
    last = replace(done.earnings[-1], profit=profit)
    gains = tuple(replace(one, alone_profit=100_000.0) for one in done.gains)
    return replace(done, earnings=(*done.earnings[:-1], last), gains=gains)


def test_an_answer_follows_from_the_evidence(done: Progress) -> None:
    better, worse = earning(done, 150_000.0), earning(done, 90_000.0)
    same = earning(done, 100_500.0)
    assert "The first is worth $60,000 more." in lab_answers.answer("more", [better, worse])
    assert "The first is worth $60,000 less." in lab_answers.answer("privacy", [worse, better])
    assert "about what a factory earns alone" in lab_answers.answer("enough", [same, better])
    for lab, words in ((better, "still works"), (worse, "not work any"), (same, "no more than")):
        assert words in lab_answers.answer("drift", [lab, better])
    kinds = [replace(one, failures=("compressor",)) for one in done.factories]
    seeing = [replace(kinds[0], failures=("fan",)), *kinds[1:]]
    gains = (replace(better.gains[0], alone_profit=145_000.0), *better.gains[1:])
    blind = replace(better, factories=tuple(seeing), gains=gains)
    said = lab_answers.answer("blind", [blind, better])
    assert "worth +$50,000 to each of the 3 that" in said
    assert "+$5,000 to each of the 1 that have" in said


def test_rules_that_save_the_honest_profit_are_named(done: Progress) -> None:
    def said(*profits: float) -> str:
        return lab_answers.answer("saboteur", [earning(done, profit) for profit in profits])

    assert "Each of them saves" in said(10_000.0, 200_000.0, 199_000.0, 198_000.0, 194_000.0)
    some = said(10_000.0, 200_000.0, 199_000.0, 180_000.0, 193_000.0)
    assert "The median: 99.5%, The trimmed mean: 90.0%, Krum: 96.5%" in some
    assert "is saved by: The median." in some
    assert "None of them" in said(10_000.0, 200_000.0, 1.0, 1.0, 1.0)
    assert "next to nothing" in said(199_000.0, 200_000.0, 199_000.0, 1.0, 1.0)


@pytest.mark.parametrize(
    "text",
    [
        "lab.fa4.fl1.ro2", "lab.fa6.fl1.ro3.dr40.sl50.de15", "lab.fa5.fl1.ro2.seon.dr30.sd2",
        "lab.fa4.fl1.ro2.tescaffold.pa50", "lab.fa4.fl1.ro2.molinear.sa50.kinoise.cl10",
    ],
)  # fmt: skip
def test_bytes_on_the_page_are_those_of_the_messages(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    sent: list[bytes] = []
    to_network, of_clients = UnreliableClients.answer, SimulatedClients.answer

    def down(network: Any, subject: str, messages: Mapping[int, bytes]) -> Mapping[int, bytes]:
        sent.extend(messages.values())
        return to_network(network, subject, messages)

    def up(clients: Any, subject: str, messages: Mapping[int, bytes]) -> Mapping[int, bytes]:
        answers = of_clients(clients, subject, messages)
        sent.extend(answers.values())
        return answers

    monkeypatch.setattr(UnreliableClients, "answer", down)
    monkeypatch.setattr(SimulatedClients, "answer", up)
    *_, lab = stages(read_settings(text))
    moved = sum(len(message) for message in sent)
    assert f"{moved:,} bytes have travelled" in lab_words.moved(lab)
    shown = payload(lab)["rounds"]
    drawn = sum(sum(one[name]) for one in shown for name in ("down", "up", "moreDown", "moreUp"))
    opening = lab.records[0]
    assert drawn + sum([*opening.bytes_down.values(), *opening.bytes_up.values()]) == moved


@pytest.fixture
def pseudo_language() -> Iterator[None]:
    speak(PSEUDO)
    yield
    speak("en")


def worded(values: object) -> Iterator[str]:
    """Find the texts of the picture."""
    if isinstance(values, dict):
        for name, inner in values.items():
            if name != "locale":
                yield from worded(inner)
    else:
        yield str(values)


def lifetimes(lab: Progress) -> Iterator[str]:
    """Say all that can be said of sharing lifetimes."""
    for profit in (0.0, 1e6, lab.age_policies[0].profit):
        plans = (replace(lab.age_policies[0], pooled_profit=profit),)
        for gains in (lab.gains, ()):
            known = replace(lab, age_policies=plans, gains=gains)
            yield lab_lifetimes.takeaway(known)
            for note in lab_lifetimes.draw(known, DARK).layout.annotations:
                yield note.text


@pytest.mark.usefixtures("pseudo_language")
def test_every_word_of_the_lab_is_translated(done: Progress) -> None:
    one, two, *_ = done.gains
    won = replace(one, own_profit=50_000.0, own_alone_profit=10_000.0)
    lost = replace(two, own_profit=10_000.0, own_alone_profit=19_000.0)
    spent = replace(done.records[-1], epsilon=4.0)
    beyond = replace(done.records[-1], error=float("inf"), epsilon=40.0)
    for halves, profits in (
        (done.records[:1], [1e5]), (done.records[:2], [1e5]),
        ((*done.records[:-1], spent), [1e5, 1e6]), ((*done.records[:-1], beyond), [1e5, -1e6]),
    ):  # fmt: skip
        earnings = tuple(replace(done.earnings[0], profit=profit) for profit in profits)
        for gains in ((won, won), (won, *[lost] * 7), (lost,)):
            lab = replace(done, records=halves, earnings=earnings, gains=gains)
            words = [
                lab_words.takeaway(lab), lab_words.takeaway_money(lab), lab_words.moved(lab),
                lab_words.takeaway_money(replace(lab, earnings=())),
                lab_words.privacy(lab) or "", lab_words.gains_words(lab),
                lab_words.worth_words(lab) or "", lab_lifetimes.shared(lab), *lifetimes(lab),
                *[lab_joining.takeaway(done, order) for order in (done.joining or {}).values()],
                lab_words.cycles(float("inf")),
                *(
                    lab_answers.answer(name, [lab, *sides_of(name, done)[1:]])
                    for name in EXPERIMENTS
                ),
            ]  # fmt: skip
            assert [said for said in words if plain(said)] == []
    assert [said for said in worded(payload(done)["words"]) if plain(said)] == []
    assert payload(done)["words"]["locale"] == PSEUDO


@pytest.mark.usefixtures("pseudo_language")
@pytest.mark.parametrize(
    "text",
    ["lob", "lab.zz1", "lab.fax", "lab.fa5.fa6", "lab.fa81", "lab.fa80.fl16", "lab.agmean",
     "lab.no50", "lab.no50.cl10.agkrum", "lab.seon.agmedian", "lab.no50.cl10.tescaffold"],
)  # fmt: skip
def test_a_refused_lab_is_refused_in_the_language_of_the_reader(text: str) -> None:
    with pytest.raises(GameError) as caught:
        read_settings(text)
    assert not plain(refusal_text(caught.value))


# --------------------------------------------------------------------------------------- page


PAGE = """
import streamlit as st
from game.views.lab import page as lab
if "away" not in st.query_params:
    lab.render()
"""


def opened(**query: str) -> AppTest:
    app = AppTest.from_string(PAGE, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def until_done(app: AppTest, words: str) -> AppTest:
    end = time.monotonic() + LONG
    while words not in said(app) and time.monotonic() < end:
        time.sleep(0.3)
        app.run()
    return app


def said(app: AppTest) -> str:
    assert not app.exception
    written = [element.proto.body for element in app.get("html")]
    return " ".join([*written, *(element.value for element in app.markdown)])


def link(app: AppTest) -> str:
    found: str | list[str] = app.query_params["lab"]
    return found if isinstance(found, str) else found[0]


def test_a_link_opens_its_lab_and_comes_to_who_gains() -> None:
    app = until_done(opened(lab=SMALL), "of 3 factories gain")
    assert "of 3 factories gain" in said(app)
    assert link(app) == read_settings(SMALL).text
    assert app.get("bidi_component")


def test_a_sixth_aggregator_is_in_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """It exists only here, and has no title yet: its name stands for it."""
    monkeypatch.setitem(AGGREGATORS, "first_come", itemgetter(0))
    app = opened(lab=f"{SMALL}.agfirst_come")
    field = app.selectbox(key="lab-1-aggregator")
    assert (field.value, field.options[-1]) == ("first_come", "first_come")
    assert link(app).endswith(".agfirst_come")


def test_a_moved_lever_is_in_the_link() -> None:
    app = opened(lab=SMALL)
    app.number_input(key="lab-1-factories").set_value(5).run()
    app.selectbox(key="lab-1-aggregator").set_value("median").run()
    app.number_input(key="lab-1-participation").set_value(60).run()
    assert (
        link(app)
        == LabSettings.of(
            factories=5,
            failures=2,
            rounds=2,
            hidden=0,
            aggregator="median",
            participation=0.6,
        ).text
    )


def test_levers_that_do_not_go_together_are_refused_and_kept() -> None:
    app = until_done(opened(lab=SMALL), "After round 2")
    app.number_input(key="lab-1-noise").set_value(1.0).run()
    assert "needs a largest update" in said(app)
    assert "After round 2" in said(app), "what was there before is lost"
    assert link(app) == "lab.fa3.fl2.molinear.ro2"
    app.number_input(key="lab-1-clip").set_value(1.0).run()
    assert "needs a largest update" not in said(app)
    assert link(app).endswith("no100")


def test_fields_begin_with_their_lever_even_if_the_page_is_drawn_twice_in_a_row() -> None:
    # Of two drawings in a row a browser may see the second alone: what it needs is in each.
    for app in (opened(lab=SMALL), opened(lab=SMALL).run()):
        assert app.number_input(key="lab-1-factories").proto.default == 3
        assert app.number_input(key="lab-1-participation").proto.default == 100
        assert app.selectbox(key="lab-1-hidden").proto.default == 1


def test_levers_stay_where_they_are_when_a_visitor_comes_back() -> None:
    app = opened(lab=SMALL)
    app.number_input(key="lab-1-factories").set_value(5).run()
    moved = link(app)
    app.query_params["away"] = "1"
    app.run()
    assert not app.number_input
    del app.query_params["away"]
    app.run()
    assert app.number_input(key="lab-1-factories").value == 5
    assert link(app) == moved


def test_a_lever_that_changes_nothing_cannot_be_moved_and_keeps_its_place() -> None:
    app = opened(lab=SMALL + ".tefedprox.mu500")
    assert not app.number_input(key="lab-1-mu").disabled
    assert app.selectbox(key="lab-1-sabotage").disabled
    app.selectbox(key="lab-1-term").set_value("none").run()
    assert app.number_input(key="lab-1-mu").disabled
    app.selectbox(key="lab-1-shared").set_value("lifetimes").run()
    assert app.number_input(key="lab-1-rounds").disabled
    assert not app.number_input(key="lab-1-sensor_bias").disabled
    app.selectbox(key="lab-1-shared").set_value("models").run()
    app.selectbox(key="lab-1-term").set_value("fedprox").run()
    assert link(app) == read_settings(SMALL + ".tefedprox.mu500").text


def test_lifetimes_alone_are_a_lab_of_their_own() -> None:
    app = until_done(opened(lab=SMALL), "of 3 factories gain")
    assert "the federated one" in said(app)
    app.selectbox(key="lab-1-shared").set_value("lifetimes").run()
    app = until_done(app, "400 bytes from each and 400 back")
    assert link(app) == "lab.fa3.fl2.shlifetimes.molinear.ro2"
    assert "From 6 lifetimes follows a service at" in said(app)
    assert "the federated one" not in said(app)
    assert not app.get("bidi_component")


def test_a_bad_link_says_so_and_opens_the_usual_lab() -> None:
    app = opened(lab="lab.fa99")
    assert "2 to 80" in said(app.run()), "it goes with the next drawing"
    assert link(app) == "lab"
    assert "2 to 80" not in said(app.number_input(key="lab-0-rounds").set_value(2).run())


def test_a_prepared_experiment_is_known_by_its_link() -> None:
    app = opened(lab=EXPERIMENTS["more"].settings.text)
    assert EXPERIMENTS["more"].question in said(app)
    assert "The answer follows here, from 2 labs." in said(app)
    app.number_input(key="lab-1-rounds").set_value(2).run()
    assert "a lab of your own now" in said(app)


@pytest.mark.slow
def test_a_prepared_experiment_sets_all_levers_and_asks() -> None:
    app = opened(lab=SMALL)
    app.button(key="lab-enough").click().run()
    assert EXPERIMENTS["enough"].question in said(app)
    assert link(app) == EXPERIMENTS["enough"].settings.text
    until_done(app, "than a factory alone")
    assert "16 failures each:" in said(app)
