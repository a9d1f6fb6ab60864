"""Audio that comes as a stream: what of it stays."""

from __future__ import annotations

import io
import os
import shutil
import sys
import threading
from pathlib import Path

import pytest

from podscribe.config import Settings
from podscribe.errors import PodscribeError
from podscribe.pipeline.listener import Listener, Progress, Stage
from podscribe.pipeline.running import run
from podscribe.transcribe import TranscribeOptions
from tests.pipeline.conftest import EXAMPLES, Heard

CLIP = EXAMPLES / "clip.mp3"
RESULTS = ["sound", "speakers", "words"]
WRITTEN = ["stdin.json.sha256", "stdin.md.sha256", "stdin.txt.sha256"]


@pytest.fixture
def settings(done: Path) -> Settings:
    """Those under which the results of the short episode's stages are found."""
    return Settings(
        model="embedded",
        diarizer="embedded",
        output=done,
        offline=True,
        transcribe=TranscribeOptions(batch_size=1),
    )


@pytest.fixture(autouse=True)
def _piped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CLIP.read_bytes())))


def left(settings: Settings) -> list[str]:
    """The files that are kept, without the keys in their names."""
    assert settings.output is not None
    found = [path.name for path in (settings.output / ".podscribe").rglob("*") if path.is_file()]
    return sorted(name if name.startswith("stdin.") else name.partition("-")[0] for name in found)


def test_the_results_stay_and_the_copy_goes(settings: Settings) -> None:
    heard = Heard()
    finished = run("-", settings=settings, listener=heard.listener)
    assert heard.worked() == {Stage.FETCH}
    assert [path.name for path in finished.written] == ["stdin.md", "stdin.txt", "stdin.json"]
    assert left(settings) == sorted([*RESULTS, *WRITTEN])


def test_a_pipe_that_has_a_name_is_a_stream(settings: Settings, tmp_path: Path) -> None:
    pipe = tmp_path / "episode.mp3"
    os.mkfifo(pipe)
    thread = threading.Thread(target=lambda: pipe.write_bytes(CLIP.read_bytes()))
    thread.start()
    run(pipe, settings=settings)
    thread.join(60)
    assert "stdin" not in left(settings)
    assert pipe.exists()


def test_a_file_stays_where_it_is(settings: Settings, tmp_path: Path) -> None:
    copy = shutil.copy(CLIP, tmp_path / "episode.mp3")
    assert settings.output is not None
    assert run(copy, settings=settings).episode.file.read_bytes() == CLIP.read_bytes()


@pytest.mark.parametrize("error", [KeyboardInterrupt, PodscribeError])
def test_what_was_heard_of_a_run_that_is_stopped_stays_and_the_copy_goes(
    settings: Settings, error: type[BaseException]
) -> None:
    assert settings.output is not None
    for kept in settings.output.rglob("speakers-*.json"):
        kept.unlink()

    def stop(now: Progress) -> None:
        if now.stage is Stage.SPEAKERS:
            raise error("stopped")

    with pytest.raises(error):
        run("-", settings=settings, listener=Listener(stop))
    assert [name for name in left(settings) if not name.startswith("sound")] == ["words"]


def test_the_copy_goes_where_nothing_can_be_written(settings: Settings) -> None:
    assert settings.output is not None
    page = settings.output / "stdin.md"

    def obstruct(now: Progress) -> None:
        if now.stage is Stage.SPEAKERS:
            page.mkdir()

    with pytest.raises(PodscribeError, match=page.name):
        run("-", settings=settings, listener=Listener(obstruct))
    assert "stdin" not in left(settings)
