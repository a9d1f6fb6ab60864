"""Sound made for the tests: a staircase of tones, so that a pitch tells the time it stands at."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from numpy.typing import NDArray

from podscribe.audio import SAMPLE_RATE, Audio

LOWEST_HERTZ = 300.0
STEP_HERTZ = 50.0
MUXED_SAMPLES = 4096


def stairs(seconds: float, rate: int) -> NDArray[np.float32]:
    """A tone that is higher by a step every second."""
    hertz = LOWEST_HERTZ + STEP_HERTZ * np.floor(np.arange(round(seconds * rate)) / rate)
    return (0.4 * np.sin(2 * np.pi * np.cumsum(hertz) / rate)).astype(np.float32)


def step_at(audio: Audio, seconds: float) -> int | None:
    """Which step of the staircase sounds in the half second from here, None for silence."""
    first = round(seconds * SAMPLE_RATE)
    return step_of(np.asarray(audio.samples[first : first + SAMPLE_RATE // 2]))


def step_of(samples: NDArray[np.float32]) -> int | None:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    if spectrum.max() < len(samples) * 0.005:
        return None
    hertz = float(spectrum.argmax()) * SAMPLE_RATE / len(samples)
    return round((hertz - LOWEST_HERTZ) / STEP_HERTZ)


def write_sound(
    path: Path,
    codec: str,
    rows: NDArray[np.float32],
    rate: int,
    *,
    layout: str = "mono",
    sample_format: str | None = None,
    container: str | None = None,
    options: Mapping[str, str] | None = None,
    codec_options: Mapping[str, str] | None = None,
    tags: Mapping[str, str] | None = None,
    starts_s: float = 0.0,
    picture: bool = False,
) -> Path:
    """The rows (one a channel) encoded into a file; with a picture, a second of black as well."""
    with av.open(str(path), "w", format=container, container_options=dict(options or {})) as out:
        out.metadata.update(tags or {})
        video = _add_picture(out) if picture else None
        stream = out.add_stream(codec, rate=rate, layout=layout, options=dict(codec_options or {}))
        assert isinstance(stream, AudioStream)
        if sample_format is not None:
            stream.format = sample_format
        if video is not None:
            _draw(out, video)
        begin = round(starts_s * rate)
        for first in range(0, rows.shape[1], MUXED_SAMPLES):
            block = rows[:, first : first + MUXED_SAMPLES].T.reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(block, format="flt", layout=layout)
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = begin + first
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def write_picture(path: Path) -> Path:
    with av.open(str(path), "w") as out:
        _draw(out, _add_picture(out))
    return path


def _add_picture(out: av.container.OutputContainer) -> VideoStream:
    stream = out.add_stream("mpeg4", rate=10)
    assert isinstance(stream, VideoStream)
    stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
    return stream


def _draw(out: av.container.OutputContainer, stream: VideoStream) -> None:
    for index in range(10):
        frame = av.VideoFrame(32, 32, "yuv420p")
        frame.pts, frame.time_base = index, Fraction(1, 10)
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def write_stairs(path: Path, codec: str, seconds: float, rate: int = 44_100) -> Path:
    """The staircase in mono, encoded as most programs would."""
    options = {"vorbis": {"strict": "-2"}}.get(codec)
    layout, rows = "mono", stairs(seconds, rate)[np.newaxis]
    if codec == "vorbis":  # FFmpeg's own encoder has stereo only
        layout, rows = "stereo", np.repeat(rows, 2, axis=0)
    sample_format = "s16" if codec == "flac" else None
    return write_sound(
        path, codec, rows, rate, layout=layout, sample_format=sample_format, codec_options=options
    )
