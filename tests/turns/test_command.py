"""`podscribe assemble`: what goes in, what comes out, what is said of bad input."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from podscribe.cli import main
from podscribe.formats import load_transcript, write_transcript
from podscribe.transcript import Doubt, Grain, Header, Line, Span, Transcript
from tests.turns.talk import words

RTTM = (
    "SPEAKER talk 1 0.000 1.500 <NA> <NA> Mara <NA> <NA>\n"
    "SPEAKER talk 1 1.500 2.600 <NA> <NA> Tom <NA> <NA>\n"
)
SAID = "why do you bake at night? | Because the oven is free then."
TOLD = [("Mara", "Why do you bake at night?"), ("Tom", "Because the oven is free then.")]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with words in three formats and speakers in two."""
    said = words(SAID)
    line = Line(SAID.replace("| ", ""), 0.0, 4.1, words=tuple(said))
    own = Transcript((line,), language="en", duration=4.2)
    whisper = [{"word": f" {each.text}", "start": each.start, "end": each.end} for each in said]
    segment = {"start": 0, "end": 4.1, "text": line.text, "words": whisper}
    aligned = [dict(each, speaker="SPEAKER_00", score=0.9) for each in whisper]
    spans = (Span(0.0, 1.5, "Mara"), Span(1.5, 4.1, "Tom"))
    files = {
        "own.json": write_transcript(own, "json"),
        "whisper.json": json.dumps({"language": "en", "segments": [segment]}),
        "whisperx.json": json.dumps(
            {"segments": [dict(segment, words=aligned)], "word_segments": []}
        ),
        "talk.rttm": RTTM,
        "spans.json": write_transcript(Transcript(spans=spans), "json"),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Status, output and messages of `podscribe assemble`."""

    def run(words: str, speakers: str, *rest: str) -> tuple[int, str, str]:
        arguments = ["assemble", "--words", words, "--speakers", speakers, *rest]
        monkeypatch.setattr("sys.argv", ["podscribe", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
        said = capsys.readouterr()
        return int(stopped.value.code or 0), said.out, said.err

    return run


def told(path: str) -> list[tuple[str | None, str]]:
    return [(line.speaker, line.text) for line in load_transcript(path).lines]


@pytest.mark.parametrize("source", ["own.json", "whisper.json", "whisperx.json"])
@pytest.mark.parametrize("speakers", ["talk.rttm", "spans.json"])
def test_words_and_speakers_of_any_format_become_turns(
    source: str, speakers: str, run: Run
) -> None:
    assert run(source, speakers, "out.json") == (0, "", "")
    assert told("out.json") == TOLD
    written = load_transcript("out.json")
    assert written.grain is Grain.PARAGRAPH
    assert [span.speaker for span in written.spans] == ["Mara", "Tom"]


def test_what_is_known_of_the_episode_is_kept(run: Run) -> None:
    run("own.json", "talk.rttm", "out.json")
    assert (load_transcript("out.json").language, load_transcript("out.json").duration) == (
        "en",
        4.2,
    )


def test_several_files_are_written_each_by_its_suffix(run: Run) -> None:
    status, out, said = run("own.json", "talk.rttm", "out.json", "out.md", "out.vtt")
    assert (status, out) == (0, "")
    assert [line for line in said.splitlines() if "cannot hold everything" in line] == (
        said.splitlines()
    )
    assert told("out.md") == TOLD
    assert {speaker for speaker, _ in told("out.vtt")} == {"Mara", "Tom"}


def test_an_existing_page_keeps_all_but_its_transcript(folder: Path, run: Run) -> None:
    page = "---\ntitle: Bread\ntranscript:\n- line: Old.\n  sec: 0\n  who: Ida\n---\n\nBody\n"
    (folder / "page.md").write_text(page, encoding="utf-8")
    assert run("own.json", "talk.rttm", "page.md")[0] == 0
    text = (folder / "page.md").read_text(encoding="utf-8")
    assert text.startswith("---\ntitle: Bread\ntranscript:\n")
    assert text.endswith("---\n\nBody\n")
    assert told("page.md") == TOLD


def test_headers_among_the_words_are_said_to_be_left_out(folder: Path, run: Run) -> None:
    own = load_transcript("own.json")
    rows = (Header("Flour"), *own.rows)
    text = write_transcript(replace(own, rows=rows), "json")
    (folder / "own.json").write_text(text, encoding="utf-8")
    assert run("own.json", "talk.rttm", "out.json") == (
        0,
        "",
        "podscribe: own.json: only words are taken from it; left out: 1 header\n",
    )


def test_standard_output_needs_a_format(run: Run) -> None:
    status, out, _ = run("own.json", "talk.rttm", "-", "--to", "speaker-blocks")
    assert status == 0
    assert "Because the oven is free then." in out
    status, out, said = run("own.json", "talk.rttm", "-")
    assert (status, out) == (2, "")
    assert "name the format with --to" in said


def test_a_guess_is_marked_in_the_file(folder: Path, run: Run) -> None:
    (folder / "talk.rttm").write_text(RTTM.replace("1.500 2.600", "1.500 0.900"))
    run("own.json", "talk.rttm", "out.json")
    last = load_transcript("out.json").lines[-1].words
    guessed = [word.text for word in last if Doubt.SPEAKER in word.doubts]
    assert guessed == ["oven", "is", "free", "then."]


UNTIMED = '{"segments": [{"start": 0, "end": 2, "text": "So it began."}]}'
SILENT = '{"format": "podscribe-transcript", "version": 1, "rows": [{"header": "Rye"}]}'
OTHER = RTTM + "SPEAKER lunch 1 0.000 1.500 <NA> <NA> Ida <NA> <NA>\n"
LATE = "SPEAKER talk 1 900.000 1.500 <NA> <NA> Mara <NA> <NA>\n"


@pytest.mark.parametrize(
    ("source", "speakers", "says"),
    [
        ({"bad.json": UNTIMED}, "talk.rttm", "bad.json:1: holds words without times; give JSON"),
        ({"bad.json": SILENT}, "talk.rttm", "bad.json: has no words; give a transcript"),
        ({"bad.rttm": OTHER}, "bad.rttm", "bad.rttm:3: is about 2 recordings (talk, lunch); give"),
        ({"bad.rttm": LATE}, "bad.rttm", "bad.rttm: nobody speaks while the words are said; give"),
        ({"bad.rttm": ";; nobody\n"}, "bad.rttm", "bad.rttm: has no SPEAKER line; give an RTTM"),
        ({}, "own.json", "own.json: has no speaker spans; give an RTTM file"),
        ({}, "gone.rttm", "gone.rttm: no such file; check the name"),
    ],
)
def test_bad_input_is_one_line_with_a_remedy_and_nothing_is_written(
    source: dict[str, str], speakers: str, says: str, folder: Path, run: Run
) -> None:
    for name, text in source.items():
        (folder / name).write_text(text, encoding="utf-8")
    given = "bad.json" if "bad.json" in source else "own.json"
    status, out, said = run(given, speakers, "out.json", "out.md")
    assert (status, out) == (2, "")
    assert said.startswith(f"podscribe: {says}")
    assert said.count("\n") == 1
    assert not (folder / "out.json").exists()


def test_a_target_that_cannot_be_is_told_before_anything_is_written(folder: Path, run: Run) -> None:
    for target, says in (
        ("out.xyz", "no format is written to '.xyz' files"),
        ("talk.rttm", "is both what is read and what is written"),
        (".", "is a folder"),
    ):
        status, _, said = run("own.json", "talk.rttm", "out.json", target)
        assert status == 2
        assert says in said
        assert not (folder / "out.json").exists()


def test_both_from_standard_input_is_refused(run: Run) -> None:
    status, _, said = run("-", "-", "out.json")
    assert status == 2
    assert "cannot both come from standard input" in said


@pytest.mark.usefixtures("folder")
def test_the_same_input_gives_the_same_bytes(folder: Path, run: Run) -> None:
    run("own.json", "talk.rttm", "one.json", "two.json")
    assert (folder / "one.json").read_bytes() == (folder / "two.json").read_bytes()
