"""podscribe regress"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podscribe.cli.above import Above, OwnArgument
from podscribe.cli.options import (
    FILE,
    device_option,
    diarizer_option,
    fresh_option,
    model_option,
    offline_option,
    profile_option,
    quiet_option,
    verbose_option,
)
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, unwritable, write_bytes

if TYPE_CHECKING:
    from podscribe.pipeline.listener import Listener
    from podscribe.regress.baseline import Baseline
    from podscribe.regress.manifest import Episode, Manifest
    from podscribe.regress.running import How, Outcome

NO_WORSE, WORSE, UNABLE = 0, 1, 2


def _a_folder(ctx: click.Context, parameter: click.Parameter, name: str | None) -> str | None:
    if name == STANDARD_STREAM:
        raise click.BadParameter("several files are written: name a folder")
    return name


@dataclass(frozen=True, slots=True)
class _Wanted:
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


@click.group(
    "regress",
    cls=Above,
    invoke_without_command=True,
    short_help="Tell whether episodes are transcribed worse than before.",
)
@click.argument("manifest", metavar="MANIFEST", type=FILE, cls=OwnArgument)
@click.option(
    "--episode", "names", metavar="NAME", multiple=True, help="Only this one; repeatable."
)
@click.option("--update", is_flag=True, help="Accept what is measured as the new baseline.")
@click.option("--strict", is_flag=True, help="An episode without a baseline counts as worse.")
@click.option("--junit", metavar="FILE", type=FILE, help="Write JUnit XML.")
@click.option("--json", "for_programs", metavar="FILE", type=FILE, help="Write all as JSON.")
@click.option("--markdown", metavar="FILE", type=FILE, help="Write a summary for a pull request.")
@click.option(
    "--html",
    metavar="FOLDER",
    type=FILE,
    callback=_a_folder,
    help="Write an overview and every comparison.",
)
@click.option(
    "--results",
    metavar="FOLDER",
    type=FILE,
    callback=_a_folder,
    help="Write the transcripts as JSON.",
)
@model_option
@diarizer_option
@device_option
@offline_option
@fresh_option
@quiet_option
@verbose_option
@profile_option
def command(
    manifest: str,
    names: tuple[str, ...],
    update: bool,
    strict: bool,
    junit: str | None,
    for_programs: str | None,
    markdown: str | None,
    html: str | None,
    results: str | None,
    model: str | None,
    diarizer: str | None,
    device: str | None,
    offline: bool,
    fresh: bool,
    quiet: bool,
    verbose: bool,
    profile: str | None,
) -> int:
    """Tell whether the episodes of MANIFEST are transcribed worse than before.

    Each is transcribed, or its stored result taken, and compared with the transcript that is
    right; then the measures are held against the baseline beside the manifest. `podscribe regress
    init FOLDER` writes a manifest. Exit status: 0 no worse, 1 worse by more than its tolerance, 2
    an episode could not be measured.
    """
    from podscribe.config import Flag
    from podscribe.regress.running import How

    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose contradict each other")
    if (junit, for_programs, markdown).count(STANDARD_STREAM) > 1:
        raise click.UsageError("only one report can go to standard output")
    flags = (
        Flag("--model", "model", model),
        Flag("--diarizer", "diarizer", diarizer),
        Flag("--device", "device", device),
        Flag("--offline", "offline", "true" if offline else None),
    )
    wanted = _Wanted(
        update, strict, names, junit, for_programs, markdown, html, results, quiet, verbose
    )
    return _run(manifest, How(profile, flags, fresh), wanted)


@command.command("init", short_help="Write a manifest of what lies in a folder.")
@click.argument("folder", metavar="FOLDER", type=FILE)
@click.option(
    "--with", "against", metavar="FOLDER", type=FILE, help="Where the audio or results are."
)
@click.option("-o", "output", metavar="FILE", type=FILE, help="Where to write the manifest.")
@profile_option
def init(folder: str, against: str | None, output: str | None, profile: str | None) -> int:
    """Write a manifest of the pages in FOLDER and the audio beside them.

    Files belong together that have the same name but for the ending. Where there is no audio,
    another transcript is the result to measure. The manifest is FOLDER/FOLDER.regress.yaml.
    """
    from podscribe.compare.reports import counted
    from podscribe.config import presets
    from podscribe.regress.manifest import SUFFIX
    from podscribe.regress.starting import draft

    if profile is not None and profile not in presets():
        raise PodscribeError(
            f"{profile!r} is no preset", remedy=f"the presets are {', '.join(presets())}"
        )
    source = Path(folder)
    target = Path(output) if output else source / f"{source.resolve().name or 'show'}{SUFFIX}"
    if target.exists():
        raise PodscribeError("is there already", file=target, remedy="name another with -o")
    found = draft(source, Path(against) if against else None, target, profile)
    for note in found.notes:
        _tell(note)
    write_bytes(target, found.text.encode())
    click.echo(target)
    _tell(f"{counted(found.episodes, 'episode')}; podscribe regress {target} --update measures")
    return NO_WORSE


def _run(path: str, how: How, wanted: _Wanted) -> int:
    from podscribe.regress.baseline import read_baseline
    from podscribe.regress.manifest import read_manifest
    from podscribe.regress.targets import require_free
    from podscribe.regress.text_report import head, row, sum_row, summary

    whole = read_manifest(path)
    manifest = _selected(whole, wanted.names)
    require_free(whole, _targets(manifest, wanted))
    baseline = read_baseline(manifest.baseline)
    for fault in manifest.faults:
        if fault.episode is None:
            _tell(str(fault.error))
    done = _Done()
    show = _show_on_stderr if wanted.to_standard_output else click.echo
    width = 2 + max(map(len, manifest.names), default=0)
    show(head(width))
    for outcome in _measured(manifest, baseline, how, wanted, done):
        for line in row(outcome, width):
            show(line)
        done.outcomes.append(_keep(outcome, wanted))
    for line in sum_row(done.outcomes, width):
        show(line)
    _tell(summary(done.outcomes))
    status = _status(manifest, done.outcomes, wanted)
    _report(manifest, whole, baseline, done, status, wanted)
    _settle(whole, done.outcomes, wanted)
    return status


def _targets(manifest: Manifest, wanted: _Wanted) -> Iterator[Path]:
    """Every file that the run may write beside the baseline."""
    from podscribe.compare.html_index import INDEX, page_file

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
    from difflib import get_close_matches

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
    wanted: _Wanted,
    done: _Done,
) -> Iterator[Outcome]:
    """What comes of each episode, one after the other; none stops the others."""
    from podscribe.regress.running import measure, refused

    sound = {episode.name: episode for episode in manifest.episodes}
    for name in manifest.names:
        begun = time.monotonic()
        if name not in sound:
            yield refused(manifest, name)
            continue
        with _listening(sound[name], wanted) as listener:
            outcome = measure(manifest, sound[name], baseline, how, listener)
        done.seconds[name] = time.monotonic() - begun
        yield outcome


@contextmanager
def _listening(episode: Episode, wanted: _Wanted) -> Iterator[Listener]:
    """Progress is shown of what is heard; what else there is to say of it, if it is wanted."""
    from podscribe.cli.progress import watched
    from podscribe.pipeline.listener import Listener, silent

    if episode.audio is None:
        yield Listener()
        return
    if not wanted.quiet:
        _tell(f"{episode.name}: {episode.hypothesis}")
    with watched(wanted.quiet, wanted.verbose) as listener:
        yield listener if wanted.verbose else replace(listener, on_notice=silent)


def _keep(outcome: Outcome, wanted: _Wanted) -> Outcome:
    """Write what is large, and let go of it."""
    if wanted.results is not None and outcome.transcript is not None:
        from podscribe.formats import write_transcript

        text = write_transcript(outcome.transcript, "json")
        write_bytes(_folder(wanted.results) / f"{outcome.name}.json", text.encode())
    if wanted.html is not None and outcome.comparison is not None:
        from podscribe.compare.html_pages import write_listed_page

        write_listed_page(outcome.comparison, outcome.name, str(_folder(wanted.html)))
    return replace(outcome, comparison=None, transcript=None)


def _folder(name: str) -> Path:
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    return folder


def _status(manifest: Manifest, outcomes: Sequence[Outcome], wanted: _Wanted) -> int:
    from podscribe.regress.judging import State

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
    wanted: _Wanted,
) -> None:
    """Write the reports that are asked for, of the episodes chosen from the whole manifest."""
    from podscribe.regress.json_report import as_json
    from podscribe.regress.junit_report import as_junit
    from podscribe.regress.markdown_report import as_markdown
    from podscribe.regress.updating import merged, moment_of

    outcomes = done.outcomes
    if wanted.for_programs is not None:
        _write(wanted.for_programs, as_json(manifest, outcomes, status))
    if wanted.junit is not None:
        _write(wanted.junit, as_junit(manifest, outcomes, done.seconds, wanted.strict))
    if wanted.markdown is not None:
        _write(wanted.markdown, as_markdown(manifest, outcomes))
    if wanted.html is not None:
        from podscribe.compare.html_index import INDEX
        from podscribe.regress.html_report import as_overview

        now = moment_of(merged(baseline, whole, outcomes), _today())
        overview = as_overview(manifest, baseline, outcomes, now)
        _write(str(_folder(wanted.html) / INDEX), overview)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _write(target: str, text: str) -> None:
    write_bytes(target, text.encode())


def _settle(manifest: Manifest, outcomes: Sequence[Outcome], wanted: _Wanted) -> None:
    """Write the new baseline, or say how there would be one.

    Others may have accepted other episodes while these were heard, so it is read again.
    """
    from podscribe.compare.reports import counted
    from podscribe.regress.baseline import alone, read_baseline, write_baseline
    from podscribe.regress.judging import State
    from podscribe.regress.text_report import history_line, update_lines
    from podscribe.regress.updating import updated

    if not wanted.update:
        news = sum(outcome.state is State.NEW for outcome in outcomes)
        if news:
            _tell(f"{counted(news, 'episode')} without a baseline: --update keeps the measures")
        return
    with alone(manifest.baseline):
        update = updated(read_baseline(manifest.baseline), manifest, outcomes, _today())
        if update:
            write_baseline(update.baseline, manifest.baseline)
    if not update:
        _tell(f"{manifest.baseline}: nothing has changed")
        return
    for line in (*update_lines(update), f"all: {history_line(update)}"):
        _tell(f"{manifest.baseline}: {line}")


def _show_on_stderr(text: str) -> None:
    click.echo(text, err=True)


def _tell(text: str) -> None:
    click.echo(f"podscribe: {text}", err=True)
