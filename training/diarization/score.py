"""Score an exported pipeline on held-out conversations."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from training.diarization.commands import WORK
from training.diarization.export import read_configuration
from training.diarization.measure import Errors, errors, together
from training.diarization.pipeline import as_file, diarize, open_pipeline
from training.diarization.recordings import Recording, load_recordings

Sets = Mapping[str, Sequence[Recording]]  # folder name: its conversations


def score(folder: Path, sets: Sets) -> dict[str, Any]:
    """All figures, as they are printed."""
    started = time.monotonic()
    pipeline = open_pipeline(folder)
    load_s = time.monotonic() - started
    rows: list[tuple[str, Recording, Errors]] = []
    spent_s = 0.0
    for name, recording in _each(sets):
        file = as_file(recording)
        started = time.monotonic()
        found = diarize(pipeline, file)
        spent_s += time.monotonic() - started
        rows.append((name, recording, errors(recording, found)))
    content = read_configuration(folder)
    known = known_voices(folder)
    return {
        **_figures(row for _, _, row in rows),
        "load_s": round(load_s, 2),
        "times_real_time": round(sum(row.seconds for _, _, row in rows) / spent_s, 1),
        "clustering": content["pipeline"]["params"]["clustering"],
        "parameters": content["params"],
        "by_folder": _grouped((name, row) for name, _, row in rows),
        "by_voices": _grouped((_voices(known, each), row) for _, each, row in rows),
        "by_speakers": _grouped((str(row.speakers), row) for _, _, row in rows),
        "by_conversation": [_shown(row) for _, _, row in rows],
    }


def known_voices(folder: Path) -> frozenset[str]:
    """The voices that either model was trained on."""
    about = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    return frozenset(about["segmentation"]["voices"]) | frozenset(about["embedding"]["voices"])


def _each(sets: Sets) -> Iterable[tuple[str, Recording]]:
    return ((name, recording) for name, recordings in sets.items() for recording in recordings)


def _voices(known: frozenset[str], recording: Recording) -> str:
    return "all known" if known.issuperset(recording.voices.values()) else "some unknown"


def _grouped(rows: Iterable[tuple[str, Errors]]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Errors]] = {}
    for name, row in rows:
        groups.setdefault(name, []).append(row)
    return {name: _figures(groups[name]) for name in sorted(groups)}


def _figures(rows: Iterable[Errors]) -> dict[str, Any]:
    return _rounded(asdict(together(rows)))


def _shown(row: Errors) -> dict[str, Any]:
    shown = {"name": row.name, "der": row.der, "speakers": row.speakers, "found": row.found}
    return _rounded(shown)


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in values.items()
    }


def load_sets(folders: Sequence[Path]) -> Sets:
    """The conversations of each folder."""
    return {folder.name: load_recordings(folder) for folder in folders}


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="held-out folders")
    parser.add_argument("--folder", type=Path, default=WORK / "export", help="the pipeline")
    got = parser.parse_args(arguments)
    print(json.dumps(score(got.folder, load_sets(got.data)), indent=2))


if __name__ == "__main__":
    main()
