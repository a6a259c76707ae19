"""Votes, counted by a voter's last word, beside a count by hand."""

import hypothesis.strategies as hs
from hypothesis import given

from game.rooms.ballots.counting import counted


@given(hs.lists(hs.tuples(hs.integers(0, 5), hs.integers(-1, 4))), hs.integers(0, 4))
def test_the_last_vote_of_each_counts_and_a_tie_decides_nothing(
    votes: list[tuple[int, int]], options: int
) -> None:
    each = [0] * options
    for place, (token, option) in enumerate(votes):
        is_last = token not in [later for later, _ in votes[place + 1 :]]
        if is_last and 0 <= option < options:
            each[option] += 1
    told = counted(votes, options)
    assert list(told.votes) == each
    ahead = [one for one in range(options) if each[one] > 0 and each.count(each[one]) == 1]
    best = [one for one in ahead if each[one] == max(each)]
    assert [told.winner] == (best or [None])
