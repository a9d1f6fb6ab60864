"""The real engine on the embedded model. What it understands is not looked at here."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from podscribe.audio import decode
from podscribe.errors import MemoryShortError, PodscribeError
from podscribe.models import EMBEDDED, recogniser
from podscribe.models.embedded import EMBEDDED_FOLDER
from podscribe.transcribe import (
    SAMPLE_RATE,
    Hearing,
    TranscribeOptions,
    WhisperEngine,
    loading,
    open_engine,
    passage_line,
    read_passages,
    transcribe,
    whisper,
)
from podscribe.transcribe.loading import device_of
from podscribe.transcribe.whisper import MOST_HINT_TOKENS, _piece
from tests.corpus import shared
from tests.transcribe.scripted import clip, speech

OPTIONS = TranscribeOptions(device="cpu", cpu_threads=1, beam_size=2)
WINDOW = slice(0, 8 * SAMPLE_RATE)


@cache
def folder() -> Path:
    if not (EMBEDDED_FOLDER / "whisper" / "model.bin").exists():
        pytest.skip("the embedded recogniser is not here")
    return recogniser(EMBEDDED).path


@cache
def engine() -> WhisperEngine:
    return open_engine(folder(), OPTIONS)


def sound(hearing: Hearing, length_s: float) -> None:
    """Times are in order and inside, and figures are what they can be."""
    assert all(0 <= word.start <= word.end <= length_s for word in hearing.words)
    assert all(left.end <= right.start for left, right in pairwise(hearing.words))
    assert all(word.text and word.text == word.text.strip() for word in hearing.words)
    assert all(0 <= (word.probability or 0) <= 1 for word in hearing.words)
    assert hearing.figures.log_probability <= 0
    assert 0 <= hearing.figures.no_speech <= 1


@pytest.mark.parametrize("compared", [1, 2, 9])
def test_windows_of_any_length_are_heard_at_once(compared: int) -> None:
    noise = np.random.default_rng(3).normal(0, 0.1, SAMPLE_RATE // 10).astype(np.float32)
    windows = [speech()[WINDOW], speech()[: 2 * SAMPLE_RATE], noise]
    hearings = open_engine(folder(), replace(OPTIONS, compared=compared)).hear(windows, "en")
    assert len(hearings) == len(windows)
    assert hearings[0].words
    for window, hearing in zip(windows, hearings, strict=True):
        sound(hearing, len(window) / SAMPLE_RATE)
        assert hearing.language == "en"


def test_the_sentence_that_most_agree_with_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Sequence[str], Sequence[float], str]] = []

    def the_last(texts: Sequence[str], likely: Sequence[float], language: str) -> int:
        asked.append((texts, likely, language))
        return len(texts) - 1

    monkeypatch.setattr(whisper, "most_agreed", the_last)
    options = replace(OPTIONS, beam_size=4, compared=3)
    (hearing,) = open_engine(folder(), options).hear([speech()[WINDOW]], "en")
    ((texts, likely, language),) = asked
    assert len(set(texts)) == 3
    assert list(likely) == sorted(likely, reverse=True)
    assert language == "en"
    assert " ".join(word.text for word in hearing.words) == texts[-1].strip()


@pytest.mark.parametrize("chunk_s", [12, 30])
def test_no_more_is_encoded_than_the_model_hears(
    chunk_s: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree(folder(), tmp_path / "model")
    settings = tmp_path / "model" / "preprocessor_config.json"
    settings.write_text(json.dumps({**json.loads(settings.read_text()), "chunk_length": chunk_s}))
    made = open_engine(tmp_path / "model", OPTIONS)
    encode, lengths = made._model.encode, []

    def looked_at(features: np.ndarray) -> object:
        lengths.append(features.shape[-1])
        return encode(features)

    monkeypatch.setattr(made._model, "encode", looked_at)
    assert made.hear([speech()[WINDOW]], "en")[0].words
    assert lengths == [100 * chunk_s]


def test_the_place_in_a_batch_moves_no_word() -> None:
    first, *others = engine().hear([speech()[WINDOW]] * 3, "en")
    for other in others:
        for word, same in zip(first.words[:2], other.words[:2], strict=True):
            assert (word.text, word.start) == (same.text, pytest.approx(same.start, abs=0.25))


def test_each_temperature_gives_the_same_words_again_whatever_was_heard_before() -> None:
    window = speech()[WINDOW]
    first = list(engine().hear_again(window, "en", (0.0, 0.8)))
    assert [hearing.figures.temperature for hearing in first] == [0.0, 0.8]
    list(engine().hear_again(speech()[: 3 * SAMPLE_RATE], "en", (1.0,)))
    again = list(open_engine(folder(), OPTIONS).hear_again(window, "en", (0.0, 0.8)))
    assert again == first
    for hearing in first:
        sound(hearing, len(window) / SAMPLE_RATE)


def test_without_memory_for_a_copy_there_is_no_temperature() -> None:
    def full() -> None:
        raise RuntimeError("cuBLAS failed with status CUBLAS_STATUS_ALLOC_FAILED")

    short = WhisperEngine(engine()._model, full, OPTIONS)  # type: ignore[arg-type]
    hearings = short.hear_again(speech()[: 3 * SAMPLE_RATE], "en", (0.0, 0.4, 0.8))
    assert next(hearings).figures.temperature == 0.0
    with pytest.raises(MemoryShortError):
        next(hearings)


def test_the_shortest_example_gives_words_and_the_same_ones_twice() -> None:
    samples = clip()
    found = transcribe(samples, engine(), OPTIONS)
    assert len(found.words) > 20
    assert found.language == "en"
    assert all(left.end <= right.start for left, right in pairwise(found.words))
    assert found.words[-1].end <= len(samples) / SAMPLE_RATE
    assert transcribe(samples, engine(), OPTIONS, done=found.passages[:1]) == found


@pytest.mark.parametrize("name", ["ami-dev00.wav", "two-women-phone-sample.wav"])
def test_real_recordings_are_heard_without_a_crash(name: str, tmp_path: Path) -> None:
    samples = decode(shared(f"audio/{name}")[0], tmp_path / "sound").samples[: 15 * SAMPLE_RATE]
    found = transcribe(samples, engine(), OPTIONS)
    assert found.speech_s > 5
    assert all(0 <= word.start <= word.end <= 15 for word in found.words)
    assert all(left.end <= right.start for left, right in pairwise(found.words))
    assert read_passages("\n".join(map(passage_line, found.passages))) == found.passages


def test_only_languages_of_the_vocabulary_are_known() -> None:
    languages = engine().languages
    assert "en" in languages
    detected = engine().detect([speech()[WINDOW]])
    assert set(detected[0]) == set(languages)


def test_hints_of_any_length_are_taken() -> None:
    names = tuple(f"Anneliese Vandermeer {number}" for number in range(200))
    long = TranscribeOptions(
        device="cpu",
        cpu_threads=1,
        beam_size=1,
        prompt="Welcome to the show. " * 200,
        hotwords=names,
    )
    hinted = open_engine(folder(), long)
    sound(hinted.hear([speech()[WINDOW]], "en")[0], 8.0)
    assert next(hinted.hear_again(speech()[WINDOW], "en", (0.0,))).language == "en"
    assert MOST_HINT_TOKENS * 2 < 448 / 2


def test_transcribing_imports_no_torch() -> None:
    code = (
        "import sys, numpy as np\nfrom pathlib import Path\n"
        "from podscribe.transcribe import open_engine, transcribe\n"
        "assert not {'numpy', 'faster_whisper', 'ctranslate2'} - {'numpy'} & set(sys.modules)\n"
        "engine = open_engine(Path(sys.argv[1]))\n"
        "engine.hear([np.zeros(16000, np.float32)], 'en')\n"
        "transcribe(np.zeros(16000, np.float32), engine)\n"
        "print('torch' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder())], check=True, capture_output=True, text=True
    )
    assert done.stdout == "False\n"
    assert done.stderr == ""


def test_importing_the_room_imports_nothing_heavy() -> None:
    code = (
        "import sys, podscribe.transcribe\n"
        "print({'numpy', 'torch', 'faster_whisper', 'ctranslate2'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("model.bin", None, "it has no model.bin"),
        ("tokenizer.json", None, "it has no tokenizer.json"),
        ("model.bin", b"hello", "cannot be loaded"),
        ("tokenizer.json", b"{", "cannot be loaded"),
        ("preprocessor_config.json", b'{"feature_size": 128}', "80 bands"),
    ],
)
def test_a_folder_that_is_no_model_is_refused_with_a_remedy(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    copy = tmp_path / "model"
    copytree(folder(), copy)
    (copy / name).unlink()
    if content is not None:
        (copy / name).write_bytes(content)
    with pytest.raises(PodscribeError) as caught:
        open_engine(copy, OPTIONS)
    assert said in str(caught.value)
    assert caught.value.file == str(copy)
    assert caught.value.remedy


@pytest.mark.parametrize("name", ["gpu", "cpu:1", "cuda:x", "cuda:", "auto:0", ""])
def test_a_device_that_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(PodscribeError, match="no device"):
        device_of(name)


def test_a_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faster_whisper", None)  # it cannot be imported
    with pytest.raises(PodscribeError, match="faster_whisper cannot be imported") as caught:
        open_engine(folder(), OPTIONS)
    assert "install podscribe again" in (caught.value.remedy or "")


def test_a_gpu_that_is_not_there_is_refused_with_a_remedy() -> None:
    import ctranslate2

    count = ctranslate2.get_cuda_device_count()
    with pytest.raises(PodscribeError) as caught:
        device_of(f"cuda:{count}")
    assert caught.value.remedy
    assert device_of("auto") == (("cuda", 0) if count else ("cpu", 0))


@pytest.mark.parametrize(
    ("count", "there"), [(1, "only cuda:0 here"), (3, "cuda:0 to cuda:2 here")]
)
def test_the_gpus_that_are_there_are_named(
    monkeypatch: pytest.MonkeyPatch, count: int, there: str
) -> None:
    monkeypatch.setattr(loading, "gpu_count", lambda: count)
    assert device_of(f"cuda:{count - 1}") == ("cuda", count - 1)
    with pytest.raises(PodscribeError, match=f"no cuda:{count}") as caught:
        device_of(f"cuda:{count}")
    assert caught.value.remedy == f"there is {there}"


def test_a_compute_type_that_is_not_possible_names_those_that_are() -> None:
    with pytest.raises(PodscribeError, match="float32"):
        open_engine(folder(), TranscribeOptions(device="cpu", compute_type="float8"))


def test_a_probability_that_is_no_number_is_none() -> None:
    word = {"word": " x", "start": 0.1, "end": 0.5, "probability": math.nan}
    assert _piece(word, 0.0).probability is None
    assert _piece({**word, "probability": 0.5}, 0.0).probability == 0.5
