"""An hour of talk, joined from the examples: as words and spans, in every format, and as sound.

The examples are told one after the other until there are 10,000 words. In every round the longer
words are exchanged for one another, so that no passage stands there twice.
"""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from itertools import count
from pathlib import Path

from episodes import EXAMPLES, example_sounds, put_together

from podscribe.formats import load_transcript, write_transcript
from podscribe.transcript import Grain, Line, Row, Span, Transcript, Word

EPISODES = ("interview", "round-table", "hard")
WORDS = 10_000
BETWEEN_S = 3.0
LEAST_LETTERS = 5  # of a word that is exchanged for another
FILLED, STUTTERED = 0.04, 0.01  # of the words, as in talk that nobody prepared
CODECS = {  # and the samples a second
    ".mp3": ("libmp3lame", 44_100),
    ".m4a": ("aac", 44_100),
    ".opus": ("libopus", 48_000),
    ".wav": ("pcm_s16le", 44_100),
}
_CORE = re.compile(rf"[a-z]{{{LEAST_LETTERS},}}")
_WORD_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def spoken() -> Transcript:
    """The hour as paragraphs of words with their times, headers, and spans of speakers."""
    episodes = [load_transcript(EXAMPLES / f"{name}.json") for name in EPISODES]
    rows: list[Row] = []
    spans: list[Span] = []
    words, at = 0, 0.0
    for number in count():
        episode = episodes[number % len(episodes)]
        told = _exchanged(episode.rows, number // len(episodes))
        for row in told:
            rows.append(_later(row, at) if isinstance(row, Line) else row)
            words += len(row.words) if isinstance(row, Line) else 0
            if words >= WORDS:
                return _whole(rows, spans, episode)
        spans += [Span(each.start + at, each.end + at, each.speaker) for each in episode.spans]
        at += (episode.duration or 0.0) + BETWEEN_S
    raise AssertionError("there are no examples")


def _whole(rows: Sequence[Row], spans: Sequence[Span], episode: Transcript) -> Transcript:
    end = max(row.end or 0.0 for row in rows if isinstance(row, Line))
    return Transcript(
        rows=tuple(rows),
        grain=Grain.PARAGRAPH,
        spans=tuple(span for span in spans if span.end <= end),
        language="en",
        duration=end + BETWEEN_S,
        metadata=episode.metadata,
    )


def _later(line: Line, by_s: float) -> Line:
    words = tuple(
        replace(word, start=round(word.start + by_s, 3), end=round(word.end + by_s, 3))
        for word in line.words
    )
    return replace(line, start=words[0].start, end=words[-1].end, words=words)


def _exchanged(rows: Sequence[Row], seed: int) -> list[Row]:
    """The rows with the longer words of small letters in each other's place."""
    found = {core for row in rows for core in _CORE.findall(row.text)}
    others = sorted(found)
    if seed:
        random.Random(seed).shuffle(others)
    change = dict(zip(sorted(found), others, strict=True))

    def other(text: str) -> str:
        return _CORE.sub(lambda match: change.get(match[0], match[0]), text)

    return [
        replace(
            row,
            text=other(row.text),
            words=tuple(replace(word, text=other(word.text)) for word in row.words),
        )
        if isinstance(row, Line)
        else replace(row, text=other(row.text))
        for row in rows
    ]


def hesitating(words: Sequence[Word]) -> list[Word]:
    """The words with hesitations and stutters between them."""
    chance = random.Random(3)
    said: list[Word] = []
    for word in words:
        draw = chance.random()
        middle = (word.start + word.end) / 2
        if draw < FILLED + STUTTERED:
            text = "um," if draw < FILLED else word.text.rstrip(".,?!")
            said.append(replace(word, text=text, end=middle))
            word = replace(word, start=middle)
        said.append(word)
    return said


def unnamed(transcript: Transcript) -> Transcript:
    """The transcript with numbers for its speakers."""
    numbers = {name: f"SPEAKER_{number:02}" for number, name in enumerate(transcript.speakers)}
    rows = tuple(
        replace(row, speaker=numbers[row.speaker]) if isinstance(row, Line) and row.speaker else row
        for row in transcript.rows
    )
    spans = tuple(replace(each, speaker=numbers[each.speaker]) for each in transcript.spans)
    return replace(transcript, rows=rows, spans=spans)


def read_only_texts(transcript: Transcript) -> dict[str, bytes]:
    """The hour in the formats that podscribe reads and does not write."""
    lines = transcript.lines
    blocks = write_transcript(transcript, "speaker-blocks").split("\n")
    told = {
        "whisper-json": json.dumps({"segments": [_segment(line, "probability") for line in lines]}),
        "whisperx-json": json.dumps(
            {"segments": [_segment(line, "score") | {"speaker": line.speaker} for line in lines]}
        ),
        "json3": json.dumps({"events": [*map(_event, lines)]}),
        "timed-text": f"<timedtext><body>{''.join(map(_timed, lines))}</body></timedtext>",
    }
    return {name: text.encode() for name, text in told.items()} | {"docx": _document(blocks)}


def _segment(line: Line, share: str) -> dict[str, object]:
    words = [
        {"word": f" {word.text}", "start": word.start, "end": word.end, share: 0.98}
        for word in line.words
    ]
    return {"start": line.start, "end": line.end, "text": f" {line.text}", "words": words}


def _event(line: Line) -> dict[str, object]:
    start_ms = _milliseconds(line.start)
    pieces = [
        {"utf8": f" {word.text}", "tOffsetMs": _milliseconds(word.start) - start_ms}
        for word in line.words
    ]
    length_ms = _milliseconds(line.end) - start_ms
    return {"tStartMs": start_ms, "dDurationMs": length_ms, "segs": pieces}


def _timed(line: Line) -> str:
    start_ms = _milliseconds(line.start)
    words = "".join(
        f'<s t="{_milliseconds(word.start) - start_ms}"> {escape(word.text)}</s>'
        for word in line.words
    )
    return f'<p t="{start_ms}" d="{_milliseconds(line.end) - start_ms}">{words}</p>'


def _milliseconds(seconds: float | None) -> int:
    return round(1000 * (seconds or 0.0))


def _document(texts: Sequence[str]) -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in texts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{_WORD_NAMESPACE}"><w:body>{paragraphs}</w:body></w:document>',
        )
    return file.getvalue()


def write_sounds(folder: Path, seconds: float) -> None:
    """The examples' sound, one after the other, as stereo of every kind."""
    plain = folder / "plain.wav"
    put_together(plain, seconds, 0, example_sounds(folder))
    for suffix in CODECS:
        _encode(plain, folder / f"sound{suffix}")


def _encode(source: Path, target: Path) -> None:
    import av
    from av.audio.stream import AudioStream

    codec, rate = CODECS[target.suffix]
    with av.open(str(source)) as given, av.open(str(target), "w") as file:
        stream = file.add_stream(codec, rate=rate, layout="stereo")
        assert isinstance(stream, AudioStream)
        for frame in given.decode(audio=0):
            frame.pts = None
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
