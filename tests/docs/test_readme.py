"""README.md tells what holds: the presets, and how good the embedded models are."""

from __future__ import annotations

import re

from podscribe.config import load_settings
from podscribe.models.embedded import DIARIZER, EMBEDDED_FOLDER, RECOGNISER
from tests.docs.markdown import ROOT, tables

PAGE = ROOT / "README.md"
OF_A_SHOW = {"datatalks"}  # presets that are no choice of models


def test_the_presets_are_those_that_ship() -> None:
    (rows,) = (rows for rows in tables(PAGE) if "`demo`" in rows)
    shown = {re.findall(r"`([\w-]+)`", name)[0]: cells for name, cells in rows.items()}
    shipped = {path.stem for path in (ROOT / "podscribe" / "configs").glob("*.yaml")}
    assert shown.keys() == shipped - OF_A_SHOW
    for name, cells in shown.items():
        settings = load_settings(profile=name)
        assert cells["words"] == settings.model
        assert settings.diarizer.endswith(cells["speakers"])


def test_the_errors_of_the_embedded_models_are_those_of_their_cards() -> None:
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    ours, theirs = figures(RECOGNISER, "word errors, normalised")
    assert f"{ours} of the [words]" in text
    assert f"({theirs} by faster-whisper's own pipeline)" in text
    (diarization,) = figures(DIARIZER, "diarization error rate")
    assert f"a diarization error of {diarization} for" in text


def figures(model: str, name: str) -> list[str]:
    """The first figure of the row in each table of the model's card, as README.md writes it."""
    card = (EMBEDDED_FOLDER / model / "README.md").read_text(encoding="utf-8")
    found = re.findall(rf"^\| {name} \| ([\d.]+)% ", card, re.MULTILINE)
    return [f"{each} %" for each in found]


def test_every_tool_of_the_comparison_says_how_it_was_verified() -> None:
    (rows,) = (rows for rows in tables(PAGE) if "the audio" in rows)
    named = [re.findall(r"\[(\d)\]$", name) for name in rows["the audio"] if name]
    after = PAGE.read_text(encoding="utf-8").split("How that was verified")[1]
    told = re.findall(r"^(\d)\. ", after.split("\n## ")[0], re.MULTILINE)
    assert named == [[], *([number] for number in told)]
