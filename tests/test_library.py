"""podscribe as a library: the whole as one call, which prints nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import podscribe
from podscribe.config import Flag, load_settings

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_one_call_does_the_whole(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copy(EXAMPLES / "clip.mp3", tmp_path / "episode.mp3")
    settings = load_settings(tmp_path, "demo", flags=[Flag("-o", "output", str(tmp_path / "out"))])
    progress: list[podscribe.Progress] = []
    notices: list[str] = []
    details: list[str] = []
    done = podscribe.run(
        tmp_path / "episode.mp3",
        settings=settings,
        listener=podscribe.Listener(progress.append, notices.append, details.append),
    )
    assert done.written == tuple(
        tmp_path / "out" / f"episode.{suffix}" for suffix in ("md", "txt", "json")
    )
    assert all(path.stat().st_size for path in done.written)
    assert done.transcript.speakers == ("SPEAKER_00", "SPEAKER_01")
    assert {each.stage for each in progress} >= {podscribe.Stage.WORDS, podscribe.Stage.SPEAKERS}
    assert any("embedded models" in notice for notice in notices)
    assert any(detail.startswith("sound: mp3, 16000 Hz, 1 channel") for detail in details)
    assert capfd.readouterr() == ("", "")


def test_errors_are_of_one_kind_and_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(podscribe.PodscribeError, match=r"no such file.*;"):
        podscribe.run(tmp_path / "missing.mp3", settings=load_settings(tmp_path, "demo"))


def test_importing_it_imports_nothing_heavy() -> None:
    code = (
        "import sys, podscribe; dir(podscribe); podscribe.__version__; "
        "heavy = {'numpy', 'torch', 'av', 'click', 'yaml'} & set(sys.modules); assert not heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'listen'"):
        podscribe.listen  # noqa: B018
