"""One episode, from what the user names to its transcript."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from podscribe import __version__
from podscribe.audio import (
    Audio,
    bring,
    content_digest,
    decode,
    faults,
    open_decoded,
    require_apart,
)
from podscribe.clock import clock
from podscribe.config import Channels
from podscribe.diarize import Diarization
from podscribe.models import ModelFolder, diarizer, forbid_network, recogniser
from podscribe.models import Progress as FetchProgress
from podscribe.pipeline import stages
from podscribe.pipeline.beside import beside
from podscribe.pipeline.channels import words_by_channel
from podscribe.pipeline.listener import Listener, Progress, Stage
from podscribe.pipeline.options import RunOptions
from podscribe.pipeline.stages import Sound
from podscribe.pipeline.store import (
    FOLDER,
    RESULTS_BYTES,
    Store,
    held,
    require_space,
    store_for,
)
from podscribe.transcribe import Doubtful, Recognition
from podscribe.transcript import Span, Transcript, Turn
from podscribe.turns import assemble, spans_of, to_transcript, weave

SOUND = "sound.f32"


@dataclass(frozen=True, slots=True)
class Episode:
    """What a run found out."""

    file: Path  # the audio, downloaded where it was an address
    transcript: Transcript
    doubtful: tuple[Doubtful, ...]
    faults: tuple[str, ...]  # of the audio, a sentence each
    voices: Diarization | None = None  # None: nobody was told apart by voice


@dataclass(frozen=True, slots=True)
class _Said:
    """Who said what, however it was found."""

    turns: tuple[Turn, ...]
    spans: tuple[Span, ...]
    language: str | None
    language_probability: float | None
    doubtful: tuple[Doubtful, ...]
    voices: Diarization | None = None


@dataclass(frozen=True, slots=True)
class Models:
    """The folders of the models, verified."""

    recogniser: ModelFolder
    diarizer: ModelFolder | None

    @property
    def embedded(self) -> bool:
        return self.recogniser.embedded or bool(self.diarizer and self.diarizer.embedded)


def find_models(options: RunOptions, listener: Listener = Listener()) -> Models:
    """Every model of a run, fetched where need be, before any audio is read."""

    def fetching(now: FetchProgress) -> None:
        share = now.done_bytes / now.total_bytes if now.total_bytes else None
        listener.on_progress(Progress(Stage.MODELS, share, now.model))

    found = Models(
        recogniser(options.recogniser, offline=options.offline, on_progress=fetching),
        None
        if options.diarizer is None
        else diarizer(options.diarizer, offline=options.offline, on_progress=fetching),
    )
    forbid_network()
    return found


def run_episode(
    source: str,
    folder: Path,
    options: RunOptions = RunOptions(),
    models: Models | None = None,
    listener: Listener = Listener(),
) -> Episode:
    """The transcript of a file, an address or `-`; what each stage finds is kept in the folder."""
    models = models or find_models(options, listener)

    def fetching(done: int, total: int | None) -> None:
        listener.on_progress(Progress(Stage.FETCH, done / total if total else None, source))

    file = bring(
        source,
        folder / FOLDER,
        offline=options.offline,
        fresh=options.fresh,
        on_progress=fetching,
    )
    digest = content_digest(file)
    store = store_for(folder, digest)
    waits = f"{file}: another run works on it; waiting for its results"
    with held(store, lambda: listener.on_notice(waits)):
        if options.fresh:
            store.forget()
        with _sounds(file, store, options.channels, listener) as audio:
            return _worked(file, digest, store, audio, options, models, listener)


def _worked(
    file: Path,
    digest: str,
    store: Store,
    audio: _Sounds,
    options: RunOptions,
    models: Models,
    listener: Listener,
) -> Episode:
    require_space(store.folder, RESULTS_BYTES)
    sound = stages.sound(store, audio.get, options.channels, lambda found: _described(file, found))
    said = (
        _by_channel(store, audio, sound, options, models, listener)
        if options.channels is Channels.SEPARATE
        else _by_voice(store, audio, options, models, listener)
    )
    transcript = to_transcript(
        said.turns,
        spans=said.spans,
        language=said.language,
        duration=round(sound.seconds, 3),
        provenance=_provenance(file, digest, models, said, sound),
    )
    return Episode(file, transcript, said.doubtful, sound.faults, said.voices)


def _by_channel(
    store: Store,
    audio: _Sounds,
    sound: Sound,
    options: RunOptions,
    models: Models,
    listener: Listener,
) -> _Said:
    """Whoever has a channel says what is heard on it."""
    heard = words_by_channel(store, audio.get, sound.channels, models.recogniser, options, listener)
    said = {f"SPEAKER_{number:02d}": each.words for number, each in enumerate(heard) if each.words}
    most = max(heard, key=lambda each: each.speech_s)
    doubtful = sorted((stretch for each in heard for stretch in each.doubtful), key=_start_of)
    return _Said(
        weave(said), spans_of(said), most.language, most.language_probability, tuple(doubtful)
    )


def _start_of(stretch: Doubtful) -> float:
    return stretch.start


def _by_voice(
    store: Store, audio: _Sounds, options: RunOptions, models: Models, listener: Listener
) -> _Said:
    """Voices are told apart, and each is given its words."""
    words, found = _both(store, audio, options, models, listener)
    return _Said(
        assemble(words.words, found.exclusive if found else (), options.turns),
        found.spans if found else (),
        words.language,
        words.language_probability,
        words.doubtful,
        found,
    )


def _both(
    store: Store, audio: _Sounds, options: RunOptions, models: Models, listener: Listener
) -> tuple[Recognition, Diarization | None]:
    """Words and speakers; at once where both have a GPU to work on, and its memory suffices."""

    def words(told: Listener) -> Recognition:
        return stages.words(store, audio.get, models.recogniser, options.transcribe, told)

    diarizer = models.diarizer
    if diarizer is None:
        return words(listener), None

    def speakers(told: Listener) -> Diarization:
        return stages.speakers(store, audio.get, diarizer, options.diarize, told)

    if not _on_gpu(options):
        return words(listener), speakers(listener)
    return beside(words, speakers, listener)


def _on_gpu(options: RunOptions) -> bool:
    """Whether a GPU is asked for, or there is one."""
    devices = (options.transcribe.device, options.diarize.device)
    if "auto" not in devices:
        return all(device.startswith("cuda") for device in devices)
    if "cpu" in devices:
        return False
    import ctranslate2  # type: ignore[import-untyped]

    return bool(ctranslate2.get_cuda_device_count())


@dataclass(slots=True)
class _Sounds:
    """The audio decoded once, when the first stage asks for it."""

    file: Path
    target: Path
    channels: Channels
    listener: Listener
    audio: Audio | None = None
    lock: Lock = field(default_factory=Lock)

    def get(self) -> Audio:
        with self.lock:
            if self.audio is None:
                self.audio = open_decoded(self.target) or self._decoded()
            return self.audio

    def _decoded(self) -> Audio:
        def decoding(done_s: float, total_s: float | None) -> None:
            share = min(1.0, done_s / total_s) if total_s else None
            self.listener.on_progress(Progress(Stage.DECODE, share, self.file.name))

        separate = self.channels is Channels.SEPARATE
        found = decode(self.file, self.target, separate=separate, on_progress=decoding)
        self.listener.on_progress(Progress(Stage.DECODE, 1.0, self.file.name))
        source = found.source
        if source.tracks > 1:
            self.listener.on_notice(
                f"{self.file}: it has {source.tracks} tracks of sound; heard is the one that "
                "players choose"
            )
        channels = "1 channel" if source.channels == 1 else f"{source.channels} channels"
        self.listener.on_detail(
            f"sound: {source.codec}, {source.rate} Hz, {channels}, {clock(found.seconds)}"
        )
        return found


@contextlib.contextmanager
def _sounds(file: Path, store: Store, channels: Channels, listener: Listener) -> Iterator[_Sounds]:
    """The decoded sound takes 230 MB an hour: it goes when all is done, not when it is stopped."""
    apart = ".apart" if channels is Channels.SEPARATE else ""
    sounds = _Sounds(file, store.folder / f"{SOUND}{apart}", channels, listener)
    yield sounds
    for path in store.folder.glob(f"{SOUND}*"):
        path.unlink(missing_ok=True)


def _described(file: Path, audio: Audio) -> Sound:
    if audio.channels:
        require_apart(audio, file)
    return Sound(audio.seconds, faults(audio), len(audio.channels))


def _provenance(
    file: Path, digest: str, models: Models, said: _Said, sound: Sound
) -> Mapping[str, object]:
    """Where the transcript came from, and what of it is in doubt."""
    told: dict[str, object] = {
        "podscribe": __version__,
        "audio": {"name": file.name, "sha256": digest},
        "recogniser": _model(models.recogniser),
    }
    if models.diarizer is not None:
        told["diarizer"] = _model(models.diarizer)
    if said.language_probability is not None:
        told["language_probability"] = round(said.language_probability, 4)
    if sound.faults:
        told["faults"] = list(sound.faults)
    if said.doubtful:
        told["doubtful"] = [
            {"start": each.start, "end": each.end, "reason": str(each.reason)}
            for each in said.doubtful
        ]
    return told


def _model(model: ModelFolder) -> dict[str, str]:
    name = model.name if model.embedded or not Path(model.name).exists() else model.path.name
    return {"name": name, "revision": model.revision}
