"""podscribe batch"""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from podscribe.cli.above import Above, OwnArgument
from podscribe.cli.options import (
    FILE,
    a_folder,
    completed_from,
    diarizer_option,
    language_option,
    model_option,
    not_empty,
    offline_option,
    profile_option,
    require_diarizer_asked,
)
from podscribe.config import Flag, Settings, load_settings
from podscribe.errors import PodscribeError
from podscribe.formats import WRITABLE

if TYPE_CHECKING:
    from podscribe.batch.limits import Limits
    from podscribe.batch.running import Ending, Engine, Request

DONE, FAULTY, STOPPED = 0, 1, 130
_USUAL_PROFILE = "gpu-batch"
_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,3})?)\s*([kKmMgGtT]?)(i?)[bB]?")
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def _bytes(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """A number of bytes, with k, M, G or T behind it where that is shorter."""
    if value is None:
        return None
    match = _SIZE.fullmatch(value.strip())
    if match is None:
        raise click.BadParameter(f"{value!r} is no size such as 500MB or 2G", ctx, param)
    unit = 1024 if match[3] else 1000
    return round(float(match[1]) * float(unit ** _POWERS[match[2].lower()]))


@click.group(
    "batch",
    cls=Above,
    invoke_without_command=True,
    short_help="An archive of episodes, each done once.",
)
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True, type=FILE, cls=OwnArgument)
@click.option(
    "-o",
    "out",
    metavar="OUT",
    required=True,
    callback=a_folder,
    help="A folder, or an s3:// or gs:// one.",
)
@click.option(
    "--pages",
    type=FILE,
    metavar="DIR",
    callback=a_folder,
    help="Pages whose transcripts to fill.",
)
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(["local", "ray"]),
    help="This computer by default, or a Ray cluster.",
)
@click.option(
    "--address",
    metavar="ADDR",
    callback=not_empty,
    help="Of the Ray cluster: HOST:6379, or auto.",
)
@click.option(
    "--devices",
    metavar="NAMES",
    callback=not_empty,
    help="auto, cpu, or GPUs such as cuda:0,cuda:1.",
)
@click.option("--workers", type=int, metavar="N", help="Processes that share the CPU's cores.")
@click.option(
    "--format",
    "formats",
    metavar="NAME,...",
    shell_complete=completed_from(lambda: (each.name for each in WRITABLE)),
    help="What to write: page, lines, vtt, ... (page,lines,json by default).",
)
@model_option
@diarizer_option
@click.option("--speakers", metavar="N|MIN-MAX|none", help="How many people speak.")
@language_option
@click.option("--retry-failed", is_flag=True, help="Try what was set aside once more.")
@click.option("--redo", metavar="WHERE", help="Do these anew: all, or 'season=3 doubtful_s>60'.")
@click.option(
    "--skip-published", is_flag=True, help="Leave out episodes whose feed has a transcript."
)
@click.option(
    "--max-bytes", callback=_bytes, metavar="SIZE", help="Of an episode's audio (8GiB by default)."
)
@click.option("--max-hours", type=float, metavar="N", help="Of an episode (24 by default).")
@click.option(
    "--allow-private",
    "private_hosts",
    multiple=True,
    metavar="HOST",
    help="A host of this network from which audio may come; repeatable.",
)
@click.option(
    "--allow-cut-off", is_flag=True, help="Take audio that ends before the length it states."
)
@click.option("--keep-audio", is_flag=True, help="Keep what was downloaded when it is done.")
@click.option("--cache", metavar="DIR", help="Where work in hand lies; in OUT by default.")
@click.option("--ledger", "ledger_path", metavar="FILE", type=FILE, help="By default in OUT.")
@offline_option
@click.option("--quiet", is_flag=True, help="Tell of faults only.")
@click.option("--verbose", is_flag=True, help="Tell what is noticed of every episode.")
@click.option("--log-json", is_flag=True, help="Tell everything as JSON, an object a line.")
@click.option(
    "--metrics-port", type=click.IntRange(0, 65535), metavar="PORT", help="Metrics for Prometheus."
)
@profile_option
def command(**given: Any) -> int:
    """An archive of episodes, each done once.

    An INPUT is a file, a folder, a glob, a list of them (or - for one on standard input), an RSS
    feed, an http(s) address, or an s3:// or gs:// place. What was done is written down in a
    ledger beside the outputs: run again, and only what is new, changed or failed is done.
    `podscribe batch status OUT` tells how it stands, also meanwhile. Exit status: 0 all is done,
    1 some episodes failed or inputs could not be read, 2 the job could not be done.
    """
    asked = _Asked(**given)
    asked.require_sense()
    settings = _settings(asked.profile, asked.flags())
    require_diarizer_asked(settings, asked.diarizer)
    return _run(asked, _request(asked, settings), _engine(asked, settings))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What stands on the command line."""

    inputs: tuple[str, ...]
    out: str
    pages: str | None
    devices: str | None
    engine_name: str | None
    address: str | None
    workers: int | None
    formats: str | None
    model: str | None
    diarizer: str | None
    speakers: str | None
    language: str | None
    retry_failed: bool
    redo: str | None
    skip_published: bool
    max_bytes: int | None
    max_hours: float | None
    private_hosts: tuple[str, ...]
    allow_cut_off: bool
    keep_audio: bool
    cache: str | None
    ledger_path: str | None
    offline: bool
    quiet: bool
    verbose: bool
    log_json: bool
    metrics_port: int | None
    profile: str | None

    @property
    def on_ray(self) -> bool:
        return self.engine_name == "ray"

    def require_sense(self) -> None:
        if self.quiet and self.verbose:
            raise click.UsageError("--quiet and --verbose contradict each other")
        if self.address is not None and not self.on_ray:
            raise click.UsageError("--address is of --engine ray")
        if self.keep_audio and self.on_ray:
            raise click.UsageError("--keep-audio is of one computer, and not of --engine ray")
        if self.max_hours is not None and not self.max_hours > 0:
            raise click.UsageError("--max-hours should be more than 0")

    def flags(self) -> tuple[Flag, ...]:
        return (
            Flag("--format", "formats", self.formats),
            Flag("--model", "model", self.model),
            Flag("--diarizer", "diarizer", self.diarizer),
            Flag("--speakers", "speakers", self.speakers),
            Flag("--language", "language", self.language),
            Flag("--cache", "cache", self.cache),
            Flag("--offline", "offline", "true" if self.offline else None),
        )


def _settings(profile: str | None, flags: tuple[Flag, ...]) -> Settings:
    """Those of the show; where nobody names a preset, that for archives holds."""
    settings = load_settings(profile=profile, flags=flags)
    if settings.profile is None:
        settings = load_settings(profile=_USUAL_PROFILE, flags=flags)
    return settings


def _request(asked: _Asked, settings: Settings) -> Request:
    from pathlib import Path

    from podscribe.batch.conditions import parse_condition
    from podscribe.batch.job import Patience
    from podscribe.batch.running import Request

    return Request(
        inputs=asked.inputs,
        out=asked.out,
        settings=settings,
        ledger=Path(asked.ledger_path) if asked.ledger_path else None,
        pages=Path(asked.pages) if asked.pages else None,
        limits=_limits(asked),
        retry_failed=asked.retry_failed,
        redo=parse_condition(asked.redo) if asked.redo is not None else None,
        skip_published=asked.skip_published,
        allow_cut_off=asked.allow_cut_off,
        keep_audio=asked.keep_audio,
        patience=Patience(worker=1) if asked.on_ray else Patience(),  # Ray has tried it again
    )


def _limits(asked: _Asked) -> Limits:
    from podscribe.batch.limits import Limits

    usual = Limits()
    return Limits(
        max_bytes=usual.max_bytes if asked.max_bytes is None else asked.max_bytes,
        max_hours=usual.max_hours if asked.max_hours is None else asked.max_hours,
        private_hosts=asked.private_hosts,
    )


def _engine(asked: _Asked, settings: Settings) -> Engine:
    devices = asked.devices or settings.device
    if asked.on_ray:
        from podscribe.batch.cluster import RayEngine

        return RayEngine.on(asked.address, devices, asked.workers)
    from podscribe.batch.local import LocalEngine

    return LocalEngine.on(devices, asked.workers)


def _run(asked: _Asked, request: Request, engine: Engine) -> int:
    from podscribe.batch.metrics import Metrics, served
    from podscribe.batch.report import write_reports
    from podscribe.batch.running import run_batch
    from podscribe.cli.batch_progress import watched

    metrics = Metrics()
    with ExitStack() as stack:
        watch = stack.enter_context(watched(asked.quiet, asked.verbose, asked.log_json))
        if asked.metrics_port is not None:
            port = stack.enter_context(served(metrics, asked.metrics_port))
            watch.listener.on_notice(f"metrics are at http://127.0.0.1:{port}/metrics")
        watchers = [watch.watcher, metrics]
        ending = run_batch(request, engine, watchers, listener=watch.listener)
        places = write_reports(ending, request.out, request.report_folder)
        watch.end(ending)
    for place in places:
        click.echo(place)
    return _status(ending)


def _status(ending: Ending) -> int:
    if ending.stopped:
        return STOPPED
    return FAULTY if ending.failed or ending.unread else DONE


@command.command("status")
@click.argument("out", metavar="OUT", type=FILE)
@click.option("--ledger", "ledger_path", metavar="FILE", type=FILE, help="If not in OUT.")
@click.option("--watch", is_flag=True, help="Go on telling, until nothing is left to do.")
@click.option("--json", "as_json", is_flag=True, help="Every episode, as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Every episode, for a spreadsheet.")
def status(out: str, ledger_path: str | None, watch: bool, as_json: bool, as_csv: bool) -> None:
    """How a batch stands, whether or not it is at work.

    OUT is where its outputs are. Nothing is changed.
    """
    from pathlib import Path

    from podscribe.batch import ledger, rows
    from podscribe.batch.places import Kind, kind_of, shown
    from podscribe.cli.batch_status import show, watch_ledger

    if watch + as_json + as_csv > 1:
        raise click.UsageError("--watch, --json and --csv contradict each other")
    if not ledger_path and kind_of(out) is Kind.STORAGE:
        raise PodscribeError(
            "is a storage, and the ledger of its batch is on the computer that runs it",
            file=shown(out),
            remedy="name the batch's --cache folder instead, or the file with --ledger",
        )
    path = Path(ledger_path) if ledger_path else Path(out) / ledger.NAME
    if watch:
        watch_ledger(path)
        return
    found = ledger.read_ledger(path)
    if as_json or as_csv:
        click.echo(rows.as_json(found) if as_json else rows.as_csv(found), nl=False)
    else:
        click.echo(show(found), nl=False)
