"""What a comparison tells. Times are seconds, shares from 0 to 1; what cannot be told is None."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from podscribe.compare.alignment import Stretch
from podscribe.compare.side import Side


class Nature(StrEnum):
    """Whether a difference matters."""

    SUBSTANCE = "substance"
    STYLE = "style"


class Kind(StrEnum):
    """What kind of difference it is, the weightiest first."""

    NAME = "name"
    NUMBER = "number"
    NEGATION = "negation"
    CONTENT = "content"
    REPETITION = "repetition"
    FILLER = "filler"
    WORDING = "wording"
    CONTRACTION = "contraction"
    SPELLING = "spelling"
    NUMERAL = "numeral"
    PUNCTUATION = "punctuation"

    @property
    def nature(self) -> Nature:
        return Nature.SUBSTANCE if self in SUBSTANTIAL else Nature.STYLE


SUBSTANTIAL = (Kind.NAME, Kind.NUMBER, Kind.NEGATION, Kind.CONTENT)


class Which(StrEnum):
    """One of the two sides."""

    REFERENCE = "reference"
    HYPOTHESIS = "hypothesis"


@dataclass(frozen=True, slots=True)
class Errors:
    """How far the hypothesis is from the reference, in words or characters."""

    length: int
    substitutions: int
    deletions: int
    insertions: int

    @property
    def total(self) -> int:
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float | None:
        """The share of the reference that is wrong; over 1 where much is added."""
        return self.total / self.length if self.length else None


@dataclass(frozen=True, slots=True)
class WordScores:
    """Error rates of words and characters. `apart`: without passages missing on one side.

    `common`: the share of the shorter side's words that the other says in the same places.
    """

    raw: Errors
    normalised: Errors
    raw_characters: Errors
    normalised_characters: Errors
    apart: Errors
    common: float | None


@dataclass(frozen=True, slots=True)
class Minute:
    """The normalised words of the reference that begin in a minute, and the errors in them.

    Passages that are missing on one side count in none.
    """

    start: float
    words: int
    errors: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """Word errors where every speaker's words are scored against one speaker's of the other."""

    errors: int
    length: int
    assignment: tuple[tuple[str | None, str | None], ...]

    @property
    def rate(self) -> float | None:
        return self.errors / self.length if self.length else None


@dataclass(frozen=True, slots=True)
class Confusion:
    """How many words that both have one name stands over in the one and another in the other."""

    reference: str | None
    hypothesis: str | None
    words: int


@dataclass(frozen=True, slots=True)
class Diarization:
    """Seconds of speech given to nobody or to the wrong speaker, and of silence given to one."""

    total_s: float
    missed_s: float
    false_alarm_s: float
    confusion_s: float

    @property
    def rate(self) -> float | None:
        wrong = self.missed_s + self.false_alarm_s + self.confusion_s
        return wrong / self.total_s if self.total_s else None


@dataclass(frozen=True, slots=True)
class SpeakerScores:
    """Who says what. `right`: the share of common words under the same name; `matched`: the
    same where the hypothesis' names are taken for the reference's they go with best.
    """

    right: float | None = None
    matched: float | None = None
    names: tuple[tuple[str, str], ...] = ()
    confusion: tuple[Confusion, ...] = ()
    cp: Meeting | None = None
    tcp: Meeting | None = None
    diarization: Diarization | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A turn's start in the reference, and how much later the hypothesis has it."""

    time: float
    offset: float


@dataclass(frozen=True, slots=True)
class Jump:
    """From when on the offset is another."""

    time: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Drift:
    """How far apart the starts of turns are, of cues where no side has turns."""

    unit: str
    starts: int
    points: tuple[Point, ...]
    median: float
    low: float  # the 5th percentile
    high: float  # the 95th
    within_1s: float
    within_3s: float
    jumps: tuple[Jump, ...]


@dataclass(frozen=True, slots=True)
class HeaderPair:
    """A header that both have; `words` is how many words later the hypothesis has it."""

    reference: str
    hypothesis: str
    reference_time: float | None
    hypothesis_time: float | None
    words: int


@dataclass(frozen=True, slots=True)
class HeaderAlone:
    """A header that only one side has."""

    title: str
    time: float | None


@dataclass(frozen=True, slots=True)
class Structure:
    """Headers, turns and paragraphs. A header that moved or was reworded is no other."""

    matched: tuple[HeaderPair, ...]
    moved: tuple[HeaderPair, ...]
    reworded: tuple[HeaderPair, ...]
    missing: tuple[HeaderAlone, ...]
    added: tuple[HeaderAlone, ...]
    turns: tuple[int, int] | None
    common_turns: int | None
    paragraphs: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that differ, with some around them. Ranges are those of `Side.words`."""

    kind: Kind
    reference: str
    hypothesis: str
    before: str
    after: str
    reference_time: float | None
    hypothesis_time: float | None
    speaker: str | None
    reference_words: range
    hypothesis_words: range

    @property
    def nature(self) -> Nature:
        return self.kind.nature


@dataclass(frozen=True, slots=True)
class Passage:
    """Many words that only one side has: where they stand in it, and where they lack."""

    missing_in: Which
    text: str
    words: int
    start: float | None
    end: float | None
    missing_at: float | None
    reference_words: range
    hypothesis_words: range


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that can be told of two transcripts; `notes` say what could not, and why.

    `alike` is None where too little is said to tell whether both are of one episode.
    `stretches` align the tokens of both sides.
    """

    reference_name: str
    hypothesis_name: str
    reference: Side
    hypothesis: Side
    stretches: tuple[Stretch, ...]
    alike: bool | None
    words: WordScores | None
    minutes: tuple[Minute, ...]
    speakers: SpeakerScores | None
    drift: Drift | None
    structure: Structure
    differences: tuple[Difference, ...]
    passages: tuple[Passage, ...]
    counts: tuple[tuple[Kind, int], ...]
    notes: tuple[str, ...]
