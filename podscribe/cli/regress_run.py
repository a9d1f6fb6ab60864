"""What `podscribe regress` does: every episode measured, told, and written where it is wanted."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

import click

from podscribe.cli.progress import watched
from podscribe.cli.telling import read_by_nobody, tell, today
from podscribe.compare.html_index import INDEX, page_file
from podscribe.compare.html_pages import write_listed_page
from podscribe.compare.reports import counted
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, as_text, unwritable, write_bytes
from podscribe.formats import write_transcript
from podscribe.pipeline.engines import Kept
from podscribe.pipeline.listener import Listener, silent
from podscribe.regress.baseline import Baseline, alone, read_baseline, write_baseline
from podscribe.regress.json_report import as_json
from podscribe.regress.judging import State
from podscribe.regress.junit_report import as_junit
from podscribe.regress.manifest import Episode, Manifest, read_manifest
from podscribe.regress.markdown_report import as_markdown
from podscribe.regress.running import How, Outcome, measure, refused
from podscribe.regress.targets import require_free
from podscribe.regress.text_report import (
    head,
    history_line,
    row,
    sum_row,
    summary,
    update_lines,
)
from podscribe.regress.updating import merged, moment_of, updated

NO_WORSE, WORSE, UNABLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run is asked for beside its table."""

    update: bool
    strict: bool
    names: tuple[str, ...]
    junit: str | None
    for_programs: str | None
    markdown: str | None
    html: str | None
    results: str | None
    quiet: bool
    verbose: bool

    @property
    def to_standard_output(self) -> bool:
        return STANDARD_STREAM in (self.junit, self.for_programs, self.markdown)


@dataclass(slots=True)
class _Done:
    """What has come of the episodes so far."""

    outcomes: list[Outcome] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def run(path: str, how: How, wanted: Wanted) -> int:
    """Measure the episodes of a manifest; the exit status."""
    whole = read_manifest(path)
    manifest = _selected(whole, wanted.names)
    require_free(whole, _targets(manifest, wanted))
    baseline = read_baseline(manifest.baseline)
    for fault in manifest.faults:
        if fault.episode is None:
            tell(fault.error)
    done = _Done()
    show = _show_on_stderr if wanted.to_standard_output else _show
    width = 2 + max(map(len, manifest.names), default=0)
    show(head(width))
    for outcome in _measured(manifest, baseline, how, wanted, done):
        for line in row(outcome, width):
            show(line)
        done.outcomes.append(_keep(outcome, wanted))
    for line in sum_row(done.outcomes, width):
        show(line)
    tell(summary(done.outcomes))
    status = _status(manifest, done.outcomes, wanted)
    _settle(whole, done.outcomes, wanted)  # first: no report is worth what was measured
    _report(manifest, whole, baseline, done, status, wanted)
    return status


def _targets(manifest: Manifest, wanted: Wanted) -> Iterator[Path]:
    """Every file that the run may write beside the baseline."""
    for file in (wanted.junit, wanted.for_programs, wanted.markdown):
        if file is not None and file != STANDARD_STREAM:
            yield Path(file)
    if wanted.results is not None:
        yield from (Path(wanted.results, f"{name}.json") for name in manifest.names)
    if wanted.html is not None:
        yield from (Path(wanted.html, page_file(name)) for name in manifest.names)
        yield Path(wanted.html, INDEX)


def _selected(manifest: Manifest, names: Sequence[str]) -> Manifest:
    """The manifest with the named episodes alone, if any are named."""
    for name in names:
        if name not in manifest.names:
            near = get_close_matches(name, manifest.names, n=1)
            remedy = f"did you mean {near[0]}?" if near else f"it has {', '.join(manifest.names)}"
            raise PodscribeError(f"names no episode {name!r}", file=manifest.path, remedy=remedy)
    if not names:
        return manifest
    return replace(
        manifest,
        names=tuple(each for each in manifest.names if each in names),
        episodes=tuple(each for each in manifest.episodes if each.name in names),
        faults=tuple(each for each in manifest.faults if each.episode in (None, *names)),
    )


def _measured(
    manifest: Manifest,
    baseline: Baseline,
    how: How,
    wanted: Wanted,
    done: _Done,
) -> Iterator[Outcome]:
    """What comes of each episode, one after the other; none stops the others."""
    sound = {episode.name: episode for episode in manifest.episodes}
    kept = Kept(together=True)
    for name in manifest.names:
        begun = time.monotonic()
        if name not in sound:
            yield refused(manifest, name)
            continue
        with _listening(sound[name], wanted) as listener:
            outcome = measure(manifest, sound[name], baseline, how, kept, listener)
        done.seconds[name] = time.monotonic() - begun
        yield outcome


@contextmanager
def _listening(episode: Episode, wanted: Wanted) -> Iterator[Listener]:
    """Progress is shown of what is heard; what else there is to say of it, if it is wanted."""
    if episode.audio is None:
        yield Listener()
        return
    if not wanted.quiet:
        tell(f"{episode.name}: {episode.hypothesis}")
    with watched(wanted.quiet, wanted.verbose) as listener:
        yield listener if wanted.verbose else replace(listener, on_notice=silent)


def _keep(outcome: Outcome, wanted: Wanted) -> Outcome:
    """Write what is large, and let go of it."""
    if wanted.results is not None and outcome.transcript is not None:
        text = write_transcript(outcome.transcript, "json")
        write_bytes(_folder(wanted.results) / f"{outcome.name}.json", text.encode())
    if wanted.html is not None and outcome.comparison is not None:
        write_listed_page(outcome.comparison, outcome.name, str(_folder(wanted.html)))
    return replace(outcome, comparison=None, transcript=None)


def _folder(name: str) -> Path:
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    return folder


def _status(manifest: Manifest, outcomes: Sequence[Outcome], wanted: Wanted) -> int:

    states = {outcome.state for outcome in outcomes}
    if manifest.faults or State.UNABLE in states:
        return UNABLE
    if wanted.update:
        return NO_WORSE
    return WORSE if State.WORSE in states or (wanted.strict and State.NEW in states) else NO_WORSE


def _report(
    manifest: Manifest,
    whole: Manifest,
    baseline: Baseline,
    done: _Done,
    status: int,
    wanted: Wanted,
) -> None:
    """Write the reports that are asked for, of the episodes chosen from the whole manifest."""
    outcomes = done.outcomes
    if wanted.for_programs is not None:
        _write(wanted.for_programs, as_json(manifest, outcomes, status))
    if wanted.junit is not None:
        junit = as_junit(
            manifest, outcomes, done.seconds, strict=wanted.strict, accepted=wanted.update
        )
        _write(wanted.junit, junit)
    if wanted.markdown is not None:
        _write(wanted.markdown, as_markdown(manifest, outcomes, accepted=wanted.update))
    if wanted.html is not None:
        from podscribe.regress.html_report import as_overview

        now = moment_of(merged(baseline, whole, outcomes), today())
        overview = as_overview(manifest, baseline, outcomes, now)
        _write(str(_folder(wanted.html) / INDEX), overview)


def _write(target: str, text: str) -> None:
    try:
        write_bytes(target, as_text(text).encode())
    except BrokenPipeError:
        read_by_nobody()


def _settle(manifest: Manifest, outcomes: Sequence[Outcome], wanted: Wanted) -> None:
    """Write the new baseline, or say how there would be one.

    Others may have accepted other episodes while these were heard, so it is read again.
    """

    if not wanted.update:
        news = sum(outcome.state is State.NEW for outcome in outcomes)
        if news:
            tell(f"{counted(news, 'episode')} without a baseline: --update keeps the measures")
        return
    with alone(manifest.baseline):
        update = updated(read_baseline(manifest.baseline), manifest, outcomes, today())
        if update:
            write_baseline(update.baseline, manifest.baseline)
    if not update:
        tell(f"{manifest.baseline}: nothing has changed")
        return
    for line in (*update_lines(update), f"all: {history_line(update)}"):
        tell(f"{manifest.baseline}: {line}")


def _show(text: str) -> None:
    """On standard output, as long as somebody reads it; what is measured is kept all the same."""
    try:
        click.echo(text)
    except BrokenPipeError:
        read_by_nobody()


def _show_on_stderr(text: str) -> None:
    click.echo(text, err=True)
