"""From one file to another: what is kept, what is said to be lost, what is left alone."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from podscribe.convert import convert_file
from podscribe.errors import PodscribeError
from podscribe.formats import load_transcript, page, write_transcript
from podscribe.transcript import Line, Transcript, Word
from tests.check.pages import TALK, line
from tests.check.pages import page as page_of

BAKERY = Path(__file__).parents[1] / "examples" / "bakery.md"


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_what_is_lost_is_counted(tmp_path: Path) -> None:
    done = convert_file(BAKERY, tmp_path / "bakery.srt")
    (warning,) = done.warnings
    assert warning == (
        "srt cannot hold everything; "
        "left out: 2 speakers, 3 headers, duration, metadata (11 keys), the page's body"
    )


def test_lines_are_as_heard_and_other_formats_as_edited(tmp_path: Path) -> None:
    um, we = Word("Um,", 0.0, 0.3), Word("we", 0.4, 0.5)
    edited = Word("We", 0.4, 0.5, heard=(um, we))
    said = Line("We bake.", 0.0, 1.0, words=(edited, Word("bake.", 0.5, 1.0)))
    record = file(tmp_path, "a.json", write_transcript(Transcript(rows=(said,)), "json"))
    convert_file(record, tmp_path / "a.txt")
    convert_file(record, tmp_path / "a.vtt")
    assert "Um, we bake." in (tmp_path / "a.txt").read_text()
    assert "We bake." in (tmp_path / "a.vtt").read_text()


def test_what_is_kept_is_not_said_to_be_lost(tmp_path: Path) -> None:
    assert convert_file(BAKERY, tmp_path / "bakery.json").warnings == (
        "json cannot hold everything; left out: the page's body",
    )
    assert convert_file(tmp_path / "bakery.json", tmp_path / "again.md").warnings == ()
    assert load_transcript(tmp_path / "again.md") == load_transcript(BAKERY)


def test_what_is_made_from_a_transcript_loses_nothing(tmp_path: Path) -> None:
    done = convert_file(BAKERY, tmp_path / "chapters.json", to_name="chapters-json")
    assert done.warnings == ()


def test_times_that_had_to_be_estimated_are_counted(tmp_path: Path) -> None:
    rows = TALK + "- {line: Without a time., who: Mara}\n" + line("Too early.", 5)
    source = file(tmp_path, "talk.md", page_of(rows))
    assert convert_file(source, tmp_path / "talk.vtt").warnings[1:] == (
        "1 line whose time runs backward got an estimated one",
        "1 line without a time got an estimated one",
    )
    starts = [cue.start for cue in load_transcript(tmp_path / "talk.vtt").lines]
    assert starts == sorted(starts)  # type: ignore[type-var]


def test_an_existing_page_has_only_its_transcript_replaced(tmp_path: Path) -> None:
    text = page_of(TALK).replace("\nBody", "\n\nBody  \n\ttail")
    target = file(tmp_path, "page.md", text)
    source = file(tmp_path, "new.txt", "0:03 So tell us.\n0:09 It began with water.")
    convert_file(source, target)
    written = target.read_bytes().decode()
    head, tail = text.split(TALK)
    assert written.startswith(head)
    assert written.endswith(tail)
    assert [row.text for row in page.parse(written).lines] == ["So tell us. It began with water."]


def test_a_page_into_which_it_came_from_stays_to_the_byte(tmp_path: Path) -> None:
    target = file(tmp_path, "copy.md", BAKERY.read_text(encoding="utf-8"))
    convert_file(BAKERY, target)
    assert target.read_bytes() == BAKERY.read_bytes()


def test_a_markdown_file_that_is_no_page_is_not_overwritten(tmp_path: Path) -> None:
    target = file(tmp_path, "notes.md", "# Notes\n")
    with pytest.raises(PodscribeError, match=r"notes\.md:1: has no front matter"):
        convert_file(BAKERY, target)
    assert target.read_text() == "# Notes\n"


def test_a_file_is_not_written_over_itself(tmp_path: Path) -> None:
    source = file(tmp_path, "talk.txt", "0:03 So tell us.")
    (tmp_path / "link.txt").symlink_to(source)
    with pytest.raises(PodscribeError, match="both what is read and what is written"):
        convert_file(source, tmp_path / "link.txt", to_name="srt")
    assert source.read_text() == "0:03 So tell us."


def test_a_link_is_written_through_and_permissions_stay(tmp_path: Path) -> None:
    target = file(tmp_path, "real.vtt", "old")
    target.chmod(0o640)
    (tmp_path / "link.vtt").symlink_to(target)
    convert_file(BAKERY, tmp_path / "link.vtt")
    assert (tmp_path / "link.vtt").is_symlink()
    assert target.read_text().startswith("WEBVTT")
    assert target.stat().st_mode & 0o777 == 0o640


def test_standard_streams(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b"0:03 So tell us.\n"))
    monkeypatch.setattr("sys.stdin", stdin)
    convert_file("-", "-", to_name="srt")
    assert capsysbinary.readouterr().out == b"1\n00:00:03,000 --> 00:00:03,733\nSo tell us.\n"


@pytest.mark.parametrize(
    ("target", "to_name", "message"),
    [
        ("out.xyz", None, "no format is written to '.xyz' files; name the format with --to"),
        ("out", None, "the name tells no format; name the format with --to"),
        ("out.vtt", "vtts", "'vtts' is no format; did you mean vtt?"),
        ("out.json", "json3", "json3 can be read but not written; choose from page, vtt"),
        ("nowhere/out.vtt", None, "cannot be written (No such file or directory)"),
    ],
)
def test_what_cannot_be_written_is_said_and_leaves_nothing(
    target: str, to_name: str | None, message: str, tmp_path: Path
) -> None:
    with pytest.raises(PodscribeError) as caught:
        convert_file(BAKERY, tmp_path / target, to_name=to_name)
    assert message in str(caught.value)
    assert [*tmp_path.iterdir()] == []


def test_what_a_page_loses_to_a_new_transcript_is_named(tmp_path: Path) -> None:
    target = file(tmp_path, "page.md", BAKERY.read_text(encoding="utf-8"))
    source = file(tmp_path, "new.txt", "0:05 hello there\n0:12 one two")
    (warning,) = convert_file(source, target).warnings
    count = len(load_transcript(BAKERY).rows)
    assert warning == f"replaced {count} rows by 1; 2 speakers and 3 headers of the page are gone"


def test_only_what_is_gone_from_a_page_is_named(tmp_path: Path) -> None:
    rows = TALK.replace("who: Tom", "who: Tom\n  mood: dry")
    target = file(tmp_path, "page.md", page_of(rows))
    source = file(tmp_path, "new.txt", "[0:03]\nMara\nSo tell us.\n\n[0:09]\nIda\nNo.\n")
    (warning,) = convert_file(source, target).warnings
    assert warning == (
        "replaced 2 rows by 2; 1 speaker and what rows hold beside line, sec, time and who "
        "of the page are gone"
    )
    source.write_text("[0:03]\nMara\nSo tell us.\n\n[0:09]\nIda\nYes.\n")
    assert convert_file(source, target).warnings == ()
    source.write_text("[0:03]\nMara\nSo tell us.\n\nOr not.\n")
    assert convert_file(source, target).warnings == (
        "replaced 2 rows by 2; 1 speaker of the page is gone",
    )


def test_a_rows_own_keys_that_are_gone_are_named_where_others_are_kept(tmp_path: Path) -> None:
    rows = TALK.replace("who: Tom", "who: Tom\n  a: b").replace("who: Mara", "who: Mara\n  a: b")
    target = file(tmp_path, "page.md", page_of(rows))
    source = file(tmp_path, "new.txt", "[0:03]\nMara\nSo tell us.\n\n[0:09]\nTom\nNo.\n")
    assert convert_file(source, target).warnings == (
        "replaced 2 rows by 2; what rows hold beside line, sec, time and who of the page are gone",
    )


def test_comments_inside_rows_that_are_gone_are_named(tmp_path: Path) -> None:
    rows = TALK.replace("who: Tom", "who: Tom # really?").replace("who: Mara", "who: Mara # yes")
    target = file(tmp_path, "page.md", page_of(rows))
    source = file(
        tmp_path, "new.txt", "[0:03]\nMara\nSo tell us.\n\n[0:09]\nTom\nIt began with flour.\n"
    )
    assert convert_file(source, target).warnings == ()
    source.write_text("[0:03]\nMara\nSo tell us.\n\n[0:09]\nTom\nNo.\n")
    assert convert_file(source, target).warnings == (
        "replaced 2 rows by 2; comments inside rows of the page are gone",
    )
    assert "# yes" in target.read_text()


def test_a_header_in_the_row_of_a_line_is_named(tmp_path: Path) -> None:
    rows = TALK.replace("who: Mara", "who: Mara\n  header: Flour")
    source = file(tmp_path, "page.md", page_of(rows))
    (warning,) = convert_file(source, tmp_path / "talk.json").warnings
    assert "what rows hold beside line" in warning


def test_metadata_that_an_existing_page_does_not_take_is_named(tmp_path: Path) -> None:
    target = file(tmp_path, "page.md", page_of(TALK))
    told = page.parse(target.read_text())
    richer = replace(
        told,
        metadata={**told.metadata, "title": "Rye", "host": "mara"},
        duration=60.0,
        provenance={"model": "small"},
    )
    source = file(tmp_path, "talk.json", write_transcript(richer, "json"))
    assert convert_file(source, target).warnings == (
        "the page keeps its own; left out: provenance, duration, metadata (2 keys)",
    )


def test_what_a_page_holds_beside_its_transcript_is_named(tmp_path: Path) -> None:
    rows = TALK.replace("who: Tom", "who: Tom # by ear\n  mood: dry")
    source = file(tmp_path, "page.md", page_of(rows))
    (warning,) = convert_file(source, tmp_path / "talk.json").warnings
    assert warning.endswith(
        "left out: the page's comments, the page's body, "
        "what rows hold beside line, sec, time and who"
    )
    text = page_of(TALK.replace("So tell", "So # tell")).removesuffix("Body\n")
    assert convert_file(file(tmp_path, "bare.md", text), tmp_path / "bare.json").warnings == ()


def test_a_page_that_is_not_there_yet_becomes_a_copy(tmp_path: Path) -> None:
    rows = TALK.replace("who: Tom", "who: Tom # by ear\n  mood: dry").replace("\n", "\r\n")
    source = file(tmp_path, "page.md", page_of(rows))
    assert convert_file(source, tmp_path / "copy.md").warnings == ()
    assert (tmp_path / "copy.md").read_bytes() == source.read_bytes()


def test_what_speaker_spans_cannot_hold_is_named(tmp_path: Path) -> None:
    talk = replace(page.parse(page_of(TALK)), duration=60.0, provenance={"model": "small"})
    source = file(tmp_path, "talk.json", write_transcript(talk, "json"))
    assert convert_file(source, tmp_path / "talk.rttm").warnings == (
        "rttm cannot hold everything; left out: text, duration, metadata (8 keys), provenance",
    )


def test_the_styling_of_captions_is_named(tmp_path: Path) -> None:
    text = "WEBVTT\n\none\n00:01.000 --> 00:02.000 line:0\n<i>Rye</i>\n"
    source = file(tmp_path, "talk.vtt", text)
    assert convert_file(source, tmp_path / "talk.srt").warnings == (
        "srt cannot hold everything; left out: cue styling",
    )


def test_the_styling_of_captions_that_are_cut_is_named(tmp_path: Path) -> None:
    long = "We weighed the crates every evening for six weeks, and then once more on Sundays."
    first = f"one\n00:01.000 --> 00:09.000 line:0\n<i>{long} {long}</i>\n"
    second = "two\n00:09.000 --> 00:10.000\nRye\n"
    source = file(tmp_path, "talk.vtt", f"WEBVTT\n\n{first}\n{second}")
    (warning,) = convert_file(source, tmp_path / "other.vtt").warnings
    assert warning.endswith("left out: cue styling")


def test_a_duration_that_a_page_has_in_whole_seconds_is_not_left_out(tmp_path: Path) -> None:
    talk = replace(page.parse(page_of(TALK)), duration=3852.6)
    source = file(tmp_path, "talk.json", write_transcript(talk, "json"))
    first = convert_file(source, tmp_path / "talk.md").warnings
    again = convert_file(source, tmp_path / "talk.md").warnings
    assert not [each for each in (*first, *again) if "duration" in each]


def test_a_recording_keeps_its_name(tmp_path: Path) -> None:
    text = "SPEAKER oven 1 1.000 3.000 <NA> <NA> Mara <NA> <NA>\n"
    source = file(tmp_path, "talk.rttm", text)
    assert convert_file(source, tmp_path / "again.rttm").warnings == ()
    assert (tmp_path / "again.rttm").read_text() == text


def test_an_unknown_format_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    source = file(tmp_path, "talk.txt", "0:03 So tell us.")
    with pytest.raises(PodscribeError) as caught:
        convert_file(source, tmp_path / "talk.vtt", from_name="txt")
    assert str(caught.value) == "'txt' is no format; did you mean lines?"
