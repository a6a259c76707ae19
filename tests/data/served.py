"""A server of one's own for downloads, and small files that stand for NASA's."""

import hashlib
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import numpy as np
import pytest

from data import cmapss, nasa, simulator


def files_like_nasas(folder, subset: str = "FD001", engines: int = 24) -> dict[str, bytes]:
    """Return the three files of a subset, by name, with simulated engines."""
    train, test, lives = nasa.names_of(subset)
    drawn = simulator.simulate(np.arange(2 * engines), 5, 0.0)
    half = np.arange(engines)
    cmapss.write(drawn.select(half), folder / train)
    left = 20 + half % 60
    tested = drawn.select(engines + half)
    cmapss.write(tested.cut(tested.lifetimes - left), folder / test)
    (folder / lives).write_text("".join(f"{cycles}\n" for cycles in left))
    return {name: (folder / name).read_bytes() for name in (train, test, lives)}


def call_them_nasas(monkeypatch: pytest.MonkeyPatch, files: Mapping[str, bytes]) -> None:
    """Let these files count as NASA's, here and in this test alone."""
    monkeypatch.setattr(nasa, "SIZES", nasa.SIZES | {k: len(v) for k, v in files.items()})
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    monkeypatch.setattr(nasa, "CHECKSUMS", nasa.CHECKSUMS | sums)


def zipped(files: Mapping[str, bytes], folder: str = "") -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(folder + name, content)
    return packed.getvalue()


def twice_zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack files as NASA does: an archive in an archive, beside a note."""
    inner = zipped(files)
    outer = "6. Turbofan Engine Degradation Simulation Data Set/"
    return zipped({"CMAPSSData.zip": inner, "note.txt": b"hello"}, outer)


@contextmanager
def serving(
    content: bytes,
    says: int | None = None,
    status: int = 200,
    gate: threading.Event | None = None,
) -> Iterator[str]:
    """Serve bytes at an address.

    Parameters
    ----------
    says : how many bytes there are, by the server's word
    gate : the second half waits for it
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content) if says is None else says))
            self.end_headers()
            try:
                half = len(content) // 2
                self.wfile.write(content[:half])
                if gate is not None:
                    gate.wait(60)
                self.wfile.write(content[half:])
            except ConnectionError:
                self.close_connection = True  # the caller has heard enough

        def log_message(self, *arguments: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/archive.zip"
        finally:
            server.shutdown()
            thread.join()
