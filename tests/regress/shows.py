"""A show to measure: pages that are right, and stored results that are nearly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from podscribe.formats import write_transcript
from podscribe.transcript import Header, Transcript
from tests.compare.material import disturbed, talk, turns_of

NAMES = ("one", "two")
WORDS = 400


def with_headers(transcript: Transcript, titles: Sequence[str] = ("Flour", "Oven")) -> Transcript:
    """A header before every fourth turn."""
    rows = [*transcript.rows]
    for number, title in reversed([*enumerate(titles)]):
        rows.insert(4 * number, Header(title))
    return replace(transcript, rows=tuple(rows))


def write(path: Path, transcript: Transcript) -> None:
    name = "page" if path.suffix == ".md" else "json"
    path.write_text(write_transcript(transcript, name), encoding="utf-8")


def show(folder: Path, share: float = 0.02) -> Path:
    """A manifest of two episodes whose results have a share of their words disturbed."""
    for number, name in enumerate(NAMES):
        words = talk(number, WORDS)
        write(folder / f"{name}.md", with_headers(turns_of(words)))
        heard = disturbed(words, number, share)
        write(folder / f"{name}.json", with_headers(turns_of(heard)))
    manifest = folder / "show.regress.yaml"
    rows = (f"  {name}: {{result: {name}.json, reference: {name}.md}}\n" for name in NAMES)
    manifest.write_text(f"episodes:\n{''.join(rows)}", encoding="utf-8")
    return manifest


def disturb(folder: Path, name: str, share: float) -> None:
    """Another result of an episode."""
    number = NAMES.index(name)
    words = disturbed(talk(number, WORDS), 7, share) if share else talk(number, WORDS)
    write(folder / f"{name}.json", with_headers(turns_of(words)))
