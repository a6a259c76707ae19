import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from scipy import stats
from streamlit.testing.v1 import AppTest

from game.lab.experiments import EXPERIMENTS, OPENING
from game.lab.population import PROBED
from game.lab.populations import POPULATIONS, LabResult, Populations
from game.lab.progress import Backdoor, Earning, Joined, Progress
from game.lab.run import stages
from game.lab.settings import LabSettings, read_settings
from game.lab.verdicts import PINNED
from game.rules.errors import GameError
from game.text.language import money, refusal_text, speak, t
from game.text.pseudolocale import PSEUDO
from game.views.frame.state import LabView
from game.views.frame.theme import DARK, Palette
from game.views.lab import answers as lab_answers
from game.views.lab import charts as charts_lab
from game.views.lab import duel as lab_duel
from game.views.lab import factories, words
from game.views.lab import joining as lab_joining
from game.views.lab import lifetimes as lab_lifetimes
from game.views.lab import money as lab_money
from game.views.lab import privacy as lab_privacy
from game.views.lab.picture import payload
from models.federated.aggregation import AGGREGATORS
from models.federated.simulation.clients import SimulatedClients
from models.federated.simulation.serving.participation import UnreliableClients
from tests.pseudo import plain

pytestmark = pytest.mark.page

SMALL = "lab.fa3.fl2.ro2.molinear"
LONG = 120.0  # s; these machines may be busy


@pytest.fixture(scope="module")
def done() -> Progress:
    *_, last = stages(read_settings("lab.fa4.fl2.ro3.molinear.dr40.sa25.sd3"))
    return last


def in_full(words_of: Callable[[Progress], list[str]], lab: Progress) -> str:
    return " ".join(words_of(lab))


@pytest.mark.no_cover
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


def test_the_pictures_lines_are_what_the_models_say(done: Progress) -> None:
    def cycles(letters: str) -> list[int]:
        return [2 * (ord(letter) - 48) for letter in letters]

    shown = payload(done)
    assert shown["truth"] == list(PROBED)
    assert cycles(shown["start"]) == pytest.approx(list(done.records[0].forecasts), abs=1)
    for one, trained, merged in zip(
        shown["rounds"], done.records[1::2], done.records[2::2], strict=True
    ):
        assert cycles(one["shared"]) == pytest.approx(list(merged.forecasts), abs=1)
        assert {at for at, letters in enumerate(one["own"]) if letters} == set(
            trained.local_forecasts
        )
        for at, said in trained.local_forecasts.items():
            assert cycles(one["own"][at]) == pytest.approx(list(said), abs=1)
            assert len(said) == 2 * len(PROBED)


def test_a_half_told_round_is_not_drawn_yet(done: Progress) -> None:
    early = replace(done, records=done.records[:4])
    assert len(payload(early)["rounds"]) == 1
    assert "After round 1" in in_full(words.of_errors, early)


def test_words_and_tables_say_the_numbers(done: Progress) -> None:
    last = done.records[-1]
    assert f"errs by {last.error:,.1f} cycles" in in_full(words.of_errors, done)
    assert f"earns {money(done.earnings[-1].profit)} in a slot" in in_full(lab_money.of_money, done)
    assert f"{done.bytes_moved:,} bytes" in lab_privacy.moved(done)
    rows = words.rounds_table(done)
    assert [row[0] for row in rows.cells] == ["0", "1", "2", "3"]
    sent = sum(row[6] for row in rows.values if isinstance(row[6], int))
    assert sent == sum(sum(record.bytes_up.values()) for record in done.records)
    gains = factories.gains_table(done.gains, done)
    assert len(gains.cells) == 4
    assert gains.to_csv().count("\n") == 5


def test_winners_and_losers_are_named(done: Progress) -> None:
    one, two, *_ = done.gains
    won = replace(one, own_profit=50_000.0, own_alone_profit=10_000.0)
    lost = replace(two, own_profit=10_000.0, own_alone_profit=19_000.0)
    won, lost = (replace(each, profit=each.alone_profit + 8_000) for each in (won, lost))
    said = factories.gains_words(replace(done, gains=(won, lost)))
    assert said.startswith("On engines of all kinds 2 of 2 factories gain more than $3,000")
    assert "+$8,000 on average. On engines like their own 1 do" in said
    assert f"factory {one.number + 1} gains most, +$40,000" in said
    assert f"Sharing costs factory {two.number + 1} (−$9,000)." in said


def test_worth_is_said_of_the_best_and_the_least(done: Progress) -> None:
    said = factories.worth_words(replace(done, worth={0: -250.0, 1: 4_000.0}))
    assert said is not None
    assert "factory 2 is worth most: without its failures they would earn $4,000 less" in said
    assert "factory 1, $250 more" in said
    assert factories.worth_words(replace(done, worth=None)) is None


def test_without_a_link_the_page_opens_on_blind_spots() -> None:
    view = LabView()
    assert view.settings == EXPERIMENTS[view.experiment or ""].settings == view.start
    assert view.settings.text == "lab.sk100.ro15"
    view.begin(read_settings("lab"))  # the usual lab stays a link away
    assert (view.settings, view.experiment) == (LabSettings(), None)


def test_what_no_rule_looks_at_is_said(done: Progress) -> None:
    def told(**levers: object) -> str | None:
        return words.corrections(replace(done, settings=done.settings.but(**levers)))

    assert "corrections are averaged as they come" in (
        told(term="scaffold", aggregator="krum") or ""
    )
    assert told(term="scaffold") is None
    assert told(aggregator="krum") is None


@pytest.mark.parametrize("levers", [{"secure": True}, {"noise": 0.5, "clip": 1.0}])
def test_neither_masks_nor_noise_hide_when_an_answer_comes(
    done: Progress, levers: dict[str, object]
) -> None:
    settings = LabSettings.of(factories=4, failures=2, rounds=3, **levers)
    assert "whoever has more rows trains longer" in lab_privacy.seen(
        replace(done, settings=settings)
    )
    assert "trains longer" not in lab_privacy.seen(done)


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
    own, everywhere = charts_lab.gains(done.gains, DARK).data
    assert sum(everywhere.y) == pytest.approx(sum(one.gain_everywhere for one in done.gains))
    assert sum(own.y) == pytest.approx(sum(one.gain for one in done.gains))


def test_money_is_drawn_of_the_very_models_whose_errors_are(done: Progress) -> None:
    federated, central, outsider, naive = list(charts_lab.money(done, DARK).data)[:0:-1]
    assert len(done.earnings) == 1 + done.settings.experiment.rounds
    assert list(federated.y) == [one.profit for one in done.earnings]
    assert list(central.y) == [one.profit for one in done.centrals]
    assert list(outsider.y) == [one.outsider_profit for one in done.earnings]
    assert list(naive.y) == [done.naive_profit] * len(done.earnings)
    assert list(charts_lab.errors(done, DARK).data[3].y) == [one.error for one in done.centrals]


def test_a_backdoor_is_said_drawn_and_listed(done: Progress) -> None:
    assert lab_money.backdoor(done) is None
    profits = [3e4 - 1e3 * at for at in range(len(done.earnings))]
    earnings = tuple(
        replace(earning, backdoor=Backdoor(profit, 39, 1))
        for earning, profit in zip(done.earnings, profits, strict=True)
    )
    lab = replace(done, earnings=earnings)
    said = lab_money.backdoor(lab) or ""
    assert "reads 20 degrees low, 39 of 40 engines fail before any alarm" in said
    assert f"earns {money(profits[-1])}. Where it reads true, 1 of the same" in said
    drawn = charts_lab.money(lab, DARK).data[-1]
    assert (drawn.name, list(drawn.y)) == ("federated, T30 low", profits)
    listed = [row[4] for row in words.rounds_table(lab).values if row[2] == drawn.name]
    assert listed == profits


def test_why_a_model_may_earn_less_than_waiting_is_said(done: Progress) -> None:
    better = replace(done, naive_profit=-1e9)
    assert "Waiting for every failure" not in in_full(lab_money.of_money, better)
    said = in_full(lab_money.of_money, replace(done, naive_profit=2e6))
    assert "no threshold from 5 to 90 cycles silences it" in said


def test_what_epsilon_means_is_said_where_it_means_something(done: Progress) -> None:
    def said(epsilon: float) -> str:
        spent = replace(done.records[-1], epsilon=epsilon)
        return lab_privacy.privacy(replace(done, records=(*done.records[:-1], spent))) or ""

    assert lab_privacy.privacy(done) is None
    assert "epsilon 0.90 at delta 0.001, a strong promise" in said(0.9)
    assert "some protection" in said(1.18)
    assert "more than 3.3 times as likely" in said(1.18)
    assert "epsilon 40 at delta 0.001, hardly a promise any more" in said(40.0)
    assert "times as likely" not in said(40.0)


@pytest.mark.no_cover
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


def many(*profits: Sequence[float]) -> Populations:
    """Return populations in which labs earn so much, and a factory alone 100,000."""
    return tuple(
        tuple(
            LabResult(
                seed, (50.0, 40.0, 20.0 + side), profit, profit / 2, None, (100_000.0,) * 2,
                (True, False), (profit - 100_000.0, 1_000.0),
            )
            for side, profit in enumerate(found)
        )
        for seed, found in enumerate(profits)
    )  # fmt: skip


def answer(name: str, *profits: Sequence[float]) -> str:
    return " ".join(itertools.chain(*lab_answers.headlines(EXPERIMENTS[name].asks, many(*profits))))


def test_an_answer_is_two_lines_with_an_interval() -> None:
    better, worse = (160_000.0, 100_000.0), (100_000.0, 160_000.0)
    assert "4: cannot tell. $0 in a slot" in answer("more", better, worse, better, worse)
    assert "more in 2 of 4 populations." in answer("more", better, worse, better, worse)
    clear = answer("more", *[(160_000.0 + 1_000 * n, 100_000.0) for n in range(3)])
    assert "40 factories instead of 4: earns more. +$61,000 in a slot" in clear
    assert "(95% interval +$58,500 to +$63,500), more in 3 of 3 populations." in clear
    assert "80 factories: earns less. −$60,000" in answer("privacy", *[(1e5, 1.6e5) * 2] * 3)
    assert "hardly a difference. +$500" in answer("enough", *[(100_500.0, 0.0)] * 3)
    assert "It depends: eight populations from another seed may give another answer." in clear
    assert "It depends" not in answer("blind", better, worse, better)
    early = answer("drift", better)
    assert "Sharing instead of alone, all different: +$60,000 so far." in early
    assert "95%" not in early
    for name in EXPERIMENTS:
        sides = [120_000.0] * len(EXPERIMENTS[name].titles)
        assert len(lab_answers.headlines(EXPERIMENTS[name].asks, many(sides, sides))) in {1, 2}


def test_rules_are_said_in_one_line_and_explained_below() -> None:
    profits = [(10.0, 100.0, 99.0 + n, 90.0 + n, 80.0 + 14 * n) for n in range(3)]
    said = answer("saboteur", *profits)
    assert (
        "Median saves it. Trimmed mean does not save it. Krum: cannot tell. More than 97%" in said
    )
    assert "of 3 populations: Median in 3, Trimmed mean in 0, Krum in 1." in said
    more = lab_answers.details(EXPERIMENTS["saboteur"].asks, many(*profits))
    assert [found for found, _ in more] == [
        "Median saves it.",
        "Trimmed mean does not save it.",
        "Krum: cannot tell.",
    ]
    assert "It keeps 100.0% of what honest factories earn (95% interval 97.5% to" in more[0][1]


def test_what_noise_bought_and_what_is_still_to_come_is_said() -> None:
    known = many((1.0, 2.0))
    assert lab_answers.spent(known) is None
    noisy = ((replace(known[0][0], epsilon=1.18), known[0][1]),)
    assert lab_answers.spent(noisy) == (
        "What one factory's updates tell everybody but the server is bounded by epsilon 1.2 "
        "(smaller is safer)."
    )
    assert lab_answers.coming(known) == f"1 of {POPULATIONS} populations so far..."
    assert lab_answers.coming(known * POPULATIONS) is None


def test_a_table_lists_every_lab_in_every_population() -> None:
    rows = lab_answers.table(PINNED, many((5.0, 6.0), (7.0, 8.0)))
    assert [row[4] for row in rows.values] == [5, 6, 7, 8]
    assert rows.columns[:3] == ("population", "seed", "lab")
    assert lab_answers.sides(PINNED, many((5.0, 6.0), (7.0, 8.0)))[1] == (
        "The pinned lab: an error of 21.0 cycles and $7 in a slot and 1,000 cycles; a factory "
        "alone earns $100,000."
    )


def test_what_services_return_is_said_with_an_interval_and_its_formula() -> None:
    known = many((160_000.0, 0.0), (180_000.0, 0.0), (230_000.0, 0.0))
    paid = tuple(
        (replace(here, spent=40_000.0, waiting=100_000.0), pinned) for here, pinned in known
    )
    mine, pinned, how = lab_answers.returns(PINNED, paid)
    low, high = stats.t.interval(0.95, 2, np.mean([1.5, 2, 3.25]), stats.sem([1.5, 2, 3.25]))
    assert mine == f"This lab: ROI 2.25 (95% interval {low:.2f} to {high:.2f}).".replace("-", "−")
    assert pinned == "The pinned lab: no engine is ever serviced, so nothing returns."
    assert how.startswith("ROI of a population is (profit − what waiting")
    early, *_ = lab_answers.returns(PINNED, paid[:2])
    assert early == "This lab: ROI 1.75 so far."
    rows = lab_answers.table(PINNED, paid)
    assert [row[-1] for row in rows.values] == [1.5, None, 2.0, None, 3.25, None]


@pytest.mark.parametrize("name", EXPERIMENTS)
@pytest.mark.no_cover
def test_labs_are_drawn_in_one_picture(name: str) -> None:
    titles, asked = EXPERIMENTS[name].titles, EXPERIMENTS[name].asks
    known = many(*[[100_000.0 + 1_000 * one * n for one in range(len(titles))] for n in range(4)])
    errors = lab_duel.errors(titles, asked, known, DARK)
    assert [trace.name for trace in errors.data[len(titles) :]] == [*titles]
    assert [trace.y[-1] for trace in errors.data[len(titles) :]] == [
        20.0 + one for one in range(len(titles))
    ]
    earned = lab_duel.earnings(titles, asked, known, DARK)
    named = {trace.name: trace for trace in earned.data if trace.name}
    assert {title: tuple(named[title].x) for title in titles} == {
        title: tuple(one.profit for one in found)
        for title, found in zip(titles, zip(*known, strict=True), strict=True)
    }
    bars = [trace for trace in earned.data if trace.mode == "lines" and trace.xaxis == "x2"]
    found = [one.estimate(known) for one in asked]
    assert [tuple(bar.x) for bar in bars[:-1]] == [one.ci95 for one in found if one]
    assert errors.layout.height == earned.layout.height


def test_what_a_backdoor_costs_is_drawn_where_it_opens() -> None:
    known = many(*[[200_000.0] * 5] * 3)
    opened = tuple(
        tuple(replace(one, armed_profit=one.profit - 1_000.0 * place) for place in range(5))
        for one, *_ in known
    )
    prepared = EXPERIMENTS["backdoor"]
    drawn = lab_duel.earnings(prepared.titles, prepared.asks, opened, DARK, prepared.armed)
    shown = {trace.name: trace.x[0] for trace in drawn.data if trace.name in prepared.titles}
    assert [*shown.values()] == [200_000.0 - 1_000.0 * place for place in range(5)]


def test_what_ruins_a_factory_does_not_squeeze_the_other_differences() -> None:
    known = many(*[(-600_000.0 - n, 100_000.0, 99_000.0 + n, 98_000.0, 97_000.0) for n in range(3)])
    prepared = EXPERIMENTS["saboteur"]
    drawn = lab_duel.earnings(prepared.titles, prepared.asks, known, DARK)
    low, high = drawn.layout.xaxis2.range
    assert -10_000 < low < -3_000
    assert high > 0
    assert min(drawn.data[1].x) < -600_000  # it is among the pairs


@pytest.mark.parametrize(
    "text",
    [
        "lab.fa4.fl1.ro2", "lab.fa6.fl1.ro3.dr40.sl50.de15", "lab.fa5.fl1.ro2.seon.dr30.sd2",
        "lab.fa4.fl1.ro2.tescaffold.pa50", "lab.fa4.fl1.ro2.molinear.sa50.kinoise.cl10",
    ],
)  # fmt: skip
@pytest.mark.no_cover
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
    assert f"{moved:,} bytes have travelled" in lab_privacy.moved(lab)
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


def lifetimes(lab: Progress) -> Iterator[Progress]:
    """Bring all about that can be said of sharing lifetimes."""
    for profit in (0.0, 1e6, lab.age_policies[0].profit):
        plans = (replace(lab.age_policies[0], pooled_profit=profit),)
        for gains in (lab.gains, ()):
            yield replace(lab, age_policies=plans, gains=gains)


_OPENED = (Earning(1e5, 30, 9e4, 4e4, 3e4, 1e4, Backdoor(3e4, 40, 1)),)
_TOLD = {"scales": "public", "secure": True}


@pytest.mark.no_cover
@pytest.mark.usefixtures("pseudo_language")
def test_every_word_of_the_lab_is_translated(done: Progress) -> None:
    one, two, *_ = done.gains
    won = replace(one, own_profit=50_000.0, own_alone_profit=10_000.0)
    lost = replace(two, own_profit=10_000.0, own_alone_profit=19_000.0)
    spent = replace(done.records[-1], epsilon=4.0)
    beyond = replace(done.records[-1], error=float("inf"), epsilon=40.0)
    own = replace(done, settings=done.settings.but(hidden=48, head_epochs=1))
    corrected = replace(done, settings=done.settings.but(term="scaffold", aggregator="median"))
    others = [done.settings, *(done.settings.but(**{name: on}) for name, on in _TOLD.items())]
    for halves, profits in (
        (done.records[:1], [1e5]), (done.records[:2], [1e5]),
        ((*done.records[:-1], spent), [1e5, 1e6]), ((*done.records[:-1], beyond), [1e5, -1e6]),
    ):  # fmt: skip
        earnings = tuple(replace(done.earnings[0], profit=profit) for profit in profits)
        for gains in ((won, won), (won, *[lost] * 7), (lost,)):
            lab = replace(done, records=halves, earnings=earnings, gains=gains)
            sentences = [
                in_full(words.of_errors, lab), in_full(lab_money.of_money, lab),
                lab_privacy.moved(lab),
                in_full(lab_money.of_money, replace(lab, earnings=())),
                lab_privacy.privacy(lab) or "", factories.gains_words(lab),
                in_full(lab_money.of_money, replace(lab, naive_profit=2e6)),
                lab_money.backdoor(replace(lab, earnings=_OPENED)) or "",
                words.personal(own) or "", words.corrections(corrected) or "",
                *(lab_privacy.seen(replace(lab, settings=other)) for other in others),
                *(lab_privacy.onlooker(replace(lab, settings=other)) or "" for other in others),
                factories.worth_words(lab) or "", lab_lifetimes.shared(lab),
                *map(lab_lifetimes.takeaway, lifetimes(lab)),
                *[lab_joining.takeaway(done, order) for order in (done.joining or {}).values()],
                words.cycles(float("inf")),
            ]  # fmt: skip
            assert [said for said in sentences if plain(said)] == []
    drawn = [lab_lifetimes.draw(lab, DARK).layout.annotations for lab in lifetimes(done)]
    assert [note.text for note in itertools.chain(*drawn) if plain(note.text)] == []
    assert [said for said in worded(payload(done)["words"]) if plain(said)] == []
    assert payload(done)["words"]["locale"] == PSEUDO


@pytest.mark.no_cover
@pytest.mark.usefixtures("pseudo_language")
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_word_of_an_answer_is_translated(name: str) -> None:
    titles, asked = EXPERIMENTS[name].titles, EXPERIMENTS[name].asks
    for apart in (0, 400, 40_000):
        for places in ([1], [1, 1, 1], [-1, -1, -1], [-1, 1, 0]):
            known = many(*[[1e5 + one * apart * at for one in range(len(titles))] for at in places])
            lines = [
                *lab_answers.headlines(asked, known),
                *lab_answers.details(asked, known),
                *lab_answers.gains(known),
            ]
            sentences = [
                *itertools.chain(*lines), *lab_answers.sides(titles, known), lab_answers.how(),
                lab_answers.coming(known) or "", *map(t, titles),
            ]  # fmt: skip
            assert [said for said in sentences if plain(said)] == []
    for places in ([1], [-1, 1, 0]):  # without an interval, and with one
        known = many(*[[1e5 + one * 400 * at for one in range(len(titles))] for at in places])
        notes = lab_duel.earnings(titles, asked, known, DARK).layout.annotations
        assert notes and [note.text for note in notes if plain(note.text)] == []


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
    end, pause = time.monotonic() + LONG, 0.2
    while words not in said(app) and time.monotonic() < end:
        time.sleep(pause)
        pause = min(1.5 * pause, 2.0)  # drawing the page takes the time from the lab
        app.run()
    assert words in said(app), "it never came"
    return app


def said(app: AppTest) -> str:
    assert not app.exception
    written = [element.proto.body for element in app.get("html")]
    return " ".join([*written, *(element.value for element in app.markdown)])


def link(app: AppTest) -> str:
    found: str | list[str] = app.query_params["lab"]
    return found if isinstance(found, str) else found[0]


@pytest.mark.no_cover
def test_a_link_opens_its_lab_and_comes_to_who_gains() -> None:
    app = until_done(opened(lab=SMALL), "of 3 factories gain")
    assert "of 3 factories gain" in said(app)
    assert link(app) == read_settings(SMALL).text
    assert app.get("bidi_component")


@pytest.mark.no_cover
def test_a_sixth_aggregator_is_in_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """It exists only here, and has no title yet: its name stands for it."""
    monkeypatch.setitem(AGGREGATORS, "first_come", itemgetter(0))
    app = opened(lab=f"{SMALL}.agfirst_come")
    field = app.selectbox(key="lab-1-aggregator")
    assert (field.value, field.options[-1]) == ("first_come", "first_come")
    assert link(app).endswith(".agfirst_come")


@pytest.mark.no_cover
def test_a_moved_lever_is_in_the_link() -> None:
    app = opened(lab=SMALL)
    app.slider(key="lab-1-factories").set_value(5).run()
    app.selectbox(key="lab-1-aggregator").set_value("median").run()
    app.slider(key="lab-1-participation").set_value(60).run()
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


@pytest.mark.no_cover
def test_a_second_lever_may_be_moved_before_the_address_tells_of_the_first() -> None:
    app = opened(lab=SMALL)
    before = link(app)
    app.slider(key="lab-1-factories").set_value(5).run()
    app.query_params["lab"] = before
    app.slider(key="lab-1-rounds").set_value(3).run()
    assert link(app) == LabSettings.of(factories=5, failures=2, rounds=3, hidden=0).text
    app.query_params["lab"] = before  # nothing is moved: somebody went back
    app.run()
    assert link(app) == before


@pytest.mark.no_cover
def test_the_page_says_what_a_server_sees_and_whom_noise_protects_from() -> None:
    plain = said(until_done(opened(lab=SMALL), "After round 2"))
    assert "gives away how long each lived" in plain
    assert "epsilon" not in plain
    masked = said(until_done(opened(lab=f"{SMALL}.cl10.no100.seon"), "no promise"))
    assert "masked numbers alone" in masked
    assert "against everybody but the server" in masked
    assert "no promise covers it" in masked
    assert "gives away" not in masked


@pytest.mark.no_cover
def test_levers_that_do_not_go_together_are_refused_and_kept() -> None:
    app = until_done(opened(lab=SMALL), "After round 2")
    app.slider(key="lab-1-noise").set_value(1.0).run()
    assert "needs a largest update" in said(app)
    assert "After round 2" in said(app), "what was there before is lost"
    assert link(app) == "lab.fa3.fl2.molinear.ro2"
    app.number_input(key="lab-1-clip").set_value(1.0).run()
    assert "needs a largest update" not in said(app)
    assert link(app).endswith("no100")


@pytest.mark.no_cover
def test_fields_begin_with_their_lever_even_if_the_page_is_drawn_twice_in_a_row() -> None:
    # Of two drawings in a row a browser may see the second alone: what it needs is in each.
    for app in (opened(lab=SMALL), opened(lab=SMALL).run()):
        assert app.slider(key="lab-1-factories").proto.default == [3]
        assert app.slider(key="lab-1-participation").proto.default == [100]
        assert app.selectbox(key="lab-1-hidden").proto.default == 1


@pytest.mark.no_cover
def test_levers_stay_where_they_are_when_a_visitor_comes_back() -> None:
    app = opened(lab=SMALL)
    app.slider(key="lab-1-factories").set_value(5).run()
    moved = link(app)
    app.query_params["away"] = "1"
    app.run()
    assert not app.slider
    del app.query_params["away"]
    app.run()
    assert app.slider(key="lab-1-factories").value == 5
    assert link(app) == moved


@pytest.mark.no_cover
def test_a_lever_that_changes_nothing_cannot_be_moved_and_keeps_its_place() -> None:
    app = opened(lab=SMALL + ".tefedprox.mu500")
    assert not app.number_input(key="lab-1-mu").disabled
    assert app.selectbox(key="lab-1-sabotage").disabled
    app.selectbox(key="lab-1-term").set_value("none").run()
    assert app.number_input(key="lab-1-mu").disabled
    app.selectbox(key="lab-1-shared").set_value("lifetimes").run()
    assert app.slider(key="lab-1-rounds").disabled
    assert not app.slider(key="lab-1-sensor_bias").disabled
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


def test_a_bad_link_says_so_and_the_page_opens_as_without_one() -> None:
    app = opened(lab="lab.fa99")
    assert "2 to 80" in said(app.run()), "it goes with the next drawing"
    assert link(app) == EXPERIMENTS[OPENING].settings.text
    assert "2 to 80" not in said(app.slider(key="lab-0-rounds").set_value(2).run())


@pytest.mark.no_cover
def test_a_prepared_experiment_is_known_by_its_link() -> None:
    app = opened(lab=EXPERIMENTS["more"].settings.text)
    assert EXPERIMENTS["more"].question in said(app)
    assert "The answer follows" not in said(app), "first comes a guess"
    app.button(key="lab-show").click().run()
    assert f"The answer follows here, from 2 labs in {POPULATIONS} populations." in said(app)
    app.slider(key="lab-1-rounds").set_value(2).run()
    assert "a lab of your own now" in said(app)


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_prepared_experiment_sets_all_levers_and_asks() -> None:
    app = opened(lab=SMALL)
    app.button(key="lab-enough").click().run()
    assert EXPERIMENTS["enough"].question in said(app)
    assert link(app) == EXPERIMENTS["enough"].settings.text
    asked = EXPERIMENTS["enough"].asks[0].what
    guess = app.button_group(key="lab-guess-enough")
    assert guess.label == f"{asked}: what is your guess?"
    guess.set_value("less").run()
    until_done(app, f"{asked}: ")
    assert "You guessed: less." in said(app)
    assert "16 failures each: an error of" in said(app)


def test_a_lab_is_compared_with_the_pinned_one() -> None:
    app = until_done(opened(lab=SMALL), "of 3 factories gain")
    app.button(key="lab-pinned").click().run()
    assert "This lab is pinned: move a lever" in said(app)
    app.slider(key="lab-1-rounds").set_value(1).run()
    app = until_done(app, "This lab instead of the pinned one")
    assert f"Pinned: {read_settings(SMALL).text}" in said(app)
    app.button(key="lab-pinned").click().run()
    assert "the pinned one" not in said(app)
    assert link(app) == read_settings(SMALL).but(rounds=1).text


def test_a_second_lab_is_drawn_in_the_same_chart(done: Progress) -> None:
    errors, profit = (50.0, 40.0, 30.0, 20.0), -9e5
    other = LabResult(7, errors, profit, 0.0, None, (), ())
    both = charts_lab.Beside("A", "B", other)
    figure = charts_lab.errors(done, DARK, both)
    [drawn] = [trace for trace in figure.data if trace.name == "B"]
    assert tuple(drawn.y) == errors
    assert [trace.name for trace in figure.data].count("A") == 1
    assert {"A", "B"} <= {note.text for note in figure.layout.annotations}
    money = charts_lab.money(done, DARK, both)
    [level] = [trace for trace in money.data if trace.name == "B"]
    assert set(level.y) == {profit}
    low, high = money.layout.yaxis.range
    assert low < profit < high
