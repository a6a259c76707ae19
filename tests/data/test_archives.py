import zipfile
from io import BytesIO

import hypothesis.strategies as hs
import pytest
from hypothesis import given

from data import archives
from data.archives import ArchiveError, members
from tests.data.served import zipped

KNOWN = {"a.txt": 100, "b.txt": 5}


def test_known_files_are_read_wherever_they_lie() -> None:
    packed = zipped({"deep/er/a.txt": b"1", "../../b.txt": b"2", "/etc/passwd": b"3"})
    assert members(packed, KNOWN) == {"a.txt": b"1", "b.txt": b"2"}


def test_notes_of_macos_are_no_second_file() -> None:
    assert members(zipped({"a.txt": b"1", "__MACOSX/a.txt": b"x"}), KNOWN) == {"a.txt": b"1"}


def test_a_name_held_twice_is_refused() -> None:
    with pytest.raises(ArchiveError, match=r"holds a\.txt twice"):
        members(zipped({"a.txt": b"1", "other/a.txt": b"2"}), KNOWN)


def test_a_file_that_says_it_is_too_large_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = zipped({"b.txt": b"123456"})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("was opened"))
    with pytest.raises(ArchiveError, match=r"b\.txt is larger than 5 bytes"):
        members(packed, KNOWN)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_cannot_be_unpacked_in_steps_are_refused(packing: int) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", packing) as archive:
        archive.writestr("a.txt", b"1")
    with pytest.raises(ArchiveError, match="not read here"):
        members(packed.getvalue(), KNOWN)


def test_a_file_that_lies_about_its_size_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"a.txt": bytes(10_000_000)})
    honest = (10_000_000).to_bytes(4, "little")
    lie = bomb.replace(honest, (50).to_bytes(4, "little"))
    assert lie != bomb
    with pytest.raises(ArchiveError):
        members(lie, KNOWN)
    # The Python of today believes the lie and stops by itself; another one might read on.
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: BytesIO(bytes(10_000_000)))
    with pytest.raises(ArchiveError, match=r"a\.txt is larger than 100 bytes"):
        members(lie, KNOWN)


def test_a_crowd_of_entries_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = zipped({f"{number}": b"" for number in range(archives.MOST_MEMBERS + 1)})
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("was opened"))
    with pytest.raises(ArchiveError, match="more than 1000 entries"):
        members(crowd, KNOWN)


def test_a_locked_archive_is_refused() -> None:
    packed = bytearray(zipped({"a.txt": b"1"}))
    packed[6] |= 1  # "encrypted", in the file's own header
    packed[packed.index(b"PK\x01\x02") + 8] |= 1  # and in the table of contents
    with pytest.raises(ArchiveError, match="damaged or locked"):
        members(bytes(packed), KNOWN)


@given(hs.data())
def test_no_broken_archive_does_more_than_be_refused(data: hs.DataObject) -> None:
    packed = bytearray(zipped({"a.txt": b"1 2 3" * 10, "b.txt": b"4"}))
    for _ in range(data.draw(hs.integers(1, 4))):
        at = data.draw(hs.integers(0, len(packed) - 1))
        packed[at] = data.draw(hs.integers(0, 255))
    cut = bytes(packed[: data.draw(hs.integers(0, len(packed)))])
    for broken in (bytes(packed), cut):
        try:
            found = members(broken, KNOWN)
        except ArchiveError:
            continue
        assert set(found) <= set(KNOWN)
        assert all(len(content) <= KNOWN[name] for name, content in found.items())
