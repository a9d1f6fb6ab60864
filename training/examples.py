"""The example episodes: `python -m training.examples --out examples`.

Their sentences are held out. Beside each episode's audio stands its truth: the page, podscribe's
JSON with the time of every word, and who speaks when as RTTM.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, takewhile
from pathlib import Path

import numpy as np

from podscribe.files import write_bytes
from podscribe.formats import WriteOptions, write_transcript
from podscribe.layout.paragraphs import join_paragraphs
from podscribe.transcript import Grain, Header, Line, Row, Span, Transcript, Word
from training.codec import write_audio
from training.data import Conversation, Samples, SpokenTurn, TimedWord, Utterance
from training.diarization.recordings import speech_spans
from training.grammar import conversation, scorable
from training.mix import mix
from training.styles import STYLES, Style
from training.timeline import Manners
from training.voices import voice_named

BIT_RATE = 48_000
CHARACTERS_A_SECOND = 15
TRUTH = {"page": ".md", "json": ".json", "rttm": ".rttm"}  # format: suffix


@dataclass(frozen=True, slots=True)
class Example:
    """One episode: who speaks, the host first, with which voice, for how long, and how.

    Without chapters it is a piece of the talk, no greeting and no farewell.
    """

    name: str
    voices: Mapping[str, str]  # person: voice
    minutes: float
    chapters: int
    style: Style
    seed: int
    title: str
    description: str

    @property
    def metadata(self) -> dict[str, object]:
        """The front matter of the page."""
        _, *guests = self.voices
        video = f"podscribe-{self.seed}"
        return {
            "title": self.title,
            "short": self.title,
            "season": 1,
            "episode": self.seed,
            "guests": [guest.lower() for guest in guests],
            "image": f"images/podcast/{self.name}.jpg",
            "ids": {"youtube": video},
            "links": {"youtube": f"https://www.youtube.com/watch?v={video}"},
            "description": self.description,
        }


STUDIO = replace(STYLES["clean"], jingle=0.0)
EXAMPLES = (
    Example(
        "clip",
        {"Vera": "slt", "Jonas": "rms"},
        0.5,
        0,
        STUDIO,
        8,
        "Half a minute",
        "The shortest episode there is, to try things on.",
    ),
    Example(
        "interview",
        {"Vera": "slt", "Jonas": "rms"},
        4.0,
        2,
        replace(STUDIO, jingle=1.0, manners=Manners(overlap=0.2)),
        2,
        "A host and a guest",
        "Two people, two chapters, a jingle before them and a listener who says so.",
    ),
    Example(
        "round-table",
        {"Ingrid": "arctic-warm", "Oskar": "awb", "Tariq": "rms-deep"},
        3.0,
        2,
        replace(STYLES["varied"], babble=0.0, codec=0.0, telephone=0.0, music=0.0, jingle=0.0),
        3,
        "Three at one table",
        "A host and two guests who sit at different distances from their microphones.",
    ),
    Example(
        "hard",
        {"Amira": "slt-low", "Pavel": "awb-light"},
        2.5,
        1,
        replace(
            STYLES["hard"],
            manners=Manners(overlap=0.2, long_pause=0.1, long_silence=1.0),
            music=1.0,
            babble=0.0,
            telephone=0.0,
            codec=1.0,
            jingle=1.0,
        ),
        4,
        "A bad line over music",
        "Music under everything, noise, a room, a codec, and a long silence in the middle.",
    ),
)


def make(example: Example, folder: Path) -> Conversation:
    """An episode's audio and its truth."""
    rng = np.random.default_rng([example.seed, 2026])
    people = list(example.voices)
    words = random.Random(int(rng.integers(2**31)))
    said = script(words, people, example.minutes, example.chapters)
    voices = [voice_named(name) for name in example.voices.values()]
    samples, truth = mix(example.name, said, voices, rng, example.style, people)
    write(example, samples, truth, folder)
    return truth


def write(example: Example, samples: Samples, truth: Conversation, folder: Path) -> None:
    """What was spoken, as audio, and the truth beside it in every form."""
    write_audio(folder / f"{example.name}.mp3", samples, BIT_RATE)
    transcript = replace(transcript_of(truth), metadata=example.metadata)
    for name, suffix in TRUTH.items():
        written = edited(transcript, truth) if name == "page" else transcript
        text = write_transcript(written, name, WriteOptions(name=example.name))
        write_bytes(folder / f"{example.name}{suffix}", text.encode())


def script(
    words: random.Random, people: Sequence[str], minutes: float, chapters: int
) -> list[Utterance]:
    """What is said, in held-out sentences."""
    if chapters:
        return conversation(words, people, chapters, minutes, keep=scorable)
    talk = conversation(words, people, 1, 2 + minutes, keep=scorable)
    middle = [each for each in talk if each.kind not in ("greeting", "farewell")]
    spoken = accumulate(len(each.text) for each in middle)
    limit = 60 * CHARACTERS_A_SECOND * minutes
    said = takewhile(lambda pair: pair[1] < limit, zip(middle, spoken, strict=True))
    return [replace(each, header=None) for each, _ in said]


def transcript_of(truth: Conversation) -> Transcript:
    """A conversation's truth as podscribe's own."""
    rows: list[Header | Line] = []
    for turn in truth.turns:
        rows += [Header(turn.header)] if turn.header else []
        rows.append(_line(turn))
    return Transcript(
        rows=tuple(rows), spans=_spans(truth), language="en", duration=round(truth.seconds, 3)
    )


def _line(turn: SpokenTurn) -> Line:
    words = tuple(Word(*_rounded(word)) for word in turn.words)
    return Line(turn.text, words[0].start, words[-1].end, turn.speaker, words)


def _rounded(word: TimedWord) -> tuple[str, float, float]:
    return word.text, round(word.start, 3), round(word.end, 3)


def edited(transcript: Transcript, truth: Conversation) -> Transcript:
    """The truth in paragraphs as an editor sets them.

    What a listener throws in while another speaks has a row of its own, and does not begin what
    the listener says next.
    """
    rows: list[Row] = []
    run: list[Line] = []
    thrown_in = {(turn.start, turn.speaker) for turn in truth.turns if _within(turn, truth)}
    for row in transcript.rows:
        apart = isinstance(row, Line) and (row.start, row.speaker) in thrown_in
        if apart or isinstance(row, Header) or (run and run[-1].speaker != _speaker(row)):
            rows += _paragraphs(run)
            run = []
        if apart or isinstance(row, Header):
            rows.append(row)
        elif isinstance(row, Line):
            run.append(row)
    return replace(transcript, rows=(*rows, *_paragraphs(run)), grain=Grain.PARAGRAPH)


def _within(turn: SpokenTurn, truth: Conversation) -> bool:
    return turn.kind == "backchannel" and any(
        other.speaker != turn.speaker and other.start < turn.start and turn.end < other.end
        for other in truth.turns
    )


def _speaker(row: Row) -> str | None:
    return row.speaker if isinstance(row, Line) else None


def _paragraphs(run: Sequence[Line]) -> tuple[Row, ...]:
    return join_paragraphs(Transcript(rows=tuple(run))).rows if run else ()


def _spans(truth: Conversation) -> tuple[Span, ...]:
    spans = [
        Span(round(float(start), 3), round(float(end), 3), speaker)
        for speaker in truth.voices
        for start, end in speech_spans(turn for turn in truth.turns if turn.speaker == speaker)
    ]
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))


def main(given: Sequence[str] | None = None) -> None:
    """Make all of them."""
    parser = argparse.ArgumentParser(prog="python -m training.examples", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("examples"))
    options = parser.parse_args(given)
    options.out.mkdir(parents=True, exist_ok=True)
    for example in EXAMPLES:
        truth = make(example, options.out)
        print(f"{example.name}: {truth.seconds:.1f} s, {len(truth.turns)} turns")


if __name__ == "__main__":
    main()
