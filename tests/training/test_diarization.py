"""Diarization training on humming voices, so that no synthesizer need be installed."""

from __future__ import annotations

import json
import random
import shutil
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training.data import (
    SAMPLE_RATE,
    Conversation,
    Samples,
    SpokenTurn,
    TimedWord,
    read_conversations,
    write_conversations,
)
from training.diarization import (
    architecture,
    augment,
    chunks,
    commands,
    embedding,
    export,
    loop,
    measure,
    people,
    plda,
    recordings,
    score,
    segmentation,
    tune,
)
from training.grammar import held_out, sentence

# what the audio libraries warn of at import is theirs to mend
pytestmark = pytest.mark.filterwarnings("ignore")

# fundamental, and the formants that colour its harmonics, in Hz
VOICES = {"low": (95, 450, 1100), "middle": (150, 700, 1900), "high": (230, 350, 2700)}


def hum(voice: str, seconds: float, generator: np.random.Generator) -> Samples:
    """One word of a voice: harmonics under two formants, gliding a little."""
    pitch_hz, *formants_hz = VOICES[voice]
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    glide = pitch_hz * (1 + 0.05 * np.sin(2 * np.pi * generator.uniform(1, 3) * times))
    phase = 2 * np.pi * np.cumsum(glide) / SAMPLE_RATE
    samples = np.zeros(len(times))
    for harmonic in range(1, 3500 // pitch_hz):
        distances = [(harmonic * pitch_hz - formant) / 150 for formant in formants_hz]
        samples += sum(np.exp(-(distance**2)) for distance in distances) * np.sin(harmonic * phase)
    return (0.05 * samples).astype(np.float32)


def conversation(name: str, folder: Path, seed: int, seconds: float = 12.0) -> Conversation:
    """Turns of some words by two or three voices, with a little overlap, and their audio."""
    generator = np.random.default_rng(seed)
    speakers = sorted(VOICES)[: 2 + seed % 2]
    samples = generator.normal(0, 0.001, round(seconds * SAMPLE_RATE)).astype(np.float32)
    turns: list[SpokenTurn] = []
    time_s = 0.3
    while time_s < seconds - 4:
        speaker = speakers[len(turns) % len(speakers)]
        turns.append(turn(speaker, time_s, samples, generator))
        time_s = turns[-1].end + generator.uniform(-0.3, 0.6)
    write_wav(folder / f"{name}.wav", samples)
    voices = {speaker: speaker for speaker in speakers}
    return Conversation(name, f"{name}.wav", seconds, voices, tuple(turns))


def turn(
    speaker: str, start: float, samples: Samples, generator: np.random.Generator
) -> SpokenTurn:
    """One to four words, added to the samples."""
    words, time_s = [], start
    for _ in range(generator.integers(2, 6)):
        word = hum(speaker, generator.uniform(0.3, 0.7), generator)
        first = round(time_s * SAMPLE_RATE)
        samples[first : first + len(word)] += word
        end = time_s + len(word) / SAMPLE_RATE
        words.append(TimedWord("hm", time_s, end))
        time_s = end + generator.uniform(0.02, 0.15)
    text = f"{speaker} {start:.3f}"
    return SpokenTurn(speaker, text, "statement", start, words[-1].end, tuple(words))


def write_wav(path: Path, samples: Samples) -> None:
    """Mono, 16 bit."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def data_folder(folder: Path, count: int, seed: int) -> Path:
    """A folder as `training.mix` makes it."""
    folder.mkdir()
    made = [conversation(f"c{number}", folder, seed + number) for number in range(count)]
    write_conversations(folder / "conversations.jsonl", made)
    return folder


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Several threads only stand in each other's way with models this small."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Conversations to learn from."""
    return data_folder(tmp_path_factory.mktemp("data") / "train", 6, seed=0)


@pytest.fixture(scope="module")
def trained(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both models after a few steps."""
    work = tmp_path_factory.mktemp("work")
    common = ["--data", str(data), "--work", str(work), "--smoke"]
    segmentation.main([*common, "--steps", "6"])
    embedding.main([*common, "--steps", "6"])
    return work


@pytest.fixture(scope="module")
def exported(trained: Path, data: Path) -> Path:
    """The folder made of them."""
    folder = trained / "export"
    export.main(["--data", str(data), "--work", str(trained), "--out", str(folder)])
    return folder


def test_short_gaps_between_words_are_speech() -> None:
    words = [TimedWord("a", 0.0, 1.0), TimedWord("b", 1.29, 2.0), TimedWord("c", 2.31, 3.0)]
    turns = [SpokenTurn("s", "c", "answer", 2.31, 3.0, tuple(words[2:]))]
    turns.append(SpokenTurn("s", "a b", "answer", 0.0, 2.0, tuple(words[:2])))
    assert recordings.speech_spans(turns).tolist() == [[0.0, 2.0], [2.31, 3.0]]


def test_nobody_speaks_without_words() -> None:
    assert recordings.speech_spans([]).shape == (0, 2)
    assert not chunks.active(recordings.speech_spans([]), np.array([0.0, 1.0])).any()


def test_frames_are_those_of_pyannote() -> None:
    model: Any = architecture.segmentation_model(segmentation.SMOKE.shape)
    for count in (16_000, 48_321, 160_000):
        assert chunks.frame_count(count) == model.num_frames(count)
    field = model.receptive_field
    assert field.step * SAMPLE_RATE == pytest.approx(chunks.FRAME_STEP)
    assert model.receptive_field_center(0) == chunks.FRAME_CENTRE


def test_a_chunk_at_another_speed_keeps_its_truth(data: Path) -> None:
    recording = recordings.load_recordings(data)[0]
    faster = chunks.cut(recording, 0, 2 * SAMPLE_RATE, speed=1.5)
    as_is = chunks.cut(recording, 0, 3 * SAMPLE_RATE)
    loud = [np.abs(each.samples) > 0.02 for each in (faster, as_is)]
    assert loud[0].mean() == pytest.approx(loud[1].mean(), abs=0.02)
    assert faster.activity.mean() == pytest.approx(as_is.activity.mean(), abs=0.02)
    assert faster.voices == tuple(f"{voice}*1.5" for voice in as_is.voices)


def heard(voices: dict[str, range], count: int, loud: float) -> chunks.Chunk:
    """A chunk of one sample value, in which voices are active in some frames."""
    activity = np.zeros((chunks.frame_count(count), len(voices)), dtype=np.bool_)
    for column, frames in enumerate(voices.values()):
        activity[frames, column] = True
    return chunks.Chunk(np.full(count, loud, np.float32), activity, tuple(voices))


@pytest.mark.parametrize("known", [False, True])
def test_a_word_over_another_is_heard_and_known(known: bool) -> None:
    count = 5 * SAMPLE_RATE
    says = {"low": range(20, 140)} | ({"high": range(70)} if known else {})
    chunk = heard(says, count, 0.1)
    other = heard({"high": range(40, 100), "low": range(90, 140)}, count, 0.2)
    firsts = set()
    for seed in range(40):
        both = chunks.interjected(chunk, other, 0.5, np.random.default_rng(seed), 12)
        if both is chunk:
            continue  # the low voice speaks already wherever it is alone in the other
        assert both.voices == ("low", "high")
        before = chunk.activity[:, 1] if known else np.zeros(len(both.activity), np.bool_)
        (added,) = np.nonzero(both.activity[:, 1] & ~before)
        assert 1 <= len(added) <= 12
        assert added.tolist() == [*range(added[0], added[-1] + 1)]
        assert (70 if known else 40) <= added[0] <= added[-1] < 90
        assert (both.activity[:, 0] == chunk.activity[:, 0]).all()
        (louder,) = np.nonzero(both.samples > 0.15)
        assert louder[0] == chunks.FRAME_CENTRE + chunks.FRAME_STEP * added[0]
        assert len(louder) == chunks.FRAME_STEP * len(added)
        firsts.add(int(added[0]))
    assert len(firsts) > 5
    assert before.sum() == (70 if known else 0)
    silent = heard({}, count, 0.1)
    assert chunks.interjected(silent, other, 0.5, np.random.default_rng(1), 12) is silent
    assert chunks.interjected(chunk, silent, 0.5, np.random.default_rng(1), 12) is chunk


def test_most_talkative_speakers_are_kept() -> None:
    activity = np.zeros((4, 3), dtype=np.bool_)
    activity[:1, 0] = activity[:3, 1] = activity[:2, 2] = True
    assert chunks.target(activity, 2).sum(axis=0).tolist() == [3, 2]
    assert chunks.target(activity, 4).sum(axis=0).tolist() == [3, 2, 1, 0]


def test_people_are_named_where_they_are_alone() -> None:
    activity = np.array([[1, 0], [1, 1], [0, 1], [0, 0]], dtype=np.bool_)
    chunk = chunks.Chunk(np.zeros(4, dtype=np.float32), activity, ("b*1.1", "a"))
    assert people.only_people(chunk, {"a": 0, "b": 1}).tolist() == [1, -1, 0, -1]


def test_voices_of_one_person_are_never_told_apart() -> None:
    names = ["rms", "rms-deep*0.9", "rms*1.1", "awb"]
    kin = people.kin(names)
    assert not kin.diagonal().any()
    assert kin[:3, :3].sum() == 6
    assert not kin[3].any()


def test_rough_sound_is_the_same_for_the_same_seed() -> None:
    samples = np.sin(np.arange(8000, dtype=np.float32))
    one, two = (augment.roughened(samples, np.random.default_rng(5)) for _ in range(2))
    assert one.dtype == np.float32
    assert (one == two).all()
    assert np.abs(augment.speechless(8000, np.random.default_rng(1))).max() < 2


def test_rate_rises_then_falls() -> None:
    shares = [loop.rate_share(progress, 0.1) for progress in (0.0, 0.1, 0.5, 1.0)]
    assert shares[0] < shares[2] < shares[1] == 1.0
    assert shares[3] < 0.01


def test_frame_errors_add_up() -> None:
    truth = np.array([[1, 0], [1, 1], [0, 1], [0, 0]])
    found = np.array([[0, 1], [1, 0], [0, 1], [1, 0]])
    assert segmentation.frame_errors(found, truth).tolist() == [1, 1, 1, 4]


def test_equal_error_rate_of_separate_voices_is_none() -> None:
    vectors = np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1]], dtype=np.float32)
    assert embedding.equal_error_rate(vectors, ["a", "a", "b", "b"]) == 0


def test_plda_makes_speakers_diagonal() -> None:
    generator = np.random.default_rng(0)
    means = generator.normal(size=(12, 8))
    speakers = [str(number) for number in np.repeat(np.arange(12), 30)]
    vectors = np.repeat(means, 30, axis=0) + 0.3 * generator.normal(size=(360, 8))
    fitted = plda.fit(vectors.astype(np.float32), speakers, 5)
    assert fitted.lda.shape == (8, 5)
    assert (np.diff(fitted.psi) <= 0).all()
    assert fitted.psi[-1] > 1


def test_a_stopped_training_ends_with_the_same_weights(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    common = ["--data", str(data), "--smoke", "--steps", "4", "--work"]
    segmentation.main([*common, str(tmp_path / "one")])
    with monkeypatch.context() as patch:
        patch.setattr(segmentation, "Segmentation", stopped_at(3))
        with pytest.raises(Stopped):
            segmentation.main([*common, str(tmp_path / "two")])
    segmentation.main([*common, str(tmp_path / "two")])
    one, two = (loop.load_state(tmp_path / part / segmentation.NAME) for part in ("one", "two"))
    assert one["step"] == two["step"] == 4
    assert all((one["network"][name] == two["network"][name]).all() for name in one["network"])


class Stopped(Exception):  # noqa: N818
    """The training is stopped from outside."""


def stopped_at(step: int) -> type[segmentation.Segmentation]:
    """A task that is stopped when it comes to a step."""

    class Stopping(segmentation.Segmentation):
        def batch(self, number: int, progress: float) -> segmentation.Batch:
            if number == step:
                raise Stopped
            return super().batch(number, progress)

    return Stopping


def test_another_training_is_not_continued(trained: Path, data: Path) -> None:
    arguments = ["--data", str(data), "--work", str(trained), "--smoke", "--seed", "2"]
    with pytest.raises(SystemExit, match="another training"):
        segmentation.main([*arguments, "--steps", "20"])


def test_exported_checkpoints_are_the_trained_models(trained: Path, exported: Path) -> None:
    from pyannote.audio import Model

    state = loop.load_state(trained / segmentation.NAME)["network"]
    model: Any = Model.from_pretrained(exported, subfolder="segmentation")
    for name, value in model.state_dict().items():
        assert np.allclose(value, state[f"model.{name}"], rtol=1e-3, atol=1e-6)
    assert all(value.isfinite().all() for value in model.state_dict().values())


@pytest.mark.parametrize("part", [segmentation, embedding])
def test_a_training_goes_on_from_an_exported_model(
    part: Any, exported: Path, data: Path, tmp_path: Path
) -> None:
    order = ["--data", str(data), "--work", str(tmp_path), "--smoke", "--steps", "0"]
    part.main([*order, "--start", str(exported)])
    begun = loop.load_state(tmp_path / part.NAME)
    shipped = torch.load(
        exported / part.NAME.removesuffix(".pt") / architecture.CHECKPOINT, weights_only=False
    )
    for name, value in shipped["state_dict"].items():
        assert (begun["network"][f"model.{name}"] == value.float()).all()
    rate = begun["facts"]["settings"]["pace"]["rate"]
    assert rate == pytest.approx(part.SMOKE.pace.rate * commands.LATER_RATE_SHARE)


def test_what_was_not_trained_further_is_exported_as_it_was(
    trained: Path, exported: Path, data: Path, tmp_path: Path
) -> None:
    work, out = tmp_path / "work", tmp_path / "export"
    work.mkdir()
    shutil.copyfile(trained / segmentation.NAME, work / segmentation.NAME)
    order = ["--data", str(data), "--work", str(work), "--out", str(out)]
    export.main([*order, "--before", str(exported)])
    for name in ("embedding/pytorch_model.bin", "plda/plda.npz", "plda/xvec_transform.npz"):
        assert (out / name).read_bytes() == (exported / name).read_bytes()
    facts = [json.loads((each / export.ABOUT).read_text()) for each in (out, exported)]
    assert facts[0] == facts[1]
    score.main(["--data", str(data), "--folder", str(out)])


def test_exported_folder_diarizes_and_is_scored(
    exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held_out = data_folder(tmp_path / "held-out", 2, seed=50)
    score.main(["--data", str(held_out), "--folder", str(exported)])
    figures = json.loads(capsys.readouterr().out)
    assert figures["conversations"] == 2
    parts = figures["confusion"] + figures["miss"] + figures["false_alarm"]
    assert figures["der"] == pytest.approx(parts, abs=1e-3)
    assert set(figures["by_voices"]) == {"all known"}
    assert set(figures["by_folder"]) == {"held-out"}


def test_tuning_writes_what_it_chose(exported: Path, tmp_path: Path) -> None:
    develop = recordings.load_recordings(data_folder(tmp_path / "develop", 1, seed=70))
    bench = tune.Bench(exported, develop)
    few = [next(tune.agglomerative()), next(tune.variational())]
    chosen = tune.best(bench, few)
    tune.write_choice(exported, chosen)
    assert tune.Bench(exported, develop).try_out(chosen) == bench.try_out(chosen)
    assert export.read_configuration(exported)["params"] == chosen.settings()


def test_tuning_on_what_is_scored_is_refused(tmp_path: Path, exported: Path) -> None:
    folder = data_folder(tmp_path / "held-out", 1, seed=70)
    (told,) = read_conversations(folder / "conversations.jsonl")
    text = sentence(random.Random(1), held_out)
    turns = (replace(told.turns[0], text=text), *told.turns[1:])
    write_conversations(folder / "conversations.jsonl", [replace(told, turns=turns)])
    with pytest.raises(SystemExit):
        tune.main(["--data", str(folder), "--folder", str(exported)])


def test_errors_count_overlap_and_speakers(data: Path) -> None:
    from pyannote.core import Annotation  # type: ignore[import-untyped]

    recording = recordings.load_recordings(data)[0]
    nothing = measure.errors(recording, Annotation())
    assert nothing.der == 1.0
    assert (nothing.found, nothing.speakers) == (0, 2)
    spoken_s = sum(np.diff(spans).sum() for spans in recording.speech.values())
    assert nothing.speech == pytest.approx(spoken_s)
