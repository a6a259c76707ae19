"""NASA's C-MAPSS files: where they are on this machine, and how they get there.

``fetch`` downloads NASA's archive, ``keep`` takes what somebody uploads. Only files whose checksum
is NASA's are ever stored, each one whole or not at all, and nothing outside the cache.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import platformdirs
import pooch
from requests.exceptions import RequestException

from data.archives import ArchiveError, is_archive, members
from data.cmapss import SUBSETS
from data.errors import EngineSourceError

URL = (
    "https://phm-datasets.s3.amazonaws.com/NASA/"
    "6.+Turbofan+Engine+Degradation+Simulation+Data+Set.zip"
)
ARCHIVE_CHECKSUM = "c9c5dec12a945a82e8bb4446589d7fb3cc057b5e5d81fa1a12e25ee9912ad3b2"
"""SHA-256 of NASA's archive, which holds another one, which holds the text files."""

_PUBLISHED = """
a19c8ec94931949d0485bdc35118206e9c81c4547b422efb9cf86f4ceddbceca       429  RUL_FD001.txt
c851dd96a6ea6998d3c4a8f834d3c8013aa90e93a6ed950dc826ad0655b2906b      1110  RUL_FD002.txt
df1e0566306b174a2de41c67a3e7a51877889598b78643fc3e5685259091b7cb       428  RUL_FD003.txt
196b836b85a95ac7fdbbf29c5fdf1657382eafa445644d114ffaaf50dc2975e1      1084  RUL_FD004.txt
3cda7109ce17bafb5443f2ac926cfcf88154b941b8c4cf95eb55d1ddd6f52851   2228855  test_FD001.txt
de7b5bf7e998a985c378488480528b7c02cff1406a46740def362dda8d9b4e02   5734587  test_FD002.txt
299babd63c8d987cef079c4a425429f33b3a34797d803bbe2ad48c29dbd0d790   2826651  test_FD003.txt
1dc675fff0624bac10786927c6715b37d1297657137400d2b1a3138d777a3ba5   6957759  test_FD004.txt
963b5e22825b34d8b21c69e1aeb4af3e647050eb672ee8834ba4b5d91d2de0f8   3515356  train_FD001.txt
dac6c4dbc4e7c1bdeb5747da3d313d05c395bb99801b44a002b26a2ba13d788f   9082480  train_FD002.txt
2abbe9968cc5e8eb091980f51b20f62bb4127336d3482cb52071d53bf23329e2   4213862  train_FD003.txt
27ef6160b6a1dcb2613a88de9c239f763b223f02cdc41dc5cdedc5dc189b6218  10350705  train_FD004.txt
"""
_FILES = [line.split() for line in _PUBLISHED.strip().splitlines()]

SIZES: Mapping[str, int] = {name: int(size) for _, size, name in _FILES}
"""Bytes of NASA's text files."""

CHECKSUMS: Mapping[str, str] = {name: checksum for checksum, _, name in _FILES}
"""SHA-256 of NASA's text files."""

MOST_BYTES = 32 << 20
"""Of a download or an upload: more than twice NASA's archive."""

MOST_FILES, MOST_BYTES_TOGETHER = 12, 64 << 20
"""Of an upload: all that NASA published, as text."""

_INNER = "CMAPSSData.zip"
_TIMEOUT = 30.0  # s without a byte
_CHUNK = 1 << 16
_PART = ".part-"
_ABANDONED = 24 * 3600.0  # s

OnProgress = Callable[[int, int], None]
"""Called with the bytes that have come and the bytes there are, 0 if unknown."""


def names_of(subset: str) -> tuple[str, str, str]:
    """Return the names of a subset's files: training, test, remaining lives.

    Examples
    --------
    >>> names_of("FD001")
    ('train_FD001.txt', 'test_FD001.txt', 'RUL_FD001.txt')
    """
    return f"train_{subset}.txt", f"test_{subset}.txt", f"RUL_{subset}.txt"


def cache() -> Path:
    """Return the folder that fetched files go to; ``TURBOFAN_CACHE`` names another one."""
    return Path(os.environ.get("TURBOFAN_CACHE") or platformdirs.user_cache_dir("turbofan-tycoon"))


def address() -> str:
    """Return where files are fetched from: NASA's; ``TURBOFAN_CMAPSS_URL`` names a mirror."""
    return os.environ.get("TURBOFAN_CMAPSS_URL") or URL


def place_of(subset: str) -> Path | None:
    """Return the folder that holds a whole subset, or None.

    The folder that the environment variable ``TURBOFAN_CMAPSS`` names comes first, then the cache.

    Examples
    --------
    >>> place_of("FD009")
    """
    if subset not in SUBSETS:
        return None
    named = os.environ.get("TURBOFAN_CMAPSS")
    if named and all((Path(named) / name).is_file() for name in names_of(subset)):
        return Path(named)
    return cache() if all(_is_whole(cache() / name) for name in names_of(subset)) else None


def _is_whole(path: Path) -> bool:
    return path.is_file() and path.stat().st_size == SIZES[path.name]


def fetch(url: str | None = None, on_progress: OnProgress | None = None) -> tuple[str, ...]:
    """Download NASA's files into the cache; return the names of those that are there now.

    Parameters
    ----------
    url : ``address()`` if None; of a mirror, any archive that holds some of the files

    Raises
    ------
    EngineSourceError
        Nothing came, or not what NASA published; the cache is as it was.
    """
    source = url or address()
    if not source.startswith(("https://", "http://")):
        raise EngineSourceError(
            "{source} is no address: give one that begins with https:// or http://.",
            source=shown(source),
        )
    files = _unpacked(source, _downloaded(source, on_progress))
    wrong = [name for name in files if name_of(files[name]) != name]
    if wrong:
        raise EngineSourceError(
            "{source} holds {file} with another checksum than NASA's: try another address.",
            source=shown(source),
            file=wrong[0],
        )
    _store(files)
    return tuple(sorted(files))


def _downloaded(source: str, on_progress: OnProgress | None) -> bytes:
    with _workshop() as folder:
        try:
            pooch.get_logger().setLevel("ERROR")
            path: str = pooch.retrieve(
                source,
                f"sha256:{ARCHIVE_CHECKSUM}" if source == URL else None,
                "archive.zip",
                folder,
                downloader=pooch.HTTPDownloader(
                    progressbar=_Meter(source, on_progress), chunk_size=_CHUNK, timeout=_TIMEOUT
                ),
            )
            return Path(path).read_bytes()
        except RequestException as error:
            raise EngineSourceError(
                "{source} did not answer or broke off ({problem}): try again later, upload the "
                "files, or name their folder in TURBOFAN_CMAPSS.",
                source=shown(source),
                problem=type(error).__name__,
            ) from error
        except OSError as error:
            raise _unwritable(error) from error
        except ValueError as error:
            raise EngineSourceError(
                "{source} has another checksum than NASA's archive: try again later, upload the "
                "files, or name their folder in TURBOFAN_CMAPSS.",
                source=shown(source),
            ) from error


class _Meter:
    """Counts what comes, as pooch wants its progress bars, and stops what is too much."""

    total = 0

    def __init__(self, source: str, tell: OnProgress | None) -> None:
        self._source, self._tell, self._done = source, tell, 0

    def update(self, count: int) -> None:
        self._done += count
        if max(self._done, self.total) > MOST_BYTES + _CHUNK:
            raise EngineSourceError(
                "{source} sends more than {most} MB: it is not NASA's archive, try another one.",
                source=shown(self._source),
                most=MOST_BYTES >> 20,
            )
        if self._tell is not None:
            self._tell(min(self._done, self.total or self._done), self.total)

    def reset(self) -> None:
        self._done = 0

    def close(self) -> None: ...


def name_of(content: bytes) -> str | None:
    """Return which of NASA's files these bytes are, or None.

    Examples
    --------
    >>> name_of(b"1 1 0.0")
    """
    if len(content) not in SIZES.values():
        return None
    checksum = hashlib.sha256(content).hexdigest()
    return next((name for name, published in CHECKSUMS.items() if published == checksum), None)


def keep(files: Mapping[str, bytes]) -> tuple[tuple[str, ...], dict[str, bytes]]:
    """Take what somebody uploads: text files, or NASA's archive or the one inside it.

    Files that are NASA's to the byte are stored in the cache, under NASA's names. All others are
    handed back and written nowhere.

    Parameters
    ----------
    files : contents by the names they came with

    Returns
    -------
    the names of NASA's files that were stored; text files that are not NASA's, by the names they
    came with

    Raises
    ------
    EngineSourceError
        Too much, or an archive that cannot be read; nothing is stored.
    """
    if len(files) > MOST_FILES or sum(map(len, files.values())) > MOST_BYTES_TOGETHER:
        raise EngineSourceError(
            "An upload holds {files} files and {most} MB at most: choose fewer.",
            files=MOST_FILES,
            most=MOST_BYTES_TOGETHER >> 20,
        )
    unpacked: dict[str, bytes] = {}
    for name, content in files.items():
        if len(content) > MOST_BYTES:
            raise EngineSourceError(
                "{file} has more than {most} MB: choose NASA's archive or its text files.",
                file=shown(name),
                most=MOST_BYTES >> 20,
            )
        if is_archive(content):
            unpacked |= _unpacked(name, content)
        else:
            unpacked[name] = content
    named = {name_of(content): content for content in unpacked.values()}
    nasas = {name: content for name, content in named.items() if name is not None}
    _store(nasas)
    stored = set(nasas.values())
    others = {name: content for name, content in unpacked.items() if content not in stored}
    return tuple(sorted(nasas)), others


def shown(name: str) -> str:
    """Return a name or an address as a sentence quotes it: printable, 120 letters at most.

    Examples
    --------
    >>> shown("a.txt"), len(shown("\\n" * 1000))
    ('a.txt', 120)
    """
    text = repr(name)[1:-1]
    return text if len(text) <= 120 else text[:117] + "..."


def _unpacked(source: str, content: bytes) -> dict[str, bytes]:
    """Return NASA's text files by name, from the outer or the inner archive."""
    try:
        inner = members(content, {_INNER: MOST_BYTES}).get(_INNER, content)
        files = members(inner, SIZES)
    except ArchiveError as error:
        raise EngineSourceError(
            "{source} is no archive of NASA's ({problem}): fetch it again.",
            source=shown(source),
            problem=error,
        ) from error
    if not files:
        raise EngineSourceError(
            "{source} holds none of NASA's C-MAPSS text files: give the archive or the text files.",
            source=shown(source),
        )
    return files


def _store(files: Mapping[str, bytes]) -> None:
    """Write files into the cache, each one whole or not at all."""
    if not files:
        return
    with _workshop() as folder:
        try:
            for name, content in files.items():
                (folder / name).write_bytes(content)
            for name in files:
                os.replace(folder / name, cache() / name)
        except OSError as error:
            raise _unwritable(error) from error


@contextlib.contextmanager
def _workshop() -> Iterator[Path]:
    """Give a folder inside the cache that is gone when the work is done or has failed."""
    try:
        cache().mkdir(parents=True, exist_ok=True)
        _sweep()
        folder = tempfile.TemporaryDirectory(prefix=_PART, dir=cache())
    except OSError as error:
        raise _unwritable(error) from error
    with folder as name:
        yield Path(name)


def _sweep() -> None:
    """Remove what a process left behind that was killed at its work."""
    for left in cache().glob(f"{_PART}*"):
        if time.time() - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)


def _unwritable(error: OSError) -> EngineSourceError:
    return EngineSourceError(
        "{folder} cannot be written ({problem}): make room, or name another folder in "
        "TURBOFAN_CACHE.",
        folder=cache(),
        problem=error.strerror,
    )
