"""Presets and podscribe.yaml: what is set holds, what is wrong is named."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podscribe.cli import main
from podscribe.config import Settings, find_file, load_settings, presets, read_settings
from podscribe.errors import PodscribeError
from podscribe.layout.cues import CueOptions


def show(folder: Path, text: str) -> Path:
    """A folder with a show's file."""
    (folder / "podscribe.yaml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()


def test_a_file_says_only_what_differs(tmp_path: Path) -> None:
    loaded = load_settings(show(tmp_path, "host: Mara\nlines:\n  max_characters: 32\n"))
    assert loaded.host == ("Mara",)
    assert loaded.lines == CueOptions(max_characters=32)
    assert loaded.captions == Settings().captions


def test_the_nearest_file_above_holds(tmp_path: Path) -> None:
    show(tmp_path, "host: Mara\n")
    inner = tmp_path / "pages" / "2026"
    inner.mkdir(parents=True)
    assert find_file(inner) == (tmp_path / "podscribe.yaml").resolve()
    assert load_settings(inner).host == ("Mara",)


def test_the_file_overrides_the_preset(tmp_path: Path) -> None:
    assert load_settings(tmp_path, "datatalks").host == ("Alexey",)
    assert load_settings(show(tmp_path, "host: [Mara, Ines]"), "datatalks").host == ("Mara", "Ines")


@pytest.mark.parametrize("name", presets())
def test_every_preset_loads_and_changes_something(name: str) -> None:
    assert read_settings(presets()[name], name) != Settings()


def test_the_folder_at_the_top_is_that_of_the_package() -> None:
    top = Path(__file__).parents[1] / "configs"
    assert sorted(path.stem for path in top.glob("*.yaml")) == sorted(presets())


@pytest.mark.parametrize("text", ["host:\n", "check:\n", "lines:\n  max_characters:\n", "# only\n"])
def test_a_key_without_a_value_sets_nothing(text: str) -> None:
    assert read_settings(text, "x.yaml") == Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("host: Mara\nhost: Ines\n", "x.yaml:2: host is given twice; keep one"),
        ("host: ['']\n", "x.yaml:1: host should be a list of texts; mend that line"),
        ("hosts: Mara\n", "x.yaml:1: unknown key 'hosts'; did you mean host?"),
        (
            "host: Mara\nlines:\n  max_caracters: 3\n",
            "x.yaml:3: unknown key 'lines.max_caracters'; did you mean max_characters?",
        ),
        (
            "lines:\n  max_characters: wide\n",
            "x.yaml:2: lines.max_characters should be a whole number; mend that line",
        ),
        (
            "lines:\n  max_characters: 0\n",
            "x.yaml:2: lines.max_characters should be at least 10; mend that line",
        ),
        ("lines: 40\n", "x.yaml:1: lines should be 'key: value' lines; mend that line"),
        ("host: {name: Mara}\n", "x.yaml:1: host should be a list of texts; mend that line"),
        ("[host, Mara]\n", "x.yaml:1: the file should be 'key: value' lines; mend that line"),
        ("xyzzy: 1\n", "x.yaml:1: unknown key 'xyzzy'; the keys are host, lines, captions, check"),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_remedy(text: str, message: str) -> None:
    with pytest.raises(PodscribeError) as caught:
        read_settings(text, "x.yaml")
    assert str(caught.value) == message


def test_invalid_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match=r"podscribe.yaml:2: is not valid YAML"):
        load_settings(show(tmp_path, "host: Mara\nlines: a: b\n"))


def test_an_unknown_preset_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="did you mean datatalks"):
        load_settings(tmp_path, "datatalk")


@given(st.text())
@settings(deadline=None)
def test_any_text_is_settings_or_a_clear_error(text: str) -> None:
    try:
        assert isinstance(read_settings(text, "x.yaml"), Settings)
    except PodscribeError as error:
        assert str(error).startswith("x.yaml")  # noqa: PT017 (either outcome is right)


PAGE = Path(__file__).parents[1] / "examples" / "bakery.md"
CHANGES = {  # a value for every option, and a command whose output it changes
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


def option_names(options: object, path: str = "") -> list[str]:
    names: list[str] = []
    for field in fields(options):  # type: ignore[arg-type]
        value = getattr(options, field.name)
        name = f"{path}{field.name}"
        names += option_names(value, f"{name}.") if is_dataclass(value) else [name]
    return names


def test_every_option_is_tried() -> None:
    assert option_names(Settings()) == list(CHANGES)


@pytest.mark.parametrize("name", CHANGES)
def test_every_option_changes_an_output(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text, arguments = CHANGES[name]
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
