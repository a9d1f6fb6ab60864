"""Objects in a storage, tried on the one that fsspec keeps in memory."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from podscribe.batch import storage
from podscribe.batch.inputs import gather
from podscribe.batch.storage import fetch_object, marks_below, objects, put_object
from podscribe.errors import PodscribeError

NAMES = ["show/a.mp3", "show/a.wav", "show/deep/b.mp3", "show/notes.txt", "other/c.mp3"]
LIMIT = 10_000


@pytest.fixture(autouse=True)
def bucket(memory: Any) -> Any:
    for name in NAMES:
        memory.pipe(f"/bucket/{name}", name.encode() * 10)
    return memory


def test_a_folder_a_glob_and_an_object_are_listed_in_order() -> None:
    assert [each.url for each in objects("memory://bucket/show/", 9)] == [
        *("memory://bucket/show/a.mp3", "memory://bucket/show/a.wav"),
        "memory://bucket/show/deep/b.mp3",
    ]
    assert [each.url for each in objects("memory://bucket/*/*.mp3", 9)] == [
        *("memory://bucket/other/c.mp3", "memory://bucket/show/a.mp3"),
    ]
    (found,) = objects("memory://bucket/show/notes.txt", 9)
    assert found.size_bytes == 140
    with pytest.raises(PodscribeError, match="holds 4 recordings, more than 3"):
        objects("memory://bucket", 3)


def test_objects_become_episodes_with_names_marks_and_sizes(bucket: Any) -> None:
    found = gather(["memory://bucket"]).items
    assert [each.stem for each in found] == ["c", "a", "b"]
    assert found[1].source == "memory://bucket/show/a.wav" and found[1].size_bytes == 100
    assert gather(["memory://bucket"]).items == found
    bucket.pipe("/bucket/other/c.mp3", b"other sound")
    changed = gather(["memory://bucket"]).items
    assert [each.id for each in changed] == [each.id for each in found]
    assert [a.mark == b.mark for a, b in zip(changed, found, strict=True)] == [False, True, True]


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.mp3", "a\n\x1b[2Jb.mp3", "-rf.mp3", "x" * 900 + ".mp3", "CON.mp3", "?#.mp3"],
)
def test_hostile_names_are_fetched_into_the_folder_alone(
    name: str, bucket: Any, tmp_path: Path
) -> None:
    bucket.store.clear()
    bucket.pipe_file(f"/bucket/x/{name}", b"sound")
    stored = next(iter(bucket.store))
    (found,) = (
        gather([f"memory:/{stored}"]).items if "x/" in stored else gather(["memory://"]).items
    )
    assert found.stem.isprintable() and "/" not in found.stem and len(found.stem.encode()) <= 101
    folder = tmp_path / "kept"
    path = fetch_object(found.source, folder, limit_bytes=LIMIT)
    assert path.read_bytes() == b"sound" and path.suffix == ".mp3"
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [path]
    assert path.resolve().is_relative_to(folder)


def test_a_copy_is_made_once_and_anew_when_the_object_changes(bucket: Any, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    url = "memory://bucket/show/a.mp3"
    first = fetch_object(url, tmp_path, limit_bytes=LIMIT, on_progress=lambda *at: seen.append(at))
    assert seen == [(100, 100)]
    assert fetch_object(url, tmp_path, limit_bytes=LIMIT) == first
    bucket.pipe("/bucket/show/a.mp3", b"other sound")
    second = fetch_object(url, tmp_path, limit_bytes=LIMIT)
    assert second != first and second.read_bytes() == b"other sound"


def test_more_than_the_limit_is_refused_whatever_size_is_stated(
    bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "memory://bucket/show/a.mp3"
    with pytest.raises(PodscribeError, match=r"is larger than 0 MB.*--max-bytes"):
        fetch_object(url, tmp_path, limit_bytes=99)
    info = bucket.info
    monkeypatch.setattr(type(bucket), "info", lambda self, path: info(path) | {"size": 3})
    with pytest.raises(PodscribeError, match="is larger than 0 MB"):
        fetch_object(url, tmp_path, limit_bytes=99)
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]


def test_what_takes_too_long_is_given_up_and_gone_on_with(bucket: Any, tmp_path: Path) -> None:
    bucket.pipe("/bucket/long.mp3", b"x" * (3 << 20))
    url = "memory://bucket/long.mp3"
    with pytest.raises(PodscribeError, match=r"was not here in time.*what has come is kept"):
        fetch_object(url, tmp_path, limit_bytes=4 << 20, limit_s=0.0)
    seen: list[int] = []
    fetch_object(url, tmp_path, limit_bytes=4 << 20, on_progress=lambda at, _: seen.append(at))
    assert seen == [2 << 20, 3 << 20]


def test_what_is_empty_or_not_there_is_told(bucket: Any, tmp_path: Path) -> None:
    bucket.pipe("/bucket/empty.mp3", b"")
    with pytest.raises(PodscribeError, match="is empty"):
        fetch_object("memory://bucket/empty.mp3", tmp_path, limit_bytes=9)
    with pytest.raises(PodscribeError, match="is not there"):
        fetch_object("memory://bucket/gone.mp3", tmp_path, limit_bytes=9)
    for nothing in ("memory://nowhere/", "memory://bucket/*.flac"):
        with pytest.raises(PodscribeError, match=r"is not there|holds no recordings"):
            gather([nothing])


def test_outputs_are_put_and_looked_at(bucket: Any, tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("bread")
    mark = put_object(page, "memory://out/show/a.md")
    assert bucket.cat("/out/show/a.md") == b"bread"
    assert marks_below("memory://out/show") == {"a.md": mark}
    assert marks_below("memory://out/show/") == {"a.md": mark}
    bucket.pipe("/out/show/a.md", b"brezn")
    assert marks_below("memory://out/show")["a.md"] != mark
    assert marks_below("memory://nowhere") == {}


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "local:///etc/passwd", "simplecache::memory://bucket/a.mp3"),
        *("zip://a.mp3::http://127.0.0.1/a.zip", "reference://x", "dir://x", "data://x"),
        *("nonsense://x", "memory://a::file:///etc/passwd", "async_wrapper://x", "github://a:b@/x"),
    ],
)
def test_only_storages_are_opened(url: str) -> None:
    with pytest.raises(PodscribeError, match="podscribe does not read or write"):
        objects(url, 9)


def test_keys_in_the_address_of_a_bucket_are_refused_and_not_repeated() -> None:
    with pytest.raises(PodscribeError, match="holds keys in the address") as caught:
        objects("s3://KEY:s3cret@bucket/a.mp3", 9)
    assert "s3cret" not in str(caught.value) and "KEY" not in str(caught.value)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    opened = sys.modules["fsspec.registry"].__dict__["_registry"]
    monkeypatch.delitem(opened, "s3", raising=False)
    with pytest.raises(
        PodscribeError, match=r"s3:// needs s3fs, which is not installed; pip install s3fs"
    ):
        objects("s3://bucket/a.mp3", 9)


def test_the_words_of_a_storage_are_not_repeated(
    bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoCredentialsError(Exception):
        pass

    def fail(self: object, path: str, **options: object) -> None:
        raise NoCredentialsError("with key s3cret")

    monkeypatch.setattr(type(bucket), "find", fail)
    with pytest.raises(PodscribeError, match=r"cannot be listed \(NoCredentialsError\)") as caught:
        objects("memory://bucket/show/?token=s3cret", 9)
    assert "s3cret" not in str(caught.value)


def test_the_host_of_a_storage_stays_in_the_address(bucket: Any) -> None:
    found = storage._url_of("/dir/a.mp3", "sftp://ann@host/dir/", "/dir", bucket)
    assert found == "sftp://ann@host/dir/a.mp3"
