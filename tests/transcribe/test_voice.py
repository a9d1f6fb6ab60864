"""Where somebody speaks is found in blocks as it is found in the whole."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from faster_whisper.vad import VadOptions, get_speech_timestamps, get_vad_model
from numpy.typing import NDArray

from podscribe.audio import decode
from podscribe.transcribe import SAMPLE_RATE, VoiceOptions
from podscribe.transcribe.detector import (
    BLOCK_SAMPLES,
    FRAME_SAMPLES,
    Detector,
    speech_probabilities,
)
from podscribe.transcribe.voice import (
    Region,
    cut_long,
    find_speech,
    speech_regions,
    with_margins,
)
from podscribe.transcribe.windows import join
from tests.corpus import shared
from tests.transcribe.scripted import minutes

Samples = NDArray[np.float32]
RECORDINGS = ["ami-dev00", "ami-tst00", "two-women-phone-sample"]


def detected(samples: Samples) -> NDArray[np.float32]:
    """What the detector gives of the samples as they are, block after block."""
    detector = Detector()
    firsts = range(0, len(samples), BLOCK_SAMPLES)
    return np.concatenate([detector.hear(samples[at : at + BLOCK_SAMPLES]) for at in firsts])


def test_blocks_give_what_the_whole_array_gives() -> None:
    samples = minutes(1.3)
    whole = get_vad_model()(np.pad(samples, (0, FRAME_SAMPLES - len(samples) % FRAME_SAMPLES)))
    blocks = detected(samples)
    assert len(blocks) == -(-len(samples) // FRAME_SAMPLES)
    assert blocks.max() > 0.9 and blocks.min() < 0.1
    np.testing.assert_allclose(blocks[:-1], whole[: len(blocks) - 1], atol=1e-5)


@pytest.mark.parametrize("options", [VoiceOptions(), VoiceOptions(0.7, 0.5, 0.0, 0.25, 0.5, 0.4)])
def test_regions_are_those_of_faster_whisper(options: VoiceOptions) -> None:
    samples = minutes(0.9)
    expected = get_speech_timestamps(
        samples,
        VadOptions(
            threshold=options.speech_from,
            neg_threshold=options.silence_below,
            min_speech_duration_ms=round(options.least_speech_s * 1000),
            min_silence_duration_ms=round(options.least_silence_s * 1000),
            speech_pad_ms=round(options.margin_s * 1000),
        ),
    )
    regions = speech_regions(detected(samples), len(samples), options)
    wide = with_margins(regions, len(samples), options.margin_s)
    assert [(each.start, each.end) for each in wide] == [
        (each["start"], each["end"]) for each in expected
    ]
    assert wide


def test_memory_does_not_grow_with_the_length() -> None:
    samples = np.zeros(5 * 60 * SAMPLE_RATE, np.float32)
    speech_probabilities(samples[:SAMPLE_RATE])  # loads the network
    tracemalloc.start()
    find_speech(samples, VoiceOptions())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < samples.nbytes / 2


def test_both_hearings_take_nothing_away() -> None:
    samples = minutes(1.3)
    assert (speech_probabilities(samples) >= detected(samples)).all()


def recording(name: str, tmp_path: Path) -> tuple[Samples, NDArray[np.bool_]]:
    """A real recording, and in which samples somebody speaks."""
    samples = np.array(decode(shared(f"audio/{name}.wav")[0], tmp_path / "sound").samples)
    said = np.zeros(len(samples), bool)
    for row in shared(f"audio/{name}.rttm")[0].read_text(encoding="utf-8").splitlines():
        start, length = (float(field) for field in row.split()[3:5])
        said[int(start * SAMPLE_RATE) : int((start + length) * SAMPLE_RATE)] = True
    return samples, said


def held_share(samples: Samples, said: NDArray[np.bool_]) -> float:
    """How much of what is said is in a window."""
    held = np.zeros(len(samples), bool)
    options = VoiceOptions()
    for window in join(*find_speech(samples, options), len(samples), options):
        held[window.start : window.end] = True
    return float((held & said).sum() / said.sum())


@pytest.mark.parametrize("name", RECORDINGS)
def test_windows_hold_what_people_say_in_real_recordings(name: str, tmp_path: Path) -> None:
    assert held_share(*recording(name, tmp_path)) > 0.97


@pytest.mark.parametrize("name", RECORDINGS)
@pytest.mark.parametrize("quieter_db", [20, 30, 40])
def test_a_voice_far_from_the_microphone_is_speech(
    name: str, quieter_db: int, tmp_path: Path
) -> None:
    samples, said = recording(name, tmp_path)
    quieter = (samples * 10 ** (-quieter_db / 20)).astype(np.float32)
    assert held_share(quieter, said) > 0.97


@pytest.mark.parametrize("name", RECORDINGS)
@pytest.mark.parametrize("louder", [1, 3, 10])
def test_speech_over_a_rumble_is_speech(name: str, louder: int, tmp_path: Path) -> None:
    samples, said = recording(name, tmp_path)
    level = float(np.sqrt((samples**2).mean())) * louder
    heard = 0.3 * (samples + level * rumble(len(samples)))
    assert held_share(heard.astype(np.float32), said) > 0.97


def rumble(count: int) -> NDArray[np.float64]:
    """What a lorry or an air conditioner sends through a floor, of level 1."""
    times = np.arange(count) / SAMPLE_RATE
    tones = [np.sin(2 * np.pi * hertz * times + hertz) for hertz in (31, 47, 62, 93, 118, 155)]
    total = np.sum(tones, axis=0)
    return total / np.sqrt((total**2).mean())  # type: ignore[no-any-return]


@pytest.mark.parametrize("quieter_db", [0, 20, 40, 60])
def test_a_rumble_alone_is_no_speech(quieter_db: int) -> None:
    samples = 0.3 * rumble(20 * SAMPLE_RATE) * 10 ** (-quieter_db / 20)
    assert find_speech(samples.astype(np.float32), VoiceOptions()) == ([], [])


def test_silence_noise_and_nothing_are_no_speech() -> None:
    noise = np.random.default_rng(1).normal(0, 0.01, 5 * SAMPLE_RATE).astype(np.float32)
    for samples in (np.zeros(0, np.float32), np.zeros(100, np.float32), noise):
        assert find_speech(samples, VoiceOptions()) == ([], [])


def test_speech_without_pauses_is_cut_where_it_is_quietest() -> None:
    probabilities = np.full(5000, 0.9, np.float32)
    probabilities[700:706] = 0.4  # too short a dip to end speech; 22.4 s after the start
    region = Region(0, 5000 * FRAME_SAMPLES)
    pieces = cut_long([region], probabilities, 29 * SAMPLE_RATE)
    assert 700 <= pieces[0].end / FRAME_SAMPLES <= 706
    assert [piece.start for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]
    assert pieces[-1].end == region.end
    assert max(piece.seconds for piece in pieces) <= 29


def test_a_narrow_dip_counts_more_than_the_ends_of_what_is_searched() -> None:
    probabilities = np.full(5000, 0.97, np.float32)
    probabilities[700:705] = 0.6
    pieces = cut_long([Region(0, 5000 * FRAME_SAMPLES)], probabilities, 29 * SAMPLE_RATE)
    assert 700 <= pieces[0].end / FRAME_SAMPLES < 705


@pytest.mark.parametrize("seed", range(20))
def test_a_cut_is_where_160_ms_are_quietest(seed: int) -> None:
    generator = np.random.default_rng(seed)
    probabilities = generator.uniform(0.5, 1.0, 2000).astype(np.float32)
    for at in generator.integers(0, 1990, 30):
        probabilities[at : at + generator.integers(1, 8)] -= generator.uniform(0.1, 0.4)
    longest = 29 * SAMPLE_RATE
    (first, *_) = cut_long([Region(0, 2000 * FRAME_SAMPLES)], probabilities, longest)
    frames = range(longest // 2 // FRAME_SAMPLES + 3, longest // FRAME_SAMPLES - 2)
    loudness = {frame: float(probabilities[frame - 2 : frame + 3].sum()) for frame in frames}
    assert loudness[first.end // FRAME_SAMPLES] == pytest.approx(min(loudness.values()))


def test_how_far_it_has_come_is_told() -> None:
    told: list[int] = []
    samples = minutes(1.2)
    speech_probabilities(samples, told.append)
    assert told == sorted(told)
    assert len(told) == 3
    assert told[-1] == len(samples)
