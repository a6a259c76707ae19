from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from game.api import prospects
from game.rules.custom_scenario import scenario_named

pytestmark = pytest.mark.page


def opened(**query: str) -> AppTest:
    app = AppTest.from_string(
        "from game.views.sandbox import page\npage.render()", default_timeout=60
    )
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def said(app: AppTest) -> str:
    written = [element.proto.body for element in app.get("html")]
    return " ".join([*written, *(element.value for element in app.markdown)])


def rules(app: AppTest) -> str:
    assert not app.exception
    found: str | list[str] = app.query_params["rules"]
    return found if isinstance(found, str) else found[0]


@pytest.mark.no_cover
def test_what_is_changed_is_in_the_link() -> None:
    app = opened()
    assert rules(app) == "classic"
    app.number_input(key="sandbox-classic-economics.failure_cost").set_value(90_000).run()
    app.number_input(key="sandbox-classic-fan_share").set_value(0.5).run()
    app.number_input(key="sandbox-classic-finish_line").set_value(None).run()
    app.selectbox(key="sandbox-classic-rival-2").set_value("federated").run()
    scenario = scenario_named(rules(app))
    assert (scenario.economics.failure_cost, scenario.fan_share) == (90_000, 0.5)
    assert scenario.finish_line is None
    assert scenario.rivals[2] == ("preventive", "local", "federated")


@pytest.mark.no_cover
def test_the_own_model_and_what_settings_follow_are_in_the_link() -> None:
    app = opened(rules="default")
    app.selectbox(key="sandbox-default-local_model").set_value("changes").run()
    app.selectbox(key="sandbox-default-advice").set_value("prices").run()
    assert rules(app) == "default.lmchanges.adprices"


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "name", ["default.lmpublic.adprices", "default.cy900.rip", "classic.un2_10_20.se60_200.cs0.ss0"]
)
def test_a_link_opens_with_its_rules(name: str) -> None:
    assert rules(opened(rules=name)) == scenario_named(name).name


def test_where_services_are_ordered_ahead_the_evidence_for_it_is_one_step_away() -> None:
    def ways(name: str) -> list[tuple[str, str]]:
        links = [element.proto for element in opened(rules=name).get("page_link")]
        return [(link.label, link.query_string) for link in links]

    assert len(ways("default")) == 1  # to play
    evidence = ways("default.ld40")[0]
    assert "where services are ordered 40 cycles ahead" in evidence[0]
    assert evidence[1] == "lead=40"


@pytest.mark.no_cover
def test_the_other_scenario_brings_its_own_values() -> None:
    app = opened(rules="classic.cy900")
    app.segmented_control(key="sandbox-base").set_value("default").run()
    assert rules(app) == "default"
    assert app.number_input(key="sandbox-default-cycles").value == 4_000


@pytest.mark.no_cover
def test_a_bad_link_says_so_and_opens_the_ladder() -> None:
    app = opened(rules="classic.cy5")
    assert "200 to 20000" in said(app)
    assert rules(app) == "classic"


def test_rules_that_make_no_game_are_refused_and_kept() -> None:
    app = opened(rules="classic")
    app.text_input(key="sandbox-classic-severities").set_value("fast").run()
    assert "Severities are numbers" in said(app)
    app.text_input(key="sandbox-classic-severities").set_value("0.9, 1.1").run()
    assert scenario_named(rules(app)).severities == (0.9, 1.1)


def test_a_match_needs_a_rival() -> None:
    app = opened(rules="default.ril")
    app.selectbox(key="sandbox-default-rival-0").set_value(None).run()
    assert "needs a rival" in said(app)


@pytest.mark.no_cover
def test_where_services_cost_too_much_no_schedule_is_praised() -> None:
    app = opened(rules="default.sc1000000.fc0")
    assert "a service does not pay" in said(app)


@pytest.mark.no_cover
def test_real_engines_have_the_faults_they_have(real: Path) -> None:
    app = opened(rules="default.fs50.se100")
    app.selectbox(key="sandbox-default-engines").set_value("FD002").run()
    assert rules(app) == "default.enFD002"
    assert "sandbox-default-fan_share" not in {field.key for field in app.number_input}
    assert f"Half of the engines fail by {prospects(scenario_named(rules(app))).usual}" in said(app)
    app.selectbox(key="sandbox-default-engines").set_value("simulated").run()
    assert scenario_named(rules(app)).engines == "simulated"


def test_rules_for_engines_that_are_not_here_say_so(real: Path) -> None:
    app = opened(rules="default.enFD003")
    assert "FD003 is not on this machine" in said(app)
    assert rules(app) == "default.enFD003"
