"""Conversations with their audio in memory, and who speaks in them when."""

from __future__ import annotations

import wave
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.data import SAMPLE_RATE, Conversation, SpokenTurn, read_conversations

GAP_S = 0.3  # a shorter pause between words of one speaker still counts as speech
Spans = npt.NDArray[np.float64]  # rows of start, end in seconds, in order, apart from each other


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A conversation's samples (16 bit) with the spans in which each speaker is heard."""

    name: str
    samples: npt.NDArray[np.int16]
    speech: dict[str, Spans]
    voices: dict[str, str]  # speaker: voice
    texts: tuple[str, ...]

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


def speech_spans(turns: Iterable[SpokenTurn], gap_s: float = GAP_S) -> Spans:
    """One speaker's speech: the union of the words, with gaps shorter than `gap_s` closed."""
    words = sorted((word.start, word.end) for turn in turns for word in turn.words)
    spans: list[tuple[float, float]] = []
    for start, end in words:
        if spans and start - spans[-1][1] < gap_s:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return np.array(spans, dtype=np.float64).reshape(-1, 2)


def load_recordings(folder: Path) -> tuple[Recording, ...]:
    """Every conversation of a folder made by `training.mix`."""
    conversations = read_conversations(folder / "conversations.jsonl")
    return tuple(load_recording(folder, conversation) for conversation in conversations)


def load_recording(folder: Path, conversation: Conversation) -> Recording:
    """One conversation with its audio."""
    speakers = sorted({turn.speaker for turn in conversation.turns})
    return Recording(
        name=conversation.name,
        samples=read_samples(folder / conversation.audio),
        speech={speaker: speech_spans(_turns_of(conversation, speaker)) for speaker in speakers},
        voices={speaker: conversation.voices[speaker] for speaker in speakers},
        texts=tuple(turn.text for turn in conversation.turns),
    )


def _turns_of(conversation: Conversation, speaker: str) -> list[SpokenTurn]:
    return [turn for turn in conversation.turns if turn.speaker == speaker]


def at_speed(voice: str, speed: float) -> str:
    """What a voice is called when it is played at another speed."""
    return voice if speed == 1.0 else f"{voice}*{speed:g}"


def read_samples(path: Path) -> npt.NDArray[np.int16]:
    """The samples of a mono 16-bit file at 16 kHz, WAV or FLAC."""
    return _read_wav(path) if path.suffix == ".wav" else _read_coded(path)


def _read_wav(path: Path) -> npt.NDArray[np.int16]:
    with wave.open(str(path)) as file:
        shape = (file.getnchannels(), file.getsampwidth(), file.getframerate())
        if shape != (1, 2, SAMPLE_RATE):
            raise ValueError(f"{path}: expected mono, 2 bytes, {SAMPLE_RATE} Hz, found {shape}")
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.int16)


def _read_coded(path: Path) -> npt.NDArray[np.int16]:
    import av

    with av.open(str(path)) as container:
        if container.streams.audio[0].rate != SAMPLE_RATE:
            raise ValueError(f"{path}: expected {SAMPLE_RATE} Hz")
        resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        frames = [
            resampled.to_ndarray()[0]
            for frame in (*container.decode(audio=0), None)
            for resampled in resampler.resample(frame)
        ]
    return np.concatenate(frames)


def split(
    recordings: Sequence[Recording], share: float = 0.05, most: int = 10
) -> tuple[tuple[Recording, ...], tuple[Recording, ...]]:
    """The recordings to learn from, and a few from all over to watch the learning with."""
    count = min(most, max(1, round(share * len(recordings))))
    stride = max(1, len(recordings) // count)
    watched = tuple(recordings[stride - 1 :: stride][:count])
    names = {recording.name for recording in watched}
    learned = tuple(each for each in recordings if each.name not in names)
    return learned or tuple(recordings), watched
