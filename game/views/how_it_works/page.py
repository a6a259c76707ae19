"""How it works: the strategies, what federated learning is, where the numbers come from."""

import streamlit as st

from game.api import OneEngine, one_engine
from game.campaign.figures import MODEL_NUMBERS
from game.evidence.players import RULES
from game.rules.economics import PRUDENCE
from game.rules.scenario import SCENARIOS
from game.text.language import money, number, t
from game.text.marking import mark
from game.views.frame import charts
from game.views.frame.drawing import chart, palette

EXAMPLE = {"seed": 12, "slot": 1, "index": 1}


def render() -> None:
    """Draw the page."""
    engine = one_engine(**EXAMPLE)
    with st.container(key="page"):
        st.title(t("How it works"), anchor=False)
        _write(*_strategies())
        st.header(t("One engine, two models"), anchor=False)
        caption = _what_the_chart_shows(engine)
        st.markdown(caption)
        chart(charts.forecasts(engine, palette()), "forecasts", caption)
        _write(*_federation(engine))
        _write(*_free_match())
        _write(*_sources())


def _write(*paragraphs: str) -> None:
    st.markdown("\n\n".join(paragraphs).replace("$", r"\$"))


def _list(bullet: str, *items: str) -> str:
    return "\n".join(f"{bullet} {item}" for item in items)


def _strategies() -> tuple[str, ...]:
    prices = SCENARIOS["classic"].economics
    income = prices.running_income
    return (
        t(
            "Your factory runs four turbofans. A running engine earns **{income}** a cycle (one "
            "flight). It wears, and nobody sees by how much. A failure costs {failure_cost} and "
            "{failure_cycles} cycles of standing still, **{failure}** in all; a service in time "
            "costs {service_cost} and {service_cycles} cycles, **{service}** in all. A service "
            "made too early throws away life that was paid for.",
            income=money(income),
            failure_cost=money(prices.failure_cost),
            failure_cycles=number(prices.failure_cycles),
            failure=money(prices.failure_cost + prices.failure_cycles * income),
            service_cost=money(prices.service_cost),
            service_cycles=number(prices.service_cycles),
            service=money(prices.service_cost + prices.service_cycles * income),
        ),
        "## " + t("Four strategies"),
        _list(
            "-",
            t("**Corrective.** Wait for the failure."),
            t(
                "**Preventive.** Service every engine at a fixed age. The recommended age comes "
                "from the lifetimes your factory has seen: the one that would have earned most, "
                "times {prudence}, because a few engines never show how early the next one may "
                "fail.",
                prudence=number(PRUDENCE, 1),
            ),
            t(
                "**Own model.** Learn from your own failed engines how sensor readings tell the "
                "remaining useful life (RUL), and service when the forecast falls below a "
                "threshold. It knows only the faults that have happened to you."
            ),
            t(
                "**Federated model.** The same kind of model, trained together with other "
                "factories. Nobody's sensor readings leave home."
            ),
        ),
    )


def _what_the_chart_shows(engine: OneEngine) -> str:
    return t(
        mark(
            "An engine whose fan wears out and which will fail after {lifetime} cycles, in a "
            "factory with {archived} failures on record, {fans} of them of a fan. The own model, "
            "alarm at {local} cycles, {local_ends}. The federated model, alarm at {federated}, "
            "{federated_ends}. A schedule {schedule_ends}."
        )
        if engine.fan
        else mark(
            "An engine whose compressor wears out and which will fail after {lifetime} cycles, in "
            "a factory with {archived} failures on record, {fans} of them of a fan. The own "
            "model, alarm at {local} cycles, {local_ends}. The federated model, alarm at "
            "{federated}, {federated_ends}. A schedule {schedule_ends}."
        ),
        lifetime=engine.lifetime,
        archived=engine.archived,
        fans=engine.archived_fans,
        local=engine.settings["local"],
        local_ends=_ending(engine, "local"),
        federated=engine.settings["federated"],
        federated_ends=_ending(engine, "federated"),
        schedule_ends=_ending(engine, "preventive"),
    )


def _ending(engine: OneEngine, strategy: str) -> str:
    stop = engine.stops[strategy]
    if stop < engine.lifetime:
        return t("services it at {age} cycles", age=stop)
    return t("never sounds the alarm: it fails")


def _federation(engine: OneEngine) -> tuple[str, ...]:
    facts = engine.facts["federated"]
    return (
        "## " + t("What federated learning is"),
        _list(
            "1.",
            t("Each factory trains the shared model on its own failed engines."),
            t(
                "It sends the model back: {numbers} numbers, {bytes} bytes. Never a sensor "
                "reading.",
                numbers=MODEL_NUMBERS,
                bytes=8 * MODEL_NUMBERS,
            ),
            t(
                "The server averages the models, weighted by how much each has learned from, and "
                "sends the average out. That is one **round** of federated averaging "
                "([McMahan et al. 2017](https://arxiv.org/abs/1602.05629))."
            ),
        ),
        t(
            "In the chart above, your factory joined {others} others: {rounds} rounds, "
            "**{moved} kB** moved in all (the shared scaling and the search for a common threshold "
            "included), while **{stayed} MB** of sensor histories stayed where they were made.",
            others=number(facts.clients - 1),
            rounds=number(facts.rounds),
            moved=number(facts.bytes_moved / 1000),
            stayed=number(facts.raw_bytes / 1e6, 1),
        ),
        "## " + t("What it is not"),
        _list(
            "-",
            t(
                "**Not magic.** Rounds do not earn the money; other factories' failures do. "
                "The same model trained on all data in one place would be no better."
            ),
            t(
                "**Not always needed.** With many failures of your own, and one kind of fault, a "
                "model of your own is as good. A failure of the missing kind makes it less blind, "
                "at the price of that failure."
            ),
            t(
                "**Not secrecy by itself.** To agree on a scale, each factory first tells the "
                "server, by name, how many rows it has and what their columns and squares add up "
                "to: of four failed engines or fewer, that gives away how long each lived. At the "
                "end it tells what each alarm threshold would have earned on them, and, where the "
                "rules want to know how much life is likely left, how often forecasts of its "
                "engines missed by how much. Models betray something too. Public scales, "
                "clipping, noise and secure aggregation are further "
                "steps, with a price of their own: the lab has them all."
            ),
            t(
                "**Not a better alarm by itself.** The threshold is worth as much as the model. "
                "Every strategy here is offered at a good setting, and you may overrule it. A "
                "service age is worked out from the lifetimes and the prices that its factory "
                "knows, a federation's alarm from what each would have earned its members, above "
                "a floor. An own model's alarm is {threshold} cycles, and the time between an "
                "order and its service, a setting that was good in thousands of simulated games, "
                "at usual prices, until its factory has seen "
                "{failures} failures and tunes its own. In the sandbox all settings can follow "
                "the prices.",
                threshold=number(SCENARIOS["default"].local_threshold),
                failures=number(SCENARIOS["default"].local_tuned_from),
            ),
        ),
    )


def _free_match() -> tuple[str, ...]:
    rules = SCENARIOS["open"]
    return (
        "## " + t("The free match"),
        t(
            "A service begins {lead} cycles after its order, so a setting says when to order: "
            "whoever forecasts better orders later and throws less life away. *Service now* and "
            "*Hold* take one engine by the hand. Alliances, contracts and what can be done about "
            "an event are offered with facts, a deadline and a price; all of it is drawn by the "
            "seed before the first cycle, and no event changes an engine that runs.",
            lead=rules.economics.lead,
        ),
        t(
            "What the others' model was worth is told at the end, by replaying the match with "
            "your own model, the same orders and no fees. Sometimes it was worth less than it "
            "cost."
        ),
        t("A page of rules that anybody could follow; a program plays by them, too:"),
        _list("1.", *(t(rule) for rule in RULES)),
    )


def _sources() -> tuple[str, ...]:
    return (
        "## " + t("Where the numbers come from"),
        t(
            "Every number on the board is computed while you play: engines are simulated, models "
            "are trained with scikit-learn, money follows from what happened. A match is a "
            "scenario, a seed and your decisions; the same three give the same match to the cent. "
            "All four factories of a match run the same engines, so that luck is shared and skill "
            "shows. The **oracle** knows when each engine would fail and services it on its last "
            "cycle but one, or lets it fail where that is cheaper: nobody can earn more."
        ),
        t(
            "The simulator is statistical, fitted to NASA's C-MAPSS data, with two kinds of wear: "
            "the high-pressure compressor's and the fan's. It contains no thermodynamics, and one "
            "flight condition. A match can be played on NASA's own engines as well; where they fly "
            "at six conditions, factories share sums of what their sensors show at each, and read "
            "them as at sea level."
        ),
        t(
            "Data: A. Saxena, K. Goebel, D. Simon, N. Eklund, *Damage Propagation Modeling for "
            "Aircraft Engine Run-to-Failure Simulation*, PHM08, 2008; published by NASA's "
            "Prognostics Center of Excellence (public domain). Prices and the race follow the "
            "*Turbofan Tycoon* of Cloudera Fast Forward Labs (2018)."
        ),
    )
