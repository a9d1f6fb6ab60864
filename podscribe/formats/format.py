"""What every format tells of itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from podscribe.files import decode_text
from podscribe.layout.cues import CAPTIONS, LINES, CueOptions
from podscribe.transcript import Transcript


class Feature(StrEnum):
    """What a transcript can hold, as users call it. Each format keeps some of it."""

    TEXT = "text"
    TIMES = "times"
    ENDS = "end times"
    SPEAKERS = "speakers"
    HEADERS = "headers"
    WORDS = "word times"
    SPANS = "speaker spans"
    NOTES = "notes"
    LANGUAGE = "language"
    DURATION = "duration"
    METADATA = "metadata"
    PROVENANCE = "provenance"
    STYLING = "cue styling"


RECORDING = "recording"  # the key of `provenance` that RTTM has: a name alone is no history
_OF_TEXT = {Feature.TIMES, Feature.ENDS, Feature.SPEAKERS, Feature.WORDS, Feature.STYLING}


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """What a writer may need to know beside the transcript."""

    lines: CueOptions = LINES
    captions: CueOptions = CAPTIONS
    name: str = "episode"  # of the recording, where a format wants one


Parse = Callable[[str], Transcript]
Serialize = Callable[[Transcript, WriteOptions], str]


@dataclass(frozen=True, slots=True)
class Format:
    """A transcript format: how it is told from others, read and written."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    keeps: frozenset[Feature]  # what is written, and read again
    reads_too: frozenset[Feature] = frozenset()  # what others write in it and podscribe does not
    parse: Parse | None = None
    serialize: Serialize | None = None
    sniff: Callable[[str], bool] = lambda text: False
    passed_over: Callable[[str], bool] = lambda text: False  # whether reading leaves anything out
    decode: Callable[[bytes], str] = decode_text
    made_of_lines: bool = True
    fills_times: bool = False  # writes a time for every line, estimated where none is known

    @property
    def reads(self) -> frozenset[Feature]:
        return self.keeps | self.reads_too

    @property
    def derived(self) -> bool:
        """Whether it is made from a transcript without being one."""
        return self.parse is None and Feature.TEXT not in self.keeps


def features(transcript: Transcript) -> Mapping[Feature, int]:
    """What the transcript holds, and how many of each."""
    lines = transcript.lines
    counts = {
        Feature.TEXT: sum(bool(line.text.strip()) for line in lines),
        Feature.TIMES: sum(line.start is not None for line in lines),
        Feature.ENDS: sum(line.end is not None for line in lines),
        Feature.SPEAKERS: len(transcript.speakers),
        Feature.HEADERS: len(transcript.headers),
        Feature.WORDS: sum(len(line.words) for line in lines),
        Feature.SPANS: len(transcript.spans),
        Feature.NOTES: len(transcript.rows) - len(lines) - len(transcript.headers),
        Feature.LANGUAGE: int(transcript.language is not None),
        Feature.DURATION: int(transcript.duration is not None),
        Feature.METADATA: len(transcript.metadata),
        Feature.PROVENANCE: len(transcript.provenance.keys() - {RECORDING}),
        Feature.STYLING: sum(bool(line.extra) for line in lines),
    }
    return {feature: count for feature, count in counts.items() if count}


def left_out(held: Iterable[Feature], kept: Collection[Feature]) -> tuple[Feature, ...]:
    """What is held and not kept; with the text goes what belongs to it, and is not named."""
    lost = tuple(feature for feature in held if feature not in kept)
    if Feature.TEXT not in lost:
        return lost
    return tuple(feature for feature in lost if feature not in _OF_TEXT)
