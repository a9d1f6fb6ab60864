"""Score the exported pipeline on held-out conversations, tuned on others first if wanted."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from training.diarization.commands import WORK
from training.diarization.export import read_configuration
from training.diarization.measure import Errors, errors, together
from training.diarization.pipeline import as_file, diarize, open_pipeline
from training.diarization.recordings import Recording, load_recordings
from training.diarization.tune import tune


def score(folder: Path, recordings: Sequence[Recording]) -> dict[str, Any]:
    """All figures, as they are printed."""
    started = time.monotonic()
    pipeline = open_pipeline(folder)
    load_s = time.monotonic() - started
    rows, spent_s = [], 0.0
    for recording in recordings:
        file = as_file(recording)
        started = time.monotonic()
        found = diarize(pipeline, file)
        spent_s += time.monotonic() - started
        rows.append(errors(recording, found))
    content = read_configuration(folder)
    return {
        **_rounded(asdict(together(rows))),
        "load_s": round(load_s, 2),
        "times_real_time": round(sum(row.seconds for row in rows) / spent_s, 1),
        "clustering": content["pipeline"]["params"]["clustering"],
        "parameters": content["params"],
        "by_voices": _by_voices(folder, recordings, rows),
        "by_conversation": [_shown(row) for row in rows],
    }


def _by_voices(
    folder: Path, recordings: Sequence[Recording], rows: Sequence[Errors]
) -> dict[str, dict[str, Any]]:
    """The figures apart for conversations of voices from training and for those with others."""
    about = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    known = set(about["segmentation"]["voices"]) | set(about["embedding"]["voices"])
    groups: dict[str, list[Errors]] = {}
    for recording, row in zip(recordings, rows, strict=True):
        group = "known" if set(recording.voices.values()) <= known else "some unknown"
        groups.setdefault(group, []).append(row)
    return {group: _rounded(asdict(together(kept))) for group, kept in groups.items()}


def _shown(row: Errors) -> dict[str, Any]:
    shown = {"name": row.name, "der": row.der, "speakers": row.speakers, "found": row.found}
    return _rounded(shown)


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in values.items()
    }


def disjoint(one: Sequence[Recording], other: Sequence[Recording]) -> bool:
    """Whether no conversation is in both."""
    return not {recording.texts for recording in one} & {recording.texts for recording in other}


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="held-out conversations")
    parser.add_argument("--develop", type=Path, help="other conversations, to tune on first")
    parser.add_argument("--folder", type=Path, default=WORK / "export", help="the pipeline")
    got = parser.parse_args(arguments)
    recordings = load_recordings(got.data)
    if got.develop:
        development = load_recordings(got.develop)
        if not disjoint(development, recordings):
            parser.error("--develop and --data share conversations")
        tune(got.folder, development)
    print(json.dumps(score(got.folder, recordings), indent=2))


if __name__ == "__main__":
    main()
