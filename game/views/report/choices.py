"""What was played, in words: the rules, strategies with their settings, answers to offers."""

from game.review.review import Review
from game.review.turning_points import Choice, Reply
from game.rules.custom_scenario import base_of, scenario_named, with_lead
from game.rules.offers.offers import OFFERS
from game.rules.scenario import Scenario
from game.rules.strategies import STRATEGIES
from game.text.language import number, t, tn


def rules_words(scenario: Scenario) -> str:
    """Write what was played by: a scenario's title, and how its rules differ.

    Examples
    --------
    >>> rules_words(scenario_named("default")), rules_words(scenario_named("default.ld40"))
    ('Everything unlocked', 'Everything unlocked, services ordered 40 cycles ahead')
    >>> rules_words(scenario_named("default.fc90000.ld1"))
    'Everything unlocked with rules of your own, services ordered 1 cycle ahead'
    >>> rules_words(scenario_named("default.cy2000"))
    'Everything unlocked over 2,000 cycles'
    """
    base, lead = scenario_named(base_of(scenario)), scenario.economics.lead
    at_once = with_lead(scenario, base.economics.lead)
    title = t(base.title)
    if at_once.title != base.title:
        title = t("{rules} with rules of your own", rules=title)
    elif at_once.cycles != base.cycles:
        title = t("{rules} over {cycles} cycles", rules=title, cycles=number(at_once.cycles))
    if lead == base.economics.lead:
        return title
    ahead = tn("{n} cycle", "{n} cycles", lead)
    return t("{rules}, services ordered {lead} ahead", rules=title, lead=ahead)


def choice_words(choice: Choice, lead: int = 0) -> str:
    """Write a strategy with its setting, where services are ordered so many cycles ahead.

    Examples
    --------
    >>> schedule = Choice("preventive", 131, False)
    >>> choice_words(schedule), choice_words(schedule, lead=40)
    ('Preventive, service age 131', 'Preventive, ordered at age 131')
    """
    kind = STRATEGIES[choice.strategy]
    if kind.setting is None or choice.setting is None:
        return t(kind.title)
    return t(
        "{strategy}, {what} {setting}",
        strategy=t(kind.title),
        what=t(kind.setting.words(lead)[0]).lower(),
        setting=choice.setting,
    )


def said_choice(choice: Choice | Reply, lead: int = 0) -> str:
    """Write what was ordered, or answered to an offer.

    Examples
    --------
    >>> said_choice(Reply("crew", taken=False)), said_choice(Reply("alliance", True, "Open Skies"))
    ('A crew on call: refused', 'Joining Open Skies')
    """
    if isinstance(choice, Choice):
        return t("No new order") if choice.kept else choice_words(choice, lead)
    if choice.alliance is not None:
        return t("Joining {alliance}", alliance=t(choice.alliance))
    if OFFERS[choice.offer].name == "alliance":
        return t("No alliance")
    offer = t(OFFERS[choice.offer].title)
    return t("{offer}: taken", offer=offer) if choice.taken else t("{offer}: refused", offer=offer)


def within_a_sentence(choice: Choice | Reply, lead: int = 0) -> str:
    """Write the same as it stands within a sentence.

    Examples
    --------
    >>> within_a_sentence(Reply("crew", taken=False))
    'refusing the offer “A crew on call”'
    >>> within_a_sentence(Reply("alliance", True, "Open Skies"))
    'joining Open Skies'
    >>> within_a_sentence(Choice("federated", 45, recommended=True, kept=True))
    'giving no new order'
    """
    if isinstance(choice, Choice):
        return t("giving no new order") if choice.kept else choice_words(choice, lead)
    if choice.alliance is not None:
        return t("joining {alliance}", alliance=t(choice.alliance))
    if OFFERS[choice.offer].name == "alliance":
        return t("joining no alliance")
    offer = t(OFFERS[choice.offer].title)
    if choice.taken:
        return t("taking the offer “{offer}”", offer=offer)
    return t("refusing the offer “{offer}”", offer=offer)


def lead_of(review: Review) -> int:
    """Return how far ahead services were ordered, cycles."""
    return scenario_named(review.scenario).economics.lead
