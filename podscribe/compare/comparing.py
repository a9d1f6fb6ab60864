"""The whole comparison of two transcripts, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from podscribe.compare.alignment import align
from podscribe.compare.differences import Differences, differences
from podscribe.compare.drift import drift
from podscribe.compare.meeting import COLLAR_S, MOST_SPEAKERS
from podscribe.compare.normal import ENGLISH, UNSPACED
from podscribe.compare.positions import Positions
from podscribe.compare.rates import word_scores
from podscribe.compare.result import Comparison, Drift, Minute, SpeakerScores, Which, WordScores
from podscribe.compare.side import Side, side_of
from podscribe.compare.speakers import speaker_scores
from podscribe.compare.structure import structure
from podscribe.errors import PodscribeError
from podscribe.transcript import Transcript

ALIKE_SHARE = 0.3  # of the shorter side's words; of two episodes under 0.2 stand in one order
FEWEST_WORDS = 20  # fewer do not tell
MANY_TIMES = 5  # so much longer, one side holds more than the other's episode


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """How to compare."""

    language: str | None = None  # of both sides; None: as they tell it, or as they read
    collar_s: float = COLLAR_S  # how far apart in time tcpWER takes words for each other


def compare(
    reference: Transcript,
    hypothesis: Transcript,
    options: CompareOptions = CompareOptions(),
    names: tuple[str, str] = ("reference", "hypothesis"),
) -> Comparison:
    """How the hypothesis differs from the reference; what cannot be told is None and noted."""
    left = _side(reference, names[0], options)
    right = left if reference == hypothesis else _side(hypothesis, names[1], options)
    if not (left.words or right.words or (reference.spans and hypothesis.spans)):
        raise PodscribeError(
            "neither side has words", remedy="give two transcripts, or two RTTM files"
        )
    if options.language is None:
        left, right = _of_one_language(left, right)
    stretches = align(left.token_texts, right.token_texts, left.token_times, right.token_times)
    found = differences(left, right, stretches) if left.words and right.words else None
    words: WordScores | None = None
    minutes: tuple[Minute, ...] = ()
    if found:
        words, minutes = word_scores(left, right, stretches, found.passages)
    alike = _alike(left, right, words)
    speakers = speaker_scores(left, right, stretches, options.collar_s)
    drifts = drift(left, right, stretches)
    notes = _notes(left, right, words, alike, found, speakers, drifts)
    return Comparison(
        reference_name=names[0],
        hypothesis_name=names[1],
        reference=left,
        hypothesis=right,
        stretches=stretches,
        alike=alike,
        words=words,
        minutes=minutes,
        speakers=speakers,
        drift=drifts,
        structure=structure(left, right, Positions(left, right, stretches)),
        differences=found.listed if found else (),
        passages=found.passages if found else (),
        counts=found.counts if found else (),
        notes=tuple(notes),
    )


def _side(transcript: Transcript, name: str, options: CompareOptions) -> Side:
    try:
        return side_of(transcript, options.language, by_sign=True)
    except PodscribeError as error:
        raise error.in_file(name) from error


def _of_one_language(left: Side, right: Side) -> tuple[Side, Side]:
    """A side that does not tell its language, and does not read as another, has the other's."""
    if left.language is None and _may_be(left, right.language):
        left = side_of(left.transcript, right.language, by_sign=True)
    elif right.language is None and _may_be(right, left.language):
        right = side_of(right.transcript, left.language, by_sign=True)
    return left, right


def _may_be(side: Side, language: str | None) -> bool:
    few = len(side.words) < FEWEST_WORDS
    return language is not None and bool(side.words) and (few or language != ENGLISH)


def _alike(left: Side, right: Side, words: WordScores | None) -> bool | None:
    if words is None or words.common is None:
        return None
    enough = min(len(left.tokens), len(right.tokens)) >= FEWEST_WORDS
    return words.common >= ALIKE_SHARE if enough else None


def _notes(
    left: Side,
    right: Side,
    words: WordScores | None,
    alike: bool | None,
    found: Differences | None,
    speakers: SpeakerScores | None,
    drifts: Drift | None,
) -> Iterator[str]:
    """What could not be told, or is not to be believed, and why; a sentence each."""
    sides = ((Which.REFERENCE, left), (Which.HYPOTHESIS, right))
    if alike is False and words and words.common is not None:
        share = f"{words.common:.0%} of the words are in common"
        yield f"these do not look like the same episode: {share}"
    for which, side in sides:
        if not side.words:
            yield f"the {which} has no words: no words, times and names are compared"
    yield from _language_notes(left, right)
    yield from _length_notes(left, right)
    if not found:
        return
    for which, side in sides:
        if not side.has_times:
            yield f"the {which} has no times: no drift and no tcpWER"
        if not side.has_speakers:
            yield f"the {which} names no speakers: no names and no cpWER are compared"
    if drifts is None and left.has_times and right.has_times:
        yield "no turn begins with words that both have: no drift"
    if speakers and left.has_speakers and right.has_speakers and speakers.cp is None:
        yield f"more than {MOST_SPEAKERS} speakers: no cpWER"
    elif speakers and speakers.cp and left.has_times and right.has_times and not speakers.tcp:
        yield "too many words share one time: no tcpWER"
    for which in found.unpunctuated:
        yield f"the {which} has no punctuation: where it differs is counted, not listed"


def _language_notes(left: Side, right: Side) -> Iterator[str]:
    if left.language and right.language and left.language != right.language:
        yield f"the reference is in {left.language!r}, the hypothesis in {right.language!r}"
        return
    for which, side, other in (
        (Which.REFERENCE, left, right),
        (Which.HYPOTHESIS, right, left),
    ):
        if other.language == ENGLISH and side.words and side.language is None:
            yield f"the {which} does not read as English, the other side does"
    language = left.language or right.language
    if left.words and right.words and ENGLISH not in (left.language, right.language):
        yield (
            "only of English is known which words an editor may change: "
            "--language en if this is English"
            if language is None
            else "only of English is known which words an editor may change"
        )
    if language in UNSPACED:
        yield f"{language!r} is written without blanks: its raw word errors say nothing"


def _length_notes(left: Side, right: Side) -> Iterator[str]:
    lengths = (Which.REFERENCE, len(left.words)), (Which.HYPOTHESIS, len(right.words))
    (_, less), (which, more) = sorted(lengths, key=lambda each: each[1])
    if less and more >= MANY_TIMES * less:
        yield (
            f"the {which} has {more / less:.0f} times as many words: what is missing on the other "
            "side weighs more than all else"
        )
