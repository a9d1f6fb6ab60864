"""Where transcripts go: what podscribe wrote may be replaced, what others changed may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.errors import PodscribeError
from podscribe.pipeline.outputs import Target, require_writable, targets, write_outputs
from podscribe.transcript import Line, Transcript, Word

TALK = Transcript(
    rows=(
        Line("Bread takes time.", 1.0, 2.0, "Mara", (Word("Bread", 1.0, 1.3),)),
        Line("It does.", 2.5, 3.0, "Tom"),
    )
)


def wanted(folder: Path, stem: str = "episode") -> tuple[Target, ...]:
    return targets(stem, folder, ("page", "lines", "json"))


def test_what_podscribe_wrote_it_may_write_again(tmp_path: Path) -> None:
    write_outputs(TALK, wanted(tmp_path), tmp_path)
    require_writable(wanted(tmp_path), None, tmp_path)


@pytest.mark.parametrize("suffix", ["md", "txt", "json"])
def test_what_was_changed_since_is_refused(tmp_path: Path, suffix: str) -> None:
    write_outputs(TALK, wanted(tmp_path), tmp_path)
    with (tmp_path / f"episode.{suffix}").open("a") as file:
        file.write("\n")
    with pytest.raises(PodscribeError, match=rf"episode\.{suffix}: is there already"):
        require_writable(wanted(tmp_path), None, tmp_path)


def test_what_was_written_before_a_failure_is_still_podscribes_own(tmp_path: Path) -> None:
    (tmp_path / "episode.txt").mkdir()  # the second of three cannot be written
    with pytest.raises(PodscribeError):
        write_outputs(TALK, wanted(tmp_path), tmp_path)
    (tmp_path / "episode.txt").rmdir()
    assert (tmp_path / "episode.md").exists()
    require_writable(wanted(tmp_path), None, tmp_path)


def test_episodes_of_one_folder_do_not_forget_each_other(tmp_path: Path) -> None:
    for stem in ("first", "second"):
        write_outputs(TALK, wanted(tmp_path, stem), tmp_path)
    for stem in ("first", "second"):
        require_writable(wanted(tmp_path, stem), None, tmp_path)


def test_two_formats_of_one_suffix_get_two_files(tmp_path: Path) -> None:
    paths = [each.path.name for each in targets("e", tmp_path, ("json", "podcast-json"))]
    assert len(set(paths)) == 2


def test_a_format_that_is_only_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="does not write docx"):
        targets("e", tmp_path, ("docx",))


def test_the_audio_itself_is_never_written_over(tmp_path: Path) -> None:
    source = tmp_path / "episode.txt"
    source.write_bytes(b"ID3")
    with pytest.raises(PodscribeError, match="both the audio and what is written"):
        require_writable(wanted(tmp_path), source, tmp_path)
