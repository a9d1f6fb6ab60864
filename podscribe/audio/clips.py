"""Short cuts for people to listen to: at one loudness, with soft edges.

pydub holds and levels them. It is only ever asked for WAV, because for all else it runs the ffmpeg
program; other formats are written through PyAV.
"""

from __future__ import annotations

import io
import math
import warnings
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from podscribe.audio.sound import SAMPLE_RATE, Audio
from podscribe.errors import PodscribeError
from podscribe.files import write_bytes

if TYPE_CHECKING:
    from pydub import AudioSegment  # type: ignore[import-untyped]

LEVEL_DBFS = -20.0  # loudness of speech, its pauses left aside: 0 is full scale
_PEAK_DBFS = -1.0
_MOST_GAIN_DB = 30.0  # a whisper is made audible, the noise of an empty room is not made a storm
_FADE_MS = 15
_WINDOW_MS = 100
_PAUSE_BELOW_LOUDEST_DB = 20.0
_CODECS = {  # by suffix: FFmpeg's names of container and codec, and the rate it is given
    ".mp3": ("mp3", "libmp3lame", SAMPLE_RATE),
    ".m4a": ("ipod", "aac", SAMPLE_RATE),
    ".ogg": ("ogg", "libopus", SAMPLE_RATE),
    ".opus": ("opus", "libopus", SAMPLE_RATE),
    ".flac": ("flac", "flac", SAMPLE_RATE),
}


def cut(audio: Audio, start: float, end: float, *, level_dbfs: float = LEVEL_DBFS) -> AudioSegment:
    """From start to end, in seconds, as far as there is sound; speech at the given level."""
    import numpy as np

    first = max(0, round(start * SAMPLE_RATE))
    last = min(len(audio.samples), round(end * SAMPLE_RATE))
    if not first < last:
        raise PodscribeError(
            f"there is no sound from {start:.1f} to {end:.1f} s",
            file=audio.path,
            remedy=f"choose times between 0 and {audio.seconds:.1f} s",
        )
    samples = np.asarray(audio.samples[first:last])
    whole = np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2")
    segment = _segment_class()(whole.tobytes(), frame_rate=SAMPLE_RATE, sample_width=2, channels=1)
    return _softened(_levelled(segment, level_dbfs))


def _segment_class() -> type[AudioSegment]:
    """pydub warns of what does not matter here: no ffmpeg program, and its own old code."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Couldn't find ff", RuntimeWarning)
        warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
        for kind in (SyntaxWarning, DeprecationWarning):
            warnings.filterwarnings("ignore", "invalid escape sequence", kind)
        import pydub

    segment_class: type[AudioSegment] = pydub.AudioSegment
    return segment_class


def _levelled(segment: AudioSegment, level_dbfs: float) -> AudioSegment:
    loudness = _speech_dbfs(segment)
    if loudness == -math.inf:
        return segment
    wanted = min(level_dbfs - loudness, _MOST_GAIN_DB)
    return segment.apply_gain(min(wanted, _PEAK_DBFS - segment.max_dBFS))


def _speech_dbfs(segment: AudioSegment) -> float:
    """The loudness of all that is not a pause."""
    windows = [window.dBFS for window in segment[::_WINDOW_MS]] or [segment.dBFS]
    floor = max(windows) - _PAUSE_BELOW_LOUDEST_DB
    powers = [10 ** (level / 10) for level in windows if level >= floor and level > -math.inf]
    return 10 * math.log10(sum(powers) / len(powers)) if powers else -math.inf


def _softened(segment: AudioSegment) -> AudioSegment:
    fade_ms = min(_FADE_MS, len(segment) // 2)
    return segment.fade_in(fade_ms).fade_out(fade_ms) if fade_ms else segment


def write_clip(segment: AudioSegment, path: Path) -> None:
    """WAV, MP3, M4A, Ogg, Opus or FLAC, by the suffix of the path."""
    suffix = path.suffix.lower()
    if suffix == ".wav":
        buffer = io.BytesIO()
        segment.export(buffer, format="wav")
        write_bytes(path, buffer.getvalue())
    elif suffix in _CODECS:
        write_bytes(path, _encoded(segment, *_CODECS[suffix]))
    else:
        known = ", ".join([".wav", *_CODECS])
        raise PodscribeError(
            "is no format for clips", file=path, remedy=f"end the name in one of {known}"
        )


def _encoded(segment: AudioSegment, container_name: str, codec: str, rate: int) -> bytes:
    import av
    import numpy as np
    from av.audio.stream import AudioStream

    samples = np.frombuffer(segment.raw_data, "<i2").reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
    frame.sample_rate = segment.frame_rate
    frame.time_base = Fraction(1, segment.frame_rate)
    frame.pts = 0
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container_name) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, AudioStream)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return buffer.getvalue()
