"""One episode, from what the user names to its transcript."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from podscribe import __version__
from podscribe.audio import (
    Audio,
    NoSoundError,
    bring,
    decode,
    faults,
    fetched,
    is_address,
    open_decoded,
    remove_copy,
    require_apart,
    shown,
)
from podscribe.clock import clock
from podscribe.config import Channels
from podscribe.diarize import Diarization
from podscribe.errors import PodscribeError
from podscribe.files import as_text, checksum
from podscribe.models import ModelFolder
from podscribe.pipeline import stages
from podscribe.pipeline.beside import beside
from podscribe.pipeline.channels import words_by_channel
from podscribe.pipeline.engines import Models, find_models
from podscribe.pipeline.listener import WAITS, Listener, Progress, Stage
from podscribe.pipeline.options import Bounds, RunOptions
from podscribe.pipeline.stages import Sound
from podscribe.pipeline.store import (
    FOLDER,
    RESULTS_BYTES,
    SOUND,
    Store,
    held,
    require_space,
    store_for,
)
from podscribe.transcribe import Doubtful, Recognition
from podscribe.transcribe.cuda import gpu_count
from podscribe.transcript import Span, Transcript, Turn
from podscribe.turns import assemble, spans_of, to_transcript, weave

LEAST_MISSING_S = 1.0  # stated lengths are this wrong of audio that is whole
MISSING_SHARE = 0.03  # or as wrong as this
OLD_DOWNLOAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Episode:
    """What a run found out."""

    file: Path  # the audio, downloaded where it was an address, and copied where a stream
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


class TooLongError(PodscribeError):
    """The audio is longer than what is wanted."""

    def __init__(self, file: Path, seconds: float, longest_s: float) -> None:
        super().__init__(
            f"is longer than {clock(longest_s)}", file=file, remedy="allow more, or leave it out"
        )
        self.seconds = seconds  # that it has, or that were heard before it was left


class CutOffError(PodscribeError):
    """The audio ends well before the length that its file states."""


def run_episode(
    source: str,
    folder: Path,
    options: RunOptions = RunOptions(),
    models: Models | None = None,
    listener: Listener = Listener(),
) -> Episode:
    """The transcript of a file, an address or `-`; what each stage finds is kept in the folder."""
    models = models or find_models(options, listener)
    with _held_sound(source, folder, options, listener) as (file, digest, store, audio):
        return _worked(file, digest, store, audio, options, models, listener)


def decode_ahead(
    source: str, folder: Path, options: RunOptions, models: Models, listener: Listener = Listener()
) -> Sound:
    """The sound decoded into the folder for a run that comes later, if that will need it."""
    with _held_sound(source, folder, options, listener, keep=True) as (file, _, store, audio):
        require_space(store.folder, RESULTS_BYTES)
        sound = _described(file, store, audio, options)
        if not _kept(store, sound, options, models):
            audio.get()
    return sound


def _kept(store: Store, sound: Sound, options: RunOptions, models: Models) -> bool:
    """Whether all that is made of the sound is there."""
    words = models.recogniser
    if options.channels is Channels.SEPARATE:
        return all(
            stages.words_kept(store, words, options.transcribe, number)
            for number in range(sound.channels)
        )
    return stages.words_kept(store, words, options.transcribe) and (
        models.diarizer is None or stages.speakers_kept(store, models.diarizer, options.diarize)
    )


@contextlib.contextmanager
def _held_sound(
    source: str, folder: Path, options: RunOptions, listener: Listener, *, keep: bool = False
) -> Iterator[tuple[Path, str, Store, _Sounds]]:
    """The file, its digest, its store for this run alone, and its sound.

    The decoded sound takes 230 MB an hour: it goes when all is done (unless it is to be kept) or
    anything fails, not when the run is stopped.
    """

    def fetching(done: int, total: int | None) -> None:
        share = done / total if total else None
        listener.on_progress(Progress(Stage.FETCH, share, shown(source)))

    _tell_of_old_download(source, folder, options, listener)
    file = bring(
        source,
        folder / FOLDER,
        offline=options.offline,
        fresh=options.fresh,
        on_progress=fetching,
    )
    try:
        with _held_store(file, folder, options, listener) as (digest, store):
            sounds = _Sounds(file, digest, shown(source), store.folder, options, listener)
            try:
                yield file, digest, store, sounds
            except Exception:
                store.drop_sound()
                raise
            if not keep:
                store.drop_sound()
    except BaseException as error:
        remove_copy(source, file)
        if isinstance(error, NoSoundError) and is_address(source) and not options.offline:
            file.unlink(missing_ok=True)  # a page that tells of an error, perhaps
            raise NoSoundError(
                error.what,
                file=shown(source),
                remedy="check the address; the next run asks it again",
            ) from error
        raise


def _tell_of_old_download(
    source: str, folder: Path, options: RunOptions, listener: Listener
) -> None:
    """A run that goes on has to hear the same, so a server is not asked for something newer."""
    kept = fetched(source, folder / FOLDER) if is_address(source) and not options.fresh else None
    if kept is None:
        return
    came = datetime.fromtimestamp(kept.stat().st_mtime)
    if datetime.now() - came > OLD_DOWNLOAD:
        listener.on_notice(
            f"{shown(source)}: heard as it was downloaded on {came:%Y-%m-%d}; "
            "--fresh downloads it again"
        )


@contextlib.contextmanager
def _held_store(
    file: Path, folder: Path, options: RunOptions, listener: Listener
) -> Iterator[tuple[str, Store]]:
    """The file's digest, and its store for this run alone."""
    digest = checksum(file)
    store = store_for(folder, digest)
    waits = f"{file}: {WAITS}"
    with held(store, lambda: listener.on_notice(waits)):
        if options.fresh:
            store.forget()
        yield digest, store


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
    sound = _described(file, store, audio, options)
    for fault in sound.faults:
        listener.on_notice(f"{audio.name}: {fault}")
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
    silent = [number for number, each in enumerate(heard, 1) if not each.words]
    if len(silent) < len(heard):
        for number in silent:
            listener.on_notice(f"{audio.name}: nobody is heard on channel {number}")
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
        assemble(
            words.words,
            found.exclusive if found else (),
            options.turns,
            found.likeness if found else None,
        ),
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
        heard = words(listener)
        return heard, speakers(listener) if heard.words else None
    return beside(words, speakers, listener)


def _on_gpu(options: RunOptions) -> bool:
    """Whether a GPU is asked for, or there is one."""
    devices = (options.transcribe.device, options.diarize.device)
    if "auto" not in devices:
        return all(device.startswith("cuda") for device in devices)
    if "cpu" in devices:
        return False
    return gpu_count() > 0


@dataclass(slots=True)
class _Sounds:
    """The audio decoded once, when the first stage asks for it."""

    file: Path
    digest: str
    name: str  # by which people know it
    folder: Path
    options: RunOptions
    listener: Listener
    audio: Audio | None = None
    lock: Lock = field(default_factory=Lock)

    @property
    def target(self) -> Path:
        apart = ".apart" if self.options.channels is Channels.SEPARATE else ""
        return self.folder / f"{SOUND}{apart}"

    def get(self) -> Audio:
        with self.lock:
            if self.audio is None:
                self.audio = open_decoded(self.target) or self._decoded()
            return self.audio

    def _decoded(self) -> Audio:
        def decoding(done_s: float, total_s: float | None) -> None:
            _require_short(done_s, self.file, self.options.bounds)
            share = min(1.0, done_s / total_s) if total_s else None
            self.listener.on_progress(Progress(Stage.DECODE, share, self.file.name))

        separate = self.options.channels is Channels.SEPARATE
        found = decode(self.file, self.target, separate=separate, on_progress=decoding)
        if checksum(self.file) != self.digest:
            raise PodscribeError(
                "was changed while it was read", file=self.file, remedy="run again"
            )
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


def _described(file: Path, store: Store, audio: _Sounds, options: RunOptions) -> Sound:
    """What is known of the sound, if it is as the run wants it."""

    def describe(found: Audio) -> Sound:
        if found.channels:
            require_apart(found, file)
        missing_s = max(0.0, (found.expected_seconds or 0.0) - found.seconds)
        return Sound(found.seconds, faults(found), len(found.channels), missing_s)

    sound = stages.sound(store, audio.get, options.channels, describe)
    _require_short(sound.seconds, file, options.bounds)
    most_s = max(LEAST_MISSING_S, MISSING_SHARE * sound.seconds)
    if options.bounds.whole and sound.missing_s > most_s:
        stated_s = sound.seconds + sound.missing_s
        raise CutOffError(
            f"it ends at {clock(sound.seconds)} of {clock(stated_s)}",
            file=file,
            remedy="get the whole of it, or take it with --allow-cut-off",
        )
    return sound


def _require_short(seconds: float, file: Path, bounds: Bounds) -> None:
    if bounds.longest_s is not None and seconds > bounds.longest_s:
        raise TooLongError(file, seconds, bounds.longest_s)


def _provenance(
    file: Path, digest: str, models: Models, said: _Said, sound: Sound
) -> Mapping[str, object]:
    """Where the transcript came from, and what of it is in doubt."""
    told: dict[str, object] = {
        "podscribe": __version__,
        "audio": {"name": as_text(file.name), "sha256": digest},
        "recogniser": _model(models.recogniser.folder),
    }
    if models.diarizer is not None:
        told["diarizer"] = _model(models.diarizer.folder)
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
