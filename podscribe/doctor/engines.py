"""Every engine tried: sound encoded and decoded, words heard, speakers told apart."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from podscribe.audio.sound import SAMPLE_RATE, Audio, Source
from podscribe.config import Settings
from podscribe.diarize import DiarizeOptions
from podscribe.doctor.check import Check, ok
from podscribe.doctor.models import Wanted
from podscribe.doctor.process import apart
from podscribe.errors import PodscribeError
from podscribe.models import EMBEDDED, Hub, ModelFolder, diarizer, recogniser
from podscribe.transcribe import TranscribeOptions

if TYPE_CHECKING:
    from podscribe.audio.sound import Samples

SUFFIXES = (".mp3", ".m4a", ".opus", ".flac", ".wav")
PITCH_HZ = 440.0
_NEAR_HZ = 5.0
_LENGTH_S = 2.0
_NEAR_S = 0.2  # what encoders add
_SOUND_LIMIT_S = 60.0


def decoding() -> Iterator[Check]:
    """A tone written in the formats of podcasts and read again."""
    apart(try_formats, SUFFIXES, limit_s=_SOUND_LIMIT_S)
    listed = ", ".join(suffix.removeprefix(".") for suffix in SUFFIXES)
    yield ok("decoding", f"a tone came back from {listed}")


def hearing(model: Wanted, settings: Settings, hub: Hub) -> Iterator[Check]:
    """The recogniser made to hear; the embedded one where the one that is set is not here."""
    options = settings.transcribe_options()
    folder = model.folder
    if folder is None:
        folder = recogniser(EMBEDDED, hub=hub)
        options = replace(options, language=None, prompt="", hotwords=())
    yield ok("words", f"{_named(folder, model)}: {apart(try_words, folder.path, options)}")


def telling_apart(model: Wanted, settings: Settings, hub: Hub) -> Iterator[Check]:
    """The diarizer made to listen; the embedded one where the one that is set is not here."""
    folder = model.folder or diarizer(EMBEDDED, hub=hub)
    options = settings.diarize_options()
    assert options is not None
    yield ok("speakers", f"{_named(folder, model)}: {apart(try_speakers, folder.path, options)}")


def _named(used: ModelFolder, model: Wanted) -> str:
    return used.name if model.folder else f"{used.name}, in place of {model.name}"


def tone() -> Samples:
    """A sound that can be known again."""
    import numpy as np

    times = np.arange(round(_LENGTH_S * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.3 * np.sin(2 * np.pi * PITCH_HZ * times)).astype(np.float32)


def try_formats(suffixes: tuple[str, ...]) -> None:
    """To be called in a process of its own: raise what does not come back."""
    from podscribe.audio import decode
    from podscribe.audio.clips import cut, write_clip

    with TemporaryDirectory() as name:
        folder = Path(name)
        sound = Audio(folder / "tone", tone(), Source("", "", SAMPLE_RATE, channels=1, tracks=1))
        clip = cut(sound, 0.0, _LENGTH_S)
        for suffix in suffixes:
            path = folder / f"tone{suffix}"
            write_clip(clip, path)
            require_tone(decode(path, folder / "sound").samples, suffix)


def require_tone(samples: Samples, suffix: str) -> None:
    """Raise if the tone is not what was decoded."""
    import numpy as np

    seconds = len(samples) / SAMPLE_RATE
    spectrum = np.abs(np.fft.rfft(samples))
    loudest = float(np.argmax(spectrum)) / seconds
    if abs(seconds - _LENGTH_S) > _NEAR_S or abs(loudest - PITCH_HZ) > _NEAR_HZ:
        raise PodscribeError(
            f"{_LENGTH_S:.1f} s of {PITCH_HZ:.0f} Hz came back from {suffix.removeprefix('.')} as "
            f"{seconds:.1f} s of {loudest:.0f} Hz",
            remedy="pip install --force-reinstall av",
        )


def try_words(folder: Path, options: TranscribeOptions) -> str:
    """To be called in a process of its own: what the recogniser took for the tone."""
    from podscribe.transcribe import open_engine, transcribe
    from podscribe.transcribe.loading import device_of

    import_module("faster_whisper")  # or the model is blamed for what this lacks
    sound = tone()
    begun = time.perf_counter()
    engine = open_engine(folder, options)
    loaded = time.perf_counter()
    transcribe(sound, engine, options)  # looks for speech, and finds none
    engine.hear([sound], options.language or engine.languages[0])
    device, index = device_of(options.device)
    place = "the CPU" if device == "cpu" else f"{device}:{index}"
    return _spent(place, loaded - begun, time.perf_counter() - loaded)


def try_speakers(folder: Path, options: DiarizeOptions) -> str:
    """To be called in a process of its own: what the diarizer took for the tone."""
    from podscribe.diarize import find_speakers, open_engine

    sound = tone()
    begun = time.perf_counter()
    engine = open_engine(folder, options)
    loaded = time.perf_counter()
    find_speakers(sound, engine, options)
    return _spent(_torch_place(options.device), loaded - begun, time.perf_counter() - loaded)


def _torch_place(device: str) -> str:
    import torch

    if device == "auto":
        return "cuda:0" if torch.cuda.is_available() else "the CPU"
    return "the CPU" if device == "cpu" else device


def _spent(place: str, load_s: float, hear_s: float) -> str:
    return f"loaded on {place} in {load_s:.1f} s, {_LENGTH_S:.0f} s of sound in {hear_s:.1f} s"
