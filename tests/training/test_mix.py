"""Conversations: who speaks when, and what is done to the sound without moving it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy", reason="training needs scipy")
pytest.importorskip("av", reason="training needs PyAV")

from training import mix_many, music, sound
from training.codec import CODECS, coded, read_audio, write_audio
from training.data import SAMPLE_RATE, Clip, Samples, Utterance, read_conversations
from training.mix import mix
from training.speak import espeak, festival
from training.speak.clips import available
from training.styles import STYLES
from training.timeline import BREATH_S, Manners, starts
from training.voices import VOICES, voice_named

KINDS = ("statement", "backchannel", "question", "answer", "statement", "backchannel")
SAID = (
    Utterance(0, "Welcome to the show, Vera.", "greeting", "welcome"),
    Utterance(1, "Thanks, I'm glad to be here.", "greeting", "welcome"),
    Utterance(0, "What did you build?", "question", "tools", "Tools"),
    Utterance(1, "We built 12 queues, and then, um, we broke them all.", "answer", "tools"),
    Utterance(0, "Right.", "backchannel", "tools"),
    Utterance(1, "[laughs] It was fun.", "statement", "tools"),
)


@pytest.fixture(autouse=True, scope="module")
def _ended() -> Iterator[None]:
    yield
    festival.close()
    espeak.close()


def pulses(seconds: float = 3.0) -> Samples:
    """Bursts of noise: something whose place in time can be found again."""
    rng = np.random.default_rng(3)
    samples = rng.standard_normal(int(seconds * SAMPLE_RATE)) * 0.1
    samples *= np.sin(np.arange(samples.size) / SAMPLE_RATE * 9) > 0.3
    return sound.band_limited(samples.astype(np.float32), (200.0, 3000.0))


def delay(before: Samples, after: Samples) -> int:
    """How many samples the second comes later."""
    size = 2 * before.size
    product = np.fft.rfft(after, size) * np.conj(np.fft.rfft(before, size))
    place = int(np.argmax(np.fft.irfft(product)))
    return place if place < before.size else place - size


def talk(count: int, seed: int) -> tuple[list[Utterance], list[Clip]]:
    rng = np.random.default_rng(seed)
    said, clips = [], []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        seconds = 0.4 if kind == "backchannel" else float(rng.uniform(1, 6))
        said.append(Utterance(int(rng.integers(3)), "words", kind, "topic"))
        clips.append(Clip(np.zeros(int(seconds * SAMPLE_RATE), np.float32), (), "nobody"))
    return said, clips


@pytest.mark.parametrize("seed", range(5))
def test_nobody_speaks_twice_at_once(seed: int) -> None:
    said, clips = talk(200, seed)
    manners = Manners(overlap=0.4, interruption=0.2, long_silence=1.0)
    when = starts(said, clips, manners, np.random.default_rng(seed), begin_s=2.0)
    ends = [
        start + clip.samples.size / SAMPLE_RATE for start, clip in zip(when, clips, strict=True)
    ]
    assert min(when) >= 2.0
    for speaker in range(3):
        own = [n for n, each in enumerate(said) if each.speaker == speaker]
        assert all(when[b] >= ends[a] + BREATH_S - 0.002 for a, b in pairwise(own))
    assert any(when[n + 1] < ends[n] - 0.05 for n in range(len(said) - 1))


def test_usual_pauses() -> None:
    said, clips = talk(300, 1)
    said = [Utterance(n % 2, "words", "statement", "topic") for n in range(len(said))]
    when = starts(said, clips, Manners(), np.random.default_rng(0))
    ends = [
        start + clip.samples.size / SAMPLE_RATE for start, clip in zip(when, clips, strict=True)
    ]
    gaps = np.array([after - end for end, after in zip(ends, when[1:], strict=False)])
    assert gaps.min() > -2
    assert gaps.max() < 2.6
    assert 0.1 < np.mean(gaps < 0) < 0.3
    assert np.mean((gaps > 0.1) & (gaps < 0.9)) > 0.6


def test_rooms_and_telephones_do_not_move_the_sound() -> None:
    samples = pulses()
    response = sound.impulse_response(np.random.default_rng(1), 0.6, 0.5)
    assert delay(samples, sound.in_room(samples, response)) == 0
    assert delay(samples, sound.band_limited(samples)) == 0


@pytest.mark.parametrize("codec", CODECS)
def test_codecs_do_not_move_the_sound(codec: str) -> None:
    samples = pulses()
    after = coded(samples, codec, 32_000)
    assert after.size == samples.size
    assert abs(delay(samples, after)) <= SAMPLE_RATE * 0.005
    assert not np.array_equal(after, samples)


@pytest.mark.parametrize("kind", sound.NOISES)
def test_noises_have_level_one(kind: str) -> None:
    made = sound.noise(np.random.default_rng(1), 2 * SAMPLE_RATE + 1, kind)
    assert made.size == 2 * SAMPLE_RATE + 1
    assert sound.level(made) == pytest.approx(1, abs=0.02)


def test_music() -> None:
    first, again = (music.bed(np.random.default_rng(4), 5) for _ in range(2))
    assert np.array_equal(first, again)
    assert sound.level(first) == pytest.approx(1, abs=0.01)
    assert abs(music.jingle(np.random.default_rng(4), 3)[-100:]).max() < 0.01


def test_flac_is_exact(tmp_path: Path) -> None:
    samples = pulses()
    write_audio(tmp_path / "a.flac", samples)
    assert np.allclose(read_audio(tmp_path / "a.flac"), samples, atol=1 / 32767)


@pytest.mark.parametrize("style", STYLES)
def test_a_conversation_and_its_truth(style: str) -> None:
    voices = (voice_named("kal"), voice_named("tamsin"))
    if not all(map(available, voices)):
        pytest.skip("flite or espeak-ng is not installed")
    samples, truth = mix("talk", SAID, voices, np.random.default_rng(5), style, ("Ada", "Vera"))
    again, _ = mix("talk", SAID, voices, np.random.default_rng(5), style, ("Ada", "Vera"))
    assert samples.tobytes() == again.tobytes()
    assert truth.voices == {"Ada": "kal", "Vera": "tamsin"}
    assert truth.seconds == samples.size / SAMPLE_RATE
    assert np.abs(samples).max() <= 0.98
    assert sorted(turn.text for turn in truth.turns) == sorted(each.text for each in SAID)
    for turn in truth.turns:
        assert " ".join(word.text for word in turn.words) == turn.text
        assert 0 <= turn.start == turn.words[0].start < turn.words[-1].end == turn.end
        assert turn.end < truth.seconds
    assert [turn.start for turn in truth.turns] == sorted(turn.start for turn in truth.turns)


def test_the_command_resumes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not any(map(available, VOICES)):
        pytest.skip("no synthesizer is installed")
    arguments = ("--count", "1", "--seconds", "5", "--seed", "3", "--people", "1", "--processes")
    mix_many.main([*arguments, "1", "--out", str(tmp_path)])
    (truth,) = read_conversations(tmp_path / "conversations.jsonl")
    audio = tmp_path / truth.audio
    assert read_audio(audio).size == round(truth.seconds * SAMPLE_RATE)
    written = audio.stat().st_mtime_ns
    mix_many.main([*arguments, "1", "--out", str(tmp_path)])
    assert audio.stat().st_mtime_ns == written
