import ast
import gettext
import re
from collections.abc import Iterable, Iterator

import pytest
from babel import Locale
from babel.localedata import locale_identifiers
from babel.messages import Catalog

from game.rules.errors import GameError
from game.rules.links import decode
from game.rules.offers.events import EVENTS
from game.rules.offers.offers import OFFERS
from game.rules.scenario import SCENARIOS
from game.text import catalogue as messages
from game.text import language
from game.text.language import (
    Language,
    choose,
    money,
    number,
    percent,
    refusal_text,
    short_money,
    speak,
    t,
    tags,
    tn,
)
from game.text.language import language as get_language
from game.text.pseudolocale import GROWTH, PSEUDO, pseudo
from tests.pseudo import plain

KEPT = re.compile(r"\{\w+\}|</?\w+[^>]*>|\]\([^)]+\)|\*\*|`[^`]+`")


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    speak("en")


def made(tag: str, catalogue: Catalog) -> Language:
    """Build a language as those in ``locale`` are built."""
    return language._of(tag, catalogue, Locale.parse(tag))


@pytest.mark.no_cover
def test_the_catalogue_holds_every_text_and_no_other() -> None:
    committed = language.TEMPLATE.read_text(encoding="utf-8")
    assert committed == messages.template(), "texts have changed: run `make messages`"


def test_a_template_holds_the_texts_of_its_files_and_no_date(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(messages, "METHODS", {"game/text/language.py": "python"})
    written = messages.template()
    assert written.count("\nmsgid ") == 1 + len(messages.extracted())
    assert "#: game/text/language.py\n" in written
    assert 'msgid "' in written and "POT-Creation-Date" not in written


@pytest.mark.no_cover
def test_what_is_translated_is_a_plain_text() -> None:
    """A text that is put together before it is translated is in no catalogue."""
    called = re.compile(rf"\b({'|'.join(messages.KEYWORDS)})\(")
    for path in messages.ROOT.glob("game/**/*.py"):
        source = path.read_text(encoding="utf-8")
        nodes = list(ast.walk(ast.parse(source))) if called.search(source) else []
        for call in marked(nodes):
            texts = call.args[: 2 if name_of(call) == "tn" else 1]
            put_together = [node for node in texts if isinstance(node, ast.JoinedStr | ast.BinOp)]
            assert not put_together, f"{path}:{call.lineno}"
        for text in nodes:
            if isinstance(text, ast.JoinedStr):  # Babel does not look into it before Python 3.12
                calls = marked(ast.walk(text))
                hidden = [call for call in calls if isinstance(call.args[0], ast.Constant)]
                assert not hidden, f"{path}:{text.lineno}"


def marked(nodes: Iterable[ast.AST]) -> list[ast.Call]:
    """Find the calls whose texts go into the catalogue."""
    calls = [node for node in nodes if isinstance(node, ast.Call) and node.args]
    return [call for call in calls if name_of(call) in messages.KEYWORDS]


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_what_a_script_translates_is_a_plain_text() -> None:
    scripts = {path: path.read_text("utf-8") for path in messages.ROOT.glob("game/views/**/*.js")}
    assert sum(len(re.findall(r"\b(?:t|tn|mark)\(\s*\"", text)) for text in scripts.values()) > 50
    for path, script in scripts.items():
        assert not re.search(r"\b(?:t|tn|mark)\(\s*`", script), path.name
        # Babel does not look into templates.
        assert not re.search(r"\$\{[^`}]*\b(?:t|tn|mark)\(\"", script), path.name
        assert not re.search(r"\b(?:t|tn|mark)\(\s*\"[^\"]*\"\s*\+", script), path.name


@pytest.mark.parametrize("tag", tags()[1:])
def test_a_catalogue_is_complete_and_keeps_what_stands_for_something(tag: str) -> None:
    catalogue = get_language(tag).catalogue
    assert catalogue is not None
    source = language.read_catalogue(language.TEMPLATE)
    for message in source:
        if not message.id:
            continue
        theirs = catalogue.get(message.id)
        assert theirs is not None and theirs.string, message.id
        ours = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = theirs.string if isinstance(theirs.string, tuple) else (theirs.string,)
        for form in forms:
            kept = set(KEPT.findall(form))
            assert any(kept == set(KEPT.findall(text)) for text in ours), form
    assert len(catalogue) == len(source)


def test_the_pseudo_language_is_bracketed_accented_and_longer() -> None:
    for text in ("Play", "Each earns $300 a cycle, wears out, and fails expensively."):
        made_up = pseudo(text)
        letters = sum(map(str.isalpha, text))
        assert sum(map(str.isalpha, made_up)) >= (1 + GROWTH) * letters
        assert not plain(made_up)
        assert plain(f"{made_up} and more")


def test_every_answer_of_the_rules_is_read_in_the_language_of_the_reader() -> None:
    with pytest.raises(GameError) as caught:
        decode("1-classic-99999999999")
    assert str(caught.value) == "This link holds no seed: copy it again, whole."
    speak(PSEUDO)
    assert str(caught.value).startswith("This link holds no seed")
    assert refusal_text(caught.value) == pseudo("This link holds no seed: copy it again, whole.")
    with pytest.raises(GameError) as nested:
        decode("1-classic-7-5c30")
    assert not plain(refusal_text(nested.value))
    assert str(nested.value).isascii()


def test_one_and_two_are_counted_in_every_language() -> None:
    def services(n: int) -> str:
        return tn("{n} service", "{n} services", n)

    assert (services(1), services(2)) == ("1 service", "2 services")
    speak(PSEUDO)
    assert (services(1), services(2)) == ("⟦1 šééŕvîîçéé⟧", "⟦2 ššééŕvîîçééš⟧")
    polish = Catalog(locale="pl")
    polish.add(("{n} service", "{n} services"), ("{n} przegląd", "{n} przeglądy", "{n} przeglądów"))
    language._spoken.set(made("pl", polish))
    assert [services(n) for n in (1, 2, 5)] == ["1 przegląd", "2 przeglądy", "5 przeglądów"]


def test_numbers_are_written_as_they_are_there() -> None:
    german = Language("de", gettext.NullTranslations(), Locale("de"))
    language._spoken.set(german)
    assert number(1_234.5, 1) == "1.234,5"
    assert percent(0.914) == "91\xa0%"
    assert money(-1_234) == "−1.234\xa0$"
    assert short_money(3_780_000, signed=True) == "+3,78M\xa0$"
    assert language.separators() == ",."


LOCALES = [
    pytest.param(sorted(locale_identifiers()), id="all", marks=pytest.mark.long),
    pytest.param(
        [name for name in sorted(locale_identifiers()) if "_" not in name] + ["de_CH", "pt_PT"],
        id="languages",
    ),
]


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("names", LOCALES)
def test_a_million_is_no_thousand_in_any_language(names: list[str]) -> None:
    for name in names:
        language._spoken.set(Language(name, gettext.NullTranslations(), Locale.parse(name)))
        for dollars in (3_780_000, -3_780_000):
            million, thousands = short_money(dollars), language.money_k(dollars)
            assert ("M" in million, "k" in thousands) == (True, True), (name, million, thousands)
            assert ("−" in million, "−" in thousands) == ((dollars < 0,) * 2), (name, million)
            assert "M" not in million.replace("M", "", 1), (name, million)


def test_what_is_not_translated_is_said_in_english() -> None:
    empty = made("de", Catalog(locale="de"))
    language._spoken.set(empty)
    assert t("Play") == "Play"


def test_a_wish_comes_before_the_browser_and_nonsense_before_nothing() -> None:
    assert choose(PSEUDO, "en-US") == PSEUDO
    assert choose(None, PSEUDO) == "en"  # nobody's browser speaks it
    for wish in ("", "de-XX", "../../etc", "en" * 10_000, None):
        assert choose(wish, "x-nonsense") == "en"


TYPED = {
    "begins {} cycles later than usual": EVENTS["strike"].lead,
    "a service begins {} cycles sooner": OFFERS["crew"].lead,
    "most money after {} cycles": SCENARIOS["open"].cycles,
    "No ladder; most money after {} cycles": SCENARIOS["default"].cycles,
    "first to ${}": SCENARIOS["classic"].finish_line,
}


@pytest.mark.parametrize("text", TYPED)
@pytest.mark.no_cover
def test_a_number_typed_in_a_sentence_is_that_of_the_rules(text: str) -> None:
    """Where a sentence holds a number itself, a rule that changes must change the sentence."""
    said = text.format(f"{TYPED[text]:,}")
    assert any(said in str(message.id) for message in language.read_catalogue(language.TEMPLATE)), (
        said
    )
