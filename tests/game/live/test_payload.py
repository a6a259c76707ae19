import hypothesis.extra.numpy as hnp
import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given

from game.live.payload import encode
from tests.payload import decode

arrays = hs.sampled_from([np.uint8, np.int16, np.int32]).flatmap(
    lambda kind: hnp.arrays(kind, hnp.array_shapes(min_dims=1, max_dims=2, min_side=0))
)


@given(
    header=hs.dictionaries(hs.text(max_size=8), hs.integers() | hs.text() | hs.none(), max_size=4),
    sections=hs.dictionaries(hs.text(min_size=1, max_size=8), arrays, max_size=4),
)
def test_decode_undoes_encode(header, sections):
    got_header, got = decode(encode(header, sections))
    assert {k: v for k, v in got_header.items() if k != "sections"} == {
        k: v for k, v in header.items() if k != "sections"
    }
    assert got.keys() == sections.keys()
    for name, array in sections.items():
        assert got[name].dtype == array.dtype
        np.testing.assert_array_equal(got[name], array)


def test_the_layout_is_the_one_the_board_reads():
    message = encode({}, {"a": np.array([1], np.uint8), "b": np.array([2], np.int32)})
    head = b'{"sections":{"a":[0,"u1",[1]],"b":[8,"i4",[1]]}}'
    assert message[:4] == len(head).to_bytes(4, "little")
    assert message[4 : 4 + len(head)] == head
    body = -(-(4 + len(head)) // 8) * 8
    assert message[body] == 1
    assert message[body + 8 : body + 12] == b"\x02\0\0\0"


def test_an_unknown_type_is_refused():
    with pytest.raises(TypeError, match="'a' has type float64"):
        encode({}, {"a": np.zeros(1)})


@pytest.mark.no_cover
def test_a_header_that_is_no_json_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode({"mtbf": float("inf")}, {})
