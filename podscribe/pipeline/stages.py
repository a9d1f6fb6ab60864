"""Each stage with what was kept of it: work is done only where no result is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any, TypeVar

from podscribe.audio import SAMPLE_RATE, Audio, let_go
from podscribe.clock import clock
from podscribe.config import Channels
from podscribe.diarize import Diarization, DiarizeOptions, find_speakers
from podscribe.diarize import Progress as SpeakersProgress
from podscribe.diarize import parse as parse_diarization
from podscribe.diarize import serialize as serialize_diarization
from podscribe.errors import PodscribeError
from podscribe.models import ModelFolder
from podscribe.pipeline.engines import Diarizer, Recogniser
from podscribe.pipeline.listener import Listener, Progress, Stage
from podscribe.pipeline.store import Store
from podscribe.transcribe import (
    HEARING,
    Passage,
    Recognition,
    TranscribeOptions,
    passage_line,
    read_passages,
    transcribe,
)
from podscribe.transcribe import Progress as WordsProgress
from podscribe.transcribe.cuda import kind_of

if TYPE_CHECKING:
    from podscribe.pipeline.store import StageFiles

VERSION = 2  # of what is kept: another one does the work again
_WORDS_VERSION = 3  # of how words are heard
_SPEAKERS_VERSION = 3  # of how it is heard who speaks
APART_VERSION = 2  # of how channels are told apart
SEEKING_SHARE = 0.05  # of the time that words take
_WORDS_BY, _SPEAKERS_BY = ("faster-whisper", "ctranslate2"), ("pyannote.audio", "torch")
_NO_MATTER = ("cpu_threads", "threads", "segmentation_batch", "embedding_batch")
_ONCE = {"compared": 1}  # as it was before it could be set: what was kept then holds
GetAudio = Callable[[], Audio]
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Sound:
    """What is known of the audio once it was decoded."""

    seconds: float
    faults: tuple[str, ...]
    channels: int = 0  # that were kept apart
    missing_s: float = 0.0  # of the length that the file states


def facts_of(model: ModelFolder, options: TranscribeOptions | DiarizeOptions) -> dict[str, object]:
    """All that a stage's result depends on beside the audio."""
    every = asdict(options).items()
    told = {name: value for name, value in every if name not in _NO_MATTER}
    told = {name: value for name, value in told.items() if _ONCE.get(name) != value}
    told["device"] = kind_of(options.device)
    hears_words = isinstance(options, TranscribeOptions)
    packages = _WORDS_BY if hears_words else _SPEAKERS_BY
    return {
        "version": _WORDS_VERSION if hears_words else _SPEAKERS_VERSION,
        "model": model.revision,
        "options": told,
        "by": {name: _installed(name) for name in packages},
    }


@cache
def _installed(package: str) -> str | None:
    """Its version: another one may hear otherwise."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def words(
    store: Store,
    audio: GetAudio,
    model: Recogniser,
    options: TranscribeOptions,
    listener: Listener,
    channel: int | None = None,
) -> Recognition:
    """The words, those kept from a run that was stopped not heard again."""
    files = _words_files(store, model, options, channel)
    kept = _loaded(files, _recognition)
    if kept is not None:
        listener.on_progress(Progress(Stage.WORDS, 1.0, kept=True))
        return kept
    done = read_passages("\n".join(files.lines()))
    samples = audio().samples
    if done:
        listener.on_notice(
            f"going on with the words at {clock(done[-1].end)}, where it was stopped"
        )
    with model.alone, files.appending(len(done)) as append:
        listener.on_progress(Progress(Stage.WORDS, 0.0, "loading the model"))
        listener.on_detail(f"words: {_told(model.folder)} on {options.device}, {files.journal}")
        engine = model.open(model.folder.path, options)
        last = [""]
        before_s = done[-1].end if done else 0.0

        def keep(passage: Passage) -> None:
            append(passage_line(passage))
            last[0] = passage.text
            for each in passage.doubtful:
                listener.on_detail(
                    f"{clock(each.start)} to {clock(each.end)} is in doubt: {each.reason}"
                )

        def on_progress(now: WordsProgress) -> None:
            let_go(samples)
            listener.on_progress(_words_progress(now, last[0], before_s))

        found = transcribe(
            samples,
            engine,
            options,
            done=done,
            on_passage=keep,
            on_progress=on_progress,
            on_notice=listener.on_notice,
        )
    files.save(_recognition_content(found))
    return found


def speakers(
    store: Store,
    audio: GetAudio,
    model: Diarizer,
    options: DiarizeOptions,
    listener: Listener,
) -> Diarization:
    """Who speaks when."""
    files = _speakers_files(store, model, options)
    kept = _loaded(files, lambda value: parse_diarization(json.dumps(value)))
    if kept is not None:
        listener.on_progress(Progress(Stage.SPEAKERS, 1.0, kept=True))
        return kept
    samples = audio().samples
    length_s = len(samples) / SAMPLE_RATE

    def on_progress(now: SpeakersProgress) -> None:
        let_go(samples)
        listener.on_progress(_speakers_progress(now, length_s))

    with model.alone:
        listener.on_progress(Progress(Stage.SPEAKERS, 0.0, "loading the model"))
        listener.on_detail(f"speakers: {_told(model.folder)} on {options.device}")
        found = find_speakers(
            samples,
            model.open(model.folder.path, options, on_notice=listener.on_notice),
            options,
            on_progress=on_progress,
            on_notice=listener.on_notice,
        )
    files.save(json.loads(serialize_diarization(found)))
    return found


def words_kept(
    store: Store, model: Recogniser, options: TranscribeOptions, channel: int | None = None
) -> bool:
    """Whether the words are there."""
    return _words_files(store, model, options, channel).result.is_file()


def speakers_kept(store: Store, model: Diarizer, options: DiarizeOptions) -> bool:
    """Whether it is known who speaks when."""
    return _speakers_files(store, model, options).result.is_file()


def _words_files(
    store: Store, model: Recogniser, options: TranscribeOptions, channel: int | None
) -> StageFiles:
    alone = {} if channel is None else {"channel": channel, "apart": APART_VERSION}
    return store.stage("words", facts_of(model.folder, options) | alone)


def _speakers_files(store: Store, model: Diarizer, options: DiarizeOptions) -> StageFiles:
    return store.stage("speakers", facts_of(model.folder, options))


def _told(model: ModelFolder) -> str:
    return f"{model.name} ({model.revision[:12]})"


def sound(
    store: Store, audio: GetAudio, channels: Channels, describe: Callable[[Audio], Sound]
) -> Sound:
    """What is known of the audio, without decoding it a second time."""
    facts = {"version": VERSION, "rate": SAMPLE_RATE, "channels": channels}
    files = store.stage("sound", facts)
    kept = _loaded(files, _sound)
    if kept is not None:
        return kept
    found = describe(audio())
    files.save(asdict(found))
    return found


def _loaded(files: StageFiles, read: Callable[[Any], _Result]) -> _Result | None:
    """What was kept; None where nothing is there that this version understands."""
    value = files.load()
    if value is None:
        return None
    try:
        return read(value)
    except (PodscribeError, KeyError, TypeError, ValueError, AttributeError):
        return None


def _recognition_content(found: Recognition) -> dict[str, object]:
    return {
        "language": found.language,
        "language_probability": found.language_probability,
        "speech_s": found.speech_s,
        "passages": [json.loads(passage_line(each)) for each in found.passages],
    }


def _recognition(value: Mapping[str, Any]) -> Recognition:
    rows = value["passages"]
    passages = read_passages("\n".join(json.dumps(row) for row in rows))
    if len(passages) != len(rows):
        raise ValueError("a passage is not whole")
    return Recognition(
        passages, value["language"], value["language_probability"], float(value["speech_s"])
    )


def _sound(value: Mapping[str, Any]) -> Sound:
    faults = tuple(map(str, value["faults"]))
    missing_s = float(value.get("missing_s", 0.0))
    return Sound(float(value["seconds"]), faults, int(value["channels"]), missing_s)


def _words_progress(now: WordsProgress, last: str, before_s: float) -> Progress:
    share, what = now.done_s / now.total_s if now.total_s else 1.0, "looking for speech"
    before = 0.0
    if now.step == HEARING:
        share, what = SEEKING_SHARE + (1 - SEEKING_SHARE) * share, last
        before = (1 - SEEKING_SHARE) * before_s / now.total_s if now.total_s else 0.0
    else:
        share *= SEEKING_SHARE
    return Progress(Stage.WORDS, share, what, length_s=now.total_s, share_before=before)


def _speakers_progress(now: SpeakersProgress, length_s: float) -> Progress:
    return Progress(Stage.SPEAKERS, now.share, now.step, length_s=length_s)
