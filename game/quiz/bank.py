"""The bank of questions: each a row with its objective, two texts, options, and why one is right.

The first text belongs to form A, the second to form B. The first option is the right one; a form
puts options into another order. Places in braces are filled by ``game/quiz/numbers.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from game.quiz import numbers
from game.quiz.numbers import Numbers, Words
from game.text.marking import mark

OBJECTIVES = {
    "LO1": mark("Work out what a failure and a planned service cost, lost income and all"),
    "LO2": mark("Choose a service age from wear and costs, and say when a fixed age is useless"),
    "LO3": mark("Set an alarm by what it costs, not by how often it is right"),
    "LO4": mark("Say what leaves a plant in federated learning, what may leak, and what helps"),
    "LO5": mark("Say for whom a federation pays, and for whom not"),
    "LO6": mark("Tell a good decision from good luck"),
    "LO7": mark("Work out present value and payback of a programme"),
}
"""What somebody can do after a lesson."""


@dataclass(frozen=True)
class Question:
    """A row of the bank.

    Attributes
    ----------
    texts : of form A and of form B
    options : the right one first
    draw : numbers, from chance
    work : words for the places of the texts, from numbers
    """

    name: str
    objective: str
    texts: tuple[str, str]
    options: tuple[str, str, str, str]
    why: str
    draw: Callable[[Random], Numbers] = numbers.nothing
    work: Callable[[Numbers], Words] = numbers.as_they_are


def _both(text: str) -> tuple[str, str]:
    """Return a text that serves both forms, by other numbers."""
    return text, text


ROWS: tuple[Question, ...] = (
    Question(
        "costs",
        "LO1",
        _both(
            mark(
                "A machine earns {income} in a cycle of running. A planned service costs {service} "
                "and {service_time} cycles of standing still, a failure {failure} and "
                "{failure_time} cycles. What do the two cost, lost income and all?"
            )
        ),
        ("{right}", "{bills}", "{incomes}", "{mixed}"),
        mark(
            "Each bill plus the income of the cycles that are lost: while it lies still after a "
            "failure the machine does not earn {lost}."
        ),
        numbers.draw_prices,
        numbers.costs,
    ),
    Question(
        "availability",
        "LO1",
        _both(
            mark(
                "Machines run {mtbf} cycles between failures, on average; a repair takes {mttr}. "
                "For which share of all cycles do they run?"
            )
        ),
        ("{right}", "{less}", "{down}", "{ratio}"),
        mark(
            "They run {mtbf} of every {whole} cycles: running time over running time and repairs."
        ),
        numbers.draw_uptime,
        numbers.availability,
    ),
    Question(
        "memoryless",
        "LO2",
        (
            mark(
                "Machines that have run for long are no likelier to fail in the next cycle "
                "than new ones. They live {mean} cycles on average, a failure costs {ratio} times "
                "a service. At which age is it best to service them?"
            ),
            mark(
                "Failures come from lightning, whatever the age of a machine: after {mean} cycles "
                "on average. A failure costs {ratio} times a service. At which age is it "
                "best to service?"
            ),
        ),
        (
            mark("At no age: only when it has failed"),
            mark("At the average life"),
            mark("At half of the average life"),
            mark("As early as possible"),
        ),
        mark(
            "Where nothing wears out a service makes nothing better: the machine afterwards is as "
            "likely to fail as before, and the money is spent."
        ),
        numbers.draw_ratio,
    ),
    Question(
        "age",
        "LO2",
        _both(
            mark(
                "Engines wear out and live {mean} cycles on average, most not far from that. "
                "Lost income and all, a service costs {service_all}, a failure {failure_all}. "
                "Which age is nearest to the best one for a service?"
            )
        ),
        ("{right}", "{at_mean}", "{late}", "{early}"),
        mark(
            "The best age is {best} cycles: well before the average life, when half of them would "
            "have failed, but not so early that most of their life is thrown away."
        ),
        numbers.draw_wear,
        numbers.wear,
    ),
    Question(
        "alarm",
        "LO3",
        _both(
            mark(
                "An alarm says that a machine will fail soon. It is right in {precision} of the "
                "cases, and you know nothing else. Lost income and all, a service costs {service}, "
                "a failure {failure}. Do you service now?"
            )
        ),
        (
            mark("Yes: it pays from {even} on"),
            mark("No: it is wrong more often than right"),
            mark("Only if it misses hardly any failure"),
            mark("Not before I know how long it has left"),
        ),
        mark(
            "Doing nothing costs {precision} of {failure}, which is {worth} on average, a service "
            "{service}. The costs say how often an alarm must be right: in {even} of the cases."
        ),
        numbers.draw_alarm,
        numbers.alarm,
    ),
    Question(
        "models",
        "LO3",
        _both(
            mark(
                "One model is off by {sharp} cycles, and you service when it says that "
                "{sharp} are left. Another is off by {coarse}, and you service at "
                "{tuned}, which earned most. Lost income and all, a service costs {service}, a "
                "failure {failure}. Which one earns more?"
            )
        ),
        (
            mark("The one that is off by {coarse}"),
            mark("The one that is off by {sharp}"),
            mark("Both earn the same"),
            mark("Neither: waiting for failures earns more"),
        ),
        mark(
            "{coarse_earns} a cycle against {sharp_earns}: with an alarm as short as its error the "
            "sharp model lets engines fail. A model is worth what is decided with it."
        ),
        numbers.draw_models,
        numbers.models,
    ),
    Question(
        "leaves",
        "LO4",
        (
            mark("Plants train one model together by averaging. What leaves a plant?"),
            mark("A server averages the models of many plants. What does it get from each?"),
        ),
        (
            mark("What the model has learned, and from how many examples"),
            mark("What the sensors have measured"),
            mark("When each machine has failed"),
            mark("Nothing at all"),
        ),
        mark(
            "The weights of the model after training at home, and a count: the sensor data stay "
            "where they were measured."
        ),
    ),
    Question(
        "leak",
        "LO4",
        (
            mark('"The updates of a model reveal nothing of the data it was trained on." Right?'),
            mark('"Since only updates travel, a federation needs no further protection." Right?'),
        ),
        (
            mark("Wrong"),
            mark("Right"),
            mark("Right if no names travel"),
            mark("Right if the network is encrypted"),
        ),
        mark(
            "Something of the data can be worked out from updates, by whoever receives them. "
            "Cutting them, noise and sums that nobody can take apart help, and cost accuracy."
        ),
    ),
    Question(
        "gains",
        "LO5",
        (
            mark("Plants of one kind of machine train together. Who gains most?"),
            mark("Three plants and a server join a federation. Whose forecasts get better most?"),
        ),
        (
            mark("A plant with {few} failures that meets faults new to it"),
            mark("A plant with {many} failures of all kinds"),
            mark("All plants alike"),
            mark("Whoever runs the server"),
        ),
        mark(
            "A model cannot forecast what it has never seen. Who has seen {many} failures of all "
            "kinds learns little from others."
        ),
        numbers.draw_plants,
    ),
    Question(
        "luck",
        "LO6",
        (
            mark("Team X lost one game of {cycles} cycles to team Y, by {less}%. What follows?"),
            mark(
                "In one season of {cycles} cycles plant Y earned {less}% more than X. What follows?"
            ),
        ),
        (
            mark("Nobody can say yet: try both on many other engines"),
            mark("Y decided better"),
            mark("X should do as Y did"),
            mark("The engines were unfair"),
        ),
        mark(
            "So small a difference in so short a time may well be luck. Both ways of deciding on "
            "the same engines, many times, tell them apart."
        ),
        numbers.draw_games,
    ),
    Question(
        "value",
        "LO7",
        _both(
            mark(
                "You pay {price} now and save {saves} at the end of each of {years} years. "
                "Interest is {rate}. What is it worth today, and when is the money back, "
                "without interest?"
            )
        ),
        ("{right}", "{sum}", "{twice}", "{slower}"),
        mark(
            "Each year's {saves} divided by one plus the interest, once for every year, less "
            "{price}; the money is back when the savings add up to {price}."
        ),
        numbers.draw_programme,
        numbers.programme,
    ),
    Question(
        "commons",
        "LO5",
        (
            mark(
                "{members} plants get the same model, whatever they send. Sending costs {fee}. "
                "What will happen?"
            ),
            mark(
                "A model of {members} plants is free for all. Who lets it learn from own failures "
                "pays {fee} for it. What do you expect?"
            ),
        ),
        (
            mark("Too few send, unless giving is rewarded"),
            mark("Too many send, and the model gets worse"),
            mark("All send, for all gain from it"),
            mark("It makes no difference who sends"),
        ),
        mark(
            "What one sends helps the others, what it costs is one's own: so too little is sent, "
            "unless what one gets follows what one gives."
        ),
        numbers.draw_members,
        numbers.members,
    ),
    Question(
        "pump",
        "LO3",
        _both(
            mark(
                "Some weeks later, a pump: an hour of running is worth {income}. A planned service "
                "costs {service} and {service_time} hours, a failure {failure} and {failure_time} "
                "hours. How often must an alarm be right to be acted on?"
            )
        ),
        ("{right}", "{half}", "{rest}", "{time}"),
        mark(
            "Lost income and all a service costs {service_all}, a failure {failure_all}: one "
            "divided by the other."
        ),
        numbers.draw_pump,
        numbers.pump,
    ),
)

QUESTIONS = {row.name: row for row in ROWS}
"""The bank, by name."""

SHORT = ("costs", "alarm", "leaves", "gains", "luck")
"""Those of a lesson of 45 minutes, before and after it."""

LATER = ("pump",)
"""One or two weeks later: what has been learned, on another machine."""
