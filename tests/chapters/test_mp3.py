"""Chapters in and out of MP3 files, held against what FFmpeg reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.chapters import mp3
from podscribe.chapters.chapter import Chapter, Found
from podscribe.chapters.id3 import read_tags
from podscribe.errors import PodscribeError
from tests.audio.material import write_stairs
from tests.chapters.material import (
    EXTENDED,
    PICTURE,
    UNSYNCHRONISED,
    chapter_frame,
    chapters_by_ffmpeg,
    frame,
    list_frame,
    packets,
    pictures,
    tag,
    tags_by_ffmpeg,
    text,
    unsynchronised,
    write_with_chapters,
)
from tests.strategies import moderately

FLOUR, WATER, SALT = Chapter(0.0, "Flour"), Chapter(1.5, "Wässer 你 😀"), Chapter(4.001, "Salt")
ALL = (FLOUR, WATER, SALT)
JPEG = b"\0image/jpeg\0\3\0"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An MP3 of six seconds without any tag."""
    path = write_stairs(tmp_path_factory.mktemp("mp3") / "a.mp3", "libmp3lame", 6)
    with open(path, "rb") as file:
        (written,) = read_tags(file)
    return path.read_bytes()[written.size :]


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A real JPEG, which FFmpeg can show as a cover."""
    import av
    import numpy as np

    path = tmp_path_factory.mktemp("jpeg") / "a.jpg"
    with av.open(str(path), "w", format="image2") as out:
        stream = out.add_stream("mjpeg", rate=1)
        stream.width, stream.height, stream.pix_fmt = 16, 16, "yuvj420p"
        shown = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
        out.mux(stream.encode(shown))
        out.mux(stream.encode(None))
    return path.read_bytes()


def test_chapters_that_ffmpeg_wrote_are_read(tmp_path: Path) -> None:
    path = write_with_chapters(tmp_path / "a.mp3", "libmp3lame", ALL)
    assert mp3.read(path) == Found(ALL)


@pytest.mark.parametrize(
    "before",
    [
        "none",
        "2.2",
        "2.3",
        "2.4",
        "padded",
        "extended",
        "unsynchronised",
        "two tags",
        "foreign sizes",
    ],
)
def test_a_copy_has_the_chapters_all_other_tags_and_the_same_sound(
    before: str, sound: bytes, picture: bytes, tmp_path: Path
) -> None:
    cover = JPEG + picture
    tags = {
        "none": b"",
        "2.2": tag(frame("TT2", b"\0Bread", 2) + frame("PIC", b"\0JPG\3\0" + picture, 2), 2),
        "2.3": tag(text("TIT2", "Bread") + frame("APIC", cover)),
        "2.4": tag(text("TIT2", "Bread", 4) + frame("APIC", cover, 4), 4),
        "padded": tag(text("TIT2", "Bread") + frame("APIC", cover) + bytes(3000)),
        "extended": tag(
            b"\0\0\0\6" + bytes(6) + text("TIT2", "Bread") + frame("APIC", cover), 3, EXTENDED
        ),
        "unsynchronised": tag(
            unsynchronised(text("TIT2", "Bread") + frame("APIC", cover)), 3, UNSYNCHRONISED
        ),
        "two tags": tag(text("TIT2", "Bread")) + tag(frame("APIC", cover, 4), 4),
        "foreign sizes": tag(text("TIT2", "Bread", 4) + frame("APIC", cover, 3), 4),
    }
    source, copy = tmp_path / "a.mp3", tmp_path / "copy.mp3"
    source.write_bytes(tags[before] + sound + b"TAG" + bytes(125))  # with an ID3v1 at its end
    assert mp3.write_copy(source, copy, ALL, 6.0) == ()
    assert mp3.read(copy) == Found(ALL)
    assert chapters_by_ffmpeg(copy) == [
        (0.0, 1.5, "Flour"),
        (1.5, 4.001, WATER.title),
        (4.001, 6.0, "Salt"),
    ]
    assert packets(copy) == packets(source)
    assert copy.read_bytes().endswith(sound + b"TAG" + bytes(125))
    assert mp3.same_sound(source, copy)
    if before != "none":
        assert tags_by_ffmpeg(copy)["title"] == "Bread"
        assert pictures(copy) == [picture]


def test_a_copy_of_a_copy_has_the_new_chapters_only(sound: bytes, tmp_path: Path) -> None:
    first, second, third = (tmp_path / f"{name}.mp3" for name in "abc")
    first.write_bytes(tag(text("TIT2", "Bread")) + sound)
    mp3.write_copy(first, second, ALL, 6.0)
    assert mp3.write_copy(second, third, [FLOUR, Chapter(3.0, "Oven")], 6.0) == ()
    assert [title for _, _, title in chapters_by_ffmpeg(third)] == ["Flour", "Oven"]
    mp3.write_copy(second, third, ALL, 6.0)
    assert third.read_bytes() == second.read_bytes()


def test_pictures_and_links_of_a_chapter_that_stays_stay(sound: bytes, tmp_path: Path) -> None:
    link, image = frame("WXXX", b"\0\0https://example.org"), frame("APIC", PICTURE)
    body = (
        list_frame("one", "two", "three")
        + chapter_frame("one", 0, 2, text("TIT2", "Flour") + link)
        + chapter_frame("two", 2, 4, text("TIT2", "Water") + image)
        + chapter_frame("three", 4, 6, image + text("TIT2", "Salt"))
    )
    source, copy = tmp_path / "a.mp3", tmp_path / "copy.mp3"
    source.write_bytes(tag(body) + sound)
    chapters = Chapter(0.0, "A better name for flour"), Chapter(2.2, "Water")
    assert mp3.write_copy(source, copy, chapters, 6.0) == (
        "former chapters whose pictures or links are left out: 1",
    )
    content = copy.read_bytes()
    assert content.count(link) == 1
    assert content.count(image) == 1
    assert mp3.read(copy) == Found(chapters)


def test_chapters_that_no_list_names_are_not_shown_and_stay(sound: bytes, tmp_path: Path) -> None:
    hidden = chapter_frame("chp0", 1, 2, frame("APIC", PICTURE))
    body = list_frame("one") + chapter_frame("one", 0, 6, text("TIT2", "Flour")) + hidden
    source, copy = tmp_path / "a.mp3", tmp_path / "copy.mp3"
    source.write_bytes(tag(body) + sound)
    assert mp3.read(source).chapters == (FLOUR,)
    assert mp3.read(source).notes == ("chapters that its ID3 tag does not list, left out: 1",)
    mp3.write_copy(source, copy, ALL, 6.0)
    assert copy.read_bytes().count(hidden) == 1
    assert mp3.read(copy).chapters == ALL


def test_without_a_list_that_names_any_all_are_shown(sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    chapters = chapter_frame("b", 4.001, 6, text("TIT2", "Salt")) + chapter_frame("a", 0, 4)
    for lists in (b"", list_frame("x")):
        path.write_bytes(tag(lists + chapters) + sound)
        found = mp3.read(path)
        assert found.chapters == (Chapter(0.0, "Chapter 2"), SALT)
        assert len(found.notes) == 2


def test_a_chapter_without_a_time_cannot_be_read(sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    unused = chapter_frame("a", (2**32 - 1) / 1000, 6, text("TIT2", "Flour"))
    path.write_bytes(tag(unused + frame("CHAP", b"b\0short") + chapter_frame("c", 0, 6)) + sound)
    found = mp3.read(path)
    assert found.chapters == (Chapter(0.0, "Chapter 1"),)
    assert found.notes[0] == "chapters in its ID3 tag that cannot be read, left out: 2"


def test_frames_that_version_2_alone_has_are_named(sound: bytes, tmp_path: Path) -> None:
    source, copy = tmp_path / "a.mp3", tmp_path / "copy.mp3"
    source.write_bytes(tag(frame("TT2", b"\0Bread", 2) + frame("CRM", b"secret", 2), 2) + sound)
    assert mp3.write_copy(source, copy, ALL, 6.0) == (
        "frames of its ID3v2.2 tag that later versions do not have, left out: CRM",
    )


def test_a_damaged_tag_is_not_copied(sound: bytes, tmp_path: Path) -> None:
    source, copy = tmp_path / "a.mp3", tmp_path / "copy.mp3"
    source.write_bytes(tag(text("TIT2", "Bread") + b"\1\2\3" * 9) + sound)
    with pytest.raises(PodscribeError, match=r"a\.mp3: its ID3 tag is damaged"):
        mp3.write_copy(source, copy, ALL, 6.0)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]


def test_more_chapters_than_a_list_counts_are_refused(sound: bytes, tmp_path: Path) -> None:
    source, copy = tmp_path / "a.mp3", tmp_path / "copy.mp3"
    source.write_bytes(sound)
    many = [Chapter(float(number), f"{number}") for number in range(256)]
    with pytest.raises(PodscribeError, match="no more than 255"):
        mp3.write_copy(source, copy, many, 600.0)
    mp3.write_copy(source, copy, many[:255], 600.0)
    assert mp3.read(copy).chapters == tuple(many[:255])


def test_where_a_copy_cannot_be_written_nothing_is_left(sound: bytes, tmp_path: Path) -> None:
    source = tmp_path / "a.mp3"
    source.write_bytes(sound)
    with pytest.raises(PodscribeError, match="cannot be written"):
        mp3.write_copy(source, tmp_path / "no folder" / "copy.mp3", ALL, 6.0)
    (tmp_path / "folder.mp3").mkdir()
    with pytest.raises(PodscribeError, match="folder"):
        mp3.write_copy(source, tmp_path / "folder.mp3", ALL, 6.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp3", "folder.mp3"]


def test_other_sound_is_told_from_the_same(sound: bytes, tmp_path: Path) -> None:
    one, other, shorter = (tmp_path / f"{name}.mp3" for name in "abc")
    one.write_bytes(sound)
    other.write_bytes(tag(text("TIT2", "Bread")) + sound[:-1] + b"x")
    shorter.write_bytes(sound[:-1])
    assert not mp3.same_sound(one, other)
    assert not mp3.same_sound(one, shorter)
    assert not mp3.same_sound(shorter, one)


@moderately
@given(data=st.data())
def test_chapters_are_read_as_they_were_written(
    data: st.DataObject, sound: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    starts = data.draw(st.lists(st.integers(0, 2**32 - 2), min_size=1, max_size=8, unique=True))
    characters = st.characters(codec="utf-8", categories=["L", "N", "P", "S"])
    titles = [data.draw(st.text(characters, min_size=1)) for _ in starts]
    chapters = tuple(
        Chapter(start / 1000, title) for start, title in zip(sorted(starts), titles, strict=True)
    )
    version = data.draw(st.sampled_from([3, 4]))
    folder = tmp_path_factory.mktemp("round")
    source, copy = folder / "a.mp3", folder / "copy.mp3"
    source.write_bytes(tag(text("TIT2", "Bread", version), version) + sound[:4000])
    mp3.write_copy(source, copy, chapters, None)
    assert mp3.read(copy) == Found(chapters)
