"""Settings as text say the same when they are read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from podscribe.config import KEYS, Origin, Setting, Settings, presets, read_settings, resolve
from podscribe.config.display import WIDTH, as_json, as_rows, as_yaml
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
