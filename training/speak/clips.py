"""One text as one voice speaks it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import scipy.signal

from training.data import SAMPLE_RATE, Clip, Samples, TimedWord
from training.speak import espeak, festival, flite
from training.speak.heard import Heard, Span, SynthesisError
from training.speak.spoken import Spoken, plain_text, spoken
from training.voices import Voice

ENGINES = {"flite": flite.say, "festival": festival.say, "espeak": espeak.say}
SPEED_JITTER = 0.06
MELODY_JITTER = 0.04
LEAD_S, TAIL_S = 0.03, 0.04  # silence kept around the words
LEVEL = 0.08  # root mean square of the louder half of a clip
PEAK = 0.98
FRAME = SAMPLE_RATE // 50


def speak(text: str, voice: Voice, rng: np.random.Generator) -> Clip:
    """The text in that voice, and when each of its whitespace-separated tokens is heard."""
    tokens = spoken(text, rng)
    plain = plain_text(tokens)
    if not plain:
        raise SynthesisError(f"nothing to say in {text!r}")
    heard = _said(plain, voice, rng)
    if len(heard.spans) != len(plain.split()):
        raise SynthesisError(f"{voice.engine} told {len(heard.spans)} words of {plain!r}")
    samples = _resampled(heard, voice.pitch)
    spans = tuple((start / voice.pitch, end / voice.pitch) for start, end in heard.spans)
    return _trimmed(samples, _timed(tokens, spans), voice.name)


def available(voice: Voice) -> bool:
    """Whether the synthesizer of a voice is installed."""
    if voice.engine == "festival":
        return festival.available(voice.engine_voice)
    return flite.available() if voice.engine == "flite" else espeak.available()


def _said(plain: str, voice: Voice, rng: np.random.Generator) -> Heard:
    speed = voice.speed * (1 + rng.uniform(-SPEED_JITTER, SPEED_JITTER))
    melody = voice.melody * (1 + rng.uniform(-MELODY_JITTER, MELODY_JITTER))
    seed = int(rng.integers(1, 2**31))
    # Playing faster for a higher pitch shortens, so it is spoken longer by as much.
    return ENGINES[voice.engine](plain, voice.engine_voice, voice.pitch / speed, melody, seed)


def _resampled(heard: Heard, pitch: float) -> Samples:
    """At 16 kHz, played `pitch` times as fast."""
    samples = heard.samples.astype(np.float32) / np.float32(32768)
    ratio = Fraction(SAMPLE_RATE / (heard.rate * pitch)).limit_denominator(200)
    if ratio == 1:
        return samples
    changed = scipy.signal.resample_poly(samples, ratio.numerator, ratio.denominator)
    return np.asarray(changed, dtype=np.float32)


def _timed(tokens: Sequence[Spoken], spans: Sequence[Span]) -> tuple[TimedWord, ...]:
    """Each token with its words' time; one that is not spoken takes none."""
    words: list[TimedWord] = []
    number, here = 0, spans[0][0]
    for token in tokens:
        own = spans[number : number + len(token.words)]
        number += len(token.words)
        start, end = (own[0][0], own[-1][1]) if own else (here, here)
        words.append(TimedWord(token.text, start, end))
        here = end
    return tuple(words)


def _trimmed(samples: Samples, words: tuple[TimedWord, ...], voice: str) -> Clip:
    """The clip without the silence around its words, at the usual level."""
    begin_s = max(0.0, words[0].start - LEAD_S)
    begin = round(begin_s * SAMPLE_RATE)
    end = round((words[-1].end + TAIL_S) * SAMPLE_RATE)
    cut = _leveled(samples[begin:end])
    length_s = len(cut) / SAMPLE_RATE
    moved = tuple(
        TimedWord(
            word.text,
            round(max(0.0, word.start - begin_s), 4),
            round(min(length_s, word.end - begin_s), 4),
        )
        for word in words
    )
    return Clip(cut, moved, voice)


def _leveled(samples: Samples) -> Samples:
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    power = np.sort(np.mean(np.square(frames), axis=1))[len(frames) // 2 :]
    level = float(np.sqrt(np.mean(power))) if len(power) else 0.0
    if level <= 0:
        raise SynthesisError("a synthesizer returned silence")
    gain = min(LEVEL / level, PEAK / float(np.max(np.abs(samples))))
    return (samples * np.float32(gain)).astype(np.float32)
