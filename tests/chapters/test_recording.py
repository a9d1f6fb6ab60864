"""Chapters in audio files of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.chapters import recording
from podscribe.chapters.chapter import Chapter, Found
from podscribe.errors import PodscribeError
from tests.audio.material import stairs, write_sound, write_stairs
from tests.chapters.material import chapters_by_ffmpeg, write_with_chapters

FLOUR, WATER, SALT = Chapter(0.0, "Flour"), Chapter(1.5, "Wässer 你"), Chapter(4.25, "Salt")
ALL = (FLOUR, WATER, SALT)


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("a.mp3", "libmp3lame"),
        ("a.m4a", "aac"),
        ("a.mp4", "aac"),
        ("a.m4b", "aac"),
        ("a.mkv", "aac"),
        ("a.mka", "flac"),
        ("a.webm", "libopus"),
    ],
)
def test_chapters_are_read_from_every_kind_of_file(name: str, codec: str, tmp_path: Path) -> None:
    rate = 48_000 if codec == "libopus" else 44_100
    path = write_with_chapters(tmp_path / name, codec, ALL, rate=rate)
    assert recording.read(path) == Found(ALL)
    assert recording.length_s(path) == pytest.approx(6.0, abs=0.1)


COMMENTS = {
    "CHAPTER001": "00:00:00.000",
    "CHAPTER001NAME": "Flour",
    "CHAPTER002": "00:00:01.500",
    "CHAPTER002NAME": "Wässer 你",
    "CHAPTER003": "00:00:04",  # FFmpeg leaves those without milliseconds
    "CHAPTER003NAME": "Salt",
}


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [("a.ogg", "vorbis", 44_100), ("a.opus", "libopus", 48_000), ("a.flac", "flac", 44_100)],
)
def test_vorbis_comments_tell_chapters(name: str, codec: str, rate: int, tmp_path: Path) -> None:
    rows = stairs(6, rate)[None].repeat(2, axis=0)
    path = write_sound(
        tmp_path / name,
        codec,
        rows,
        rate,
        layout="stereo",
        sample_format="s16" if codec == "flac" else None,
        codec_options={"strict": "-2"} if codec == "vorbis" else None,
        tags=COMMENTS,
    )
    assert recording.read(path) == Found((FLOUR, WATER, Chapter(4.0, "Salt")))


def test_a_chapter_that_an_mp4_tells_twice_is_one(tmp_path: Path) -> None:
    """FFmpeg takes those that one of its two lists lacks from the other, which is less exact."""
    chapters = (FLOUR, Chapter(1.5, ""), Chapter(4.2504, "Salt"))
    path = write_with_chapters(tmp_path / "a.m4a", "aac", chapters)
    assert len(chapters_by_ffmpeg(path)) == 3
    assert [chapter.title for chapter in recording.read(path).chapters] == ["Flour", "Salt"]


def test_times_are_those_that_players_show(tmp_path: Path) -> None:
    path = write_with_chapters(tmp_path / "a.mkv", "aac", ALL, starts_s=5.0)
    starts = [chapter.start for chapter in recording.read(path).chapters]
    assert starts == pytest.approx([0.0, 1.5, 4.25], abs=0.03)


def test_chapters_without_a_title_have_a_number(tmp_path: Path) -> None:
    untitled = (FLOUR, Chapter(1.5, ""), SALT)
    for name in ("a.mp3", "a.mkv"):
        codec = "libmp3lame" if name == "a.mp3" else "aac"
        found = recording.read(write_with_chapters(tmp_path / name, codec, untitled))
        assert found.chapters == (FLOUR, Chapter(1.5, "Chapter 2"), SALT)
        assert found.notes == ("the chapter at 0:01 has no title: named 'Chapter 2'",)


@pytest.mark.parametrize(("name", "codec"), [("a.wav", "pcm_s16le"), ("a.mp3", "libmp3lame")])
def test_audio_without_chapters_has_none(name: str, codec: str, tmp_path: Path) -> None:
    assert recording.read(write_stairs(tmp_path / name, codec, 1)) == Found(())


def test_the_length_of_an_mp3_is_counted_where_it_is_not_stated(tmp_path: Path) -> None:
    options = {"write_xing": "0", "id3v2_version": "0"}
    rows = stairs(6, 44_100)[None]
    rows[:, 40_000:] = 0.0  # of so few bits that a guess from the beginning is far too long
    path = write_sound(
        tmp_path / "a.mp3",
        "libmp3lame",
        rows,
        44_100,
        options=options,
        codec_options={
            "compression_level": "9",
            "q": "9",
            "flags": "+qscale",
            "global_quality": "1062",
        },
    )
    assert recording.length_s(path) == pytest.approx(6.0, abs=0.1)


def test_only_an_mp3_is_one(tmp_path: Path) -> None:
    recording.require_mp3(write_stairs(tmp_path / "a.mp3", "libmp3lame", 1))
    with pytest.raises(PodscribeError, match=r"b\.wav: is wav, and chapters .* MP3 only") as caught:
        recording.require_mp3(write_stairs(tmp_path / "b.wav", "pcm_s16le", 1))
    assert caught.value.remedy
    misnamed = tmp_path / "c.mp3"
    misnamed.write_bytes((tmp_path / "b.wav").read_bytes())
    with pytest.raises(PodscribeError, match="is wav"):
        recording.require_mp3(misnamed)


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "is empty"), (b"\0\1\2" * 500, "no sound or video")]
)
def test_what_is_no_audio_is_refused(content: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(content)
    with pytest.raises(PodscribeError, match=told):
        recording.read(path)
