"""pyannote at work, on the embedded pipeline; what it hears is its own affair, within limits."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from podscribe.audio import decode
from podscribe.diarize import (
    Diarization,
    DiarizeOptions,
    Progress,
    Step,
    find_speakers,
    open_engine,
    serialize,
)
from podscribe.diarize.pyannote_engine import PyannoteEngine
from podscribe.errors import PodscribeError
from podscribe.transcript import Span
from tests.corpus import shared
from tests.diarize.conftest import EXAMPLES, Samples

RATE = 16_000


def exactly(number: int) -> DiarizeOptions:
    return DiarizeOptions(fewest_speakers=number, most_speakers=number)


def edges(spans: tuple[Span, ...]) -> list[float]:
    return [edge for span in spans for edge in (span.start, span.end)]


@pytest.fixture(scope="module")
def found(engine: PyannoteEngine, clip: Samples) -> Diarization:
    return find_speakers(clip, engine)


def truth(name: str) -> Iterator[Span]:
    for line in (EXAMPLES / name).read_text().splitlines():
        start, length, speaker = (line.split()[index] for index in (3, 4, 7))
        yield Span(float(start), float(start) + float(length), speaker)


def at_each_moment(spans: Iterator[Span] | tuple[Span, ...], seconds: float) -> list[str | None]:
    listed = list(spans)
    moments = (tick / 10 for tick in range(int(seconds * 10)))
    return [
        next((span.speaker for span in listed if span.start <= moment < span.end), None)
        for moment in moments
    ]


def test_the_people_of_the_clip_are_told_apart(found: Diarization, clip: Samples) -> None:
    seconds = len(clip) / RATE
    pairs = Counter(
        zip(
            at_each_moment(found.exclusive, seconds),
            at_each_moment(truth("clip.rttm"), seconds),
            strict=True,
        )
    )
    right = sum(
        max(count for (_, real), count in pairs.items() if real == person)
        for person in {real for _, real in pairs}
    )
    assert right / pairs.total() > 0.8
    assert len({real for _, real in pairs if real}) == len(found.speakers)


def test_every_speaker_has_a_voice_of_the_model_that_is_named(found: Diarization) -> None:
    lengths = {voice.embedding and len(voice.embedding) for voice in found.voices}
    assert len(lengths) == 1
    assert None not in lengths
    assert len(found.voice_model.digest) == 64


def heard_alone(folder: Path, samples: Samples) -> Any:
    """What pyannote makes of it without podscribe."""
    from pyannote.audio import Pipeline

    alone = Pipeline.from_pretrained(folder)
    return alone({"waveform": torch.from_numpy(samples)[None], "sample_rate": RATE})


def voices_of(found: Diarization, output: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ours and pyannote's own, in one order."""
    ours = sorted(voice.embedding or () for voice in found.voices)
    return np.array(ours), np.array(sorted(output.speaker_embeddings.tolist()))


@pytest.mark.parametrize("name", ["clip.mp3", "round-table.mp3"])
def test_it_hears_what_pyannote_alone_hears(
    engine: PyannoteEngine, folder: Path, sound: Callable[[str], Samples], name: str
) -> None:
    samples = np.array(sound(name)[: 40 * RATE])
    found, output = find_speakers(samples, engine), heard_alone(folder, samples)
    for ours, annotation in (
        (found.spans, output.speaker_diarization),
        (found.exclusive, output.exclusive_speaker_diarization),
    ):
        segments = annotation.itersegments()
        assert edges(ours) == pytest.approx(
            [edge for segment in segments for edge in (segment.start, segment.end)]
        )
    ours, theirs = voices_of(found, output)
    assert np.linalg.norm(ours - theirs, axis=1).max() < 1e-6 * np.linalg.norm(theirs, axis=1).min()


@pytest.fixture
def one_thread() -> Iterator[None]:
    """As the engine has: with more, the work is parted otherwise, and sums end otherwise."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize(("name", "seconds"), [("clip.mp3", 28), ("round-table.mp3", 40)])
def test_its_voices_are_pyannotes_number_by_number_where_both_add_up_alike(
    engine: PyannoteEngine, folder: Path, sound: Callable[[str], Samples], name: str, seconds: int
) -> None:
    """For an even number of windows: the engine takes two at a time, and one adds up otherwise."""
    samples = np.array(sound(name)[: seconds * RATE])
    ours, theirs = voices_of(find_speakers(samples, engine), heard_alone(folder, samples))
    assert ours == pytest.approx(theirs)


@pytest.mark.parametrize("name", ["clip.mp3", "round-table.mp3"])
def test_each_voice_fits_where_it_alone_is_heard_and_no_other_does(
    engine: PyannoteEngine, sound: Callable[[str], Samples], name: str
) -> None:
    samples = sound(name)[: 40 * RATE]
    found = find_speakers(samples, engine)
    assert found.likeness is not None
    assert [speaker for speaker, _ in found.likeness.misfits] == list(found.speakers)
    assert {len(digits) for _, digits in found.likeness.misfits} == {len(samples) * 10 // RATE}
    for speaker in found.speakers:
        own, others = [], []
        for span in found.exclusive:
            middle = (span.start + span.end) / 2
            misfit = found.likeness.misfit(speaker, middle - 0.1, middle + 0.1)
            assert misfit is not None
            if span.end - span.start > 2:
                (own if span.speaker == speaker else others).append(misfit)
        assert max(own) < 0.2
        assert min(others) > 0.6


def test_one_voice_alone_is_like_no_other(engine: PyannoteEngine, clip: Samples) -> None:
    assert find_speakers(clip[: 7 * RATE], engine).likeness is None


def test_where_moments_would_cost_a_run_each_they_are_not_told(
    folder: Path, clip: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("podscribe.diarize.voices.takes_several_voices", lambda embedding: False)
    found = find_speakers(clip[: 15 * RATE], open_engine(folder, DiarizeOptions(threads=1)))
    assert len(found.speakers) == 2
    assert found.likeness is None


def test_the_same_sound_gives_the_same_byte_for_byte(engine: PyannoteEngine, clip: Samples) -> None:
    part = clip[: 12 * RATE]
    once, again = (serialize(find_speakers(part, engine)) for _ in range(2))
    assert once == again


def test_progress_names_the_steps_in_their_order(engine: PyannoteEngine, clip: Samples) -> None:
    told: list[Progress] = []
    find_speakers(clip[: 20 * RATE], engine, on_progress=told.append)
    assert list(dict.fromkeys(each.step for each in told)) == list(Step)
    assert sum(each.step is Step.VOICES for each in told) > 2
    assert told[-1].share == 1.0
    assert all(one.share <= two.share for one, two in itertools.pairwise(told))


@pytest.mark.parametrize("samples", [1, 100, 1600, 8000, 24_000])
def test_the_shortest_sound_is_no_trouble(
    engine: PyannoteEngine, clip: Samples, samples: int
) -> None:
    found = find_speakers(clip[2 * RATE : 2 * RATE + samples], engine)
    assert all(0 <= span.start < span.end <= samples / RATE for span in found.spans)


@pytest.mark.parametrize("value", [0.0, 1.0, np.nan])
def test_where_nobody_speaks_there_are_no_spans(engine: PyannoteEngine, value: float) -> None:
    found = find_speakers(np.full(12 * RATE, value, np.float32), engine)
    assert found.spans == found.exclusive == found.voices == ()


def test_one_speaker_is_one_speaker(engine: PyannoteEngine, clip: Samples) -> None:
    assert find_speakers(clip[: 6 * RATE], engine).speakers == ("SPEAKER_00",)
    assert find_speakers(clip, engine, exactly(1)).speakers == ("SPEAKER_00",)


@pytest.mark.parametrize(("seconds", "number"), [(6, 9), (20, 60)])
def test_more_speakers_than_can_be_are_told_and_no_error(
    engine: PyannoteEngine, clip: Samples, seconds: int, number: int
) -> None:
    notices: list[str] = []
    found = find_speakers(clip[: seconds * RATE], engine, exactly(number), on_notice=notices.append)
    assert 0 < len(found.speakers) < number
    assert len(notices) == 1


def test_clusters_of_some_embeddings_are_those_of_all(
    engine: PyannoteEngine, found: Diarization, clip: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    clustering = engine._pipeline.clustering
    monkeypatch.setattr(clustering, "_most", 8)
    chosen: list[int] = []
    filtered = clustering._chosen

    def counted(*arguments: object, **options: object) -> object:
        result = filtered(*arguments, **options)
        chosen.append(len(result[0]))
        return result

    monkeypatch.setattr(clustering._clustering, "filter_embeddings", counted)
    some = find_speakers(clip, engine)
    assert chosen == [8]
    assert some.speakers == found.speakers


def test_scarce_memory_makes_smaller_batches_told_once_and_the_same_result(
    folder: Path, found: Diarization, clip: Samples
) -> None:
    notices: list[str] = []
    options = DiarizeOptions(segmentation_batch=8, embedding_batch=8, threads=1)
    engine = open_engine(folder, options, on_notice=notices.append)
    pipeline = engine._pipeline
    sizes: list[int] = []

    def scarce(module: object, inputs: tuple[torch.Tensor, ...]) -> None:
        sizes.append(len(inputs[0]))
        if sizes[-1] > 2:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB.")

    for model in (pipeline._segmentation.model, pipeline._embedding.model_):
        model.register_forward_pre_hook(scarce)
    result = find_speakers(clip, engine)
    assert max(sizes) == 8
    assert len(notices) == 1
    assert edges(result.spans) == pytest.approx(edges(found.spans))


@pytest.mark.parametrize("recording", ["ami-dev00", "ami-tst00", "two-women-phone-sample"])
def test_real_recordings_come_through(
    engine: PyannoteEngine, tmp_path: Path, recording: str
) -> None:
    (path,) = shared(f"audio/{recording}.wav")
    audio = decode(path, tmp_path / "sound")
    found = find_speakers(audio.samples[: 15 * RATE], engine)
    assert found.spans
    assert all(one.end <= two.start for one, two in itertools.pairwise(found.exclusive))


OLDER = """\
pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    segmentation: $model/segmentation
    embedding: $model/embedding
    plda: $model/plda
    embedding_exclude_overlap: {exclude}
    clustering: {clustering}
    legacy: true
params:
  segmentation: {{min_duration_off: 0.0}}
  {params}
"""
AGGLOMERATIVE = "clustering: {method: centroid, min_cluster_size: 2, threshold: 0.7}"


@pytest.fixture
def pipeline_with(folder: Path, tmp_path: Path) -> Callable[..., PyannoteEngine]:
    """The embedded models in a pipeline of another make."""

    def opened(clustering: str, params: str, exclude: str = "true") -> PyannoteEngine:
        for part in ("segmentation", "embedding", "plda"):
            (tmp_path / part).symlink_to(folder / part)
        content = OLDER.format(clustering=clustering, params=params, exclude=exclude)
        (tmp_path / "config.yaml").write_text(content)
        return open_engine(tmp_path, DiarizeOptions(threads=1))

    return opened


def test_older_pipelines_work_too(
    pipeline_with: Callable[..., PyannoteEngine], clip: Samples
) -> None:
    engine = pipeline_with("AgglomerativeClustering", AGGLOMERATIVE, "false")
    found = find_speakers(clip, engine, exactly(2))
    assert found.speakers == ("SPEAKER_00", "SPEAKER_01")
    assert all(voice.embedding for voice in found.voices)


def test_a_pipeline_that_must_know_the_number_says_so(
    pipeline_with: Callable[..., PyannoteEngine], clip: Samples
) -> None:
    engine = pipeline_with("KMeansClustering", "clustering: {}")
    with pytest.raises(PodscribeError, match="exact number with --speakers"):
        find_speakers(clip[: 5 * RATE], engine)
    assert find_speakers(clip, engine, exactly(2)).speakers == ("SPEAKER_00", "SPEAKER_01")
