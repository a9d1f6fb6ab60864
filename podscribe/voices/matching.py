"""Whose voices an episode's voices are, by how near they come to the prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from podscribe.diarize import Diarization, Voice, VoiceModel
from podscribe.errors import PodscribeError
from podscribe.voices.book import (
    KnownVoice,
    VoiceBook,
    Voiceprint,
    comparable,
    models_of,
    one_long,
    replaces,
)


class Verdict(StrEnum):
    """What can be said of a voice."""

    SURE = "sure"  # it is theirs, whoever else might have come
    LIKELY = "likely"  # it is theirs if they were expected
    CLOSE = "close"  # two known people sound like that
    UNKNOWN = "unknown"  # nobody's
    UNHEARD = "unheard"  # too little was said to tell


@dataclass(frozen=True, slots=True)
class Limits:
    """From which cosine on a voice is somebody's, and how far off the next voice must be.

    `apart`: the distance (1 - cosine) of the next must be so many times that of the nearest.
    """

    sure: float
    likely: float
    apart: float
    least_s: float = 5.0  # of speech: with less, the embedding says little


# docs/voices.md has the figures of the first, made by benchmarks/voices.py. Models that nobody
# has measured with that yet get limits that rather leave a voice unknown.
_LIMITS = {"XVectorMFCC": Limits(sure=0.98, likely=0.88, apart=2.5)}
_CAUTIOUS = Limits(sure=0.75, likely=0.6, apart=1.5)


def limits_for(model: VoiceModel) -> Limits:
    """The limits of an embedding model."""
    return _LIMITS.get(model.name, _CAUTIOUS)


@dataclass(frozen=True, slots=True)
class Score:
    """How near a voice comes to the nearest print of a person: a cosine, 1 is the same."""

    name: str
    cosine: float


@dataclass(frozen=True, slots=True)
class Recognition:
    """What is known of one speaker's voice; scores best first."""

    speaker: str
    verdict: Verdict
    scores: tuple[Score, ...] = ()

    @property
    def name(self) -> str | None:
        """Whose voice it is, surely or likely."""
        told = self.verdict in (Verdict.SURE, Verdict.LIKELY)
        return self.scores[0].name if told else None

    @property
    def candidates(self) -> tuple[str, ...]:
        """Whose it may be: one where it is told, two where they are too close to tell."""
        count = {Verdict.SURE: 1, Verdict.LIKELY: 1, Verdict.CLOSE: 2}.get(self.verdict, 0)
        return tuple(score.name for score in self.scores[:count])


def recognise(
    diarization: Diarization, book: VoiceBook, limits: Limits | None = None
) -> tuple[Recognition, ...]:
    """What is known of each speaker's voice; prints of another model are refused."""
    model = diarization.voice_model
    known = comparable(book, model).people
    if book.people and not known:
        raise _foreign(book, model)
    limits = limits or limits_for(model)
    spoken = dict.fromkeys(diarization.speakers, 0.0)
    for span in diarization.exclusive:
        spoken[span.speaker] += span.end - span.start
    return tuple(
        _recognised(voice, spoken[voice.speaker], known, limits) for voice in diarization.voices
    )


def unlike(book: VoiceBook, name: str, made: Voiceprint) -> Score | None:
    """How far a new print is from all others of that name, where it is not even likely theirs."""
    known = comparable(book, made.model).named(name)
    if known is None:
        return None
    others = tuple(each for each in known.prints if not replaces(made, each))
    if not others:
        return None
    score = _score(made.embedding, replace(known, prints=others))
    return score if score.cosine < limits_for(made.model).likely else None


def _foreign(book: VoiceBook, model: VoiceModel) -> PodscribeError:
    made = " and ".join(_shown(each) for each in models_of(book.people)) or "no model"
    return PodscribeError(
        f"the known voices were learned with {made}, and now {_shown(model)} listens: "
        "their prints cannot be compared",
        remedy="learn the voices again with this diarizer, or use the one they were learned with",
    )


def _shown(model: VoiceModel) -> str:
    return f"{model.name} ({model.digest[:8]})"


def _recognised(
    voice: Voice, spoken_s: float, known: Sequence[KnownVoice], limits: Limits
) -> Recognition:
    if voice.embedding is None or spoken_s < limits.least_s:
        return Recognition(voice.speaker, Verdict.UNHEARD)
    heard = one_long(voice.embedding)
    scores = sorted((_score(heard, person) for person in known), key=lambda each: -each.cosine)
    return Recognition(voice.speaker, _verdict(scores, limits), tuple(scores))


def _score(heard: Sequence[float], person: KnownVoice) -> Score:
    """The nearest print counts: rooms and microphones differ, and one of them may be the same."""
    return Score(person.name, max(_cosine(heard, made.embedding, person) for made in person.prints))


def _cosine(heard: Sequence[float], known: Sequence[float], person: KnownVoice) -> float:
    if len(heard) != len(known):
        raise PodscribeError(
            f"a print of {person.name} has {len(known)} numbers where {len(heard)} belong",
            remedy="remove and learn that voice again",
        )
    return sum(one * other for one, other in zip(heard, known, strict=True))


def _verdict(scores: Sequence[Score], limits: Limits) -> Verdict:
    if not scores or scores[0].cosine < limits.likely:
        return Verdict.UNKNOWN
    if len(scores) > 1 and not apart(scores[0], scores[1], limits):
        return Verdict.CLOSE
    return Verdict.SURE if scores[0].cosine >= limits.sure else Verdict.LIKELY


def apart(best: Score, other: Score, limits: Limits) -> bool:
    """Whether the other is clearly farther away."""
    return 1 - other.cosine >= limits.apart * max(0.0, 1 - best.cosine)
