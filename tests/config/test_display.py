"""Settings as text say the same when they are read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from podscribe.config import KEYS, Origin, Setting, Settings, presets, read_settings, resolve
from podscribe.config.display import WIDTH, as_json, as_rows, as_yaml, in_yaml
from podscribe.config.pairs import Pairs
from tests.config.shows import show


def listed(folder: Path, text: str) -> tuple[Setting, ...]:
    return resolve(show(folder, text), environment={}).listed


def test_the_defaults_fit_80_columns(tmp_path: Path) -> None:
    rows = as_yaml(listed(tmp_path, "")).split("\n")
    assert len(rows) > len(KEYS)
    assert max(map(len, rows)) <= WIDTH
    assert all(row.count("# default") == 1 for row in rows if not row.endswith(("]", ":")))


@pytest.mark.parametrize("name", presets())
def test_what_is_shown_can_be_read_again(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = f"profile: {name}\noutput: out/pages\nspeakers: 2-3\nlanguage: no\nprompt: 'yes: #1'\n"
    shown = as_yaml(listed(tmp_path, text))
    assert as_yaml(listed(tmp_path, shown)).count("podscribe.yaml:") >= len(KEYS)
    again = resolve(show(tmp_path, shown), environment={}).settings
    assert again == resolve(show(tmp_path, text), environment={}).settings


@example("Bread\u2028and butter")
@given(st.text(alphabet=st.characters(exclude_categories=("Cs",))).filter(str.strip))
@hypothesis_settings(deadline=None)
def test_any_text_is_shown_so_that_it_can_be_read_again(text: str) -> None:
    origin = Origin("a file\nof an odd name")
    shown = as_yaml([Setting("prompt", text, origin), Setting("hotwords", (text, "x"), origin)])
    again = read_settings(shown, "x.yaml")
    assert again == Settings(prompt=text, hotwords=(text, "x"))


@pytest.mark.parametrize("length", range(30, 80))
def test_the_origin_is_apart_from_values_of_any_length(length: int) -> None:
    shown = as_yaml([Setting("prompt", "x" * length, Origin("default"))])
    assert read_settings(shown, "x.yaml").prompt == "x" * length
    assert max(map(len, shown.split("\n"))) <= max(WIDTH, length + 8)


def test_json_names_value_and_origin() -> None:
    setting = Setting("formats", ("page", "vtt"), Origin("podscribe.yaml", 3))
    assert json.loads(as_json([setting])) == {
        "formats": {"value": ["page", "vtt"], "from": "podscribe.yaml:3"}
    }


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        (None, ("null",)),
        (False, ("false",)),
        (0.3, ("0.3",)),
        ("yes", ("yes",)),
        (("page", "yes"), ("page", "yes")),
        ((0.0, 0.5), ("0.0", "0.5")),
        ((), ()),
        (Path("out"), ("out",)),
    ],
)
def test_one_value_is_shown_bare(value: object, rows: tuple[str, ...]) -> None:
    assert as_rows(value) == rows


def test_groups_stand_above_their_keys_and_origins_in_one_column() -> None:
    rows = [("a.b.c", 1), ("a.b.d", 2), ("a.e", "x"), ("f", True)]
    shown = as_yaml([Setting(key, value, Origin("default")) for key, value in rows])
    values = ["    c: 1", "    d: 2", "  e: x", "f: true"]
    c, d, e, f = (f"{value:<42}  # default" for value in values)
    assert shown.split("\n") == ["a:", "  b:", c, d, e, f]


@pytest.mark.parametrize(
    ("length", "rows"),
    [
        (34, [f"prompt: {'x' * 34}  # default"]),
        (35, [f"prompt: {'x' * 35}  # default"]),
        (61, [f"prompt: {'x' * 61}  # default"]),
        (62, [f"prompt: {'x' * 62}", f"{'':<42}  # default"]),
        (72, [f"prompt: {'x' * 72}", f"{'':<42}  # default"]),
        (73, ["prompt:", f"  {'x' * 73}", f"{'':<42}  # default"]),
    ],
)
def test_a_line_breaks_only_where_it_would_pass_80_columns(length: int, rows: list[str]) -> None:
    shown = as_yaml([Setting("prompt", "x" * length, Origin("default"))])
    assert shown.split("\n") == rows


@pytest.mark.parametrize(("text", "value"), [("2", 2), ("2-3", "2-3")])
def test_a_number_of_speakers_is_a_number_and_a_range_is_text(text: str, value: object) -> None:
    speakers = read_settings(f"speakers: {text}", "x.yaml").speakers
    told = json.loads(as_json([Setting("speakers", speakers, Origin("default"))]))
    assert told["speakers"]["value"] == value


def test_json_keeps_letters_as_they_are() -> None:
    assert '"Brötchen"' in as_json([Setting("prompt", "Brötchen", Origin("default"))])


def test_pairs_have_a_row_each() -> None:
    pairs = Pairs((("Pod scribe", "Podscribe"), ("Mahra", "Mara")))
    assert as_rows(pairs) == ("Pod scribe: Podscribe", "Mahra: Mara")


def test_only_breaks_that_readers_mistake_are_written_as_numbers() -> None:
    assert in_yaml("Brötchen") == "Brötchen"
    assert in_yaml("Brot\u2028") == '"Brot\\L"'
