"""How it works: the strategies, what federated learning is, where the numbers come from."""

import streamlit as st

from game.scenario import SCENARIOS
from game.use_cases import OneEngine, one_engine
from game.views import charts
from game.views.theme import DARK, LIGHT

EXAMPLE = {"seed": 12, "slot": 1, "index": 1}


def render() -> None:
    """Draw the page."""
    engine = one_engine(**EXAMPLE)
    with st.container(key="page"):
        st.title("How it works", anchor=False)
        st.markdown(_strategies())
        st.header("One engine, two models", anchor=False)
        st.markdown(_what_the_chart_shows(engine))
        palette = DARK if st.context.theme.type == "dark" else LIGHT
        st.plotly_chart(
            charts.forecasts(engine, palette),
            theme=None,
            config={"displayModeBar": False},
            key="forecasts",
            alt=_what_the_chart_shows(engine),
        )
        st.markdown(_federation(engine))
        st.markdown(_SOURCES)


def _strategies() -> str:
    prices = SCENARIOS["classic"].economics
    income, service, failure = (
        prices.running_income,
        prices.service_cost + prices.service_cycles * prices.running_income,
        prices.failure_cost + prices.failure_cycles * prices.running_income,
    )
    return f"""
Your factory runs four turbofans. A running engine earns **\\${income}** a cycle (one flight).
It wears, and nobody sees by how much. A failure costs \\${prices.failure_cost:,} and
{prices.failure_cycles} cycles of standing still, **\\${failure:,}** in all; a service in time
costs \\${prices.service_cost:,} and {prices.service_cycles} cycles, **\\${service:,}** in all.
A service made too early throws away life that was paid for.

## Four strategies

- **Corrective.** Wait for the failure.
- **Preventive.** Service every engine at a fixed age. The recommended age comes from the lifetimes
  your factory has seen: the one that would have earned most, times 0.8, because a few engines never
  show how early the next one may fail.
- **Local model.** Learn from your own failed engines how sensor readings tell the remaining useful
  life (RUL), and service when the forecast falls below a threshold. It knows only the faults that
  have happened to you.
- **Federated model.** The same kind of model, trained together with other factories. Nobody's
  sensor readings leave home.
"""


def _what_the_chart_shows(engine: OneEngine) -> str:
    wear = "fan" if engine.fan else "compressor"
    ends = {
        name: (
            f"services it at {stop} cycles"
            if stop < engine.lifetime
            else "never sounds the alarm: it fails"
        )
        for name, stop in engine.stops.items()
    }
    return (
        f"An engine whose {wear} wears out and which will fail after {engine.lifetime} cycles, in "
        f"a factory with {engine.archived} failures on record, {engine.archived_fans} of them of a "
        f"fan. The local model, alarm at {engine.settings['local']} cycles, {ends['local']}. The "
        f"federated model, alarm at {engine.settings['federated']}, {ends['federated']}. A "
        f"schedule {ends['preventive']}."
    )


def _federation(engine: OneEngine) -> str:
    facts = engine.facts
    return f"""
## What federated learning is

1. Each factory trains the shared model on its own failed engines.
2. It sends the model back: 58 numbers, 464 bytes. Never a sensor reading.
3. The server averages the models, weighted by how much each has learned from, and sends the
   average out. That is one **round** of federated averaging
   ([McMahan et al. 2017](https://arxiv.org/abs/1602.05629)).

In the chart above, your factory joined {facts.clients - 1} others: {facts.rounds} rounds,
**{facts.bytes_moved / 1000:,.0f} kB** moved in all (the shared scaling and the search for a common
threshold included), while **{facts.raw_bytes / 1e6:.1f} MB** of sensor histories stayed where they
were made.

## What it is not

- **Not magic.** Rounds do not earn the money; other factories' failures do. A model trained on all
  data in one place would be no better.
- **Not always needed.** With many failures of your own, and one kind of fault, a local model is as
  good. A single failure of the missing kind nearly cures a local model's blind spot, at the price
  of that failure.
- **Not secrecy by itself.** Models can betray something of what they were trained on; clipping,
  noise and secure aggregation are further steps, with a price of their own.
- **Not a better alarm by itself.** The threshold is worth as much as the model. Every strategy here
  is offered at a good setting, worked out from what its factory knows, and you may overrule it.
"""


_SOURCES = """
## Where the numbers come from

Every number on the board is computed while you play: engines are simulated, models are trained
with scikit-learn, money follows from what happened. A match is a scenario, a seed and your
decisions; the same three give the same match to the cent. All four factories of a match run the
same engines, so that luck is shared and skill shows. The **oracle** services each engine on its
last cycle but one: nobody can earn more.

The simulator is statistical, fitted to NASA's C-MAPSS data, with two kinds of wear: the
high-pressure compressor's and the fan's. It contains no thermodynamics, and one flight condition.

Data: A. Saxena, K. Goebel, D. Simon, N. Eklund, *Damage Propagation Modeling for Aircraft Engine
Run-to-Failure Simulation*, PHM08, 2008; published by NASA's Prognostics Center of Excellence
(public domain). Prices and the race follow the *Turbofan Tycoon* of Cloudera Fast Forward Labs
(2018).
"""
