"""What the levels of the tutorial say: their ideas, and what a guess and the truth come to."""

from typing import Any

from game.campaign import figures
from game.rules.economics import PRUDENCE
from game.rules.scenario import Scenario
from game.text.language import money, number, percent, t


def waiting_intro(scenario: Scenario, _seed: int) -> tuple[str, str]:
    """Say what running, failing and waiting cost."""
    prices = scenario.economics
    idea = t(
        "A running engine earns {income} a cycle. A failure costs "
        "{failure_cost} and {failure_cycles} idle cycles. Your factory runs {slots} "
        "engines for {cycles} cycles and waits for each to fail.",
        income=money(prices.running_income),
        failure_cost=money(prices.failure_cost),
        failure_cycles=prices.failure_cycles,
        slots=scenario.slots,
        cycles=number(scenario.cycles),
    )
    return idea, t("Of every $100 its engines earn, how many do failures take back?")


def waiting_verdict(waiting: figures.Waiting, _guess_text: str, guess: int) -> str:
    """Say what failures took."""
    earned, left = int(waiting.earned[-1]), int(waiting.left[-1])
    return t(
        "You said {said}; failures took {taken} of every $100. {failures} failures cost {lost} of "
        "the {earned} earned, and their idle cycles earned nothing. Waiting looks free; it is not.",
        said=money(guess),
        taken=money(waiting.taken),
        failures=waiting.failures,
        lost=_money(earned - left),
        earned=_money(earned),
    )


def schedule_intro(scenario: Scenario, seed: int) -> tuple[str, str]:
    """Say what a service costs, and what the factory has seen."""
    prices, lifetimes = scenario.economics, figures.service_ages(scenario, seed).known.tolist()
    idea = t(
        "A service in time costs {service_cost} and {service_cycles} idle cycles. So "
        "far your engines have failed at {known} cycles. From now on every engine is "
        "serviced at the same age. Too early throws life away; too late, it fails.",
        service_cost=money(prices.service_cost),
        service_cycles=prices.service_cycles,
        known=_list(lifetimes),
    )
    return idea, t("Which age earns most?")


def schedule_verdict(ages: figures.ServiceAges, guess_text: str, guess: int) -> str:
    """Say what the guessed age earns, the best one, and the one of the rule."""
    optimum, recommended = ages.optimum_of_known, ages.recommended
    return t(
        "Age {said} earns {profit} per engine place and 1,000 cycles; the best, {best}, "
        "{most}. On your {known} failures alone {raw} would have been best, but it "
        "earns {raw_profit}: so few engines seldom show how early the next one fails. So the "
        "game recommends {prudence} times {raw}: {rule} cycles, {rule_profit}.",
        said=guess_text,
        profit=_money(ages.at(guess)),
        best=ages.best,
        most=_money(ages.at(ages.best)),
        known=len(ages.known),
        raw=optimum,
        raw_profit=_money(ages.at(optimum)),
        prudence=number(PRUDENCE, 1),
        rule=recommended,
        rule_profit=_money(ages.at(recommended)),
    )


def model_intro(scenario: Scenario, seed: int) -> tuple[str, str]:
    """Say what a model learns from, and what it has not seen."""
    failures = len(figures.service_ages(scenario, seed).known)
    idea = t(
        "A model of your own learns from your {failures} failures, all of them worn compressors, "
        "to forecast remaining life from sensor readings. An engine is serviced when its forecast "
        "falls below your threshold. But in {fan_share} of engines the fan wears out: like yours, "
        "{blind} of such factories have seen none.",
        failures=failures,
        fan_share=percent(scenario.fan_share),
        blind=percent((1 - scenario.fan_share) ** failures),
    )
    return idea, t("Which threshold earns most?")


def model_verdict(model: figures.OwnModel, guess_text: str, guess: int) -> str:
    """Say what the guessed threshold earns, and what no threshold cures."""
    place = guess - int(figures.THRESHOLDS[0])
    profit, best = model.profit[place], model.best
    missed = round(model.failed_fans[place] * model.fans)
    early = round(model.failed_compressors[place] * model.compressors)
    at_best = round(model.failed_fans[best - int(figures.THRESHOLDS[0])] * model.fans)
    return t(
        "Below {said} earns {profit} per engine place and 1,000 cycles; the best, {best}, {most}. "
        "At {said}, {early} of {compressors} compressor engines fail all the same, and {missed} of "
        "{fans} fan engines. This blind spot is not the threshold's fault: at {best} it misses "
        "{at_best} of {fans}. The model has seen {known_fans} fan failures.",
        said=guess_text,
        profit=_money(profit),
        best=best,
        most=_money(model.profit.max()),
        early=early,
        compressors=model.compressors,
        missed=missed,
        fans=model.fans,
        at_best=at_best,
        known_fans=model.known_fans,
    )


def federation_intro(scenario: Scenario, seed: int) -> tuple[str, str]:
    """Say what the others offer."""
    idea = t(
        "{others} other factories have {failures} failures each on "
        "record, some of them of fans. Each trains the shared model at home and sends "
        "back {numbers} numbers, never a sensor reading. You join.",
        others=scenario.federation_size - 1,
        failures=scenario.member_failures,
        numbers=figures.MODEL_NUMBERS,
    )
    model = figures.own_model(scenario, seed)
    missed = number(100 * model.failed_fans[model.recommended - int(figures.THRESHOLDS[0])])
    return idea, t(
        "Your own model let {failed} of 100 fan engines fail. How many fail with the shared model?",
        failed=missed,
    )


def federation_verdict(joining: figures.Joining, guess_text: str, _guess: int) -> str:
    """Say what other factories' failures are worth."""
    by_size = [
        t("{failed} with {factories}", failed=number(100 * share), factories=size)
        for size, share in zip(figures.FEDERATION_SIZES, joining.failed_fans, strict=True)
    ]
    return t(
        "You said {said}; it is {failed} of 100 ({fans} tried). By factories that train "
        "together: {rest}. Profit per engine place and 1,000 cycles went from {before} "
        "to {after}. {moved} kB moved; {stayed} MB of sensor histories "
        "stayed at home. Other factories' failures earn the money, not the rounds.",
        said=guess_text,
        failed=number(100 * joining.failed_fans[-1]),
        fans=joining.fans,
        rest=_list(by_size),
        before=_money(joining.profit[0]),
        after=_money(joining.profit[-1]),
        moved=number(joining.bytes_moved / 1000),
        stayed=number(joining.raw_bytes / 1e6, 1),
    )


def little_intro(scenario: Scenario, _seed: int) -> tuple[str, str]:
    """Say what is different in this fleet."""
    idea = t(
        "Another fleet: only compressors wear out, all fly alike, and each of "
        "{factories} factories has {failures} failures on record. Each "
        "compares its own model with the one they train together.",
        factories=scenario.federation_size,
        failures=scenario.archive_failures,
    )
    return idea, t("What does the shared model earn, against their own?")


def little_verdict(fleets: figures.Fleets, guess_text: str, _guess: int) -> str:
    """Say what sharing earns in each of the two fleets."""
    return t(
        "You said: {said}. The shared model earned {single} on average over {factories} factories. "
        "In a fleet with two faults and {failures} failures each: {mixed}. Where your own failures "
        "have shown you all there is, others have little to add. The intervals are over the "
        "factories of one federation, tried on the same engines: neither is drawn anew.",
        said=guess_text,
        single=_gain(fleets.single),
        factories=len(fleets.single.percent),
        failures=fleets.mixed.failures,
        mixed=_gain(fleets.mixed),
    )


def _gain(gains: figures.Gains) -> str:
    low, high = gains.interval
    return t(
        "{mean} (95% interval {low} to {high})",
        mean=percent(gains.mean / 100, 1, signed=True),
        low=number(low, 1, signed=True),
        high=number(high, 1, signed=True),
    )


def _money(dollars: float) -> str:
    if abs(dollars) >= 1e6:
        return t("{dollars} million", dollars=money(dollars / 1e6, 2))
    return money(1_000 * round(dollars / 1_000))


def _list(items: list[Any]) -> str:
    return t("{items} and {last}", items=", ".join(map(str, items[:-1])), last=items[-1])
