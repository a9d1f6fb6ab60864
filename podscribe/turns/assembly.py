"""From words and spans to turns of paragraphs, and from those to a transcript."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from podscribe.layout.paragraphs import paragraphs_of
from podscribe.scripts import capitalised, joined
from podscribe.transcript import Doubt, Grain, Line, Span, Transcript, Turn, Word
from podscribe.turns.speakers import speakers_of
from podscribe.turns.voices import Evidence, Likeness, voices
from podscribe.turns.weave import by_sentence, unwoven

WRONG = 0.5  # a word that is so much more like somebody else's is a guess
LONGEST_S = 1.0  # around a word's middle: no word lasts longer, whatever its times say


@dataclass(frozen=True, slots=True)
class TurnOptions:
    """How far spans are believed, and where turns of nobody in particular are parted."""

    uncertainty_s: float = 0.6  # by which a span may begin or end too early or too late
    silence_s: float = 2.0  # without spans, another turn begins after such a pause


def assemble(
    words: Sequence[Word],
    spans: Sequence[Span],
    options: TurnOptions = TurnOptions(),
    likeness: Likeness | None = None,
) -> tuple[Turn, ...]:
    """The turns, in order of their beginning: every word is in one of them, once.

    `likeness` tells words that are another's although they lie within a speaker's span.

    >>> words = [Word("Why?", 0.0, 0.4), Word("It", 0.9, 1.0), Word("keeps.", 1.0, 1.5)]
    >>> spans = [Span(0.0, 0.7, "Mara"), Span(0.7, 1.5, "Tom")]
    >>> [(turn.speaker, len(turn.words)) for turn in assemble(words, spans)]
    [('Mara', 1), ('Tom', 2)]
    """
    evidence = Evidence(voices(spans), options.uncertainty_s, likeness)
    if not evidence.heard:
        return tuple(turn_of(None, group) for group in _parted(words, options.silence_s))
    said = unwoven(words) if len(evidence.heard) > 1 else words  # one voice only has odd times
    told = by_sentence(said, speakers_of(said, evidence))
    return tuple(
        turn_of(
            evidence.heard[number].speaker,
            [_marked(word, evidence, number) for word, _ in group],
        )
        for number, group in groupby(told, key=lambda each: each[1])
    )


def turn_of(speaker: str | None, words: Sequence[Word]) -> Turn:
    """What one says, in paragraphs, with a capital at the start."""
    return Turn(speaker, paragraphs_of(_capital_at_start(words)))


def _capital_at_start(words: Sequence[Word]) -> list[Word]:
    """The words, the first one said with a capital; sounds in brackets stay as they are."""
    in_brackets = False
    for number, word in enumerate(words):
        text = word.text.strip()
        if in_brackets or text.startswith(("[", "(")):
            in_brackets = not text.rstrip(".,!?").endswith(("]", ")"))
            continue
        capital = capitalised(text)
        opening = word if capital == text else replace(word, text=capital)
        return [*words[:number], opening, *words[number + 1 :]]
    return list(words)


def _parted(words: Sequence[Word], silence_s: float) -> Iterator[list[Word]]:
    """Words between long pauses."""
    group: list[Word] = []
    end = 0.0
    for word in words:
        if group and word.start - end >= silence_s:
            yield group
            group = []
        group.append(word)
        end = max(end, word.end)
    if group:
        yield group


def _marked(word: Word, evidence: Evidence, chosen: int) -> Word:
    """The word, marked where its speaker is a guess, whatever was thought of another before."""
    guess = _is_guess(word, evidence, chosen)
    if guess == (Doubt.SPEAKER in word.doubts):
        return word
    others = tuple(doubt for doubt in word.doubts if doubt is not Doubt.SPEAKER)
    return replace(word, doubts=(*others, Doubt.SPEAKER) if guess else others)


def _is_guess(word: Word, evidence: Evidence, chosen: int) -> bool:
    """Whether no span of the speaker is near, or others are heard as long, or it sounds wrong."""
    if (evidence.misfit(word, chosen) or 0.0) > WRONG:
        return True
    middle = (word.start + word.end) / 2
    if evidence.heard[chosen].distance_s(middle) > evidence.uncertainty_s:
        return True
    start, end = max(word.start, middle - LONGEST_S), min(word.end, middle + LONGEST_S)
    covered = [voice.covered_s(start, end) for voice in evidence.heard]
    own = covered.pop(chosen)
    return own > 0 and max(covered, default=0.0) >= own


def to_transcript(
    turns: Sequence[Turn],
    *,
    spans: Sequence[Span] = (),
    language: str | None = None,
    duration: float | None = None,
    metadata: Mapping[str, object] | None = None,
    provenance: Mapping[str, object] | None = None,
) -> Transcript:
    """The turns with a paragraph a line. Paragraphs of a speaker begin with their turn."""
    return Transcript(
        rows=tuple(line for turn in turns for line in _lines(turn)),
        grain=Grain.PARAGRAPH,
        spans=tuple(spans),
        language=language,
        duration=duration,
        metadata=metadata or {},
        provenance=provenance or {},
    )


def _lines(turn: Turn) -> Iterator[Line]:
    for words in turn.paragraphs:
        yield Line(
            text=joined(word.text for word in words),
            start=words[0].start if turn.speaker is None else turn.start,
            end=max(words[0].start, *(word.end for word in words)),
            speaker=turn.speaker,
            words=words,
        )
