"""Other names: in a transcript, and in all files of an episode."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from podscribe.errors import PodscribeError
from podscribe.formats import WRITABLE, Feature, load_transcript, parse_transcript, write_transcript
from podscribe.names import NAMES, Evidence, name_speakers, renamed
from podscribe.pipeline.outputs import require_writable, targets, write_outputs
from podscribe.rename import rename_in_files, settled_names
from podscribe.transcript import Header, Line, Span, Transcript, Word

ODD = 'Anne-Marie O\'Neill: <Host> & "Co" #1 --> x'
FORMATS = ("page", "lines", "json", "vtt", "srt", "podcast-json", "rttm", "speaker-blocks", "html")
NAMED = {"SPEAKER_00": "Mara", "SPEAKER_01": "Tom"}
TALK = Transcript(
    rows=(
        Header("How it began"),
        Line("Welcome. What is it?", 1.0, 2.5, "SPEAKER_00", (Word("Welcome.", 1.0, 1.5),)),
        Line("Bread.", 3.0, 3.5, "SPEAKER_01"),
        Line("And nothing else?", 4.0, 5.0, "SPEAKER_00"),
    ),
    spans=(Span(1.0, 2.5, "SPEAKER_00"), Span(3.0, 3.5, "SPEAKER_01")),
    duration=6.0,
    provenance={"podscribe": "1", NAMES: {"SPEAKER_00": {"name": "SPEAKER_00"}}},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a run leaves of an episode in every format, and a file of another one."""
    wanted = targets("episode", tmp_path, FORMATS)
    write_outputs(TALK, wanted, tmp_path)
    shutil.copy(tmp_path / "episode.json", tmp_path / "episode2.json")
    return tmp_path


def everything(folder: Path) -> str:
    return "".join(path.read_text() for path in sorted(folder.glob("episode.*")))


def test_lines_and_spans_are_renamed_all_at_once() -> None:
    swapped = renamed(TALK, {"SPEAKER_00": "SPEAKER_01", "SPEAKER_01": "SPEAKER_00"})
    assert [line.speaker for line in swapped.lines] == ["SPEAKER_01", "SPEAKER_00", "SPEAKER_01"]
    assert [span.speaker for span in swapped.spans] == ["SPEAKER_01", "SPEAKER_00"]
    assert swapped.headers == TALK.headers


def test_the_tags_of_a_caption_stay() -> None:
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud SPEAKER_00>So <i>tell</i> us.</v>\n"
    after = renamed(parse_transcript(vtt, "vtt"), {"SPEAKER_00": "A & <B>"})
    assert "<v.loud A &amp; &lt;B&gt;>So <i>tell</i> us.</v>" in write_transcript(after, "vtt")


@pytest.mark.parametrize(
    "name", [each.name for each in WRITABLE if each.parse and Feature.SPEAKERS in each.keeps]
)
def test_an_odd_name_is_read_back_from_every_format_that_has_speakers(name: str) -> None:
    text = write_transcript(renamed(TALK, {"SPEAKER_00": ODD, "SPEAKER_01": "yes"}), name)
    assert parse_transcript(text, name).speakers == (ODD, "yes")


def test_every_file_of_an_episode_is_renamed_and_no_other(folder: Path) -> None:
    done = rename_in_files([folder / "episode.md"], NAMED)
    assert {path.name for path in done.written} == {
        "episode.md",
        "episode.json",
        "episode.vtt",
        "episode.podcast-json.json",
        "episode.rttm",
        "episode.speaker-blocks.txt",
        "episode.html",
    }
    assert "SPEAKER_0" not in everything(folder).replace(f'"{NAMES}"', "").replace(
        '"SPEAKER_00": {', ""
    ).replace('"SPEAKER_01": {', "")
    assert load_transcript(folder / "episode.rttm").spans[1].speaker == "Tom"
    assert load_transcript(folder / "episode2.json").speakers == ("SPEAKER_00", "SPEAKER_01")


def test_what_podscribe_wrote_is_still_known_as_its_own(folder: Path) -> None:
    rename_in_files([folder / "episode.json"], NAMED)
    require_writable(targets("episode", folder, FORMATS), None, folder)


def test_what_an_editor_changed_is_renamed_and_stays_the_editors(folder: Path) -> None:
    page = folder / "episode.md"
    page.write_text(page.read_text().replace("Bread.", "Rye bread.") + "\nBody  \n")
    rename_in_files([folder / "episode.json"], NAMED)
    assert page.read_text().endswith("\nBody  \n")
    assert [line.speaker for line in load_transcript(page).lines] == ["Mara", "Tom", "Mara"]
    with pytest.raises(PodscribeError, match="not as podscribe wrote it"):
        require_writable(targets("episode", folder, ("page",)), None, folder)


def test_a_page_of_another_name_is_renamed_with_it_to_the_byte(folder: Path) -> None:
    page = folder / "s01e02.md"
    rows = "transcript:\n- line: Hi.\n  sec: 1\n  time: 0:01\n  who: SPEAKER_00\n"
    page.write_text(f"---\n# mine\nduration: PT35S\n{rows}# end\n---\nBody\n")
    done = rename_in_files([page, folder / "episode.json"], NAMED)
    assert page in done.written
    assert page.read_text() == f"---\n# mine\nduration: PT35S\n{rows}# end\n---\nBody\n".replace(
        "SPEAKER_00", "Mara"
    )


def test_a_name_can_be_corrected_and_is_settled_for_the_next_run(folder: Path) -> None:
    rename_in_files([folder / "episode.md"], {"SPEAKER_01": "Tim"})
    rename_in_files([folder / "episode.md"], {"Tim": "Tom"})
    found = load_transcript(folder / "episode.json")
    assert settled_names(found, TALK) == {"SPEAKER_01": "Tom"}
    assert found.provenance["podscribe"] == "1"
    settled = name_speakers(TALK, Evidence(settled=settled_names(found, TALK)))
    assert settled.names == {"SPEAKER_01": "Tom"}


def test_a_settled_name_stays_with_the_voice_when_speakers_are_numbered_otherwise(
    folder: Path,
) -> None:
    rename_in_files([folder / "episode.md"], {"SPEAKER_01": "Tom"})
    before = load_transcript(folder / "episode.json")
    again = (Span(0.9, 2.6, "SPEAKER_01"), Span(2.6, 2.7, "SPEAKER_00"), Span(3, 4, "SPEAKER_00"))
    assert settled_names(before, replace(TALK, spans=again)) == {"SPEAKER_00": "Tom"}
    assert settled_names(before, replace(TALK, spans=(Span(7.0, 9.0, "SPEAKER_01"),))) == {}
    assert settled_names(TALK, replace(TALK, spans=again)) == {}


def test_names_of_another_recording_are_not_those_of_this_one(folder: Path) -> None:
    rename_in_files([folder / "episode.md"], {"SPEAKER_00": "Mara", "SPEAKER_01": "Tom"})
    kept = load_transcript(folder / "episode.json")
    before = replace(kept, provenance=kept.provenance | {"audio": {"sha256": "a"}})
    other = {"podscribe": "1", "audio": {"sha256": "b"}}
    exported_anew = replace(TALK, provenance=other)
    assert settled_names(before, exported_anew) == {"SPEAKER_00": "Mara", "SPEAKER_01": "Tom"}
    apart = (Span(1.0, 1.4, "SPEAKER_00"), Span(1.6, 2.5, "SPEAKER_01"))
    for spans in (apart, (Span(1.0, 2.5, "SPEAKER_00"), Span(3.5, 9.0, "SPEAKER_01"))):
        assert settled_names(before, replace(exported_anew, spans=spans)) == {}


def test_names_that_no_json_keeps_are_not_undone_by_the_next_run(tmp_path: Path) -> None:
    wanted = targets("episode", tmp_path, ("page", "lines"))
    write_outputs(TALK, wanted, tmp_path)
    done = rename_in_files([tmp_path / "episode.md"], {"SPEAKER_01": "Tom"})
    assert "another run will not replace them" in done.told[0]
    with pytest.raises(PodscribeError, match=r"episode\.md: is there already, and not as"):
        require_writable(wanted, None, tmp_path)


def test_a_name_with_blanks_is_found_again_in_rttm(folder: Path) -> None:
    rename_in_files([folder / "episode.md"], {"SPEAKER_01": "Tom Reed"})
    rename_in_files([folder / "episode.md"], {"Tom Reed": "Tom"})
    assert load_transcript(folder / "episode.rttm").spans[1].speaker == "Tom"


def test_a_name_is_found_however_its_accents_are_encoded(folder: Path) -> None:
    apart = "Zoe\u0308"
    for path in folder.glob("episode.*"):
        path.write_text(path.read_text().replace("SPEAKER_01", apart))
    done = rename_in_files([folder / "episode.md"], {"Zo\u00eb": "Ada"})
    assert {path.suffix for path in done.written} >= {".md", ".json", ".vtt", ".rttm"}
    assert apart not in everything(folder)
    rename_in_files([folder / "episode.md"], {"Ada": "Zo\u00eb"})
    rename_in_files([folder / "episode.md"], {apart: "Ida"})
    assert load_transcript(folder / "episode.json").speakers[1] == "Ida"


def test_what_a_run_does_to_names_in_a_page_elsewhere_is_told(tmp_path: Path) -> None:
    page = tmp_path / "pages" / "bread.md"
    page.parent.mkdir()
    page.write_text("---\ntitle: Bread\n---\n")
    output = tmp_path / "out"
    wanted = targets("episode", output, ("page", "json"), page)
    require_writable(wanted, None, output)
    write_outputs(TALK, wanted, output)
    (told,) = rename_in_files([page], {"SPEAKER_01": "Tom Reed", "SPEAKER_00": "Mara"}).told
    assert "a run with --page writes its own names again" in told
    assert "given --name 'SPEAKER_01=Tom Reed' --name SPEAKER_00=Mara" in told
    assert rename_in_files([page], {"Tom Reed": "Tom"}).told == ()
    write_outputs(TALK, wanted, output)
    made = output / "episode.json"
    assert rename_in_files([page, made], {"SPEAKER_01": "Tom"}).told == ()


def test_who_has_the_name_already_is_told(folder: Path) -> None:
    done = rename_in_files([folder / "episode.md"], {"SPEAKER_01": "SPEAKER_00"})
    assert "SPEAKER_00 is a speaker already" in done.told[0]


def test_an_unknown_speaker_is_refused_and_nothing_written(folder: Path) -> None:
    before = everything(folder)
    with pytest.raises(PodscribeError, match="nobody in it is called SPEAKER_07"):
        rename_in_files([folder / "episode.md"], {"SPEAKER_07": "Ida", "SPEAKER_00": "Mara"})
    with pytest.raises(PodscribeError, match="control character"):
        rename_in_files([folder / "episode.md"], {"SPEAKER_00": "Ma\x00ra"})
    assert everything(folder) == before


def test_html_that_says_something_else_is_left_and_told(folder: Path) -> None:
    html = folder / "episode.html"
    html.write_text(html.read_text().replace("Bread.", "Rye bread."))
    done = rename_in_files([folder / "episode.md"], NAMED)
    assert html not in done.written
    assert "episode.html: the names in it stay" in done.told[0]


def test_what_lies_beside_it_and_is_no_transcript_is_left(folder: Path) -> None:
    (folder / "episode.vtt").write_text("not captions")
    (folder / "episode.srt").write_bytes(b"\xff\xfe\x00")
    done = rename_in_files([folder / "episode.md"], NAMED)
    assert folder / "episode.json" in done.written
    assert (folder / "episode.vtt").read_text() == "not captions"


def test_what_could_not_be_written_again_without_loss_is_left_and_told(folder: Path) -> None:
    path = folder / "episode.podcast-json.json"
    content = json.loads(path.read_text())
    content["segments"][0]["startTime"] = 1.00049
    path.write_text(json.dumps(content))
    before = path.read_bytes()
    done = rename_in_files([folder / "episode.md"], NAMED)
    assert path.read_bytes() == before
    assert "without loss" in done.told[0]
    with pytest.raises(PodscribeError, match="without loss"):
        rename_in_files([path], NAMED)


ODD_ROWS = """---
title: Bread
transcript:
- line: "Welcome."   # checked by Ann
  sec: 1
  time: 0:01
  who: SPEAKER_00
  id: 17
- {line: 'No time fits.', sec: 62, time: '1:05', who: SPEAKER_00}
- line: About here.
  sec: 1h
  time: about 2
  who: "SPEAKER_01"
- header: How it began
  line: Both in one.
  sec: 70
  time: '1:10'
  who: SPEAKER_01
---
"""


SEGMENT = {"speaker": "SPEAKER_00", "startTime": 0.0, "endTime": 1.0, "body": "Hi."}


def test_in_a_page_no_byte_changes_but_those_of_the_names(tmp_path: Path) -> None:
    page = tmp_path / "talk.md"
    page.write_text(ODD_ROWS)
    rename_in_files([page], NAMED)
    renamed_rows = ODD_ROWS.replace('"SPEAKER_01"', "Tom").replace("SPEAKER_01", "Tom")
    assert page.read_text() == renamed_rows.replace("SPEAKER_00", "Mara")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("talk.rttm", ";; checked by Ann\nSPEAKER ep 1 0.0 1.0 <NA> <NA> SPEAKER_00 <NA> <NA>\n"),
        ("talk.rttm", "SPEAKER ep 2 0.0 1.0 <NA> <NA> SPEAKER_00 <NA> <NA>\n"),
        ("talk.rttm", "SPEAKER ep 1 0.0 1.0 <NA> <NA> SPEAKER_00 0.93 <NA>\n"),
        ("talk.json", json.dumps({"version": "1.0.0", "guid": "7", "segments": [SEGMENT]})),
        ("talk.json", json.dumps({"version": "1.0.0", "segments": [{**SEGMENT, "conf": 0.9}]})),
    ],
)
def test_what_reading_passes_over_is_not_lost(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(PodscribeError, match="without loss"):
        rename_in_files([path], {"SPEAKER_00": "Mara"})
    assert path.read_text() == content


def test_what_lies_beside_it_and_is_broken_is_left_and_told(folder: Path) -> None:
    captions = folder / "episode.vtt"
    captions.write_text(captions.read_text().replace("-->", "->", 1))
    (folder / "episode.speaker-blocks.txt").write_text("Links and thanks")
    done = rename_in_files([folder / "episode.md"], NAMED)
    assert done.told == (f"{captions}:3: the names in it stay: a cue without its times",)
    assert captions not in done.written


@pytest.mark.parametrize("name", [".", "/", ""])
def test_a_folder_is_no_transcript(name: str) -> None:
    with pytest.raises(PodscribeError, match="is a folder; name a file in it"):
        rename_in_files([Path(name)], {"A": "B"})


def test_no_file_is_written_where_another_cannot_be(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = folder / "shut"
    shut.mkdir()
    (folder / "episode.json").rename(shut / "talk.json")
    before = everything(folder)
    permitted = os.access

    def access(path: Path, mode: int) -> bool:  # who runs the tests may be allowed everything
        return path != shut.resolve() and permitted(path, mode)

    monkeypatch.setattr(os, "access", access)
    with pytest.raises(PodscribeError, match="check the permissions"):
        rename_in_files([folder / "episode.md", shut / "talk.json"], NAMED)
    assert everything(folder) == before
