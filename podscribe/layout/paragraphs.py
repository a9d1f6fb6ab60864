"""Cues joined into the paragraphs of turns, as an editor would set them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from podscribe.layout.cues import PAUSE_S, SENTENCE_END
from podscribe.transcript import Grain, Header, Line, Transcript

AIM_CHARACTERS = 250  # the median of the show's pages is 242
MAX_CHARACTERS = 700  # nine in ten of their paragraphs are under 666


def join_paragraphs(transcript: Transcript) -> Transcript:
    """The transcript with a paragraph a line; one that has paragraphs already stays as it is."""
    if transcript.grain is Grain.PARAGRAPH:
        return transcript
    rows: list[Line | Header] = []
    for block in _blocks(transcript):
        rows += [block] if isinstance(block, Header) else _paragraphs(block)
    return replace(transcript, rows=tuple(rows), grain=Grain.PARAGRAPH)


def _blocks(transcript: Transcript) -> Iterator[Header | list[Line]]:
    """Headers, and between them the runs of lines of one speaker."""
    run: list[Line] = []
    for row in transcript.rows:
        if run and (isinstance(row, Header) or (isinstance(row, Line) and _changes(run[-1], row))):
            yield run
            run = []
        if isinstance(row, Header):
            yield row
        elif isinstance(row, Line) and row.text.strip():
            run.append(row)
    if run:
        yield run


def _changes(before: Line, after: Line) -> bool:
    return after.text.strip() != "" and before.speaker != after.speaker


def _paragraphs(cues: Sequence[Line]) -> list[Line]:
    """The cues of one turn as paragraphs: they share its start, when it is somebody's turn."""
    turn_start = next((cue.start for cue in cues if cue.start is not None), None)
    paragraphs: list[Line] = []
    pending: list[Line] = []
    for cue in _sentences(cues):
        if pending and _full(pending, cue):
            paragraphs.append(_joined(pending))
            pending = []
        pending.append(cue)
    paragraphs.append(_joined(pending))
    if cues[0].speaker is None:
        return paragraphs
    return [replace(paragraph, start=turn_start) for paragraph in paragraphs]


def _full(pending: Sequence[Line], coming: Line) -> bool:
    """Whether a paragraph ends before the coming cue."""
    length = sum(len(cue.text) + 1 for cue in pending)
    if length + len(coming.text) > MAX_CHARACTERS:
        return True
    if length < AIM_CHARACTERS:
        return False
    last = pending[-1]
    return bool(SENTENCE_END.search(last.text)) or _pause(last, coming) >= 2 * PAUSE_S


def _pause(before: Line, after: Line) -> float:
    if before.end is None or after.start is None:
        return 0.0
    return after.start - before.end


def _sentences(cues: Sequence[Line]) -> Iterator[Line]:
    """The cues, those divided whose words tell where a sentence ends inside them."""
    for cue in cues:
        ends = [
            index + 1 for index, word in enumerate(cue.words[:-1]) if SENTENCE_END.search(word.text)
        ]
        if not ends or [word.text.strip() for word in cue.words] != cue.text.split():
            yield cue
            continue
        for first, after in zip([0, *ends], [*ends, len(cue.words)], strict=True):
            words = cue.words[first:after]
            text = " ".join(word.text.strip() for word in words)
            yield replace(cue, text=text, start=words[0].start, end=words[-1].end, words=words)


def _joined(cues: Sequence[Line]) -> Line:
    whole = all(cue.words for cue in cues)
    return replace(
        cues[0],
        text=" ".join(" ".join(cue.text.split()) for cue in cues),
        end=cues[-1].end,
        words=tuple(word for cue in cues for word in cue.words) if whole else (),
        extra=(),
    )
