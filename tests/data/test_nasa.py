import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis.strategies as hs
import pytest
from hypothesis import HealthCheck, given, settings

from data import nasa
from data.cmapss import read
from data.errors import EngineSourceError
from tests.data.served import call_them_nasas, files_like_nasas, serving, twice_zipped, zipped


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("TURBOFAN_CMAPSS", "TURBOFAN_CMAPSS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TURBOFAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    (tmp_path / "made").mkdir()
    made = files_like_nasas(tmp_path / "made")
    call_them_nasas(monkeypatch, made)
    return made


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def untouched(tmp_path: Path, cache: Path) -> Iterator[None]:
    """Whatever a test does, it leaves every file as it was."""
    cache.mkdir()
    (cache / "RUL_FD004.txt").write_bytes(b"of old")
    before = everything(tmp_path)
    yield
    after = everything(tmp_path)
    assert after == before | {k: v for k, v in after.items() if k.startswith("made/")}
    assert [path.name for path in cache.iterdir()] == ["RUL_FD004.txt"]


def test_nasas_own_files_are_known_by_their_bytes(cmapss_dir: Path) -> None:
    for name in nasa.names_of("FD001"):
        content = (cmapss_dir / name).read_bytes()
        assert nasa.name_of(content) == name
        assert nasa.name_of(content[:-1] + b"\t") is None


def test_the_archive_is_fetched_checked_and_kept(cache: Path, files: dict[str, bytes]) -> None:
    seen: list[tuple[int, int]] = []
    packed = twice_zipped(files)
    with serving(packed) as url:
        assert nasa.place_of("FD001") is None
        names = nasa.fetch(url, lambda done, total: seen.append((done, total)))
    assert names == tuple(sorted(files))
    assert everything(cache) == files
    assert seen[-1] == (len(packed), len(packed))
    assert all(done <= total for done, total in seen)
    assert nasa.place_of("FD001") == cache
    assert nasa.place_of("FD002") is None
    place = nasa.place_of("FD001")
    assert place is not None
    assert len(read(place, "FD001").train) == 24


def test_nasas_address_must_bring_nasas_archive(
    untouched: None, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(twice_zipped(files)) as url:
        monkeypatch.setattr(nasa, "URL", url)
        with pytest.raises(
            EngineSourceError, match="another checksum than NASA's archive: try again"
        ):
            nasa.fetch()


def test_a_mirror_with_other_text_is_refused(untouched: None, files: dict[str, bytes]) -> None:
    spoilt = files | {"train_FD001.txt": files["train_FD001.txt"].replace(b"1", b"2", 1)}
    with (
        serving(twice_zipped(spoilt)) as url,
        pytest.raises(EngineSourceError, match=r"holds train_FD001\.txt with another checksum"),
    ):
        nasa.fetch(url)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is no archive"),
        (b"<html>404</html>", "is no archive of NASA's .* fetch it again"),
        (zipped({"other.txt": b"1"}), "holds none of NASA's"),
        (zipped({"RUL_FD001.txt": bytes(5_000_000)}), "larger than 429 bytes"),
        (zipped({"CMAPSSData.zip": b"PK\x03\x04"}), "damaged"),
        (zipped({"CMAPSSData.zip": bytes(nasa.MOST_BYTES + 1)}), "larger than 33,554,432 bytes"),
    ],
)
def test_no_archive_of_nasas_is_refused(untouched: None, content: bytes, complaint: str) -> None:
    with serving(content) as url, pytest.raises(EngineSourceError, match=complaint):
        nasa.fetch(url)


@pytest.mark.usefixtures("untouched")
def test_a_download_that_dies_half_way_leaves_nothing(files: dict[str, bytes]) -> None:
    packed = twice_zipped(files)
    with (
        serving(packed[: len(packed) // 2], says=len(packed)) as url,
        pytest.raises(EngineSourceError, match=r"did not answer or broke off .* try again"),
    ):
        nasa.fetch(url)


@pytest.mark.usefixtures("untouched")
def test_a_page_that_is_not_there_is_said() -> None:
    with (
        serving(b"gone", status=404) as url,
        pytest.raises(EngineSourceError, match="did not answer"),
    ):
        nasa.fetch(url)


@pytest.mark.usefixtures("untouched")
def test_without_a_network_one_sentence_says_what_to_do() -> None:
    with serving(b"") as url:
        pass  # and nobody listens any more
    with pytest.raises(EngineSourceError, match=r"TURBOFAN_CMAPSS\.$"):
        nasa.fetch(url)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("says", [None, nasa.MOST_BYTES * 4])
def test_a_download_without_end_is_stopped(
    says: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        serving(bytes(nasa.MOST_BYTES + (1 << 20)), says) as url,
        pytest.raises(EngineSourceError, match="sends more than 32 MB"),
    ):
        nasa.fetch(url)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://host/a.zip", "nasa", "C:\\a.zip"])
def test_only_the_web_is_fetched_from(untouched: None, address: str) -> None:
    with pytest.raises(EngineSourceError, match="is no address"):
        nasa.fetch(address)


def test_a_cache_that_cannot_be_written_is_said(
    cache: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.write_bytes(b"a file, no folder")
    with pytest.raises(EngineSourceError, match=r"cannot be written .* TURBOFAN_CACHE\.$"):
        nasa.keep(files)


def test_a_full_disk_is_said_and_leaves_nothing(
    untouched: None, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == "RUL_FD001.txt":
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(EngineSourceError, match=r"No space left on device\): make room"):
        nasa.keep(files)


def test_no_file_is_written_where_it_would_be_read_half(
    cache: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    write, written = Path.write_bytes, []

    def noted(path: Path, content: bytes) -> int:
        written.append(path.parent)
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", noted)
    nasa.keep(files)
    assert everything(cache) == files
    assert cache not in written


def test_what_a_killed_process_left_is_swept_away(cache: Path, files: dict[str, bytes]) -> None:
    old, fresh = cache / ".part-old", cache / ".part-fresh"
    for folder in (old, fresh):
        folder.mkdir(parents=True)
        (folder / "archive.zip").write_bytes(b"half")
    long_ago = time.time() - 48 * 3600
    os.utime(old, (long_ago, long_ago))
    nasa.keep(files)
    assert not old.exists()
    assert fresh.exists()


def test_a_damaged_cache_does_not_count(cache: Path, files: dict[str, bytes]) -> None:
    nasa.keep(files)
    (cache / "test_FD001.txt").write_bytes(b"half of it")
    assert nasa.place_of("FD001") is None
    nasa.keep(files)
    assert nasa.place_of("FD001") == cache


def test_a_named_folder_comes_before_the_cache(
    tmp_path: Path, cache: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    nasa.keep(files)
    assert nasa.place_of("FD001") == cache
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(tmp_path / "made"))
    assert nasa.place_of("FD001") == tmp_path / "made"
    (tmp_path / "made" / "RUL_FD001.txt").unlink()
    assert nasa.place_of("FD001") == cache


@pytest.mark.parametrize("subset", ["", "fd001", "../FD001", "FD005"])
def test_there_is_no_place_for_other_names(subset: str) -> None:
    assert nasa.place_of(subset) is None


def test_uploads_are_known_by_their_bytes_not_their_names(
    cache: Path, files: dict[str, bytes]
) -> None:
    stored, foreign = nasa.keep(
        {
            "../../../evil.txt": files["train_FD001.txt"],
            "RUL_FD001 (1).txt": files["RUL_FD001.txt"],
            "test_FD001.txt": b"my own\n",
        }
    )
    assert stored == ("RUL_FD001.txt", "train_FD001.txt")
    assert foreign == {"test_FD001.txt": b"my own\n"}
    assert everything(cache) == {name: files[name] for name in stored}


@pytest.mark.parametrize("pack", [zipped, twice_zipped])
@pytest.mark.no_cover
def test_uploaded_archives_are_taken_apart(pack, cache: Path, files: dict[str, bytes]) -> None:
    assert nasa.keep({"x.zip": pack(files)}) == (tuple(sorted(files)), {})
    assert nasa.place_of("FD001") == cache
    assert stat.S_IMODE((cache / "RUL_FD001.txt").stat().st_mode) & 0o400


@pytest.mark.usefixtures("untouched")
def test_an_upload_that_is_too_large_is_refused() -> None:
    with pytest.raises(EngineSourceError, match=r"a\.txt has more than 32 MB"):
        nasa.keep({"a.txt": bytes(nasa.MOST_BYTES + 1)})


NAMES = hs.sampled_from([*nasa.SIZES, "CMAPSSData.zip", "../x", "/etc/passwd", "a\\..\\b"])


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plain=hs.dictionaries(NAMES | hs.text(max_size=20), hs.binary(max_size=200), max_size=3),
    packed=hs.dictionaries(NAMES, hs.binary(max_size=400), max_size=3),
    deep=hs.booleans(),
    cut=hs.integers(0, 60),
)
def test_no_hostile_upload_writes_anything(
    tmp_path: Path, plain: dict[str, bytes], packed: dict[str, bytes], deep: bool, cut: int
) -> None:
    archive = zipped({"CMAPSSData.zip": zipped(packed)} if deep else packed)
    upload = plain | {"upload.zip": archive[: len(archive) - cut]}
    try:
        stored, foreign = nasa.keep(upload)
    except EngineSourceError as refusal:
        assert str(refusal).endswith(".")
    else:
        assert stored == ()
        assert set(foreign) <= {*plain, *nasa.SIZES, "upload.zip"}
    assert everything(tmp_path) == {}
