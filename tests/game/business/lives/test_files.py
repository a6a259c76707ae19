"""Files of lifetimes: read whole, or refused in one sentence."""

import numpy as np
import pytest

from game.business.lives.files import read_lifetimes
from game.business.lives.lifetimes import LifetimesError


def test_a_file_is_read_with_those_that_still_run() -> None:
    record = read_lifetimes("\ufeffHours, Failed\r\n\r\n900.5,Yes\r\n1200,0\r\n")
    assert record.hours.tolist() == [900.5, 1200.0]
    assert record.failed.tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("a,b\n1,1\n", "The first line is 'a,b'"),
        ("Months,failed\n44,1\n", "says months: multiply each life by the hours"),
        ("hours;failed\n9.500;yes\n", "are separated by a semicolon: separate them by a comma"),
        ("Hours\tFailed\n9500\tyes\n", "are separated by a tab"),
        (
            "hours,failed\n9500,yes\nabc,yes\n-200,yes\n17800,maybe\n20100,yes\n,no\n",
            "Line 3 has 'abc' hours: write a number above 0, up to 100000000, with a point. In all "
            "4 of 6 lines cannot be read.",
        ),
        ("hours,failed\n", "holds 0 lives"),
        ("hours,failed\n1,2,3\n", "Line 2 has 3 values"),
        ("hours,failed\n5,1\n1 000,1\n", "Line 3 has '1 000' hours"),
        ("hours,failed\nnan,1\n", "has 'nan' hours"),
        ("hours,failed\n-1,1\n", "has '-1' hours"),
        ("hours,failed\n0,1\n", "has '0' hours"),
        ("hours,failed\n1e99,1\n", "has '1e99' hours"),
        ("hours,failed\n12,maybe\n", "says failed 'maybe'"),
        ('hours,failed\n"12,1\n', "This is no CSV"),
    ],
)
def test_each_thing_that_can_be_wrong_is_said_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(LifetimesError) as refused:
        read_lifetimes(text)
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_hostile_files_are_read_or_refused() -> None:
    random = np.random.default_rng(5)
    letters = np.array(list('0123456789.,;"\n\r\t-+eEnaif hours,failedyesno\0\u00bd\u0663'))
    for _ in range(1_500):
        text = "".join(random.choice(letters, random.integers(0, 40)))
        for whole in (text, "hours,failed\n" + text):
            try:
                assert (read_lifetimes(whole).hours > 0).all()
            except LifetimesError as refused:
                assert "\n" not in str(refused)
