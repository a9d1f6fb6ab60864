"""What the stages are told, and that every key reaches somebody."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

from podscribe.cli import main
from podscribe.config import KEYS, Settings, Speakers, read_settings
from podscribe.config.settings import RAISED
from podscribe.diarize.options import DiarizeOptions
from podscribe.errors import PodscribeError
from podscribe.transcribe.options import TranscribeOptions
from tests.config.shows import show


@pytest.mark.parametrize("text", ["none", "1", "2", "2-4"])
def test_a_number_of_speakers_is_written_as_it_is_read(text: str) -> None:
    assert str(Speakers.parse(text)) == text


def test_the_same_number_twice_is_that_number() -> None:
    assert Speakers.parse("3-3") == Speakers(3, 3)


@pytest.mark.parametrize("text", ["", "0", "-2", "2-", "4-2", "two", "1.5", "None", "2 - 4", "²"])
def test_what_is_no_number_of_speakers_is_refused(text: str) -> None:
    with pytest.raises(PodscribeError):
        Speakers.parse(text)


def test_without_settings_the_stages_have_their_own_defaults() -> None:
    assert Settings().transcribe_options() == TranscribeOptions()
    assert Settings().diarize_options() == DiarizeOptions()


def test_what_a_page_knows_goes_before_what_is_set_for_the_show() -> None:
    settings = Settings(hotwords=("Kafka", "Ines Brandt"), prompt="Fine, thank you.")
    options = settings.transcribe_options(("Ines Brandt", "Tom"), "A talk about bread.")
    assert options.hotwords == ("Ines Brandt", "Tom", "Kafka")
    assert options.prompt == "A talk about bread. Fine, thank you."


def test_the_number_of_speakers_is_that_of_the_page_unless_it_is_set() -> None:
    def numbers(settings: Settings, expected: int | None) -> tuple[int | None, int | None]:
        options = settings.diarize_options(expected)
        assert options is not None
        return options.fewest_speakers, options.most_speakers

    assert numbers(Settings(), None) == (None, None)
    assert numbers(Settings(), 3) == (3, 3)
    assert numbers(Settings(speakers=Speakers(1, 4)), 3) == (1, 4)


def test_speakers_that_are_not_told_apart_need_no_options() -> None:
    assert Settings(speakers=Speakers.parse("none")).diarize_options(2) is None


@pytest.mark.parametrize("path", RAISED)
def test_what_is_set_for_all_stages_cannot_hide_in_the_options_of_one(path: str) -> None:
    group, _, name = path.partition(".")
    value = {"hotwords": ("Kafka",), "fewest_speakers": 2, "most_speakers": 2}.get(name, "cpu")
    options = replace(getattr(Settings(), group), **{name: value})
    with pytest.raises(PodscribeError, match=f"set {RAISED[path]}"):
        Settings(**{group: options})


def test_no_option_of_a_stage_is_called_like_a_key_for_all() -> None:
    for group in ("transcribe", "diarize"):
        for field in fields(getattr(Settings(), group)):
            assert field.name not in KEYS or f"{group}.{field.name}" in RAISED


READ_BY_RUN = (
    "model",
    "diarizer",
    "formats",
    "output",
    "cache",
    "offline",
    "people",
    "guest_names",
    "full_names",
    "voices",
    "cleanup",
    "glossary",
    "chapters",
    "clips",
)
FINE = ("transcribe.voice.", "transcribe.second_look.")
FOR_CHAPTERS = (
    "auto_chapters.",
    "titler.",
)  # tested where chapters are  # groups that are numbers, nearly all
FOR_BATCH = ("batch.",)  # tested where batches are
FINE_VALUES = {"samples": "2", "least_log_probability": "-0.5"}
FOR_STAGES = {  # a value for every key that changes what a stage is told
    "speakers": "2",
    "channels": "separate",
    "language": "en",
    "device": "cpu",
    "hotwords": "[Kafka]",
    "prompt": "Fine.",
    "transcribe.beam_size": "2",
    "transcribe.compared": "2",
    "transcribe.batch_size": "2",
    "transcribe.compute_type": "int8",
    "transcribe.cpu_threads": "2",
    "transcribe.language_windows": "2",
    "diarize.segmentation_batch": "2",
    "diarize.embedding_batch": "2",
    "diarize.threads": "2",
}
PAGE = Path(__file__).parents[2] / "examples" / "bakery.md"
FOR_TEXT = {  # a value for every other key, and a command whose output it changes
    "profile": ("profile: datatalks", ["check", "page.md"]),
    "host": ("host: Nobody", ["check", "page.md"]),
    "lines.max_characters": (
        "lines: {max_characters: 20}",
        ["convert", "page.md", "-", "--to", "lines"],
    ),
    "lines.max_seconds": ("lines: {max_seconds: 1}", ["convert", "page.md", "-", "--to", "lines"]),
    "captions.max_characters": (
        "captions: {max_characters: 20}",
        ["convert", "page.md", "-", "--to", "srt"],
    ),
    "captions.max_seconds": (
        "captions: {max_seconds: 1}",
        ["convert", "page.md", "-", "--to", "srt"],
    ),
    "check.ignore": ("check: {ignore: [P503]}", ["check", "page.md"]),
    "check.required": ("check: {required: [subtitle]}", ["check", "page.md"]),
}


def told(settings: Settings) -> object:
    return settings.transcribe_options(), settings.diarize_options()


@pytest.mark.parametrize("name", [*FOR_STAGES, *(name for name in KEYS if name.startswith(FINE))])
def test_every_key_of_the_stages_reaches_them(name: str) -> None:
    value = FOR_STAGES.get(name) or FINE_VALUES.get(name.rpartition(".")[2], "0.123")
    assert told(read_settings(f"{name}: {value}", "x.yaml")) != told(Settings())


def test_every_key_is_tried() -> None:
    tried = {*READ_BY_RUN, *FOR_STAGES, *FOR_TEXT}
    elsewhere = (*FINE, *FOR_CHAPTERS, *FOR_BATCH)
    assert {name for name in KEYS if not name.startswith(elsewhere)} <= tried
    assert tried <= KEYS.keys()


@pytest.mark.parametrize("name", FOR_TEXT)
def test_every_key_for_text_changes_an_output(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text, arguments = FOR_TEXT[name]
    page = PAGE.read_text(encoding="utf-8").replace("season: 1", "season: TODO")
    (tmp_path / "page.md").write_text(page, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["podscribe", *arguments])
    outputs = []
    for settings_text in ("", text):
        show(tmp_path, settings_text)
        with pytest.raises(SystemExit):
            main()
        outputs.append(capsys.readouterr().out)
    assert outputs[0] != outputs[1]


def test_settings_are_read_without_a_heavy_library() -> None:
    heavy = ("torch", "pyannote", "faster_whisper", "ctranslate2", "huggingface_hub", "numpy", "av")
    code = (
        "import sys\nfrom podscribe.config import load_settings\nload_settings()\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
