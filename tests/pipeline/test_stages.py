"""What a stage's result depends on, and what is told where it was kept."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from podscribe.audio import Audio
from podscribe.config import Channels
from podscribe.diarize import Diarization, DiarizeOptions, VoiceModel, serialize
from podscribe.models import ModelFolder
from podscribe.pipeline import stages
from podscribe.pipeline.engines import Diarizer, Recogniser
from podscribe.pipeline.listener import Listener, Progress, Stage
from podscribe.pipeline.stages import Sound, facts_of
from podscribe.pipeline.store import Store, store_for
from podscribe.transcribe import Recognition, TranscribeOptions, cuda

MODEL = ModelFolder("small", Path("small"), "1")
NOBODY = Diarization((), (), (), VoiceModel("Scripted", "00"))
SILENT = {"language": "en", "language_probability": 0.5, "speech_s": 1.5, "passages": []}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return store_for(tmp_path, "ab" * 32)


def not_here() -> Audio:
    raise AssertionError("nothing is left to be heard")


def test_speakers_that_were_kept_are_all_told_at_once(store: Store) -> None:
    told: list[Progress] = []
    facts = facts_of(MODEL, DiarizeOptions())
    store.stage("speakers", facts).save(json.loads(serialize(NOBODY)))
    assert stages.speakers_kept(store, Diarizer(MODEL), DiarizeOptions())
    listener = Listener(on_progress=told.append)
    found = stages.speakers(store, not_here, Diarizer(MODEL), DiarizeOptions(), listener)
    assert found == NOBODY
    assert told == [Progress(Stage.SPEAKERS, 1.0, kept=True)]


def test_words_that_were_kept_before_sentences_were_compared_still_hold() -> None:
    options = TranscribeOptions()
    told = facts_of(MODEL, options)["options"]
    assert isinstance(told, dict)
    assert "compared" not in told
    assert facts_of(MODEL, options) != facts_of(MODEL, replace(options, compared=2))


@pytest.mark.parametrize("channel", [None, 0, 1])
def test_words_that_were_kept_are_all_told_at_once(store: Store, channel: int | None) -> None:
    told: list[Progress] = []
    options = TranscribeOptions()
    alone = {} if channel is None else {"channel": channel, "apart": stages.APART_VERSION}
    store.stage("words", facts_of(MODEL, options) | alone).save(SILENT)
    kept = [stages.words_kept(store, Recogniser(MODEL), options, each) for each in (None, 0, 1)]
    assert kept == [each == channel for each in (None, 0, 1)]
    listener = Listener(on_progress=told.append)
    found = stages.words(store, not_here, Recogniser(MODEL), options, listener, channel)
    assert found == Recognition((), "en", 0.5, 1.5)
    assert told == [Progress(Stage.WORDS, 1.0, kept=True)]


def test_how_the_work_is_spread_makes_no_other_result() -> None:
    options = DiarizeOptions(device="cuda:0", threads=1, embedding_batch=2, segmentation_batch=4)
    spread = replace(options, device="cuda:1", threads=8, embedding_batch=16)
    assert facts_of(MODEL, options) == facts_of(MODEL, spread)
    assert facts_of(MODEL, options) == facts_of(MODEL, replace(options, device="cuda"))
    for device in ("cuda", "cuda:1"):
        on_gpu, on_cpu = replace(options, device=device), replace(options, device="cpu")
        assert facts_of(MODEL, on_gpu) != facts_of(MODEL, on_cpu)
    assert facts_of(MODEL, options) != facts_of(replace(MODEL, revision="2"), options)


@pytest.mark.parametrize("options", [TranscribeOptions(), DiarizeOptions()])
@pytest.mark.parametrize(("gpus", "found"), [(0, "cpu"), (2, "cuda")])
def test_the_device_that_is_found_makes_the_result_of_that_device(
    options: TranscribeOptions | DiarizeOptions,
    gpus: int,
    found: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cuda, "gpu_count", lambda: gpus)
    assert options.device == "auto"
    assert facts_of(MODEL, options) == facts_of(MODEL, replace(options, device=found))


def test_the_packages_that_hear_belong_to_the_facts() -> None:
    by = facts_of(MODEL, TranscribeOptions())["by"]
    assert isinstance(by, dict) and {*by} == {"faster-whisper", "ctranslate2"}
    by = facts_of(MODEL, DiarizeOptions())["by"]
    assert isinstance(by, dict) and {*by} == {"pyannote.audio", "torch"}


def test_what_is_known_of_the_sound_is_found_out_once(store: Store, tmp_path: Path) -> None:
    sound = Sound(60.5, ("some is missing",), 2, 3.5)
    asked: list[Audio] = []
    audio = object.__new__(Audio)

    def describe(found: Audio) -> Sound:
        asked.append(found)
        return sound

    for _ in range(2):
        assert stages.sound(store, lambda: audio, Channels.SEPARATE, describe) == sound
    assert asked == [audio]


def test_what_was_kept_without_its_missing_end_misses_nothing(store: Store) -> None:
    facts = {"version": stages.VERSION, "rate": 16_000, "channels": Channels.SEPARATE}
    store.stage("sound", facts).save({"seconds": 5, "faults": [], "channels": 1})
    kept = stages.sound(store, not_here, Channels.SEPARATE, lambda _: Sound(0.0, ()))
    assert kept == Sound(5.0, (), 1, 0.0)


def test_what_no_version_wrote_is_done_again(store: Store) -> None:
    facts = {"version": stages.VERSION, "rate": 16_000, "channels": Channels.SEPARATE}
    store.stage("sound", facts).save(["nothing"])
    found = Sound(5.0, ())
    audio = object.__new__(Audio)
    assert stages.sound(store, lambda: audio, Channels.SEPARATE, lambda _: found) == found
