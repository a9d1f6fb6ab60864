"""Chapters from whatever is named."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from podscribe.chapters.chapter import Chapter, Found
from podscribe.chapters.sources import chapters_from, parse_chapters
from podscribe.errors import PodscribeError
from podscribe.formats import FORMATS, Format, load_transcript, write_transcript
from podscribe.transcript import Header, Line, Transcript
from tests.audio.material import write_stairs
from tests.chapters.material import write_with_chapters
from tests.chapters.test_lists import ALL, SAMPLES

EXAMPLES = Path(__file__).parents[2] / "examples"
BAKERY = EXAMPLES / "bakery.md"
TOLD = (
    Chapter(0.0, "Greeting"),
    Chapter(19.0, "Tom's way from the oven to the spreadsheet"),
    Chapter(98.0, "What a wrong forecast costs"),
)
CLIPS_ONLY = "---\ntitle: Bread\nquotableClips:\n- name: Flour\n  startOffset: 7\n---\n"


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("name", ["chapters.txt", "chapters"])
def test_a_file_is_told_by_its_content(kind: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(SAMPLES[kind], encoding="utf-8")
    assert chapters_from(path) == Found(ALL)
    assert chapters_from(str(path)) == Found(ALL)


@pytest.mark.parametrize("name", ["a.mp3", "a.txt"])
def test_audio_is_told_by_its_content(name: str, tmp_path: Path) -> None:
    written = write_with_chapters(tmp_path / "sound.mp3", "libmp3lame", TOLD[:1])
    assert chapters_from(written.rename(tmp_path / name)).chapters == TOLD[:1]


def test_transcripts_with_headers_tell_chapters(tmp_path: Path) -> None:
    assert chapters_from(BAKERY) == Found(TOLD, of_headers=True)
    transcript = load_transcript(BAKERY)
    for name in ("json", "speaker-blocks"):
        path = tmp_path / name
        path.write_text(write_transcript(transcript, name), encoding="utf-8")
        assert chapters_from(path) == Found(TOLD, of_headers=True)


def test_a_page_without_headers_tells_its_clips(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(CLIPS_ONLY, encoding="utf-8")
    assert chapters_from(path) == Found((Chapter(7.0, "Flour"),))
    rows = "transcript:\n- header: Not timed\n- line: So.\n  who: Mara\n---\n"
    path.write_text(CLIPS_ONLY.removesuffix("---\n") + rows, encoding="utf-8")
    assert chapters_from(path) == Found((Chapter(7.0, "Flour"),))


def test_names_stand_for_what_is_given(tmp_path: Path) -> None:
    audio = write_with_chapters(tmp_path / "a.mp3", "libmp3lame", TOLD[:1])
    assert chapters_from("audio", audio=audio, episode_page=BAKERY).chapters == TOLD[:1]
    assert chapters_from("page", audio=audio, episode_page=BAKERY).chapters == TOLD
    assert chapters_from("none", audio=audio) == Found(())
    with pytest.raises(PodscribeError, match="there is no page to take chapters from"):
        chapters_from("page", audio=audio)


def test_standard_input_is_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stream:
        buffer = io.BytesIO(SAMPLES["timecodes"].encode())

    monkeypatch.setattr("sys.stdin", Stream)
    assert chapters_from("-") == Found(ALL)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        ("0:00 Öl\n".encode("latin-1"), r"chapters.txt:1: is not UTF-8 \(byte 0xd6\)"),
        ("0:00 Oil\n".encode("utf-16"), "is UTF-16; save it as UTF-8"),
        (b"\0\1\2\3" * 400, "is no sound or video in a known format"),
        (b"no times at all\n", "has no line with the time of a chapter"),
        (b'{"chapters": [', "is not valid JSON"),
        (b"WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n", "has neither headers nor clips"),
        (b"---\ntitle: Bread\n---\n", "has neither headers nor clips"),
        (b"---\ntitle: Bread\n", "its front matter never ends"),
        (b"quotableClips: later\n", "are no list"),
        (b"quotableClips: []\n", "holds no chapters"),
        (b"quotableClips: [\n", "is not valid YAML"),
    ],
)
def test_what_holds_no_chapters_is_named_with_a_remedy(
    content: bytes, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "chapters.txt"
    path.write_bytes(content)
    with pytest.raises(PodscribeError, match=told) as caught:
        chapters_from(path)
    assert "chapters.txt" in str(caught.value)
    assert caught.value.remedy


def test_audio_without_chapters_is_named(tmp_path: Path) -> None:
    path = write_stairs(tmp_path / "a.wav", "pcm_s16le", 1)
    with pytest.raises(PodscribeError, match=r"a\.wav: holds no chapters"):
        chapters_from("audio", audio=path)


def test_a_file_that_is_not_there_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="no such file"):
        chapters_from(tmp_path / "missing.txt")
    with pytest.raises(PodscribeError, match="is a folder"):
        chapters_from(tmp_path)


@pytest.mark.parametrize(
    "format", [each for each in FORMATS if each.derived], ids=lambda each: each.name
)
def test_what_is_written_of_chapters_is_read_as_chapters(format: Format) -> None:
    told = Transcript((Header("Flour"), Line("Rye.", 0.0), Header("Water"), Line("Yes.", 62.0)))
    chapters = parse_chapters(write_transcript(told, format.name)).chapters
    assert chapters == (Chapter(0.0, "Flour"), Chapter(62.0, "Water"))
