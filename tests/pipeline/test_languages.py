"""The languages of a model, told before it is loaded."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from podscribe.errors import PodscribeError
from podscribe.languages import LANGUAGES
from podscribe.models import ModelFolder
from podscribe.models.embedded import embedded_model
from podscribe.pipeline.engines import Kept, find_models
from podscribe.pipeline.episode import run_episode
from podscribe.pipeline.languages import MULTILINGUAL_FROM, languages_of, require_language
from tests.pipeline.conftest import DEMO, Heard

GERMAN = replace(DEMO, transcribe=replace(DEMO.transcribe, language="de"))


def model(folder: Path, entries: int, *codes: str, suffix: str = ".json") -> Path:
    tokens = [f"<|{code}|>" for code in codes]
    tokens += [f"token{number}" for number in range(entries - len(tokens))]
    text = json.dumps(tokens) if suffix == ".json" else "\n".join(tokens)
    (folder / f"vocabulary{suffix}").write_text(text, "utf-8")
    return folder


def test_the_codes_are_those_of_the_engine() -> None:
    from faster_whisper.tokenizer import _LANGUAGE_CODES  # type: ignore[import-untyped]

    assert set(LANGUAGES) == {*_LANGUAGE_CODES}


@pytest.mark.parametrize("suffix", [".json", ".txt"])
def test_a_vocabulary_tells_the_languages(tmp_path: Path, suffix: str) -> None:
    many = model(tmp_path, MULTILINGUAL_FROM, "en", "de", "qq", suffix=suffix)
    assert languages_of(many) == ("de", "en")
    one = model(tmp_path, MULTILINGUAL_FROM - 1, "en", "de", suffix=suffix)
    assert languages_of(one) == ("en",)


@pytest.mark.parametrize("content", ["", "{", "null", "42"])
def test_a_vocabulary_that_tells_nothing_refuses_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "vocabulary.json").write_text(content, "utf-8")
    assert languages_of(tmp_path) == languages_of(tmp_path / "gone") == ()
    require_language(ModelFolder("ours", tmp_path, "1"), "de")


def test_the_embedded_model_knows_what_the_engine_says_it_knows() -> None:
    from podscribe.transcribe import open_engine

    folder = embedded_model("whisper").path
    assert languages_of(folder) == open_engine(folder).languages


def test_a_language_that_the_model_lacks_is_told_before_any_audio_is_looked_for(
    tmp_path: Path,
) -> None:
    heard = Heard()
    said = r"embedded knows only en \(English\), not de \(German\); name a model for many"
    with pytest.raises(PodscribeError, match=said):
        run_episode(str(tmp_path / "gone.mp3"), tmp_path, GERMAN, listener=heard.listener)
    assert heard.progress == []
    assert list(tmp_path.iterdir()) == []


def test_models_that_are_kept_are_asked_for_each_episode() -> None:
    kept = Kept()
    assert kept.models(DEMO).embedded
    with pytest.raises(PodscribeError, match="knows only en"):
        kept.models(GERMAN)
    with pytest.raises(PodscribeError, match="knows only en"):
        find_models(GERMAN)


def test_a_model_for_many_languages_may_lack_one(tmp_path: Path) -> None:
    folder = model(tmp_path, MULTILINGUAL_FROM, "en", "de")
    with pytest.raises(PodscribeError, match=r"ours does not know yue \(Cantonese\); name"):
        require_language(ModelFolder("ours", folder, "1"), "yue")
    require_language(ModelFolder("ours", folder, "1"), "de")
    require_language(ModelFolder("ours", folder, "1"), None)
