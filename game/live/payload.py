"""The envelope in which a game travels to the browser: a JSON header and packed arrays."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

ALIGNMENT = 8
"""Bytes; typed arrays in a browser must start at a multiple of their item size."""

DTYPES: dict[str, np.dtype[Any]] = {
    "u1": np.dtype("<u1"),
    "i2": np.dtype("<i2"),
    "i4": np.dtype("<i4"),
}


def encode(header: Mapping[str, object], sections: Mapping[str, npt.NDArray[np.integer]]) -> bytes:
    """Pack a header and its arrays into one message.

    The message is the length of the header (uint32, little endian), the header as JSON, zeros up
    to a multiple of 8, then the arrays, each at a multiple of 8. The header tells under
    ``sections`` where each array lies: ``name -> [offset in the body, type, shape]``.

    Parameters
    ----------
    header
        Anything JSON can hold; a key ``sections`` is replaced.
    sections
        Arrays of uint8, int16 or int32.

    Returns
    -------
    bytes
        What the board reads.

    Examples
    --------
    >>> message = encode({"n": 3}, {"ages": np.array([[1, 2]], dtype=np.int16)})
    >>> len(message) % 8, message[4:-8].rstrip(b"\\0")
    (0, b'{"n":3,"sections":{"ages":[0,"i2",[1,2]]}}')
    """
    index: dict[str, list[object]] = {}
    body = bytearray()
    for name, array in sections.items():
        kind = f"{array.dtype.kind}{array.dtype.itemsize}"
        if kind not in DTYPES:
            raise TypeError(f"section {name!r} has type {array.dtype}, expected one of {[*DTYPES]}")
        index[name] = [len(body), kind, list(array.shape)]
        body += np.ascontiguousarray(array, dtype=DTYPES[kind]).tobytes()
        body += bytes(-len(body) % ALIGNMENT)
    text = json.dumps({**header, "sections": index}, separators=(",", ":"), allow_nan=False)
    head = text.encode()
    start = len(head).to_bytes(4, "little") + head
    return start + bytes(-len(start) % ALIGNMENT) + bytes(body)
