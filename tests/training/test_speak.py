"""What the synthesizers say, and whether each word is heard when they claim it is."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy", reason="training needs scipy")
pytest.importorskip("av", reason="training needs PyAV")

from training.data import SAMPLE_RATE, Clip
from training.speak import Request, SynthesisError, espeak, festival, numbers, speak, spoken
from training.speak.clips import available
from training.speak.many import speak_many
from training.speak.packs import gather, read_clips, samples_of, write_pack
from training.speak.spoken import plain_text
from training.voices import VOICES, Voice, cast, invented, voice_named

TEXT = "Well, in 2019 our team had 42 queues, didn't it? [laughs] Mhm, I have to go to the AI lab."
OF_EACH_ENGINE = [
    pytest.param(voice, id=voice.name)
    for voice in map(
        voice_named, ("slt", "kal", "rms-deep", "ked", "arctic-warm", "tamsin", "bram")
    )
]
FRAME = SAMPLE_RATE // 200  # 5 ms
QUIET_DB = 30


@pytest.fixture(autouse=True, scope="module")
def _ended() -> Iterator[None]:
    yield
    festival.close()
    espeak.close()


def said(text: str, voice: Voice, seed: int = 1) -> Clip:
    if not available(voice):
        pytest.skip(f"{voice.engine} or its voice {voice.engine_voice} is not installed")
    return speak(text, voice, np.random.default_rng(seed))


def loud(clip: Clip) -> np.ndarray:
    frames = clip.samples[: clip.samples.size // FRAME * FRAME].reshape(-1, FRAME)
    power_db = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-10)
    return np.asarray(power_db > np.percentile(power_db, 90) - QUIET_DB)


@pytest.mark.parametrize("module", [numbers, spoken])
def test_documented_examples(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's 99 percent – I know.", "it's ninety nine percent, i know."),
        ("The U.S. APIs, OK?", "the you ess ay pee eyes, okay?"),
        ("“Data,” he said: 3.5%!", "data, he said, three point five percent."),
        ("Mhm, [music] B2B.", "um hum, bee two bee."),
        ("Dr. Vera's 1st job", "doctor vera's first job"),
    ],
)
def test_plain_words_for_engines(text: str, expected: str) -> None:
    tokens = spoken.spoken(text, np.random.default_rng(0))
    assert plain_text(tokens) == expected
    assert [token.text for token in tokens] == text.split()


@pytest.mark.parametrize("voice", OF_EACH_ENGINE)
def test_every_token_has_its_time(voice: Voice) -> None:
    clip = said(TEXT, voice)
    assert [word.text for word in clip.words] == TEXT.split()
    assert all(word.end > word.start >= 0 for word in clip.words)
    assert all(after.start >= word.end - 1e-3 for word, after in pairwise(clip.words))
    assert clip.words[0].start < 0.05
    assert clip.samples.size / SAMPLE_RATE - clip.words[-1].end < 0.05
    assert clip.samples.dtype == np.float32
    assert np.abs(clip.samples).max() < 1


@pytest.mark.parametrize("voice", OF_EACH_ENGINE)
def test_the_same_seed_gives_the_same_bytes(voice: Voice) -> None:
    first = said("We saw the queue.", voice)
    said("Something else is said between.", voice)
    again = said("We saw the queue.", voice)
    assert first.samples.tobytes() == again.samples.tobytes()
    assert first.words == again.words
    assert said("We saw the queue.", voice, seed=2).samples.size != first.samples.size


@pytest.mark.parametrize("voice", OF_EACH_ENGINE)
def test_sound_begins_where_words_do(voice: Voice) -> None:
    """After a pause the sound is back within 30 ms of the next word's start, in the median."""
    clip = said("Yes, we know, and you know, all men love rain, my dear, no matter when.", voice)
    heard = loud(clip)
    errors = []
    for word, after in pairwise(clip.words):
        if after.start - word.end > 0.06:
            middle = int((word.end + after.start) / 2 * SAMPLE_RATE / FRAME)
            begin = middle + int(np.argmax(heard[middle:]))
            errors.append(abs(begin * FRAME / SAMPLE_RATE - after.start))
    assert len(errors) >= 3
    assert np.median(errors) < 0.03


def test_joined_words_share_their_time() -> None:
    """Espeak says "of the" as one word."""
    clip = said("the end of the day", voice_named("tamsin"))
    of, the = clip.words[2:4]
    assert of.end == the.start
    assert 0.03 < of.end - of.start < 0.3
    assert 0.03 < the.end - the.start < 0.3


def test_pitch_moves_sound_and_times_alike() -> None:
    base = voice_named("rms")
    low, high = (Voice(base.name, "flite", "rms", pitch=pitch) for pitch in (0.88, 1.14))
    first, second = said(TEXT, low), said(TEXT, high)
    assert first.samples.size == pytest.approx(second.samples.size, rel=0.03)
    assert first.words[-1].start == pytest.approx(second.words[-1].start, rel=0.03)


def test_nothing_to_say() -> None:
    with pytest.raises(SynthesisError, match="nothing to say"):
        speak("– [music]", VOICES[0], np.random.default_rng(0))


def test_speakers() -> None:
    rng = np.random.default_rng(0)
    assert len({voice.name for voice in VOICES}) == len(VOICES) >= 12
    assert len({voice.name for voice in invented(50, rng)}) == 50
    assert len({voice.engine_voice for voice in cast(4, rng)}) == 4


def test_many_in_processes_of_their_own(tmp_path: Path) -> None:
    voice = next((voice for voice in VOICES if available(voice)), None)
    if voice is None:
        pytest.skip("no synthesizer is installed")
    requests = [Request(text, voice, 7) for text in ("One of them.", "–", "Two of them.")]
    answers = list(speak_many(requests, processes=1))
    assert [request.text for request, _ in answers] == ["One of them.", "Two of them."]
    again = speak("Two of them.", voice, np.random.default_rng(7))
    assert answers[1][1].samples.tobytes() == again.samples.tobytes()
    write_pack(tmp_path, "pack", [(request.text, clip) for request, clip in answers])
    assert gather(tmp_path, ["pack"]) == 2
    packed = list(read_clips(tmp_path / "clips.jsonl"))[1]
    assert packed.words == again.words
    assert np.allclose(samples_of(tmp_path, packed), again.samples, atol=1e-4)
