"""Presets: each is whole, says what it is for, and is what its name promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.config import Settings, load_settings, presets, read_settings
from podscribe.errors import PodscribeError
from podscribe.models import DIARIZERS, EMBEDDED, RECOGNISERS
from tests.config.shows import show

NAMES = {"accurate", "balanced", "datatalks", "demo", "fast", "gpu-batch"}


def preset(name: str) -> Settings:
    return read_settings(presets()[name], name)


def test_the_presets_are_there() -> None:
    assert presets().keys() == NAMES


def test_the_folder_at_the_top_is_that_of_the_package() -> None:
    top = Path(__file__).parents[2] / "configs"
    assert sorted(path.stem for path in top.glob("*.yaml")) == sorted(presets())


@pytest.mark.parametrize("name", NAMES - {"balanced"})
def test_every_preset_loads_and_changes_something(name: str) -> None:
    assert preset(name) != Settings()


def test_balanced_writes_out_the_defaults() -> None:
    assert preset("balanced") == Settings()
    assert Settings().model == "large-v3-turbo"
    assert Settings().diarizer == "pyannote/speaker-diarization-community-1"


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_says_for_whom_it_is_and_begins_from_no_other(name: str) -> None:
    text = presets()[name]
    assert text.startswith("# ")
    assert preset(name).profile is None


@pytest.mark.parametrize("name", NAMES)
def test_the_models_of_every_preset_are_known(name: str) -> None:
    assert preset(name).model in (EMBEDDED, *RECOGNISERS)
    assert preset(name).diarizer in (EMBEDDED, *DIARIZERS)


def test_demo_needs_nothing_from_elsewhere() -> None:
    assert (preset("demo").model, preset("demo").diarizer) == (EMBEDDED, EMBEDDED)


def test_accurate_weighs_more_and_gpu_batch_takes_more_at_once() -> None:
    usual = preset("balanced")
    assert preset("accurate").transcribe.beam_size > usual.transcribe.beam_size
    assert preset("fast").transcribe.beam_size < usual.transcribe.beam_size
    assert preset("demo").transcribe.beam_size > usual.transcribe.beam_size
    assert preset("demo").transcribe.compared > usual.transcribe.compared == 1
    assert preset("gpu-batch").transcribe.batch_size > usual.transcribe.batch_size
    assert preset("gpu-batch").device == "cuda"


def test_the_file_overrides_the_preset(tmp_path: Path) -> None:
    assert load_settings(tmp_path, "datatalks", environment={}).host == ("Alexey",)
    show(tmp_path, "host: [Mara, Ines]")
    assert load_settings(tmp_path, "datatalks", environment={}).host == ("Mara", "Ines")


def test_a_show_names_the_preset_it_begins_from_and_a_command_another(tmp_path: Path) -> None:
    show(tmp_path, "profile: fast\nlanguage: de\n")
    assert load_settings(tmp_path, environment={}).model == "small"
    assert load_settings(tmp_path, "accurate", environment={}).model == "large-v3"
    assert load_settings(tmp_path, "accurate", environment={}).language == "de"
    variables = {"PODSCRIBE_PROFILE": "demo"}
    assert load_settings(tmp_path, environment=variables).model == EMBEDDED
    assert load_settings(tmp_path, "accurate", environment=variables).model == "large-v3"


def test_an_unknown_preset_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError) as caught:
        load_settings(tmp_path, "datatalk", environment={})
    assert str(caught.value) == "--profile: 'datatalk' is no preset; did you mean datatalks?"
