"""What the tests of the pipeline share: one undisturbed run of the short episode."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from podscribe.pipeline.episode import Episode, run_episode
from podscribe.pipeline.listener import Listener, Progress, Stage
from podscribe.pipeline.options import RunOptions
from podscribe.transcribe import TranscribeOptions

EXAMPLES = Path(__file__).parents[2] / "examples"
DEMO = RunOptions(
    recogniser="embedded",
    diarizer="embedded",
    transcribe=TranscribeOptions(batch_size=1),
    offline=True,
)


@dataclass
class Heard:
    """Everything a run has told."""

    progress: list[Progress] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def listener(self) -> Listener:
        return Listener(self.progress.append, self.notices.append)

    def worked(self) -> set[Stage]:
        """The stages in which something was done."""
        return {each.stage for each in self.progress if not each.kept}


@dataclass(frozen=True)
class Run:
    """A finished run and the folder in which it left its results."""

    folder: Path
    episode: Episode
    heard: Heard


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("run")
    heard = Heard()
    episode = run_episode(str(EXAMPLES / "clip.mp3"), folder, DEMO, listener=heard.listener)
    return Run(folder, episode, heard)


@pytest.fixture
def done(first_run: Run, tmp_path: Path) -> Path:
    """A copy of the folder of that run, to do as one likes with."""
    shutil.copytree(first_run.folder, tmp_path / "run")
    return tmp_path / "run"
