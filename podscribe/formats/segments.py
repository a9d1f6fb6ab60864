"""What Whisper's family of tools writes: segments with words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from podscribe.formats import json_text
from podscribe.scripts import joined
from podscribe.transcript import Line, Word


@dataclass(frozen=True, slots=True)
class Heard:
    """A word as such a tool wrote it: numbers and symbols often came out without times."""

    text: str
    start: float | None
    end: float | None
    probability: float | None
    speaker: str | None


def document_lines(text: str, value: object, *, share_key: str) -> list[Line]:
    """The lines of all segments; `value` is the list of them in the document `text`."""
    segments = json_text.as_sequence(value, "segments")
    places = json_text.places(text, "segments")
    return [
        replace(line, place=place)
        for number, (segment, place) in enumerate(zip(segments, places, strict=True))
        for line in _segment_lines(segment, f"segments[{number}]", "word", share_key)
    ]


def _segment_lines(value: object, path: str, word_key: str, share_key: str) -> list[Line]:
    """One segment as a line, or as several where its words change speaker."""
    segment = json_text.as_mapping(value, path)
    line = Line(
        text=json_text.as_text(segment.get("text"), f"{path}.text").strip(),
        start=json_text.optional_seconds(segment.get("start"), f"{path}.start"),
        end=json_text.optional_seconds(segment.get("end"), f"{path}.end"),
        speaker=json_text.optional_text(segment.get("speaker"), f"{path}.speaker") or None,
    )
    words = json_text.as_sequence(segment.get("words") or [], f"{path}.words")
    heard = [
        _heard(word, f"{path}.words[{number}]", word_key, share_key)
        for number, word in enumerate(words)
    ]
    return _by_speaker(line, [word for word in heard if word.text])


def _heard(value: object, path: str, word_key: str, share_key: str) -> Heard:
    word = json_text.as_mapping(value, path)
    return Heard(
        json_text.as_text(word.get(word_key), f"{path}.{word_key}").strip(),
        json_text.optional_seconds(word.get("start"), f"{path}.start"),
        json_text.optional_seconds(word.get("end"), f"{path}.end"),
        json_text.optional_share(word.get(share_key), f"{path}.{share_key}"),
        json_text.optional_text(word.get("speaker"), f"{path}.speaker") or None,
    )


def _by_speaker(line: Line, heard: Sequence[Heard]) -> list[Line]:
    """The segment's line with its words; one line a speaker where its words name several."""
    words = _timed(heard, line)
    if not words:
        return [line]
    speakers = _speakers(heard, line.speaker)
    if len(set(speakers)) == 1:
        return [replace(line, speaker=speakers[0], words=words)]
    lines: list[Line] = []
    for speaker, group in groupby(range(len(words)), key=speakers.__getitem__):
        part = tuple(words[index] for index in group)
        text = joined(word.text for word in part)
        lines.append(Line(text, part[0].start, part[-1].end, speaker, part))
    return lines


def _speakers(heard: Sequence[Heard], of_segment: str | None) -> list[str | None]:
    """Who says each word. One without a speaker is the segment's; one without a time, as numbers
    come out, goes with the word before it, the first ones with the one behind them.
    """
    told = [word.speaker or (None if word.start is None else of_segment) for word in heard]
    last = next(filter(None, told), of_segment)
    return [last := speaker or last for speaker in told]


def _timed(heard: Sequence[Heard], line: Line) -> tuple[Word, ...]:
    """The words, those without times spread between their neighbours; none if none has one."""
    starts = [word.start for word in heard]
    if all(start is None for start in starts):
        return ()
    words: list[Word] = []
    at = line.start if line.start is not None else next(s for s in starts if s is not None)
    for word, ahead, until in zip(heard, *_known_ahead(starts, line.end), strict=True):
        start = word.start if word.start is not None else at
        end = word.end
        if end is None:  # its share of the time up to there
            end = start + max(0.0, (until if until is not None else start) - start) / ahead
        words.append(Word(word.text, start, max(start, end), word.probability))
        at = words[-1].end
    return tuple(words)


def _known_ahead(
    starts: Sequence[float | None], last: float | None
) -> tuple[list[int], list[float | None]]:
    """For each word, how many words ahead the next known time is, and that time."""
    steps: list[int] = []
    times: list[float | None] = []
    ahead, until = 1, last
    for start in reversed(starts):
        steps.append(ahead)
        times.append(until)
        ahead, until = (1, start) if start is not None else (ahead + 1, until)
    return steps[::-1], times[::-1]
