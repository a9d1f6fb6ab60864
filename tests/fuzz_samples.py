"""Small transcripts in every format that podscribe reads, for the fuzzer to damage."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from podscribe.formats import FORMATS, write_transcript
from podscribe.transcript import Grain, Header, Line, Note, Span, Transcript, Word

EXAMPLE_PAGE = Path(__file__).parent.parent / "examples" / "bakery.md"


@dataclass(frozen=True, slots=True)
class Sample:
    """A valid file: its format, the ending of its name, its bytes."""

    format: str
    suffix: str
    content: bytes


def samples() -> tuple[Sample, ...]:
    """Every sample, in an order that never changes."""
    return (*_written(), *_whisper(), *_captions(), *_texts(), *_documents(), _example())


METADATA = {
    "title": "Why tomatoes sulk: a gardener's year",
    "season": 2,
    "episode": 7,
    "guests": ["idarosen", "paulmeier"],
    "ids": {"youtube": "g4rd3n"},
    "duration": "PT00H02M05S",
    "quotableClips": [
        {"name": "Soil first", "startOffset": 0, "endOffset": 31},
        {"name": "Slugs & other guests", "startOffset": 31, "endOffset": 125},
    ],
}

WORDS = (
    Word("Slugs,", 12.0, 12.4, 0.98),
    Word("mostly.", 12.5, 13.1, 0.7),
)

PARAGRAPHS = Transcript(
    rows=(
        Header("Soil first"),
        Line("Where does one begin? [laughs] With a spade?", 0.0, speaker="Ida"),
        Line("With patience – and a spade: “dig, then wait”.", 4.5, speaker="Paul"),
        Line("My neighbour says 'no digging at all'.", 4.5, speaker="Paul"),
        Header("Slugs & other guests"),
        Line("And who comes to eat?", 31.0, speaker="Ida"),
        Line("no", None, speaker="Paul"),
        Line("Nobody knows: 10:30, 2021-04-01, yes # or so.", 63.2),
    ),
    grain=Grain.PARAGRAPH,
    language="en",
    duration=125.0,
    metadata=METADATA,
)

CUES = Transcript(
    rows=(
        Note("NOTE grown in a greenhouse"),
        Line("So what eats them?", 10.0, 11.8, "Ida", extra=(("vtt-settings", "align:start"),)),
        Line("Slugs, mostly.", 12.0, 13.1, "Paul", WORDS),
        Line("Beer traps help & <nets> do not", 3600.0, 3603.5, "Paul"),
    ),
    spans=(Span(10.0, 11.8, "Ida"), Span(12.0, 13.1, "Paul")),
    language="en",
    provenance={"model": "small", "options": {"beam": 5}},
)


def _written() -> Iterator[Sample]:
    """What podscribe writes and reads."""
    for format in FORMATS:
        if format.parse is not None and format.serialize is not None:
            for transcript in (PARAGRAPHS, CUES):
                text = write_transcript(transcript, format.name)
                yield Sample(format.name, format.suffixes[0], text.encode())


def _whisper() -> Iterator[Sample]:
    words = [
        {"word": " Slugs,", "start": 12.0, "end": 12.4, "probability": 0.98, "score": 0.9},
        {"word": " 2019"},
        {"word": " mostly.", "start": 12.5, "end": 13.1, "speaker": "SPEAKER_01"},
    ]
    segment = {"start": 12.0, "end": 13.1, "text": " Slugs, 2019 mostly.", "words": words}
    plain = {"start": 14, "end": 15.25, "text": " And snails.", "speaker": "SPEAKER_00"}
    cpp = {"text": " Slugs.", "offsets": {"from": 12000, "to": 13100}}
    whole = {"language": "en", "duration": 16.0, "segments": [segment, plain]}
    yield _json("whisper-json", ".json", whole)
    yield _json("whisper-json", ".json", [segment, plain])
    yield _json("whisper-json", ".json", {"transcription": [cpp, cpp]})
    yield _json("whisperx-json", ".json", {**whole, "word_segments": words})
    pieces = [{"utf8": "slugs"}, {"utf8": " mostly", "tOffsetMs": 240}, {"utf8": "\n"}]
    event = {"tStartMs": 12000, "dDurationMs": 1100, "segs": pieces}
    typed = {"tStartMs": 13500, "dDurationMs": 900, "segs": [{"utf8": "and snails"}]}
    events = [{"tStartMs": 0, "id": 1}, event, typed]
    yield _json("json3", ".json3", {"wireMagic": "pb3", "events": events})


def _json(name: str, suffix: str, value: object) -> Sample:
    return Sample(name, suffix, json.dumps(value, indent=1).encode())


SRV1 = """<?xml version="1.0" encoding="utf-8" ?><transcript>
<text start="12" dur="1.1">Slugs &amp;amp; snails</text><text start="14.5">mostly</text>
</transcript>"""
SRV3 = """<timedtext format="3"><body><p t="12000" d="1100"><s>slugs</s><s t="240"> mostly</s></p>
<p t="13500" d="900">and<br/>snails</p></body></timedtext>"""
TTML = """<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"
 xmlns:ttm="http://www.w3.org/ns/ttml#metadata"><body><div>
<p begin="00:00:12.000" end="00:00:13.100" ttm:agent="ida">Slugs<br/>mostly</p>
<p begin="14s" dur="900ms"><span>and</span> snails</p></div></body></tt>"""
VTT = """WEBVTT - greenhouse\r
\r
STYLE
::cue { color: lime }

first
00:12.000 --> 00:13.100 align:start position:0%
<v Ida>Slugs</v> <v Paul>&lt;mostly&gt;

00:14.000 --> 00:16.000
slugs eat
<00:14.500><c>the</c><00:15.000><c> beans</c>

00:16.000 --> 00:18.000
slugs eat the beans
and<00:16.500><c> leave</c>
"""
SRT = """\ufeff1
00:00:12,000 --> 00:00:13,100
[Ida]: <i>Slugs</i>, mostly.

2
00:00:14,000 --> 00:00:15,500
And {\\an8}snails

after a blank line
"""


def _captions() -> Iterator[Sample]:
    yield Sample("timed-text", ".srv1", SRV1.encode())
    yield Sample("timed-text", ".srv3", SRV3.encode())
    yield Sample("timed-text", ".ttml", TTML.encode())
    yield Sample("vtt", ".vtt", VTT.encode())
    yield Sample("srt", ".srt", SRT.encode())


BLOCKS = """# Soil first

[0:04]
Ida
Where does one begin?

[00:01:02]
?
With a spade.
And a second one.
"""
LINES = "[00:12] slugs mostly\r\n\r\n(0:14) - and snails\r\n1:00:02\r\n[Music]\r\nwho eats whom"
RTTM = """;; who speaks when
SPKR-INFO beds 1 <NA> <NA> <NA> unknown Ida <NA>
SPEAKER beds 1 12.000 1.100 <NA> <NA> Ida <NA> <NA>
SPEAKER beds 1 14.5 2 <NA> <NA> Paul
"""
PAGE = """---\r
title: "Beds"\r
guests: &people\r
  - idarosen\r
transcript:   # by hand\r
  - {line: 'Where from?', sec: "4", time: 0:04, who: Ida}\r
  - line: >\r
      Out of the
      ground.\r
    time: "0:\r
      09"\r
    who: no\r
  - line: 2021-04-01\r
context: *people\r
...\r
Body --- text\r
"""


def _texts() -> Iterator[Sample]:
    yield Sample("speaker-blocks", ".txt", BLOCKS.encode())
    yield Sample("lines", ".txt", LINES.encode())
    yield Sample("rttm", ".rttm", RTTM.encode())
    yield Sample("page", ".md", PAGE.encode())


DOCUMENT_NAME = "word/document.xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCUMENT = f"""<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_WORD}"><w:body>
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Soil first</w:t></w:r></w:p>
<w:p><w:r><w:t>[0:04]</w:t></w:r></w:p><w:p><w:r><w:t>Ida</w:t></w:r></w:p>
<w:p><w:r><w:t>Where does</w:t><w:tab/><w:t>one begin?</w:t><w:br/></w:r></w:p>
</w:body></w:document>"""


def _documents() -> Iterator[Sample]:
    yield Sample("docx", ".docx", zipped(DOCUMENT.encode()))


def zipped(document: bytes) -> bytes:
    """A Word document around its XML, the same bytes each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(DOCUMENT_NAME), document, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _example() -> Sample:
    return Sample("page", ".md", EXAMPLE_PAGE.read_bytes())
