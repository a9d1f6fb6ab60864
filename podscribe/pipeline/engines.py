"""Where a run has its models from: opened for it alone, or kept from one episode to the next."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol

from podscribe.diarize import DiarizeOptions
from podscribe.diarize import Engine as VoicesEngine
from podscribe.diarize import open_engine as open_diarizer
from podscribe.models import ModelFolder, diarizer, forbid_network, recogniser
from podscribe.models import Progress as FetchProgress
from podscribe.pipeline.languages import require_language
from podscribe.pipeline.listener import Listener, Progress, Stage
from podscribe.pipeline.memory import make_room, unless_short
from podscribe.pipeline.options import RunOptions
from podscribe.transcribe import Engine as WordsEngine
from podscribe.transcribe import TranscribeOptions
from podscribe.transcribe import open_engine as open_recogniser
from podscribe.transcribe.loading import LoadedModel, load_model
from podscribe.transcribe.sharing import Sharing

OnNotice = Callable[[str], None]
OpenRecogniser = Callable[[Path, TranscribeOptions], WordsEngine]


class OpenDiarizer(Protocol):
    """Makes a folder into an engine; `on_notice` is told of scarce memory."""

    def __call__(
        self, folder: Path, options: DiarizeOptions, *, on_notice: OnNotice
    ) -> VoicesEngine: ...


@dataclass(frozen=True, slots=True)
class Recogniser:
    """The model that hears words, verified, and how it is opened."""

    folder: ModelFolder
    open: OpenRecogniser = open_recogniser
    alone: AbstractContextManager[object] = nullcontext()  # entered as long as it is at work


@dataclass(frozen=True, slots=True)
class Diarizer:
    """The model that tells speakers apart, verified, and how it is opened."""

    folder: ModelFolder
    open: OpenDiarizer = open_diarizer
    alone: AbstractContextManager[object] = nullcontext()


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a run."""

    recogniser: Recogniser
    diarizer: Diarizer | None

    @property
    def embedded(self) -> bool:
        return self.recogniser.folder.embedded or bool(
            self.diarizer and self.diarizer.folder.embedded
        )


def find_models(options: RunOptions, listener: Listener = Listener()) -> Models:
    """Every model of a run, fetched where need be, before any audio is read."""

    def fetching(now: FetchProgress) -> None:
        share = now.done_bytes / now.total_bytes if now.total_bytes else None
        listener.on_progress(Progress(Stage.MODELS, share, now.model))

    found = Models(
        Recogniser(recogniser(options.recogniser, offline=options.offline, on_progress=fetching)),
        None
        if options.diarizer is None
        else Diarizer(diarizer(options.diarizer, offline=options.offline, on_progress=fetching)),
    )
    forbid_network()
    require_language(found.recogniser.folder, options.transcribe.language)
    return found


class Kept:
    """Models that stay loaded from episode to episode, one of each kind.

    Threads may work on several episodes at once: each model hears one of them at a time. Both
    are at work at once only if `together`, which takes the memory for both. If `sharing`, several
    are heard at once: batches that one does not fill have windows of others.
    """

    def __init__(self, *, together: bool = False, sharing: bool = False) -> None:
        self._hearing = Lock()
        self._telling = Lock() if together else self._hearing
        self._sharing = Sharing(self._hearing) if sharing else None
        self._opening = Lock()
        self._finding = Lock()
        self._found: dict[tuple[str, str | None, bool], Models] = {}
        self._recogniser: tuple[object, LoadedModel] | None = None
        self._diarizer: tuple[object, VoicesEngine] | None = None
        self._on_notice: OnNotice = lambda text: None

    def models(self, options: RunOptions, listener: Listener = Listener()) -> Models:
        """The models of a run: those that are loaded, if they are the same."""
        key = (options.recogniser, options.diarizer, options.offline)
        with self._finding:
            if key not in self._found:
                self._found[key] = self._keeping(find_models(options, listener))
            found = self._found[key]
        require_language(found.recogniser.folder, options.transcribe.language)
        return found

    def _keeping(self, found: Models) -> Models:
        apart = found.diarizer
        hearing = self._sharing or self._hearing
        return Models(
            Recogniser(found.recogniser.folder, self._open_recogniser, hearing),
            None if apart is None else Diarizer(apart.folder, self._open_diarizer, self._telling),
        )

    def load(self, options: RunOptions, listener: Listener = Listener()) -> None:
        """Have the models loaded before there is anything to hear."""
        models = self.models(options, listener)
        with models.recogniser.alone:
            models.recogniser.open(models.recogniser.folder.path, options.transcribe)
        if models.diarizer is not None:
            with models.diarizer.alone:
                models.diarizer.open(
                    models.diarizer.folder.path, options.diarize, on_notice=listener.on_notice
                )

    def _open_recogniser(self, folder: Path, options: TranscribeOptions) -> WordsEngine:
        with self._opening:
            engine = self._loaded(folder, options).engine(options)
        return self._sharing.engine(engine, options) if self._sharing else engine

    def _loaded(self, folder: Path, options: TranscribeOptions) -> LoadedModel:
        key = (folder, options.device, options.compute_type, options.cpu_threads)
        here = self._recogniser  # who is short of memory may take it away meanwhile
        if here is None or here[0] != key:
            here = self._recogniser = None  # there may be no room for two
            made = unless_short(lambda: load_model(folder, options))
            if made is None:
                self._diarizer = None
                make_room()
                made = (load_model(folder, options),)
            here = self._recogniser = key, *made
        return here[1]

    def _open_diarizer(
        self, folder: Path, options: DiarizeOptions, *, on_notice: OnNotice
    ) -> VoicesEngine:
        sizes = (options.segmentation_batch, options.embedding_batch)
        key = (folder, options.device, options.threads, sizes)
        self._on_notice = on_notice
        here = self._diarizer
        if here is None or here[0] != key:
            here = self._diarizer = None
            made = unless_short(lambda: self._opened(folder, options))
            if made is None:
                self._recogniser = None
                make_room()
                made = (self._opened(folder, options),)
            here = self._diarizer = key, *made
        return here[1]

    def _opened(self, folder: Path, options: DiarizeOptions) -> VoicesEngine:
        return open_diarizer(folder, options, on_notice=lambda text: self._on_notice(text))
