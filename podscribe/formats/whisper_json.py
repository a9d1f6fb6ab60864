"""JSON of openai-whisper, faster-whisper and whisper.cpp, read only.

    {"text": "So tell us.", "language": "en",
     "segments": [{"start": 62.0, "end": 63.5, "text": " So tell us.",
                   "words": [{"word": " So", "start": 62.0, "end": 62.2, "probability": 0.98}]}]}

faster-whisper writes no file of its own; what people dump from it is a list of its segments, or
such an object. whisper.cpp has `transcription` with `offsets` in milliseconds.

>>> parse('[{"start": 62.0, "end": 63.5, "text": " So tell us."}]').lines[0].text
'So tell us.'
"""

from __future__ import annotations

from collections.abc import Mapping

from podscribe.errors import PodscribeError
from podscribe.formats import json_text
from podscribe.formats.format import Feature, Format
from podscribe.formats.segments import document_lines
from podscribe.languages import code_of
from podscribe.scripts import is_unspaced
from podscribe.transcript import Line, Transcript, Word


def parse(text: str) -> Transcript:
    """Every segment with its words."""
    value = json_text.load(text)
    document = {"segments": value} if isinstance(value, list) else value
    fields = json_text.as_mapping(document, "the file")
    if "transcription" in fields:
        lines = _whisper_cpp(text, fields["transcription"])
    else:
        lines = document_lines(text, fields.get("segments"), share_key="probability")
    if not lines:
        raise PodscribeError("has no segments", remedy="give a transcript that has some")
    language = json_text.optional_text(_language(fields), "language")
    return Transcript(
        rows=tuple(lines),
        language=None if language is None else code_of(language),
        duration=json_text.optional_seconds(fields.get("duration"), "duration"),
    )


def _language(fields: Mapping[str, object]) -> object:
    """The detected language; whisper.cpp has it under `result`."""
    result = fields.get("result")
    return result.get("language") if isinstance(result, Mapping) else fields.get("language")


def _whisper_cpp(document: str, value: object) -> list[Line]:
    lines: list[Line] = []
    segments = json_text.as_sequence(value, "transcription")
    places = json_text.places(document, "transcription")
    for number, (item, place) in enumerate(zip(segments, places, strict=True)):
        path = f"transcription[{number}]"
        segment = json_text.as_mapping(item, path)
        start, end = _offsets(segment, path)
        text = json_text.as_text(segment.get("text"), f"{path}.text").strip()
        lines.append(Line(text, start, end, words=_whisper_cpp_words(segment, path), place=place))
    return lines


def _offsets(value: Mapping[str, object], path: str) -> tuple[float, float]:
    offsets = json_text.as_mapping(value.get("offsets"), f"{path}.offsets")
    return (
        json_text.as_milliseconds(offsets.get("from"), f"{path}.offsets.from"),
        json_text.as_milliseconds(offsets.get("to"), f"{path}.offsets.to"),
    )


def _whisper_cpp_words(segment: Mapping[str, object], path: str) -> tuple[Word, ...]:
    """The words of a segment's tokens, parted where the text has a blank between two of them.

    A blank may begin a token, end it, or be one by itself.
    """
    words: list[Word] = []
    apart = True
    for number, item in enumerate(
        json_text.as_sequence(segment.get("tokens") or [], f"{path}.tokens")
    ):
        here = f"{path}.tokens[{number}]"
        token = json_text.as_mapping(item, here)
        text = json_text.as_text(token.get("text"), f"{here}.text")
        if text.startswith("[_"):  # what marks times and the beginning
            continue
        apart = apart or text[:1].isspace()
        if text.strip():
            heard = _token(text, token, here)
            if apart or is_unspaced(heard.text[0]):
                words.append(heard)
            else:
                words[-1] = _longer(words[-1], heard)
            apart = False
        apart = apart or text[-1:].isspace()
    return tuple(words)


def _token(text: str, token: Mapping[str, object], path: str) -> Word:
    start, end = _offsets(token, path)
    share = json_text.optional_share(token.get("p"), f"{path}.p")
    return Word(" ".join(text.split()), start, max(start, end), share)


def _longer(word: Word, more: Word) -> Word:
    """A word with one more of its tokens; it is as probable as the least of them."""
    shares = [each for each in (word.probability, more.probability) if each is not None]
    end = max(word.end, more.end)
    return Word(word.text + more.text, word.start, end, min(shares, default=None))


def sniff(text: str) -> bool:
    if json_text.looks_like(text, "segments", "transcription"):
        return True
    start = text[:200].lstrip("\ufeff \t\r\n")
    return start.startswith("[") and start[1:].lstrip().startswith("{") and '"text"' in text


FORMAT = Format(
    name="whisper-json",
    title="JSON of Whisper, faster-whisper and whisper.cpp",
    suffixes=(".json",),
    keeps=frozenset(
        {
            Feature.TEXT,
            Feature.TIMES,
            Feature.ENDS,
            Feature.WORDS,
            Feature.LANGUAGE,
            Feature.DURATION,
        }
    ),
    parse=parse,
    sniff=sniff,
    made_of_lines=False,
)
