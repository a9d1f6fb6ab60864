"""One episode of a batch: fetched, heard, written; the same whatever runs it, and wherever.

Nothing here knows of a ledger or of other episodes. A task goes to another process or computer as
it is, and what comes back is an outcome, or a fault that says what kind it is.
"""

from __future__ import annotations

import hashlib
import shutil
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from ssl import SSLCertVerificationError
from typing import TypeVar
from urllib.error import HTTPError, URLError

from podscribe.audio import bring, refusals
from podscribe.batch.item import Item
from podscribe.batch.limits import Limits
from podscribe.batch.places import Kind, kind_of, not_here, without_secrets
from podscribe.batch.rows import Outcome, Output
from podscribe.batch.storage import fetch_object, put_object
from podscribe.batch.written import output_of
from podscribe.config import Settings
from podscribe.errors import MemoryShortError, PassingError, PodscribeError
from podscribe.files import checksum
from podscribe.pipeline import store
from podscribe.pipeline.engines import Kept
from podscribe.pipeline.episode import TooLongError
from podscribe.pipeline.listener import Listener, Progress, Stage
from podscribe.pipeline.options import Bounds
from podscribe.pipeline.running import Errand, Run, decode_ahead, execute
from podscribe.pipeline.store import FOLDER

WRITING = "writing"
_OUTPUTS = "outputs"  # in the cache, on the way to a storage
_LASTING = (  # nothing is there, nothing may be read, or it is installed
    *(FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError),
    *(SSLCertVerificationError, ImportError),
)
_SIGNS = ("cuda", "cublas", "cudnn", "hip error", "out of memory")
_MOST_TEXT = 1500
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Orders:
    """What holds for every episode of a job."""

    settings: Settings
    out: str  # a folder, or a place in a storage
    cache: Path  # a folder for what is fetched, and for what stages find out
    limits: Limits = Limits()
    allow_cut_off: bool = False  # audio that ends before the length that its file states
    keep_audio: bool = False  # that was fetched

    @property
    def folder(self) -> Path:
        """Where the files are written, on this computer."""
        return written_in(self.out, self.cache)


def written_in(out: str, cache: Path) -> Path:
    """The folder of this computer where outputs are written, be it on the way to a storage."""
    return cache / _OUTPUTS if kind_of(out) is Kind.STORAGE else Path(out)


@dataclass(frozen=True, slots=True)
class Task:
    """An episode that is to be done."""

    item: Item
    orders: Orders
    fresh: bool = False  # nothing that was kept of it is used
    refetch: bool = False  # nothing that was fetched of it is used
    file: Path | None = None  # its audio, once it is here
    stage_s: Mapping[str, float] = field(default_factory=dict)  # what was done took
    taken: str | None = None  # what is in the storage under the name of an output, by others

    def prepared(self, found: Prepared) -> Task:
        """The same without what is behind."""
        return replace(self, fresh=False, refetch=False, file=found.file, stage_s=found.stage_s)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An episode that is here and decoded."""

    file: Path
    seconds: float
    stage_s: Mapping[str, float]


class Blame(StrEnum):
    """What a fault comes of, and so what helps."""

    PASSING = "passing"  # a server, a line, a disk: another attempt
    LASTING = "lasting"  # the episode itself: nothing
    LENGTH = "length"  # it is longer than is wanted
    WORKER = "worker"  # the process, its memory, its device: another process


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an episode could not be done."""

    text: str
    blame: Blame
    seconds: float | None = None  # at least so long is the audio, where that is the fault


def attempt(
    step: Callable[[Task, Kept, Listener], _Result], task: Task, kept: Kept, listener: Listener
) -> _Result | Fault:
    """What comes of `prepare` or `work`, be it a fault; only who stops them gets an exception."""
    try:
        return step(task, kept, listener)
    except Exception as error:
        fault = Fault(told(error), blame(error), _length(error))
        if fault.blame in (Blame.LASTING, Blame.LENGTH):
            drop_sound(task)
        return fault


def prepare(task: Task, kept: Kept, listener: Listener = Listener()) -> Prepared:
    """Have the audio here and decoded, for `work` that comes later on the same computer."""
    timing = _Timing(listener)
    _require_free(task)
    file = _brought(task, timing.listener)
    try:
        found = decode_ahead(_errand(task, file), kept, timing.listener)
    except PodscribeError as error:
        if blame(error) in (Blame.LASTING, Blame.LENGTH):
            drop_audio(task)
        raise
    return Prepared(file, found.seconds, timing.seconds())


def work(task: Task, kept: Kept, listener: Listener = Listener()) -> Outcome:
    """The whole of what is left of an episode, up to its files in their place."""
    timing = _Timing(listener)
    _require_free(task)
    file = task.file or _brought(task, timing.listener)
    done = execute(_errand(task, file), kept, timing.listener)
    outputs = tuple(_delivered(path, task) for path in done.written)
    return _outcome(done, outputs, timing.all(task.stage_s))


def _require_free(task: Task) -> None:
    if task.taken is not None:
        raise PodscribeError(
            "is there already, and the ledger does not know it",
            file=task.taken,
            remedy="move it away, or name another place with -o, or its ledger with --ledger",
        )


def drop_audio(task: Task) -> None:
    """Remove what was fetched of an episode that is settled, unless it is to be kept."""
    if task.item.kind is not Kind.FILE and not task.orders.keep_audio:
        folder = audio_folder(task)
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # it holds something else
            folder.parent.rmdir()


def drop_sound(task: Task) -> None:
    """Remove what was decoded of an episode that is settled: whoever did it may have died."""
    if task.item.kind is Kind.FILE:
        files = [Path(task.item.source)]
    else:
        files = [path for path in audio_folder(task).rglob("*") if path.is_file()]
    for file in files:
        with suppress(OSError, PodscribeError):
            store.drop_sound(file, task.orders.cache)


def audio_folder(task: Task) -> Path:
    """Of its own: two episodes may have the same audio, and each removes its own."""
    digest = hashlib.sha256(task.item.id.encode(errors="surrogatepass")).hexdigest()
    return task.orders.cache / FOLDER / f"audio-{digest[:16]}"


def _brought(task: Task, listener: Listener) -> Path:
    """The audio as a file, within the limits."""
    item, orders = task.item, task.orders
    limits = orders.limits

    def fetching(done: int, total: int | None) -> None:
        share = done / total if total else None
        listener.on_progress(Progress(Stage.FETCH, share, item.shown))

    folder = audio_folder(task)
    with _outside():
        if item.kind is Kind.STORAGE:
            if orders.settings.offline:
                raise not_here(item.shown)
            return fetch_object(
                item.source,
                folder,
                limit_bytes=limits.max_bytes,
                limit_s=limits.fetch_s,
                on_progress=fetching,
            )
        return bring(
            item.source,
            folder,
            offline=orders.settings.offline,
            fresh=task.fresh or task.refetch,
            options=limits.fetch_options,
            on_progress=fetching,
        )


def _errand(task: Task, file: Path) -> Errand:
    orders = task.orders
    return Errand(
        source=str(file),
        settings=replace(orders.settings, output=orders.folder, cache=orders.cache),
        page=task.item.page,
        fresh=task.fresh,
        stem=task.item.stem,
        bounds=Bounds(orders.limits.max_s, whole=not orders.allow_cut_off),
    )


def _delivered(path: Path, task: Task) -> Output:
    """What was written, where it belongs."""
    filled = path == task.item.page
    if filled or kind_of(task.orders.out) is not Kind.STORAGE:
        return output_of(path, task.orders.folder, filled=filled)
    try:
        mark = put_object(path, f"{task.orders.out.rstrip('/')}/{path.name}")
    except PodscribeError as error:  # whatever it is, the episode is not to blame
        raise _OutsideError(error.what, file=error.file, remedy=error.remedy) from error
    return Output(path.name, checksum(path), path.stat().st_size, mark=mark)


def _outcome(done: Run, outputs: tuple[Output, ...], stage_s: Mapping[str, float]) -> Outcome:
    heard = done.episode.transcript
    told = heard.provenance
    audio = told.get("audio")
    model = told.get("recogniser")
    return Outcome(
        outputs=outputs,
        seconds=heard.duration,
        audio_sha256=str(audio["sha256"]) if isinstance(audio, Mapping) else None,
        model=str(model["name"]) if isinstance(model, Mapping) else None,
        language=heard.language,
        speakers=len({line.speaker for line in heard.lines if line.speaker is not None}) or None,
        doubtful_s=round(sum(each.end - each.start for each in done.episode.doubtful), 3),
        stage_s={name: round(seconds, 3) for name, seconds in stage_s.items()},
    )


class _Timing:
    """How long each stage takes, from what it tells."""

    def __init__(self, listener: Listener) -> None:
        self._tell = listener.on_progress
        self._spans: dict[Stage, tuple[float, float]] = {}
        self._last = time.monotonic()
        self.listener = replace(listener, on_progress=self._on_progress)

    def _on_progress(self, now: Progress) -> None:
        self._last = time.monotonic()
        if not now.kept:
            begun, _ = self._spans.get(now.stage, (self._last, self._last))
            self._spans[now.stage] = begun, self._last
        self._tell(now)

    def seconds(self) -> dict[str, float]:
        return {str(stage): ended - begun for stage, (begun, ended) in self._spans.items()}

    def all(self, before: Mapping[str, float]) -> dict[str, float]:
        """With what was done before; what came after the last stage was writing."""
        return {**before, **self.seconds(), WRITING: time.monotonic() - self._last}


def blame(error: BaseException) -> Blame:
    """What an error comes of, by what it was raised from."""
    chain = _chain(error)
    if any(isinstance(each, TooLongError) for each in chain):
        return Blame.LENGTH
    if any(_is_device(each) for each in chain):
        return Blame.WORKER
    if any(isinstance(each, (_OutsideError, PassingError)) for each in chain):
        return Blame.PASSING
    of_disk = isinstance(chain[-1], OSError) and not type(chain[-1]).__module__.startswith("av.")
    return Blame.PASSING if of_disk and may_pass(chain[-1]) else Blame.LASTING


def _chain(error: BaseException) -> list[BaseException]:
    """The error, what it was raised from, and so on."""
    found = [error]
    while (cause := found[-1].__cause__) is not None and cause not in found:
        found.append(cause)
    return found


def _length(error: Exception) -> float | None:
    return next((each.seconds for each in _chain(error) if isinstance(each, TooLongError)), None)


def _is_device(error: BaseException) -> bool:
    if isinstance(error, (MemoryError, MemoryShortError)):
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error).lower() for sign in _SIGNS)


def may_pass(cause: BaseException | None) -> bool:
    """Whether another attempt may help; where there is no cause, podscribe itself has refused."""
    if isinstance(cause, HTTPError):
        return refusals.may_pass(cause.code)
    if isinstance(cause, URLError) and isinstance(cause.reason, SSLCertVerificationError):
        return False
    return cause is not None and not isinstance(cause, _LASTING)


class _OutsideError(PodscribeError):
    """A server, a line or a storage failed, and may not fail again."""


@contextmanager
def _outside() -> Iterator[None]:
    """What servers and storages do there is told from what podscribe refuses."""
    try:
        yield
    except PodscribeError as error:
        if not may_pass(error.__cause__):
            raise
        raise _OutsideError(error.what, file=error.file, remedy=error.remedy) from error


def told(error: Exception) -> str:
    """For people; of what nobody has foreseen, with its place in the program."""
    if isinstance(error, PodscribeError):
        return str(error)[:_MOST_TEXT]
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    said = without_secrets(" ".join(str(error).split()))
    return f"{type(error).__name__}: {said}{place}"[:_MOST_TEXT]
