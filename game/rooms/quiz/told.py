"""What screens are told of sheets: never an answer before the sheet is closed, never a name."""

from collections.abc import Iterable, Mapping
from typing import Any

from game.quiz.forms import SHORT, Form, form, right
from game.quiz.gain import Gain, gained
from game.rooms.debrief.screens import has_shown
from game.rooms.quiz.prompts import Outcome, prompt_of
from game.rooms.quiz.sheets import AFTER, BEFORE, FORMS, PREDICTION, SENTENCE, Quiz
from game.rooms.room import Member, Room
from game.text.language import t


def form_of(room: Room, sheet: str) -> Form:
    """Return the form of a quiz that a room answers on a sheet."""
    return form(FORMS[sheet], room.plan.seed, SHORT)


def answers_of(quiz: Quiz, sheet: str, seat: int) -> list[int | None]:
    """Return what a seat has answered on a form, None where it has not."""
    own = quiz.of(sheet, seat)
    return [own.get(number) for number in range(len(SHORT))]


def marks_of(room: Room, sheet: str) -> dict[int, tuple[bool, ...]]:
    """Return which questions of a form each seat has right that has answered any of them."""
    asked = form_of(room, sheet)
    return {
        member.seat: right(asked, answers_of(room.quiz, sheet, member.seat))
        for member in _people(room)
        if room.quiz.of(sheet, member.seat)
    }


def gain_of(room: Room) -> Gain:
    """Return what a room has gained between both forms."""
    return gained(marks_of(room, BEFORE), marks_of(room, AFTER))


def _people(room: Room) -> Iterable[Member]:
    """Return the seats whose answers count."""
    return (one for one in room.present if not (one.bot or one.test))


def for_all(outcome: Outcome) -> dict[str, Any]:
    """Return what everybody may know, as plain JSON values.

    Examples
    --------
    >>> from game.rooms.room import Plan
    >>> told = for_all(Outcome(Room("ABCDEF", Plan("default", 7), "", ""), {}))
    >>> told["open"], told["quotes"]
    (None, [])
    """
    room = outcome.room
    quiz = room.quiz
    return {
        "open": quiz.open,
        "told": quiz.told,
        "asks": [] if quiz.open in (None, SENTENCE) else _questions(room, quiz.open),
        "answered": sum(_has_all(room, quiz.open, one) for one in room.present),
        "blank": sum(bool(_left_blank(room, quiz.open, one)) for one in room.present),
        "prediction": _prediction(outcome),
        "gain": _gain(room),
        "quotes": [
            sentence.text
            for seat, sentence in sorted(quiz.sentences.items())
            if sentence.quoted and not room.members[seat - 1].removed
        ],
    }


def _has_all(room: Room, sheet: str | None, member: Member) -> bool:
    """Return whether somebody has answered all of the sheet that is open."""
    if sheet is None:
        return False
    if sheet == SENTENCE:
        return member.seat in room.quiz.sentences
    return len(room.quiz.of(sheet, member.seat)) == (1 if sheet == PREDICTION else len(SHORT))


def _left_blank(room: Room, sheet: str | None, member: Member) -> int:
    """Return how many questions of a form somebody has left blank who has answered some."""
    done = 0 if sheet not in FORMS else len(room.quiz.of(sheet, member.seat))
    return len(SHORT) - done if done else 0


def _over(room: Room, sheet: str) -> bool:
    return sheet in room.quiz.opened and room.quiz.open != sheet


def _prediction(outcome: Outcome) -> dict[str, Any] | None:
    """Return how a room has predicted, once nobody predicts any more; in the end what has come."""
    room = outcome.room
    if not _over(room, PREDICTION):
        return None
    prompt, counts = prompt_of(room.plan), [0] * len(prompt_of(room.plan).options)
    for member in _people(room):
        for option in room.quiz.of(PREDICTION, member.seat).values():
            counts[option] += 1
    return {
        "text": t(prompt.text),
        "options": [t(option) for option in prompt.options],
        "counts": counts,
        "came": prompt.truth(outcome) if has_shown(room, prompt.screen) else None,
    }


def _gain(room: Room) -> dict[str, Any] | None:
    """Return what a room has gained, once the second form is closed."""
    if not _over(room, AFTER):
        return None
    told = gain_of(room)
    shown = {
        "n": told.n, "leftOut": told.left_out, "before": told.before, "after": told.after,
        "gain": told.gain, "low": told.low, "high": told.high,
        "blank": sum(
            _left_blank(room, sheet, one)
            for one in _people(room)
            if all(room.quiz.of(sheet, one.seat) for sheet in FORMS)  # who is left out has none
            for sheet in FORMS
        ),
    }  # fmt: skip
    questions = form_of(room, AFTER).questions
    shares = told.shares or [None] * len(questions)
    return shown | {
        "questions": [
            {"text": one.text, "right": one.options[one.right], "why": one.why, "shares": own}
            for one, own in zip(questions, shares, strict=True)
        ]
    }


def of_seat(room: Room, member: Member) -> dict[str, Any]:
    """Return what the person in a seat knows besides: the open sheet, and what it has written."""
    quiz, sheet = room.quiz, room.quiz.open
    sentence = quiz.sentences.get(member.seat)
    told: dict[str, Any] = {
        "questions": [],
        "marks": {},
        "sentence": None if sentence is None else sentence.text,
    }
    if sheet is not None and sheet != SENTENCE:
        told["questions"] = _questions(room, sheet)
        told["marks"] = {str(place): mark for place, mark in quiz.of(sheet, member.seat).items()}
    if _over(room, AFTER):
        told["scores"] = {
            one: None if not quiz.of(one, member.seat) else sum(_right(room, one, member.seat))
            for one in FORMS
        }
        told["own"] = [
            None if option is None else asked.options[option]
            for asked, option in zip(
                form_of(room, AFTER).questions,
                answers_of(quiz, AFTER, member.seat),
                strict=True,
            )
        ]
    return told


def _right(room: Room, sheet: str, seat: int) -> tuple[bool, ...]:
    return right(form_of(room, sheet), answers_of(room.quiz, sheet, seat))


def _questions(room: Room, sheet: str) -> list[dict[str, Any]]:
    if sheet == PREDICTION:
        prompt = prompt_of(room.plan)
        return [{"text": t(prompt.text), "options": [t(option) for option in prompt.options]}]
    return [
        {"text": one.text, "options": list(one.options)} for one in form_of(room, sheet).questions
    ]


def for_host(room: Room) -> list[dict[str, Any]]:
    """Return the sentences that were written, by seat, as the host reads them."""
    return [
        {"seat": seat, "text": sentence.text, "quoted": sentence.quoted}
        for seat, sentence in sorted(room.quiz.sentences.items())
        if not room.members[seat - 1].removed
    ]


def exported(room: Room) -> dict[str, Any]:
    """Return a quiz as a file carries it, without names."""
    told = gain_of(room)
    return {
        "seed": room.plan.seed,
        "questions": list(SHORT),
        "keys": {sheet: list(form_of(room, sheet).key) for sheet in FORMS},
        "n": told.n,
        "left_out": told.left_out,
        "before": told.before,
        "after": told.after,
        "gain": told.gain,
    }


def seat_exported(room: Room, member: Member) -> dict[str, Any]:
    """Return what a seat has answered, as a file carries it."""
    quiz, seat = room.quiz, member.seat
    sentence: Any = quiz.sentences.get(seat)
    told: Mapping[str, Any] = {
        sheet: answers_of(quiz, sheet, seat) if quiz.of(sheet, seat) else None for sheet in FORMS
    }
    return {
        **told,
        "before_right": sum(_right(room, BEFORE, seat)) if quiz.of(BEFORE, seat) else None,
        "after_right": sum(_right(room, AFTER, seat)) if quiz.of(AFTER, seat) else None,
        "prediction": quiz.of(PREDICTION, seat).get(0),
        "sentence": None if sentence is None else sentence.text,
    }
