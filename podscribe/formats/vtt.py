"""WebVTT captions, with voices.

    WEBVTT

    00:00:01.000 --> 00:00:03.500
    <v Mara>So tell us how it began.

Cue identifiers, settings, STYLE, REGION and NOTE blocks are kept and written back; a payload with
tags is written back as it was as long as its text is the same. Word times inside a cue
(`<00:00:01.500><c> tell</c>`) are read, and the repeated rows of rolling captions dropped.

>>> parse("WEBVTT\\n\\n00:01.000 --> 00:03.500\\n<v Mara>So <i>tell</i> us.").lines[0].speaker
'Mara'
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from operator import itemgetter

from podscribe.clock import TIME, parse_clock, stamp
from podscribe.errors import PodscribeError
from podscribe.formats.caption import ARROW, Block, blocks, timing_of, wrapped
from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.formats.plain import BYTE_ORDER_MARK, numbered_lines, unescaped
from podscribe.formats.rolling import Rows, unrolled
from podscribe.layout.cues import cues_by_line, start_of
from podscribe.transcript import Line, Note, Transcript, Word

_OPENING = "WEBVTT"
_NOTE = re.compile(r"(NOTE|STYLE|REGION)(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]([^<>]*)>")
_TAG = re.compile(r"</?[^<>]*>")
_WORD_TIME = re.compile(rf"<({TIME})>")

_LONGEST_EXTRA = 1000  # characters: every voice of a cue carries them

IDENTIFIER, SETTINGS, PAYLOAD = "vtt-identifier", "vtt-settings", "vtt-payload"


def parse(text: str) -> Transcript:
    """Every cue and note of the text."""
    first, *others = [*blocks(text)] or [Block(("",), 1)]
    head, *rest = [*_parted(first), *others]
    if not _opens(head.lines[0]):
        raise PodscribeError(
            "does not begin with WEBVTT",
            place=head.place,
            remedy="is it SubRip? (convert --from srt)",
        )
    opening = [] if head.lines == (_OPENING,) else [Note("\n".join(head.lines), place=head.place)]
    rows: list[Line | Note] = [*opening]
    rolling = Rows(_timing, _plain, _has_word_times)
    for block in unrolled(rest, rolling) if _has_word_times(text) else rest:
        if _is_note(block):
            rows.append(Note("\n".join(block.lines), place=block.place))
        else:
            rows += _cues(block)
    if not any(isinstance(row, Line) for row in rows):
        raise PodscribeError("has no cues", remedy="give captions that have some")
    return Transcript(rows=tuple(rows), language=_language(head))


def _parted(head: Block) -> Iterator[Block]:
    """What opens the file, and the first cue where no blank line parts them."""
    times = next((n for n, line in enumerate(head.lines) if n and ARROW.fullmatch(line)), None)
    if times is None:
        yield head
        return
    begun = times - 1 if times > 1 and head.lines[times - 1].strip().isdecimal() else times
    yield replace(head, lines=head.lines[:begun])
    yield Block(head.lines[begun:], head.place + begun)


def _has_word_times(text: str) -> bool:
    return _WORD_TIME.search(text) is not None


def _language(head: Block) -> str | None:
    """What the lines below WEBVTT say of the language, as YouTube's do."""
    named = (line.partition(":") for line in head.lines[1:])
    return next((value.strip() for key, _, value in named if key == "Language"), None) or None


def _is_note(block: Block) -> bool:
    return _NOTE.match(block.lines[0]) is not None and "-->" not in block.lines[0]


def _timing(block: Block) -> int | None:
    """Which line of the block has its times; none in a note."""
    return None if _is_note(block) else timing_of(block)


def _cues(block: Block) -> Iterator[Line]:
    timing = timing_of(block)
    match = ARROW.fullmatch(block.lines[timing]) if timing is not None else None
    start, end = (parse_clock(match[1]), parse_clock(match[2])) if match else (None, None)
    if timing is None or match is None or start is None or end is None:
        raise PodscribeError(
            "a cue without its times",
            place=block.place + (timing or 0),
            remedy="it must begin with a line like '00:00:01.000 --> 00:00:03.500'",
        )
    payload = "\n".join(block.lines[timing + 1 :])
    extra = [
        (IDENTIFIER, " ".join(block.lines[:timing])[:_LONGEST_EXTRA]),
        (SETTINGS, (match[3] or "").strip()[:_LONGEST_EXTRA]),
        (PAYLOAD, payload),
    ]
    lines = [*_voices(payload, start, end)]
    for line in lines:
        kept = extra if len(lines) == 1 and payload != _payload(line) else extra[:2]
        pairs = tuple((key, value) for key, value in kept if value)
        yield replace(line, extra=pairs, place=block.place + timing)


def _voices(payload: str, start: float, end: float) -> Iterator[Line]:
    """A cue's payload, one line a voice."""
    plain, *voices = _VOICE.split(payload)
    parts = [(None, plain), *zip(voices[::2], voices[1::2], strict=True)]
    spoken = [part for part in parts if _plain(part[1])] or parts[-1:]
    for speaker, text in spoken:
        name = " ".join(unescaped(speaker).split()) if speaker else None
        yield Line(_plain(text), start, end, name or None, _timed_words(text, start, end))


def _plain(payload: str) -> str:
    return " ".join(unescaped(_TAG.sub("", payload)).split())


def _timed_words(payload: str, start: float, end: float) -> tuple[Word, ...]:
    """The words of a cue that has times inside; none where it has not."""
    if not _has_word_times(payload):
        return ()
    first, *timed = _WORD_TIME.split(payload)
    begins = [start, *(parse_clock(time) or start for time in timed[::2])]
    finishes = [*begins[1:], end]
    words: list[Word] = []
    for text, begin, finish in zip([first, *timed[1::2]], begins, finishes, strict=True):
        texts = _plain(text).split()
        step = (finish - begin) / (len(texts) or 1)
        words += [
            Word(word, begin + step * number, begin + step * (number + 1))
            for number, word in enumerate(texts)
        ]
    return tuple(words)


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """The transcript as captions in the order of their times, notes before what they stand over."""
    groups = iter(cues_by_line(transcript, options.captions))
    opening = _OPENING
    notes: list[str] = []
    blocks: list[tuple[float, str]] = []
    for number, row in enumerate(transcript.rows):
        if isinstance(row, Note) and number == 0 and _opens(row.text):
            opening = _unbroken(row.text)
        elif isinstance(row, Note):
            notes.append(_note(row.text))
        elif isinstance(row, Line) and row.text.strip():
            cues = [(start_of(cue), _block(cue)) for cue in next(groups)]
            blocks += [(cues[0][0], note) for note in notes] + cues
            notes = []
    ordered = [text for _, text in sorted(blocks, key=itemgetter(0))]
    return "\n\n".join([opening, *ordered, *notes]) + "\n"


def _opens(text: str) -> bool:
    """Whether a file may begin so: with WEBVTT, and perhaps a title and lines below it."""
    return re.match(rf"{_OPENING}(?:\s|$)", text) is not None


def _unbroken(text: str) -> str:
    """A text as one block: no blank line may end it, nothing in it may look like times."""
    lines = [line for _, line in numbered_lines(text.replace("-->", "->")) if line.strip()]
    return "\n".join(lines)


def _note(text: str) -> str:
    block = _unbroken(text)
    return block if _NOTE.match(block) else f"NOTE\n{block}"


def _block(cue: Line) -> str:
    extra = dict(cue.extra)
    times = f"{stamp(cue.start or 0.0)} --> {stamp(cue.end or 0.0)}"
    identifier = [extra[IDENTIFIER]] if IDENTIFIER in extra else []
    settings = f" {extra[SETTINGS]}" if SETTINGS in extra else ""
    payload = extra.get(PAYLOAD)
    if payload is None or not _same(payload, cue):
        payload = _payload(cue)
    return "\n".join([*identifier, times + settings, payload])


def _same(payload: str, cue: Line) -> bool:
    """Whether the payload that was read still says what the cue says."""
    lines = [*_voices(payload, 0.0, 0.0)]
    return len(lines) == 1 and (lines[0].text, lines[0].speaker) == (cue.text, cue.speaker)


def _payload(cue: Line) -> str:
    text = escape(wrapped(cue.text), quote=False)
    if cue.speaker is None:
        return text
    return f"<v {escape(' '.join(cue.speaker.split()), quote=False)}>{text}"


def sniff(text: str) -> bool:
    return text.removeprefix(BYTE_ORDER_MARK).startswith("WEBVTT")


FORMAT = Format(
    name="vtt",
    title="WebVTT captions",
    suffixes=(".vtt",),
    keeps=frozenset(
        {
            Feature.TEXT,
            Feature.TIMES,
            Feature.ENDS,
            Feature.SPEAKERS,
            Feature.NOTES,
            Feature.STYLING,
        }
    ),
    reads_too=frozenset({Feature.WORDS, Feature.LANGUAGE}),
    parse=parse,
    serialize=serialize,
    fills_times=True,
    sniff=sniff,
)
