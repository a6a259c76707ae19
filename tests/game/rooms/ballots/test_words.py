"""What an audience reads of a question: all that a vote on it needs, from the rules themselves."""

from dataclasses import replace

from game.rooms.ballots.asking import close
from game.rooms.ballots.ballot import Ballot, Question
from game.rooms.ballots.words import SHORT, line_of, offered_as, option_of
from game.rules.offers.events import events_of
from game.rules.offers.offers import Offer, offers_of
from game.rules.scenario import OPEN
from tests.game.rooms.ballots.test_questions import PLAN, Rows, at_turn


def free(seed: int) -> Rows:
    return at_turn(0, replace(PLAN, rules="open", seed=seed, turns=4, turn_cycles=360))


def taken(seed: int, kind: str) -> tuple[Offer, str, str]:
    """Return the first offer of a kind, what is said of it, and of taking it."""
    offers = offers_of(OPEN, seed)
    number = next(number for number, one in enumerate(offers) if one.kind == kind)
    question, room = Question("offer", number, [None, 0]), free(seed).room
    said = line_of(room, Ballot(9, 0, question, None))
    return offers[number], said, option_of(room, question, 1)["line"]


def test_a_contract_says_what_it_asks_and_pays() -> None:
    offer, _, told = taken(7, "contract")
    assert told == (
        f"${offer.prices[0]:,} · pays ${offer.bonus:,} if engines run {offer.line}% "
        f"of cycles {offer.begins:,} to {offer.ends:,}"
    )


def test_a_model_says_when_it_shows() -> None:
    _, _, told = taken(7, "kit")
    assert told.endswith(" · shows in the next training")


def test_a_counter_move_says_what_it_is_against() -> None:
    for kind, event in (("spares", "strike"), ("robust", "poison")):
        seed = next(
            seed for seed in range(99) if kind in [one.kind for one in offers_of(OPEN, seed)]
        )
        befalls = next(one for one in events_of(OPEN, seed) if one.kind == event)
        offer, said, _ = taken(seed, kind)
        assert said.endswith(SHORT.get(kind, offer.row.line))
        assert said.startswith(befalls.row.title)
        assert befalls.row.line in said
        assert f"{befalls.begins:,}" in said
        (invites,) = (one.alliances for one in offers_of(OPEN, seed) if one.alliances)
        assert (invites[befalls.alliance].name in said) == (event == "poison")


def test_who_shares_a_model_is_named_where_alliances_are_offered() -> None:
    for room, says in ((free(7).room, "your alliance"), (at_turn(0).room, "20 factories")):
        question = Question("strategy", None, [["federated", None]])
        assert says in option_of(room, question, 0)["line"]


def test_a_question_that_is_asked_again_says_so() -> None:
    rows = at_turn(0)
    rows.ask("ask", kind="strategy", about=None)
    assert line_of(rows.room, rows.room.ballots[-1]) == ""
    rows.add(close(rows.room))
    rows.ask("repeat", ballot=rows.room.ballots[0].number)
    assert line_of(rows.room, rows.room.ballots[-1]) == "Asked again: vote once more."


def test_an_offer_is_read_within_half_a_minute() -> None:
    """Who reads to decide manages two words a second: title, line and options together."""
    for seed in range(24):
        room = free(seed).room
        for number, offer in enumerate(room.plan.offers):
            question = Question("offer", number, [None, 0])
            assert len(line_of(room, Ballot(9, 0, question, None)).split()) <= 40, offer.kind


def test_a_vote_that_is_over_asks_for_no_other_one() -> None:
    rows = at_turn(0)
    rows.ask("ask", kind="strategy", about=None)
    rows.ask("repeat", ballot=rows.room.ballots[0].number)
    assert "vote once more" in line_of(rows.room, rows.room.ballots[-1])
    rows.add(close(rows.room))
    assert "vote once more" not in line_of(rows.room, rows.room.ballots[-1])


def test_a_host_reads_in_the_menu_what_a_letter_is_against_and_when_a_contract_runs() -> None:
    told = set()
    for seed in range(12):
        room, offers = free(seed).room, offers_of(OPEN, seed)
        befalls = {one.kind: one.row.title for one in events_of(OPEN, seed)}
        for number, offer in enumerate(offers):
            says = offered_as(room, Question("offer", number, [None, 0]))
            if offer.row.event:
                assert says == f"{offer.row.title}, against: {befalls[offer.row.event]}"
            elif offer.bonus:
                assert says.endswith(f"contract, cycles {offer.begins:,} to {offer.ends:,}")
            else:
                assert says == offer.row.title
            told.add(says)
    assert {"A vote on the merging rule, against: Odd updates", "A model that bends"} <= told
    strategy = Question("strategy", None, [["local", None]])
    assert offered_as(room, strategy).startswith("How do we maintain")
