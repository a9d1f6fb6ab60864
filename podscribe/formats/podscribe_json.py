"""podscribe's own JSON: everything that is known of a transcript.

    {
     "format": "podscribe-transcript",
     "version": 1,
     "grain": "paragraph",
     "rows": [
      {"header": "How it began"},
      {"line": "So tell us.", "start": 62.04, "speaker": "Mara",
       "words": [{"text": "So", "start": 62.04, "end": 62.2, "probability": 0.98}, …]}
     ]
    }

Its JSON Schema is `podscribe-transcript.schema.json` beside this file.

>>> rows = '[{"line": "Yes.", "start": 2}]'
>>> text = f'{{"format": "podscribe-transcript", "version": 1, "rows": {rows}}}'
>>> parse(text).lines[0].start
2.0
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from podscribe.clock import tidy
from podscribe.errors import PodscribeError
from podscribe.formats import json_text
from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.transcript import Doubt, Grain, Header, Line, Note, Row, Span, Transcript, Word

KIND = "podscribe-transcript"
VERSION = 1


def parse(text: str) -> Transcript:
    """The transcript as it was written."""
    document = json_text.as_mapping(json_text.load(text), "the file")
    if document.get("format") != KIND:
        raise PodscribeError(f'"format" is not "{KIND}"', remedy="leave out --from json")
    if document.get("version") != VERSION:
        raise PodscribeError(
            f"its version is not {VERSION}",
            remedy="update podscribe to read it",
        )
    rows = json_text.as_sequence(document.get("rows"), "rows")
    spans = json_text.as_sequence(document.get("spans", []), "spans")
    return Transcript(
        rows=tuple(
            _row(row, f"rows[{number}]", place)
            for number, (row, place) in enumerate(
                zip(rows, json_text.places(text, "rows"), strict=True)
            )
        ),
        grain=_grain(document.get("grain", Grain.CUE.value)),
        spans=tuple(_span(span, f"spans[{number}]") for number, span in enumerate(spans)),
        language=json_text.optional_text(document.get("language"), "language"),
        duration=json_text.optional_seconds(document.get("duration"), "duration"),
        metadata=json_text.as_metadata(document.get("metadata", {}), "metadata"),
        provenance=json_text.as_metadata(document.get("provenance", {}), "provenance"),
    )


def _grain(value: object) -> Grain:
    if value not in [grain.value for grain in Grain]:
        raise PodscribeError("grain is neither cue nor paragraph", remedy="mend that field")
    return Grain(value)


def _row(value: object, path: str, place: int) -> Row:
    row = json_text.as_mapping(value, path)
    if "header" in row:
        return Header(json_text.as_text(row["header"], f"{path}.header"), place)
    if "note" in row:
        return Note(json_text.as_text(row["note"], f"{path}.note"), place)
    words = json_text.as_sequence(row.get("words", []), f"{path}.words")
    extra = json_text.as_mapping(row.get("extra", {}), f"{path}.extra")
    return Line(
        text=json_text.as_text(row.get("line"), f"{path}.line"),
        start=json_text.optional_seconds(row.get("start"), f"{path}.start"),
        end=json_text.optional_seconds(row.get("end"), f"{path}.end"),
        speaker=json_text.optional_text(row.get("speaker"), f"{path}.speaker"),
        words=tuple(_word(word, f"{path}.words[{number}]") for number, word in enumerate(words)),
        extra=tuple(
            (key, json_text.as_text(kept, f"{path}.extra.{key}")) for key, kept in extra.items()
        ),
        place=place,
    )


def _word(value: object, path: str) -> Word:
    """A word, with the words in whose place it stands if it was edited."""
    word = _heard_word(value, path)
    given = json_text.as_mapping(value, path).get("heard")
    if given is None:
        return word
    heard = json_text.as_sequence(given, f"{path}.heard")
    return replace(
        word,
        heard=tuple(_heard_word(one, f"{path}.heard[{at}]") for at, one in enumerate(heard)),
    )


def _heard_word(value: object, path: str) -> Word:
    word = json_text.as_mapping(value, path)
    return Word(
        text=json_text.as_text(word.get("text"), f"{path}.text"),
        start=json_text.as_seconds(word.get("start"), f"{path}.start"),
        end=json_text.as_seconds(word.get("end"), f"{path}.end"),
        probability=json_text.optional_share(word.get("probability"), f"{path}.probability"),
        doubts=_doubts(word.get("doubts", []), f"{path}.doubts"),
    )


def _doubts(value: object, path: str) -> tuple[Doubt, ...]:
    doubts = json_text.as_sequence(value, path)
    if not doubts:  # as of nearly all words
        return ()
    known = [doubt.value for doubt in Doubt]
    if any(doubt not in known for doubt in doubts):
        raise PodscribeError(
            f"{path} holds something other than {', '.join(known)}", remedy="mend that field"
        )
    return tuple(doubt for doubt in Doubt if doubt.value in doubts)


def _span(value: object, path: str) -> Span:
    span = json_text.as_mapping(value, path)
    return Span(
        start=json_text.as_seconds(span.get("start"), f"{path}.start"),
        end=json_text.as_seconds(span.get("end"), f"{path}.end"),
        speaker=json_text.as_text(span.get("speaker"), f"{path}.speaker"),
    )


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """The transcript with everything that is known of it; what is unknown is left out."""
    document = {
        "format": KIND,
        "version": VERSION,
        "language": transcript.language,
        "duration": _seconds(transcript.duration),
        "grain": transcript.grain.value,
        "metadata": dict(transcript.metadata) or None,
        "provenance": dict(transcript.provenance) or None,
        "rows": [_written(row) for row in transcript.rows],
        "spans": [
            {"start": tidy(span.start), "end": tidy(span.end), "speaker": span.speaker}
            for span in transcript.spans
        ]
        or None,
    }
    return json_text.dump(_known(document))


def _written(row: Row) -> Mapping[str, object]:
    if isinstance(row, Header):
        return {"header": row.text}
    if isinstance(row, Note):
        return {"note": row.text}
    return _known(
        {
            "line": row.text,
            "start": _seconds(row.start),
            "end": _seconds(row.end),
            "speaker": row.speaker,
            "words": [_written_word(word) for word in row.words] or None,
            "extra": dict(row.extra) or None,
        }
    )


def _written_word(word: Word) -> Mapping[str, object]:
    share = None if word.probability is None else round(word.probability, 4)
    return _known(
        {
            "text": word.text,
            "start": tidy(word.start),
            "end": tidy(word.end),
            "probability": share,
            "doubts": [doubt.value for doubt in word.doubts] or None,
            "heard": None if word.heard is None else [_written_word(one) for one in word.heard],
        }
    )


def _seconds(value: float | None) -> float | int | None:
    return None if value is None else tidy(value)


def _known(fields: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in fields.items() if value is not None}


def sniff(text: str) -> bool:
    return json_text.looks_like(text, "format") and KIND in text


FORMAT = Format(
    name="json",
    title="podscribe's own JSON",
    suffixes=(".json",),
    keeps=frozenset(Feature),
    parse=parse,
    serialize=serialize,
    sniff=sniff,
    made_of_lines=False,
)
