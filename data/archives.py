"""Reads known files out of ZIP archives from strangers: bounded, and without making a path."""

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath

MOST_MEMBERS = 1_000
"""An archive with more entries is not one of those we know."""

_ENTRY = b"PK\x01\x02"  # how each entry of an archive's table of contents begins
_CHUNK = 1 << 16
# zipfile unpacks these, and only these, no further than it is asked to.
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, OverflowError,
    RuntimeError,  # needs a password
)  # fmt: skip


class ArchiveError(ValueError):
    """An archive that cannot be read: what is wrong with it."""


def is_archive(content: bytes) -> bool:
    """Return whether these bytes begin as a ZIP archive does.

    Examples
    --------
    >>> is_archive(b"PK\\x03\\x04..."), is_archive(b"1 1 0.0")
    (True, False)
    """
    return content.startswith(b"PK")


def members(content: bytes, largest: Mapping[str, int]) -> dict[str, bytes]:
    """Read the files of known names out of an archive; whatever else it holds stays unread.

    Parameters
    ----------
    content : the archive
    largest : bytes that each known file may have, by its name without folders

    Raises
    ------
    ArchiveError
        A damaged archive, too many entries, a file larger than it may be, or a name held twice.

    Examples
    --------
    >>> packed = BytesIO()
    >>> with zipfile.ZipFile(packed, "w") as archive:
    ...     archive.writestr("../../a.txt", "1 2")
    ...     archive.writestr("b.txt", "3 4")
    >>> members(packed.getvalue(), {"a.txt": 10})
    {'a.txt': b'1 2'}
    """
    if content.count(_ENTRY) > MOST_MEMBERS:
        raise ArchiveError(f"it has more than {MOST_MEMBERS} entries")
    contents: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for entry in archive.infolist():
                name = PurePosixPath(entry.filename).name
                if name not in largest or _is_note_of_macos(entry):
                    continue
                if name in contents:
                    raise ArchiveError(f"it holds {name} twice")
                contents[name] = _read(archive, entry, name, largest[name])
    except ArchiveError:
        raise
    except _DAMAGE as error:
        raise ArchiveError("it is damaged or locked") from error
    return contents


def _is_note_of_macos(entry: zipfile.ZipInfo) -> bool:
    return entry.is_dir() or entry.filename.startswith("__MACOSX/")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, largest: int) -> bytes:
    """Read one file; neither what it says of its size nor what comes may pass the largest."""
    if entry.compress_type not in _COMPRESSIONS:
        raise ArchiveError(f"its {name} is packed in a way that is not read here")
    refusal = ArchiveError(f"its {name} is larger than {largest:,} bytes")
    if entry.file_size > largest:
        raise refusal
    parts, size = [], 0
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > largest:
                raise refusal
            parts.append(chunk)
    return b"".join(parts)
