"""What pytest loads of podscribe: every episode of a `*.regress.yaml` is a test.

It is loaded wherever podscribe is installed, so nothing is imported before there is such a file.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from podscribe.errors import PodscribeError
    from podscribe.pipeline.engines import Kept
    from podscribe.regress.manifest import Episode, Manifest
    from podscribe.regress.running import Outcome

SUFFIX = ".regress.yaml"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The manifests among all files that pytest comes by."""
    if file_path.name.endswith(SUFFIX):
        return ManifestFile.from_parent(parent, path=file_path)
    return None


class ManifestFile(pytest.File):
    """A manifest: a test for each episode, and one for what is wrong in it beside them."""

    @cached_property
    def kept(self) -> Kept:
        """The models, from the first episode on."""
        from podscribe.pipeline.engines import Kept

        return Kept(together=True)

    def collect(self) -> Iterator[pytest.Item]:
        from podscribe.errors import PodscribeError
        from podscribe.regress.manifest import read_manifest

        try:
            manifest = read_manifest(self.path)
        except PodscribeError as error:
            raise self.CollectError(str(error)) from error
        measured = {episode.name: episode for episode in manifest.episodes}
        for name in manifest.names:
            if name in measured:
                yield EpisodeTest.from_parent(
                    self, name=name, file=self, manifest=manifest, episode=measured[name]
                )
            else:
                yield FaultTest.from_parent(self, name=name, faults=_faults(manifest, name))
        if faults := _faults(manifest, None):
            yield FaultTest.from_parent(self, name=self.path.name, faults=faults)


def _faults(manifest: Manifest, name: str | None) -> tuple[PodscribeError, ...]:
    return tuple(fault.error for fault in manifest.faults if fault.episode == name)


class _FailedError(Exception):
    """What there is to say of an episode that did not pass, line by line."""


class _Test(pytest.Item):
    """A test that says in plain words why it failed."""

    place: int | None = None

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *rest: Any) -> Any:
        if isinstance(excinfo.value, _FailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *rest)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        line = None if self.place is None else self.place - 1
        return self.path, line, f"{self.path.name}: {self.name}"


class FaultTest(_Test):
    """What the manifest does not tell rightly."""

    def __init__(self, *, faults: tuple[PodscribeError, ...], **rest: Any) -> None:
        super().__init__(**rest)
        self.faults = faults
        self.place = faults[0].place

    def runtest(self) -> None:
        raise _FailedError("\n".join(map(str, self.faults)))


class EpisodeTest(_Test):
    """An episode that has to be no worse than the baseline; without one it is skipped."""

    def __init__(
        self, *, file: ManifestFile, manifest: Manifest, episode: Episode, **rest: Any
    ) -> None:
        super().__init__(**rest)
        self.file = file
        self.manifest = manifest
        self.episode = episode
        self.place = episode.place

    def runtest(self) -> None:
        from podscribe.errors import PodscribeError
        from podscribe.regress.baseline import read_baseline
        from podscribe.regress.running import measure

        try:
            baseline = read_baseline(self.manifest.baseline)
        except PodscribeError as error:
            raise _FailedError(str(error)) from error
        if self.episode.name not in baseline.entries:
            pytest.skip(f"no baseline yet: podscribe regress {self._manifest} --update")
        self._judge(measure(self.manifest, self.episode, baseline, kept=self.file.kept))

    @property
    def _manifest(self) -> str:
        """The manifest as a command has to name it where pytest was called."""
        return shlex.quote(os.path.relpath(self.path, self.config.invocation_params.dir))

    def _judge(self, outcome: Outcome) -> None:
        from podscribe.regress.judging import State
        from podscribe.regress.text_report import details, doubts

        if outcome.score is not None:
            self.user_properties.extend(outcome.score.values.items())
        if outcome.state is State.UNABLE:
            raise _FailedError("\n".join(map(str, outcome.problems)))
        told = "\n".join((*details(outcome), *doubts(outcome)))
        if outcome.state is State.WORSE:
            accept = f"podscribe regress {self._manifest} --episode '{self.name}' --update"
            raise _FailedError(f"{told}\naccept it: {accept}")
        if told:
            self.add_report_section("call", "podscribe", told)
