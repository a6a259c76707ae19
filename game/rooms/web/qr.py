"""Addresses as pictures that phones read."""

import io

import segno


def qr_of(address: str) -> bytes:
    """Return the QR code of an address, as SVG.

    Examples
    --------
    >>> b"<svg" in qr_of("https://x.test/rooms/ABCDEF")
    True
    """
    picture = io.BytesIO()
    segno.make(address, error="m").save(
        picture, kind="svg", scale=8, border=2, dark="#101b2d", light="#ffffff", omitsize=True
    )
    return picture.getvalue()
