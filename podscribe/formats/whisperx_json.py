"""JSON of WhisperX, read only: segments and words with speakers.

    {"segments": [{"start": 62.0, "end": 63.5, "text": "So tell us.", "speaker": "SPEAKER_00",
                   "words": [{"word": "So", "start": 62.0, "end": 62.2, "score": 0.9,
                              "speaker": "SPEAKER_00"}]}],
     "word_segments": [], "language": "en"}

Words that WhisperX left without times (numbers, symbols) get theirs from their neighbours; a
segment whose words change speaker becomes a line for each.

>>> parse('{"segments": [{"start": 1, "end": 3, "text": "In 2019", "words": ['
...       '{"word": "In", "start": 1, "end": 2}, {"word": "2019"}]}]}').lines[0].words[1].end
3.0
"""

from __future__ import annotations

from podscribe.errors import PodscribeError
from podscribe.formats import json_text
from podscribe.formats.format import Feature, Format
from podscribe.formats.segments import document_lines
from podscribe.languages import code_of
from podscribe.transcript import Transcript


def parse(text: str) -> Transcript:
    """Every segment with its words and speakers."""
    document = json_text.as_mapping(json_text.load(text), "the file")
    lines = document_lines(text, document.get("segments"), share_key="score")
    if not lines:
        raise PodscribeError("has no segments", remedy="give a transcript that has some")
    language = json_text.optional_text(document.get("language"), "language")
    code = None if language is None else code_of(language)
    return Transcript(rows=tuple(lines), language=code)


def sniff(text: str) -> bool:
    if not json_text.looks_like(text, "segments"):
        return False
    return any(key in text for key in ('"word_segments"', '"score"', '"speaker"'))


FORMAT = Format(
    name="whisperx-json",
    title="JSON of WhisperX",
    suffixes=(".json",),
    keeps=frozenset(
        {
            Feature.TEXT,
            Feature.TIMES,
            Feature.ENDS,
            Feature.SPEAKERS,
            Feature.WORDS,
            Feature.LANGUAGE,
        }
    ),
    parse=parse,
    sniff=sniff,
    made_of_lines=False,
)
