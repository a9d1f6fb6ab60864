"""The voices of everybody named on a page, from the page and its audio.

A page's times are those of editors: some run backward, some lines have none. Only turns whose
times can be believed are looked at, and of these only such in which the audio has one voice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podscribe.clock import clock
from podscribe.diarize import Diarization, DiarizeOptions, Engine, find_speakers
from podscribe.errors import PodscribeError
from podscribe.layout.timing import trusted
from podscribe.transcript import Line, Span, Transcript
from podscribe.voices.book import Voiceprint
from podscribe.voices.sampling import SAMPLE_RATE, SHORTEST_S, voiceprint_of

if TYPE_CHECKING:
    from podscribe.diarize.engine import Samples

ONE_VOICE = 0.9  # of the speech in a turn: the rest are a listener's "yes" and the edges
AGREEMENT = 0.8  # of a person's turns that have the same voice; the page's times are its fault else
LEAST_S = 10.0  # of clean speech in all
MOST_S = 90.0  # more makes no better print
PIECE_S = 1.0  # the shortest piece of a turn that is used


@dataclass(frozen=True, slots=True)
class _Heard:
    """An episode's sound and who speaks in it, and what its prints are to be marked with."""

    samples: Samples
    found: Diarization
    engine: Engine
    source: str
    learned: str


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of one named speaker: a print, or why there is none."""

    name: str
    made: Voiceprint | None
    turns: int  # that were used
    told: str


def learn(
    transcript: Transcript,
    samples: Samples,
    engine: Engine,
    names: Sequence[str],
    *,
    source: str,
    learned: str,
    options: DiarizeOptions = DiarizeOptions(),
) -> tuple[Learned, ...]:
    """A print of each of these speakers of an episode, from mono sound of 16 kHz."""
    turns = believed_turns(transcript)
    if not turns:
        raise PodscribeError(
            "has no turn with a speaker's name and times that can be believed",
            remedy="give a page with names and times, or use podscribe voices add",
        )
    _require_same_episode(turns, len(samples) / SAMPLE_RATE)
    found = find_speakers(samples, engine, options)
    episode = _Heard(samples, found, engine, source, learned)
    clear = [(turn, voice) for turn in turns if (voice := _voice_in(turn, found)) is not None]
    voices = _voices_of(clear)
    clear_of = {name: [pair for pair in clear if pair[0].speaker == name] for name in names}
    return tuple(_learned(name, voices.get(name), clear_of[name], episode) for name in clear_of)


def _require_same_episode(turns: Sequence[Span], length_s: float) -> None:
    beyond = sum(turn.start >= length_s for turn in turns)
    if 2 * beyond > len(turns):
        raise PodscribeError(
            f"its last turn begins at {clock(turns[-1].start)}, and the audio ends at "
            f"{clock(length_s)}",
            remedy="give the audio of this episode",
        )


def believed_turns(transcript: Transcript) -> tuple[Span, ...]:
    """The turns of named speakers, from one time that can be believed to the next.

    A turn that a line of another speaker without such a time follows may have ended anywhere.
    """
    lines = [line for line in transcript.lines if line.text.strip()]
    known = set(trusted(lines))
    turns: list[Span] = []
    at = 0
    while at < len(lines):
        after = _after_turn(lines, at)
        first = next((number for number in range(at, after) if number in known), None)
        speaker = lines[at].speaker
        if speaker and first is not None:
            end = _end_of_turn(lines, after, known, transcript.duration)
            start = _start(lines[first])
            if end is not None and end - start >= SHORTEST_S:
                turns.append(Span(start, end, speaker))
        at = after
    return tuple(turns)


def _after_turn(lines: Sequence[Line], at: int) -> int:
    """The first line behind it that somebody else says."""
    others = (n for n in range(at, len(lines)) if lines[n].speaker != lines[at].speaker)
    return next(others, len(lines))


def _end_of_turn(
    lines: Sequence[Line], after: int, known: set[int], duration: float | None
) -> float | None:
    """When somebody else begins to speak; None where that is not known."""
    times = [lines[after - 1].end]
    if after == len(lines):
        times.append(duration if times == [None] else None)
    elif after in known:
        times.append(_start(lines[after]))
    return min((time for time in times if time is not None), default=None)


def _start(line: Line) -> float:
    start = line.words[0].start if line.words else line.start
    assert start is not None  # times that are believed are there
    return start


def _voice_in(turn: Span, found: Diarization) -> str | None:
    """The one voice of a turn; None where there are several, or they overlap."""
    heard = _lengths(_within(found.exclusive, turn))
    if not heard:
        return None
    voice = max(heard, key=lambda each: heard[each])
    total = sum(heard.values())
    doubled = sum(_lengths(_within(found.spans, turn)).values()) - total
    if heard[voice] < max(SHORTEST_S, ONE_VOICE * total) or doubled > (1 - ONE_VOICE) * total:
        return None
    return voice


def _voices_of(clear: Sequence[tuple[Span, str]]) -> Mapping[str, str]:
    """For each name the voice that has nearly all its turns, and is nobody else's."""
    pairs: dict[tuple[str, str], float] = {}
    for turn, voice in clear:
        pairs[turn.speaker, voice] = pairs.get((turn.speaker, voice), 0.0) + turn.end - turn.start
    chosen: dict[str, str] = {}
    for (name, voice), seconds in pairs.items():
        of_name = sum(each for (other, _), each in pairs.items() if other == name)
        of_voice = sum(each for (_, other), each in pairs.items() if other == voice)
        if seconds >= AGREEMENT * of_name and seconds >= AGREEMENT * of_voice:
            chosen[name] = voice
    return chosen


def _learned(
    name: str, voice: str | None, clear: Sequence[tuple[Span, str]], episode: _Heard
) -> Learned:
    if voice is None:
        why = "the page's times do not fit the voices" if clear else "no turn has one voice alone"
        return Learned(name, None, 0, why)
    used = [turn for turn, heard in clear if heard == voice]
    pieces = [piece for turn in used for piece in _clean_pieces(turn, voice, episode.found)]
    total_s = sum(piece.end - piece.start for piece in pieces)
    if total_s < LEAST_S:
        return Learned(name, None, 0, f"only {total_s:.0f} s of clean speech")
    try:
        made = voiceprint_of(
            _joined(episode.samples, pieces),
            episode.engine,
            source=episode.source,
            learned=episode.learned,
        )
    except PodscribeError as error:
        return Learned(name, None, 0, f"of the turns together: {error.what}")
    return Learned(name, made, len(used), f"{made.seconds:.0f} s of {_turns(len(used))}")


def _turns(count: int) -> str:
    return "1 turn" if count == 1 else f"{count} turns"


def _clean_pieces(turn: Span, voice: str, found: Diarization) -> list[Span]:
    """Where in a turn the voice is heard and no other at once."""
    others = [span for span in found.spans if span.speaker != voice]
    pieces = [span for span in _within(found.exclusive, turn) if span.speaker == voice]
    for other in others:
        pieces = [part for piece in pieces for part in _minus(piece, other)]
    return [piece for piece in pieces if piece.end - piece.start >= PIECE_S]


def _minus(piece: Span, other: Span) -> list[Span]:
    if other.end <= piece.start or other.start >= piece.end:
        return [piece]
    parts = [
        Span(piece.start, other.start, piece.speaker),
        Span(other.end, piece.end, piece.speaker),
    ]
    return [part for part in parts if part.start < part.end]


def _within(spans: Sequence[Span], turn: Span) -> list[Span]:
    cut = (
        Span(max(span.start, turn.start), min(span.end, turn.end), span.speaker) for span in spans
    )
    return [span for span in cut if span.start < span.end]


def _lengths(spans: Sequence[Span]) -> dict[str, float]:
    lengths: dict[str, float] = {}
    for span in spans:
        lengths[span.speaker] = lengths.get(span.speaker, 0.0) + span.end - span.start
    return lengths


def _joined(samples: Samples, pieces: Sequence[Span]) -> Samples:
    """The pieces one after the other, the longest first, up to what a print needs."""
    import numpy as np

    chosen: list[Samples] = []
    room_s = MOST_S
    for piece in sorted(pieces, key=lambda each: each.start - each.end):
        end = min(piece.end, piece.start + room_s)
        chosen.append(samples[int(piece.start * SAMPLE_RATE) : int(end * SAMPLE_RATE)])
        room_s -= end - piece.start
        if room_s < PIECE_S:
            break
    return np.concatenate(chosen)
