"""A file as FFmpeg opens it: which sound in it is meant, and what is stated of its length."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from podscribe.audio import headers
from podscribe.audio.sound import SOURCE_RATES, Source
from podscribe.clock import parse_clock
from podscribe.errors import PodscribeError
from podscribe.files import unreadable

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

# These open other files, devices or the network, or take text for pictures.
_UNWANTED = frozenset(
    [
        "concat",
        "dash",
        "hls",
        "image2",
        "image2pipe",
        "imf",
        "lavfi",
        "rtp",
        "rtp_mpegts",
        "rtsp",
        "sap",
        "sdp",
        "tty",
        "webm_dash_manifest",
    ]
)
_STATES_LENGTH = frozenset(
    ["aiff", "ape", "au", "flac", "matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2", "tta"]
)
_GAPLESS = frozenset(["aac", "ac3", "aiff", "eac3", "flac", "mp3", "ogg", "wav"])
_LEAST_BYTES_A_SECOND = 100  # silence in FLAC has 150, the lowest speech codecs 300
_OPUS_RATE = 48_000  # its pages count so, whatever was recorded
_TAG_CHARACTERS = 10_000
_GAPLESS_S = 0.5  # that encoders add to an MP3 at both ends, and FFmpeg takes off


@dataclass(frozen=True, slots=True)
class OpenSound:
    """An open container and the stream in it that is decoded."""

    path: Path
    container: InputContainer
    stream: AudioStream
    source: Source
    origin_s: float | None  # what the container calls the time at which players show 0:00
    lost_start: bool  # what begins later than at 0:00 is damage
    duration_s: float | None  # stated or estimated: for progress, and for room on disk
    stated_s: float | None  # only where the file states it, so that less is too little
    cut: bool  # its last bytes are not an end

    @property
    def gapless(self) -> bool:
        """Whether the format always has sound, so that what is missing is damage."""
        return self.source.container in _GAPLESS

    @property
    def longest_s(self) -> float:
        """No sound in a file of this size can be longer, whatever its timestamps say."""
        return self.path.stat().st_size / _LEAST_BYTES_A_SECOND + 1


class NoSoundError(PodscribeError):
    """A file holds nothing that can be heard."""


@contextmanager
def open_sound(path: Path) -> Iterator[OpenSound]:
    """The sound of a file, or an error that says what the file is instead."""
    import av

    require_file(path)
    wav = headers.wav_length(path)
    options = {"format_whitelist": _formats(), "protocol_whitelist": "file"}
    if wav is not None and wav.ignore:
        options["ignore_length"] = "1"
    try:
        container = av.open(f"file:{path}", options=options, metadata_errors="replace")
    except (av.FFmpegError, ValueError) as error:
        raise _unknown(path) from error
    with container:
        yield _describe(path, container, wav)


def require_file(path: Path) -> None:
    """An error where there is no such file, or nothing in it."""
    try:
        with open(path, "rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise unreadable(path, error) from error
    if empty:
        raise PodscribeError("is empty", file=path, remedy="give a file with sound")


@cache
def _formats() -> str:
    import av

    return ",".join(sorted(av.formats_available - _UNWANTED))


def _unknown(path: Path) -> NoSoundError:
    with open(path, "rb") as file:
        opening = file.read(4096)
    what, remedy = "is no sound or video in a known format", "give an audio file, as mp3 or wav"
    begins = opening.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    if begins.startswith((b"<!doctype html", b"<html")):
        what, remedy = "is a web page, not sound", "give the audio file that the page plays"
    elif begins.startswith((b"#extm3u", b"ffconcat", b"[playlist]", b"<?xml")):
        what, remedy = "is a playlist or feed, not sound", "give an audio file that it names"
    elif headers.m4a_lacks_index(path):
        what = "lacks its index, so it was cut off or is still being written"
        remedy = "download or export it again"
    elif _is_text(opening):
        what = "is text, not sound"
    return NoSoundError(what, file=path, remedy=remedy)


def _is_text(opening: bytes) -> bool:
    return all(byte >= 0x20 or byte in b"\t\r\n\f" for byte in opening)


def _describe(path: Path, container: InputContainer, wav: headers.WavLength | None) -> OpenSound:
    stream = _best(path, container)
    _leave_others(container, stream)
    origin = _origin_s(container)
    source = _source(container, stream)
    duration = _duration_s(container, stream)
    stated = duration if _states_length(path, source.container, container, duration) else None
    if wav is not None and wav.stated_seconds is not None:
        stated = wav.stated_seconds
    cut = lost_start = False
    if source.container == "ogg":
        lost_start = bool(origin) and _lost_start(path)
        origin = 0.0 if lost_start else origin
        cut, stated = _ogg_end(path, container, source, origin or 0.0)
    return OpenSound(path, container, stream, source, origin, lost_start, duration, stated, cut)


def _ogg_end(
    path: Path, container: InputContainer, source: Source, origin_s: float
) -> tuple[bool, float | None]:
    end = headers.ogg_end(path)
    if end.samples is None or len(container.streams) > 1:
        return end.cut, None
    rate = _OPUS_RATE if source.codec == "opus" else source.rate
    stated = end.samples / rate - origin_s
    possible = 0 < stated <= path.stat().st_size / _LEAST_BYTES_A_SECOND
    return end.cut, stated if possible else None


def _best(path: Path, container: InputContainer) -> AudioStream:
    from av.audio.stream import AudioStream

    best = container.streams.best("audio")
    if not isinstance(best, AudioStream):
        if headers.m4a_lacks_index(path):
            raise _unknown(path)
        what = "is video without sound" if container.streams.video else "has no sound"
        if container.streams.audio:
            what = "has no sound that can be decoded"
        raise NoSoundError(what, file=path, remedy="give a file with sound, as mp3 or wav")
    if best.codec_context is None:  # PyAV has none for codecs that it does not know
        raise NoSoundError(
            "has no sound that can be decoded", file=path, remedy="save it as mp3 or wav"
        )
    if best.codec_context.sample_rate not in SOURCE_RATES:
        raise NoSoundError(
            f"states {best.codec_context.sample_rate} samples a second",
            file=path,
            remedy="its header is damaged: export it again",
        )
    return best


def _leave_others(container: InputContainer, stream: AudioStream) -> None:
    """Pictures of a video are not even read where the format allows it."""
    from av.stream import Discard

    for other in container.streams:
        if other.index != stream.index:
            other.discard = Discard.all


def _origin_s(container: InputContainer) -> float | None:
    import av

    start = container.start_time
    return None if start is None else start / av.time_base


def _lost_start(path: Path) -> bool:
    """Whether an Ogg file begins late because of damage, not as the middle of a broadcast."""
    import av

    begins = headers.ogg_sound_begins(path)
    with av.open(f"file:{path}", options={"protocol_whitelist": "file"}) as container:
        first = next((packet.pos for packet in container.demux(audio=0)), None)
    return first is not None and begins is not None and first > begins


def _duration_s(container: InputContainer, stream: AudioStream) -> float | None:
    import av

    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    tagged = parse_clock(stream.metadata.get("DURATION", "")[:12])
    if tagged is not None:
        return tagged
    return None if container.duration is None else container.duration / av.time_base


def _states_length(
    path: Path, name: str, container: InputContainer, duration_s: float | None
) -> bool:
    if name == "mp3":  # where FFmpeg does not believe the count, it estimates
        told_s = headers.mp3_stated_s(path)
        return told_s is not None and abs(told_s - (duration_s or 0.0)) <= _GAPLESS_S
    if name == "matroska,webm":  # it states the length of its longest stream
        stream_alone = len(container.streams) == 1
        return stream_alone or any("DURATION" in each.metadata for each in container.streams.audio)
    return name in _STATES_LENGTH


def _source(container: InputContainer, stream: AudioStream) -> Source:
    tags = {**stream.metadata, **container.metadata}
    return Source(
        container=container.format.name,
        codec=stream.codec_context.codec.canonical_name,
        rate=stream.codec_context.sample_rate,
        channels=stream.codec_context.channels,
        tracks=len(container.streams.audio),
        tags=tuple(sorted((key.lower(), tags[key][:_TAG_CHARACTERS]) for key in tags)),
    )
