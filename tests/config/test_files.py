"""podscribe.yaml: what is set holds, what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podscribe.config import Settings, Speakers, find_file, load_settings, read_settings
from podscribe.errors import PodscribeError
from podscribe.layout.cues import CueOptions
from tests.config.shows import show


def load(folder: Path) -> Settings:
    """What holds in a folder, whatever the environment of the tests."""
    return load_settings(folder, environment={})


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()


def test_a_file_says_only_what_differs(tmp_path: Path) -> None:
    loaded = load(show(tmp_path, "host: Mara\nlines:\n  max_characters: 32\n"))
    assert loaded.host == ("Mara",)
    assert loaded.lines == CueOptions(max_characters=32)
    assert loaded.captions == Settings().captions


def test_the_nearest_file_above_holds(tmp_path: Path) -> None:
    show(tmp_path, "host: Mara\n")
    inner = tmp_path / "pages" / "2026"
    inner.mkdir(parents=True)
    assert find_file(inner) == (tmp_path / "podscribe.yaml").resolve()
    assert load(inner).host == ("Mara",)


def test_levels_can_be_written_with_dots() -> None:
    dotted = read_settings("transcribe.voice.margin_s: 1\ntranscribe:\n  beam_size: 2\n", "x.yaml")
    assert (dotted.transcribe.voice.margin_s, dotted.transcribe.beam_size) == (1.0, 2)


def test_folders_begin_where_the_file_is(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    loaded = load(show(tmp_path, "output: out\ncache: /var/results\n") / "inner")
    assert loaded.output == tmp_path.resolve() / "out"
    assert loaded.cache == Path("/var/results")


def test_a_folder_with_a_model_begins_where_the_file_is_and_names_stay_names(
    tmp_path: Path,
) -> None:
    (tmp_path / "models" / "ours").mkdir(parents=True)
    text = "model: models/ours\ndiarizer: someone/theirs\n"
    loaded = load(show(tmp_path, text))
    assert loaded.model == str(tmp_path.resolve() / "models" / "ours")
    assert loaded.diarizer == "someone/theirs"
    missing = load(show(tmp_path, "model: ./gone\n")).model
    assert Path(missing) == tmp_path.resolve() / "gone"


@pytest.mark.parametrize(
    "text",
    [
        "host:\n",
        "check:\n",
        "lines:\n  max_characters:\n",
        "language:\n",
        "transcribe:\n  voice:\n",
        "# only\n",
        "",
    ],
)
def test_a_key_without_a_value_sets_nothing(text: str) -> None:
    assert read_settings(text, "x.yaml") == Settings()


def test_null_is_a_value_where_it_means_something(tmp_path: Path) -> None:
    assert load(show(tmp_path, "profile: datatalks\n")).language == "en"
    assert load(show(tmp_path, "profile: datatalks\nlanguage: null\n")).language is None


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("language: no", Settings(language="no")),
        ("hotwords: [2026, Kafka]", Settings(hotwords=("2026", "Kafka"))),
        ("model: 42", Settings(model="42")),
        ("prompt: ''", Settings(prompt="")),
        ("speakers: none", Settings(speakers=Speakers(0, 0))),
        ("speakers: 2", Settings(speakers=Speakers(2, 2))),
        ("speakers: 2-4", Settings(speakers=Speakers(2, 4))),
        ("device: cuda:1", Settings(device="cuda:1")),
        ("formats: vtt", Settings(formats=("vtt",))),
        ("formats: [vtt, page, vtt]", Settings(formats=("vtt", "page"))),
        ("offline: yes", Settings(offline=True)),
    ],
)
def test_values_are_taken_as_they_are_meant(text: str, settings: Settings) -> None:
    assert read_settings(text, "x.yaml") == settings


KEYS = (
    "profile, host, people, guest_names, full_names, voices, model, diarizer, speakers, channels, "
    "language, device, hotwords, prompt, cleanup, glossary, chapters, clips, formats, output, "
    "cache, offline, transcribe, diarize, auto_chapters, titler, lines, captions, check, batch"
)
SPEAKERS = "none, a number such as 2, or two such as 2-4, or null"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("host: Mara\nhost: Ines\n", "2: host is given twice; keep one"),
        (
            "lines:\n  max_seconds: 5\nlines.max_seconds: 5\n",
            "3: lines.max_seconds is given twice; keep one",
        ),
        ("glossary:\n  rye: Rye\n  rye: RYE\n", "3: glossary has 'rye' twice; keep one"),
        ("host: ['']\n", "1: host should be a list of texts, or one text; mend that line"),
        ("hosts: Mara\n", "1: unknown key 'hosts'; did you mean host?"),
        (
            "host: Mara\nlines:\n  max_caracters: 3\n",
            "3: unknown key 'lines.max_caracters'; did you mean max_characters?",
        ),
        ("beam_size: 3\n", "1: unknown key 'beam_size'; did you mean transcribe.beam_size?"),
        ("xyzzy: 3\n", f"1: unknown key 'xyzzy'; the keys are {KEYS}"),
        (
            "transcribe:\n  language: en\n",
            (
                "2: unknown key 'transcribe.language'; "
                "set language at the top level, which is for all stages"
            ),
        ),
        (
            "diarize:\n  most_speakers: 2\n",
            (
                "2: unknown key 'diarize.most_speakers'; "
                "set speakers at the top level, which is for all stages"
            ),
        ),
        (
            "lines:\n  max_characters: wide\n",
            "2: lines.max_characters should be a whole number from 10; mend that line",
        ),
        (
            "lines:\n  max_characters: 9\n",
            "2: lines.max_characters should be a whole number from 10; mend that line",
        ),
        (
            "transcribe:\n  batch_size: true\n",
            "2: transcribe.batch_size should be a whole number from 1; mend that line",
        ),
        (
            "transcribe:\n  voice:\n    margin_s: 200\n",
            "3: transcribe.voice.margin_s should be a number from 0 to 5; mend that line",
        ),
        (
            "transcribe:\n  voice:\n    speech_from: 1.5\n",
            "3: transcribe.voice.speech_from should be a number from 0 to 1; mend that line",
        ),
        (
            "transcribe.second_look.least_log_probability: 1\n",
            (
                "1: transcribe.second_look.least_log_probability should be a number up to 0; "
                "mend that line"
            ),
        ),
        (
            "transcribe:\n  second_look:\n    temperatures:\n    - 0\n    - -1\n",
            (
                "5: transcribe.second_look.temperatures should be a list of numbers from 0; "
                "mend that line"
            ),
        ),
        (
            "diarize: {threads: 0}\n",
            "1: diarize.threads should be a whole number from 1, or null; mend that line",
        ),
        ("lines: 40\n", "1: lines should be 'key: value' lines; mend that line"),
        ("lines: ~\n", "1: lines should be 'key: value' lines; mend that line"),
        ("device: null\n", "1: device should be auto, cpu, cuda or cuda:1; mend that line"),
        ("device: gpu\n", "1: device should be auto, cpu, cuda or cuda:1; mend that line"),
        ("language: []\n", "1: language should be a code such as en, or null; mend that line"),
        (
            "language: English\n",
            "1: 'English' is no language that a model knows; did you mean en (English)?",
        ),
        (
            "language: xx\n",
            "1: 'xx' is no language that a model knows; give a code such as en, de or es",
        ),
        ("speakers: 0\n", f"1: speakers should be {SPEAKERS}; mend that line"),
        ("speakers: 4-2\n", f"1: speakers should be {SPEAKERS}; mend that line"),
        ("speakers: [2, 4]\n", f"1: speakers should be {SPEAKERS}; mend that line"),
        ("output: true\n", "1: output should be a folder, or null; mend that line"),
        ("offline: 1\n", "1: offline should be true or false; mend that line"),
        (
            "model: ''\n",
            (
                "1: model should be a name, a folder, OWNER/NAME of the hub, or embedded; "
                "mend that line"
            ),
        ),
        ("formats: [page,\n  pge]\n", "2: 'pge' is no format; did you mean page?"),
        ("host: 'a\u2028b'\nformats: pge\n", "2: 'pge' is no format; did you mean page?"),
        ("formats: []\n", "1: formats should be a list of formats, or one; mend that line"),
        (
            "profile: quick\n",
            (
                "1: 'quick' is no preset; the presets are accurate, balanced, "
                "datatalks, demo, fast, gpu-batch"
            ),
        ),
        ("host: {name: Mara}\n", "1: host should be a list of texts, or one text; mend that line"),
        ("[host, Mara]\n", "1: the file should be 'key: value' lines; mend that line"),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_remedy(text: str, message: str) -> None:
    with pytest.raises(PodscribeError) as caught:
        read_settings(text, "x.yaml")
    assert str(caught.value) == f"x.yaml:{message}"


def test_a_format_that_is_only_read_cannot_be_written() -> None:
    with pytest.raises(PodscribeError, match=r"^x.yaml:1: docx can|^x.yaml:1: whisper-json can"):
        read_settings("formats: whisper-json", "x.yaml")


def test_invalid_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match=r"podscribe.yaml:2: is not valid YAML"):
        load(show(tmp_path, "host: Mara\nlines: a: b\n"))


@given(st.text())
@settings(deadline=None)
def test_any_text_is_settings_or_a_clear_error(text: str) -> None:
    try:
        assert isinstance(read_settings(text, "x.yaml"), Settings)
    except PodscribeError as error:
        assert str(error).startswith("x.yaml")  # noqa: PT017 (either outcome is right)
