"""What each figure is."""

from game.text.language import number, t
from game.text.marking import mark

FORMULAS = {
    mark("Cost a year"): mark(
        "Services, failures and hours lost in each year of the programme, with what the programme "
        "itself costs, brought to today at your discount rate and spread evenly over the years."
    ),
    mark("Worth (net present value)"): mark(
        "What doing nothing new costs less what this answer costs, year by year, each year "
        "divided by (1 + rate) as often as years have passed, less what is spent first. Taxes and "
        "inflation are left out: take a rate after inflation. So is what machines are worth when "
        "the years end, though a plant that services leaves younger ones."
    ),
    mark("Long-run cost of a calendar"): mark(
        "(failure x P(L ≤ T) + service x P(L > T)) / (E[min(L, T)] + hours down): renewal reward "
        "by Barlow and Proschan, 1965, for a Weibull life L and a service age T."
    ),
    mark("Return (IRR)"): mark(
        "The rate at which the expected cash flows, whose present value is the worth, are worth "
        "nothing. There may be none, or more than one: that is said, and in which share of the "
        "futures drawn there is one, none or several. Where no money goes out first, for a model "
        "or for services brought forward, there is nothing on which to compute a return, and "
        "nothing to pay back. Over a calendar: of what a model brings more, by year, than a "
        "calendar of your own. Out at most: the deepest that the sum of the flows falls."
    ),
    mark("Paid back"): mark(
        "When the sum of the expected cash flows rises to 0 and stays there, each year's money "
        "coming in evenly. Discounted: brought to today first. Never: the share of futures whose "
        "own sum is below 0 when the years end."
    ),
    mark("Too close to call"): mark(
        "Said where the lead is less than two standard errors of its mean, where the rival is best "
        "in more of the futures drawn, or where it earns more in over a third of them: what is not "
        "known of your machines decides then."
    ),
    mark("Precision"): mark(
        "True alarms divided by all alarms. Break-even: the precision below which the answer "
        "earns less than nothing, if each false alarm costs what you say."
    ),
    mark("In the long run"): mark(
        "What is counted after many years, with all in force, no luck and no waiting for crews: "
        "the mean over the laws that your record allows. *When to service*, *How early to call* "
        "and what members save are of this kind; cost a year and worth are of your years. *What a "
        "year costs, in three ways* puts them side by side."
    ),
    mark("What members save"): mark(
        "What the same machines cost in the long run with your own record alone less what they "
        "cost after hearing members: over some hundred laws that your record allows, with members' "
        "records drawn for each. *Give or take* is two standard errors of that mean."
    ),
    mark("What it hangs on"): mark(
        "Each input alone is moved by a fifth, or over the range that you stated, that was "
        "measured or that your record leaves, and every answer gets its best setting anew. At both "
        "ends your years are drawn anew with the same luck; between and beyond them the long run "
        "says by how much savings change, corrected by what it misses at the ends. Bills are "
        "counted as they stand. Where another answer leads is looked for from a quarter to four "
        "times the value, down to 0 where it can be."
    ),
    mark("The band"): mark(
        "Ten and ninety per cent of some hundred futures. Each draws a law of lifetimes that your "
        "record allows, what models can do within your ranges, and the lives of all machines."
    ),
}
"""What each figure is, by its name."""


SHORT = (
    mark(
        "**Worth**: what doing nothing new costs less what an answer costs, year by year, brought "
        "to today at the discount rate; taxes and inflation are left out."
    ),
    mark(
        "**Cost a year**: all that is spent in these years, brought to today and spread evenly. "
        "**10 to 90%**: eight of ten of {draws} futures, drawn from seed {seed}."
    ),
    mark(
        "**Ranges at worst**: the worth if fewest failures announce themselves, and models see "
        "fewest of them and miss by most. **Best in**: the share of futures in which no other "
        "answer earns more."
    ),
)
"""What the figures on paper are, in a line each."""


def in_short(draws: int, seed: int) -> list[str]:
    """Return what the figures on paper are.

    Examples
    --------
    >>> in_short(360, 0)[1][-47:]
    'eight of ten of 360 futures, drawn from seed 0.'
    """
    return [t(text, draws=number(draws), seed=str(seed)) for text in SHORT]
