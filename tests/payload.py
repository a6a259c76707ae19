"""What reads the messages that the board is fed, written from their description."""

import json
from typing import Any

import numpy as np
import numpy.typing as npt

from game.live.payload import ALIGNMENT, DTYPES


def decode(message: bytes) -> tuple[dict[str, Any], dict[str, npt.NDArray[np.integer]]]:
    """Unpack what ``payload.encode`` packed: the header and its arrays."""
    length = int.from_bytes(message[:4], "little")
    header = json.loads(message[4 : 4 + length])
    body = 4 + length + -(4 + length) % ALIGNMENT
    sections = {}
    for name, (offset, kind, shape) in header["sections"].items():
        count = int(np.prod(shape))
        flat = np.frombuffer(message, DTYPES[kind], count=count, offset=body + offset)
        sections[name] = flat.reshape(shape)
    return header, sections
