"""eSpeak NG: word times are those of its word and phoneme events."""

from __future__ import annotations

import ctypes
import json
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from training.speak.espeak_process import LIBRARY, WORD
from training.speak.heard import Heard, Span, SynthesisError
from training.speak.kept import KeptProcess

SCRIPT = Path(__file__).with_name("espeak_process.py")
USUAL_RATE = 165  # words a minute
RATES = (80, 450)
USUAL_PITCH, PITCH_AN_OCTAVE = 50, 80


class Event(NamedTuple):
    """A word or a phoneme: the character it stands at (from 0) and the sample it starts at."""

    type: int
    character: int
    sample: int
    length: int
    phoneme: str

    @property
    def silent(self) -> bool:
        return self.phoneme.startswith("_")


class Sounds(NamedTuple):
    """The samples at which the phonemes of a word begin, and the one at which it ends."""

    starts: tuple[int, ...]
    end: int


_kept: list[KeptProcess] = []


def say(text: str, voice: str, stretch: float, melody: float, seed: int) -> Heard:
    """The text as a voice says it, `stretch` times as long as it would by itself."""
    pitch = USUAL_PITCH + PITCH_AN_OCTAVE * np.log2(melody)
    request = {
        "text": text,
        "voice": voice,
        "rate": int(np.clip(USUAL_RATE / stretch, *RATES)),
        "pitch": int(np.clip(round(pitch), 0, 99)),
    }
    answer, data = _asked(json.dumps(request) + "\n")
    if "error" in answer or not data:
        raise SynthesisError(f"espeak-ng, {text!r}: {answer.get('error', 'nothing said')}")
    samples = np.frombuffer(data, dtype=np.int16)
    events = [Event(*each) for each in answer["events"]]
    return Heard(samples, answer["rate"], tuple(_spans(text, events, answer["rate"])))


def close() -> None:
    """Ends the kept process, if there is one."""
    while _kept:
        _kept.pop().close()


@cache
def available() -> bool:
    """Whether eSpeak NG is installed."""
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        return False
    return True


def _asked(request: str) -> tuple[dict[str, Any], bytes]:
    if not _kept:
        _kept.append(KeptProcess([sys.executable, str(SCRIPT)]))
    try:
        _kept[0].ask(request)
        answer = json.loads(_kept[0].row())
        data = _kept[0].data(answer.get("bytes", 0))
        _kept[0].done()
    except (SynthesisError, ValueError):
        close()
        raise
    return answer, data


def _spans(text: str, events: Sequence[Event], rate: int) -> Iterator[Span]:
    """Each word's time; words that espeak joins ("of the") share theirs by their letters."""
    words = text.split()
    sounds = _sounds(text, events)
    number = 0
    while number < len(words):
        if number not in sounds:
            raise SynthesisError(f"espeak-ng did not tell when {words[number]!r} begins")
        joined = [words[number]]
        while number + len(joined) < len(words) and number + len(joined) not in sounds:
            joined.append(words[number + len(joined)])
        cuts = _cuts(joined, sounds[number])
        yield from ((start / rate, end / rate) for start, end in pairwise(cuts))
        number += len(joined)


def _sounds(text: str, events: Sequence[Event]) -> dict[int, Sounds]:
    """The sounds of each word, by its number; joined words are their first one's."""
    owner = np.cumsum([character == " " for character in text])
    found: dict[int, Sounds] = {}
    current = -1
    for event, after in pairwise([*events, events[-1]]):
        if event.type == WORD:
            known = event.length > 0 and 0 <= event.character < len(text)
            current = int(owner[event.character]) if known else -1
        if current >= 0 and not event.silent:
            before = found.get(current, Sounds((), 0)).starts
            found[current] = Sounds((*before, event.sample), max(after.sample, event.sample))
    return found


def _cuts(words: Sequence[str], sounds: Sounds) -> list[int]:
    """Where words begin that were spoken as one, at phonemes near to their share; and the end."""
    begin, end = sounds.starts[0], sounds.end
    letters = np.cumsum([len(word) for word in words])
    wanted = begin + (end - begin) * letters[:-1] / letters[-1]
    inner = [min(sounds.starts, key=lambda start: abs(start - each)) for each in wanted]
    return [begin, *inner, end]
