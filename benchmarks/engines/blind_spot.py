"""The blind spot on NASA's engines; they are where ``TURBOFAN_CMAPSS`` says, or fetched."""

from collections.abc import Iterator

from game.study.blind_spot import BOTH, COMPRESSORS, WITHIN
from game.study.real_engines import meet_fans


def rows() -> Iterator[tuple[str, str]]:
    """Print what comes of FD003's engines in everybody's hands."""
    *_, spot = meet_fans()
    yield "FD003, run to failure: fan engines", f"{spot.fan.sum()} of {len(spot.fan)}"
    for name, out in spot.outcomes.items():
        low, high = out.interval
        failed = f"fans failed {out.fans_failed:.1%}, compressors {out.compressors_failed:.1%}"
        yield name, f"${out.rate:,.0f} (${low:,.0f} to ${high:,.0f}), {failed}"
    for name in (COMPRESSORS, BOTH):
        for fan in (True, False):
            calm = f"{spot.calm(name, fan):.0f} of {spot.asked(fan)} forecast as new"
            label = f"cut off within {WITHIN} cycles, {'fans' if fan else 'compressors'}: {name}"
            yield label, f"{calm}, error {spot.error(name, fan):.1f}"
