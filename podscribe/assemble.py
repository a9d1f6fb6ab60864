"""Words in one file and speakers in another, put together into transcripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from podscribe.convert import Conversion, target_format, write_file
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM
from podscribe.formats import WriteOptions, load_transcript
from podscribe.transcript import Span, Transcript, Word
from podscribe.turns import TurnOptions, assemble, to_transcript


@dataclass(frozen=True, slots=True)
class Assembly:
    """What was written to each target, and what there is to say of the words that were read."""

    written: tuple[Conversion, ...]
    warnings: tuple[str, ...]


def assemble_files(
    words: str | Path,
    speakers: str | Path,
    targets: Sequence[str | Path],
    *,
    to_name: str | None = None,
    write_options: WriteOptions = WriteOptions(),
    turn_options: TurnOptions = TurnOptions(),
) -> Assembly:
    """Read words and speakers, write their turns to every target."""
    if STANDARD_STREAM == str(words) == str(speakers):
        raise PodscribeError(
            "words and speakers cannot both come from standard input", remedy="name one of them"
        )
    formats = [target_format(target, [words, speakers], to_name) for target in targets]
    given = load_transcript(words)
    transcript = _assembled(given, words, speakers, turn_options)
    try:
        written = tuple(
            write_file(transcript, target, format, write_options)
            for target, format in zip(targets, formats, strict=True)
        )
    except PodscribeError as error:
        raise error.in_file(words) from error
    return Assembly(written, _passed_over(given))


def _passed_over(given: Transcript) -> tuple[str, ...]:
    """What stands between the words and is not assembled with them."""
    count = len(given.headers)
    if not count:
        return ()
    headers = "1 header" if count == 1 else f"{count} headers"
    return (f"only words are taken from it; left out: {headers}",)


def _assembled(
    given: Transcript, words: str | Path, speakers: str | Path, options: TurnOptions
) -> Transcript:
    heard = load_transcript(speakers)
    try:
        said = timed_words(given)
    except PodscribeError as error:
        raise error.in_file(words) from error
    if not heard.spans:
        raise PodscribeError(
            "has no speaker spans", remedy="give an RTTM file, or JSON that holds them"
        ).in_file(speakers)
    if not _meet(said, heard.spans):
        raise PodscribeError(
            "nobody speaks while the words are said", remedy="give the spans of this recording"
        ).in_file(speakers)
    return to_transcript(
        assemble(said, heard.spans, options),
        spans=heard.spans,
        language=given.language,
        duration=given.duration if given.duration is not None else heard.duration,
        metadata=given.metadata,
        provenance=given.provenance,
    )


def timed_words(transcript: Transcript) -> tuple[Word, ...]:
    """Every word of the transcript; each must have its times."""
    for line in transcript.lines:
        if line.text.strip() and not line.words:
            raise PodscribeError(
                "holds words without times",
                place=line.place,
                remedy="give JSON in which every word has its start and end",
            )
    words = tuple(word for line in transcript.lines for word in line.words)
    if not words:
        raise PodscribeError("has no words", remedy="give a transcript that has some")
    return words


def _meet(words: Sequence[Word], spans: Sequence[Span]) -> bool:
    """Whether anybody speaks between the first word and the last."""
    start, end = min(word.start for word in words), max(word.end for word in words)
    return any(span.start <= end and span.end >= start for span in spans)
