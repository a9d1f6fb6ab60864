"""Sound and engine for voices: any audio, decoded for as long as it is listened to."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from podscribe.audio import bring, decode, is_address
from podscribe.clock import clock
from podscribe.diarize import DiarizeOptions, open_engine
from podscribe.errors import PodscribeError
from podscribe.models import EMBEDDED_NOTICE, diarizer, forbid_network
from podscribe.transcribe import VoiceOptions
from podscribe.transcribe.voice import find_speech
from podscribe.voices.sampling import SAMPLE_RATE, nobody_speaks, require_length

if TYPE_CHECKING:
    from podscribe.diarize import Engine
    from podscribe.diarize.engine import Samples


@contextmanager
def sound_of(source: str, *, offline: bool = False) -> Iterator[Samples]:
    """The samples of a file, an address or `-`, which lie on disk until the end."""
    if offline and is_address(source):
        raise PodscribeError(
            "is an address, and nothing may be asked of the network",
            remedy="download it, and name the file",
        )
    with tempfile.TemporaryDirectory(prefix="podscribe-") as folder:
        file = bring(source, Path(folder), offline=offline)
        yield decode(file, Path(folder) / "sound.f32").samples


def stretch(samples: Samples, start_s: float | None, end_s: float | None) -> Samples:
    """The samples from one time to another; an error where there are none."""
    length_s = len(samples) / SAMPLE_RATE
    start, end = start_s or 0.0, length_s if end_s is None else end_s
    if start >= length_s:
        raise PodscribeError(
            f"ends at {clock(length_s)}, before {clock(start)}", remedy="check --from"
        )
    if end <= start:
        raise PodscribeError(
            f"{clock(end)} is not after {clock(start)}", remedy="check --from and --to"
        )
    return samples[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)]


def require_speech(samples: Samples) -> None:
    """Refuse sound that is no speech: a diarizer may take music or a hum for somebody's voice."""
    require_length(len(samples) / SAMPLE_RATE, "it is")
    speech, _ = find_speech(samples, VoiceOptions())
    if not speech:
        raise nobody_speaks()
    require_length(sum(region.seconds for region in speech), "what is said is")


def open_listener(
    name: str,
    options: DiarizeOptions,
    *,
    offline: bool,
    on_notice: Callable[[str], None],
) -> Engine:
    """The diarizer of that name, loaded; `on_notice` is told what a person should know."""
    model = diarizer(name, offline=offline)
    forbid_network()
    if model.embedded:
        on_notice(EMBEDDED_NOTICE)
    return open_engine(model.path, options, on_notice=on_notice)
