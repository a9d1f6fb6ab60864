"""`podscribe voices`, as a user calls it."""

from __future__ import annotations

import subprocess
import sys
import wave
from collections.abc import Callable
from math import sin
from pathlib import Path
from struct import pack

import pytest

from podscribe.cli import group, main
from podscribe.cli.voices import _source
from podscribe.voices import load_book

EXAMPLES = Path(__file__).parents[2] / "examples"
CLIP = str(EXAMPLES / "clip.mp3")
PAGE = str(EXAMPLES / "clip.md")
LONGER = str(EXAMPLES / "interview.md")
EMBEDDED = ("--diarizer", "embedded", "--offline")
CONSENT = ("--consent", "made by a machine")
UNABLE = 2

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the voices of the short episode, as `voices learn` leaves it."""
    path = tmp_path_factory.mktemp("show") / "voices.yaml"
    arguments = ["voices", "learn", PAGE, CLIP, "--file", str(path), *CONSENT, *EMBEDDED]
    assert group.main(arguments, prog_name="podscribe", standalone_mode=False) == 0
    return path


@pytest.fixture
def show(learned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with those voices and the settings of a show; the working folder is below it."""
    (tmp_path / "podscribe.yaml").write_text("host: Vera\n")
    (tmp_path / "voices.yaml").write_bytes(learned.read_bytes())
    (tmp_path / "season").mkdir()
    monkeypatch.chdir(tmp_path / "season")
    return tmp_path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """`podscribe voices` with some arguments: its status, its output, its complaints."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["podscribe", "voices", *arguments])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capfd.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call


def test_a_page_and_its_audio_teach_the_voices(learned: Path) -> None:
    book = load_book(learned)
    assert book.names == ("Vera", "Jonas")
    assert {person.consent for person in book.people} == {"made by a machine"}
    assert book.people[0].prints[0].source == "clip.mp3"


def test_voices_are_listed_and_forgotten(show: Path, run: Run) -> None:
    status, out, _ = run("list")
    assert status == 0
    assert "Vera: made by a machine\n" in out
    assert "clip.mp3" in out
    assert run("remove", "Jonas") == (0, "Jonas: forgotten\n", "")
    assert load_book(show / "voices.yaml").names == ("Vera",)
    status, _, told = run("remove", "Jonas")
    assert (status, "'Jonas' is no known voice; known are Vera" in told) == (UNABLE, True)


def test_the_voices_of_a_recording_are_identified(show: Path, run: Run) -> None:
    status, out, told = run("identify", CLIP, *EMBEDDED)
    assert status == 0, told
    first, second = out.splitlines()
    assert "  Vera (Vera 1.00" in first
    assert "  Jonas (Jonas 1.00" in second


def test_a_sample_with_two_speakers_is_refused_with_where_they_speak(show: Path, run: Run) -> None:
    before = (show / "voices.yaml").read_bytes()
    status, _, told = run("add", "Ida", CLIP, "--from", "0:05", "--to", "0:14", *CONSENT, *EMBEDDED)
    assert status == UNABLE
    assert "2 people speak in it (from 0:05, 0:08 on)" in told  # Jonas begins at 8.2 s
    assert (show / "voices.yaml").read_bytes() == before


def test_one_more_print_needs_no_second_note_and_the_settings_name_the_file(
    show: Path,
    run: Run,
) -> None:
    (show / "podscribe.yaml").write_text("voices: mine.yaml\n")
    (show / "voices.yaml").rename(show / "mine.yaml")
    status, out, told = run("add", "Vera", CLIP, "--to", "0:07", *EMBEDDED)
    assert status == 0, told
    assert "Vera: 6 s of speech; kept in" in out
    prints = load_book(show / "mine.yaml").people[0].prints
    assert [each.source for each in prints] == ["clip.mp3", "clip.mp3, 0:00 to 0:07"]
    assert "in the place of" not in told
    status, _, told = run("add", "Vera", CLIP, "--to", "0:07", *EMBEDDED)
    assert "Vera: in the place of the print of clip.mp3, 0:00 to 0:07 from 20" in told
    assert len(load_book(show / "mine.yaml").people[0].prints) == 2


def test_a_note_of_consent_is_of_who_is_new_or_was_asked_for(show: Path, run: Run) -> None:
    book = show / "voices.yaml"
    assert run("remove", "Jonas")[0] == 0
    learn = ("learn", PAGE, CLIP, "--consent", "Jonas agreed by mail", *EMBEDDED)
    assert run(*learn)[0] == 0
    notes = {person.name: person.consent for person in load_book(book).people}
    assert notes == {"Vera": "made by a machine", "Jonas": "Jonas agreed by mail"}
    assert run(*learn[:3], "--only", "Vera", "--consent", "she signed", *EMBEDDED)[0] == 0
    notes = {person.name: person.consent for person in load_book(book).people}
    assert notes == {"Vera": "she signed", "Jonas": "Jonas agreed by mail"}


def test_somebody_else_under_a_known_name_is_told(show: Path, run: Run) -> None:
    status, _, told = run("add", "Vera", CLIP, "--from", "0:08", "--to", "0:14", *EMBEDDED)
    assert status == 0, told
    assert "Vera: sounds unlike the Vera known so far (" in told
    assert "podscribe voices remove Vera, and both anew with their whole names" in told


def test_the_secrets_of_an_address_are_neither_kept_nor_shown(show: Path, run: Run) -> None:
    assert _source("https://ann:pw@host.example/show/ep12.mp3?token=S3CRET") == "ep12.mp3"
    address = "http://ann:pw@127.0.0.1:9/ep12.mp3?token=S3CRET"
    status, _, told = run("add", "Ida", address, *CONSENT, "--diarizer", "embedded")
    assert status == UNABLE
    assert "127.0.0.1:9/ep12.mp3" in told
    assert not any(secret in told for secret in ("pw", "S3CRET"))


def test_voices_that_are_learned_at_once_are_all_kept(show: Path) -> None:
    (show / "voices.yaml").unlink()
    made = [
        ["Vera", CLIP, "--from", "0:00", "--to", "0:07"],
        ["Jonas", CLIP, "--from", "0:08", "--to", "0:14"],
    ]
    command = [sys.executable, "-m", "podscribe", "voices", "add"]
    running = [subprocess.Popen([*command, *each, *CONSENT, *EMBEDDED]) for each in made]
    assert [each.wait() for each in running] == [0, 0]
    assert sorted(load_book(show / "voices.yaml").names) == ["Jonas", "Vera"]
    assert not [*show.glob(".voices*")]


@pytest.mark.usefixtures("no_locks")
def test_on_a_drive_without_locks_voices_are_kept(show: Path, run: Run) -> None:
    assert run("remove", "Jonas") == (0, "Jonas: forgotten\n", "")
    assert load_book(show / "voices.yaml").names == ("Vera",)
    assert not [*show.glob(".voices*")]


def test_the_line_for_the_settings_names_the_file_as_they_see_it(show: Path, run: Run) -> None:
    (show / "private").mkdir()
    place = ["--file", "../private/mine.yaml"]
    status, _, told = run("add", "Vera", CLIP, "--to", "0:07", *place, *CONSENT, *EMBEDDED)
    assert (status, "has the line  voices: private/mine.yaml" in told) == (0, True)


def test_an_address_is_not_listened_to_without_the_network(show: Path, run: Run) -> None:
    status, _, told = run("identify", "http://127.0.0.1:1/a.mp3", *EMBEDDED)
    assert (status, "download it, and name the file" in told) == (UNABLE, True)


@pytest.mark.parametrize("loudness", [0.0, 0.3])
def test_a_sample_without_speech_is_refused(
    loudness: float, show: Path, run: Run, tmp_path: Path
) -> None:
    hum = [int(32767 * loudness * sin(0.17 * at)) for at in range(10 * 16_000)]
    with wave.open(str(tmp_path / "hum.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(pack(f"<{len(hum)}h", *hum))
    before = (show / "voices.yaml").read_bytes()
    status, _, told = run("add", "Ida", str(tmp_path / "hum.wav"), *CONSENT, *EMBEDDED)
    assert status == UNABLE
    assert "hum.wav: nobody speaks in it" in told
    assert (show / "voices.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "Ida", CLIP), "there is no note of Ida's consent"),
        (("add", "Ida", CLIP, "--consent", " "), "there is no note of Ida's consent"),
        (("add", " ", CLIP, *CONSENT), "a name is empty"),
        (("add", "Ida", CLIP, "--from", "soon", *CONSENT), "'soon' is no time"),
        (("add", "Ida", CLIP, "--from", "0:40", *CONSENT, *EMBEDDED), "ends at 0:29, before 0:40"),
        (("add", "Ida", CLIP, "--from", "0:09", "--to", "0:03", *CONSENT), "is not after 0:09"),
        (("add", "Ida", CLIP, "--to", "0:02", *CONSENT, *EMBEDDED), "too short: 2.0 s where 3 s"),
        (("add", "Ida", "none.mp3", *CONSENT), "none.mp3: no such file"),
        (("add", "Ida", CLIP, "--file", "no/voices.yaml", *CONSENT), "make the folder first"),
        (("learn", PAGE, CLIP, "--file", "no/voices.yaml", *CONSENT), "make the folder first"),
        (("learn", LONGER, CLIP, *CONSENT, *EMBEDDED), "the audio ends at 0:29; give the audio"),
        (("learn", PAGE, CLIP, "--only", "Ida", *CONSENT), "nobody in it is called Ida"),
        (("learn", "none.md", CLIP, *CONSENT), "none.md: no such file"),
        (("identify", CLIP, "--file", "none.yaml"), "none.yaml: no voice is known yet"),
    ],
)
def test_what_cannot_be_done_is_one_clear_word(
    show: Path,
    run: Run,
    arguments: tuple[str, ...],
    told: str,
) -> None:
    status, out, said = run(*arguments)
    assert status == UNABLE
    assert told in said
    assert not out


def test_without_voices_the_list_says_so(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    run: Run,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("list") == (0, "", "podscribe: voices.yaml: no voice is known yet\n")


def test_prints_of_another_model_are_refused(show: Path, run: Run) -> None:
    path = show / "voices.yaml"
    path.write_text(path.read_text().replace("weights: ", "weights: 0"))
    status, _, told = run("identify", CLIP, *EMBEDDED)
    assert status == UNABLE
    assert "their prints cannot be compared; learn the voices again with this diarizer" in told
