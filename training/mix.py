"""Conversations of several voices with their exact truth.

utterances ─► clips ─► times ─► one track a speaker (room, gain, telephone) ─► sum
    ─► noise, music, jingle ─► codec ─► audio
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from training import music, sound
from training.codec import randomly_coded
from training.data import SAMPLE_RATE, Clip, Conversation, Samples, SpokenTurn, TimedWord, Utterance
from training.speak import speak
from training.styles import STYLES, Style
from training.timeline import starts
from training.voices import Voice, varied

Speaking = Callable[[str, Voice, np.random.Generator], Clip]

JINGLE_S = (2.5, 6.0)
JINGLE_LEVEL = (0.03, 0.12)
LEAD_S = (0.2, 1.5)
TAIL_S = (0.3, 1.5)
AFTER_JINGLE_S = (-0.6, 0.8)  # the first words may come while it fades
BABBLE_CLIPS = 6


@dataclass(frozen=True, slots=True)
class Scene:
    """What was spoken and when, before anything is heard."""

    utterances: tuple[Utterance, ...]
    clips: tuple[Clip, ...]
    starts: tuple[float, ...]
    jingle_s: float
    seconds: float


def mix(
    name: str,
    utterances: Sequence[Utterance],
    voices: Sequence[Voice],
    rng: np.random.Generator,
    style: str | Style = "varied",
    people: Sequence[str] | None = None,
    speaking: Speaking = speak,
) -> tuple[Samples, Conversation]:
    """The audio and the truth; `voices` and the labels `people` are those of the speakers."""
    manner = STYLES[style] if isinstance(style, str) else style
    labels = tuple(people) if people else tuple(f"speaker{n}" for n in range(len(voices)))
    scene = _scene(utterances, voices, rng, manner, speaking)
    samples = _recorded(scene, rng, manner)
    heard = sorted({said.speaker for said in utterances})
    turns = sorted(_turns(scene, labels), key=lambda turn: turn.start)
    truth = Conversation(
        name,
        f"{name}.flac",
        samples.size / SAMPLE_RATE,
        {labels[each]: voices[each].name for each in heard},
        tuple(turns),
    )
    return samples, truth


def _scene(
    utterances: Sequence[Utterance],
    voices: Sequence[Voice],
    rng: np.random.Generator,
    style: Style,
    speaking: Speaking,
) -> Scene:
    today = [varied(voice, rng, style.variation) for voice in voices]
    clips = tuple(speaking(said.text, today[said.speaker], rng) for said in utterances)
    jingle_s = float(rng.uniform(*JINGLE_S)) if rng.random() < style.jingle else 0.0
    begin_s = jingle_s + rng.uniform(*AFTER_JINGLE_S) if jingle_s else rng.uniform(*LEAD_S)
    when = starts(utterances, clips, style.manners, rng, float(begin_s))
    ends = (
        start + clip.samples.size / SAMPLE_RATE for start, clip in zip(when, clips, strict=True)
    )
    seconds = max(ends, default=jingle_s) + float(rng.uniform(*TAIL_S))
    return Scene(tuple(utterances), clips, when, jingle_s, seconds)


def _turns(scene: Scene, labels: Sequence[str]) -> list[SpokenTurn]:
    turns = []
    for said, clip, start in zip(scene.utterances, scene.clips, scene.starts, strict=True):
        words = tuple(
            TimedWord(word.text, round(start + word.start, 4), round(start + word.end, 4))
            for word in clip.words
        )
        label = labels[said.speaker]
        begin, end = words[0].start, words[-1].end
        turns.append(SpokenTurn(label, said.text, said.kind, begin, end, words, said.header))
    return turns


def _recorded(scene: Scene, rng: np.random.Generator, style: Style) -> Samples:
    count = int(scene.seconds * SAMPLE_RATE)
    total = np.zeros(count, dtype=np.float32)
    for speaker in sorted({said.speaker for said in scene.utterances}):
        total += _placed(_track(scene, speaker, count), rng, style)
    total = _surrounded(total, scene, rng, style)
    if rng.random() < style.codec:
        total = randomly_coded(sound.bounded(total), rng)
    loudness = np.float32(sound.decibels(float(rng.uniform(*style.loudness_db))))
    return sound.bounded(total * loudness)


def _track(scene: Scene, speaker: int, count: int) -> Samples:
    """One speaker's turns where they belong."""
    track = np.zeros(count, dtype=np.float32)
    for said, clip, start in zip(scene.utterances, scene.clips, scene.starts, strict=True):
        if said.speaker == speaker:
            begin = round(start * SAMPLE_RATE)
            track[begin : begin + clip.samples.size] += clip.samples[: count - begin]
    return track


def _placed(track: Samples, rng: np.random.Generator, style: Style) -> Samples:
    """A speaker's track in a room, at a distance, perhaps on the telephone."""
    decay_s, wet = float(rng.uniform(*style.decay_s)), float(rng.uniform(*style.wet))
    track = sound.in_room(track, sound.impulse_response(rng, decay_s, wet))
    gain = np.float32(sound.decibels(float(rng.uniform(*style.gain_db))))
    if rng.random() < style.telephone:
        track = sound.band_limited(track)
    return (track * gain).astype(np.float32)


def _surrounded(total: Samples, scene: Scene, rng: np.random.Generator, style: Style) -> Samples:
    """The voices with noise, music and the jingle."""
    if rng.random() < style.noise:
        below_db = float(rng.uniform(*style.noise_below_db))
        total = sound.mixed_in(total, _noise(scene, total.size, rng, style), below_db)
    if rng.random() < style.music:
        below_db = float(rng.uniform(*style.music_below_db))
        total = sound.mixed_in(total, music.bed(rng, scene.seconds)[: total.size], below_db)
    if scene.jingle_s:
        jingle = music.jingle(rng, scene.jingle_s) * np.float32(rng.uniform(*JINGLE_LEVEL))
        total[: jingle.size] += jingle[: total.size]
    return total


def _noise(scene: Scene, count: int, rng: np.random.Generator, style: Style) -> Samples:
    if rng.random() < style.babble and scene.clips:
        chosen = rng.integers(len(scene.clips), size=BABBLE_CLIPS)
        # Backwards: noise must hold no word that the truth does not.
        return sound.babble(rng, count, [scene.clips[int(n)].samples[::-1] for n in chosen])
    kind = sound.NOISES[int(rng.integers(len(sound.NOISES)))]
    return sound.noise(rng, count, kind)
