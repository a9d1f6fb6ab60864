"""Put the exported models where podscribe ships them: `python -m training.ship --export DIR`.

Each folder gets its checksums and, from the scores of `training.score`, its model card.
"""

from __future__ import annotations

import argparse
import json
import shutil
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from podscribe.models.checksums import write_checksums
from podscribe.models.embedded import DIARIZER, EMBEDDED_FOLDER, RECOGNISER
from training.recogniser import score as words
from training.voices import VOICES

CARD = "README.md"
CARDS = Path(__file__).parent / "cards"

OURS, THEIRS = words.HEARERS
WORDS_ROWS = {
    "word errors, normalised": ("word_errors", "{:.1%}"),
    "word errors, as written": ("word_errors_as_written", "{:.1%}"),
    "words over another's": ("over_another", "{:.1%}"),
    "of these not heard rightly": ("missed_over_another", "{:.1%}"),
    "of the others not heard rightly": ("missed_alone", "{:.1%}"),
    "word start, median error": ("median_start_error_s", "{:.3f} s"),
    "word starts within 200 ms": ("share_of_starts_close", "{:.1%}"),
}
SPEAKERS_ROWS = {
    "diarization error rate": ("der", "{:.1%}"),
    "confusion": ("confusion", "{:.1%}"),
    "missed speech": ("miss", "{:.1%}"),
    "false alarm": ("false_alarm", "{:.1%}"),
    "right number of speakers": ("speakers_right", "{:.1%}"),
}


def main(given: Sequence[str] | None = None) -> None:
    """Copy the folders, list their checksums, or write the cards once the scores are known."""
    parser = argparse.ArgumentParser(prog="python -m training.ship", description=__doc__)
    parser.add_argument("--export", type=Path, help="folder of whisper/ and pyannote/")
    parser.add_argument("--scores", type=Path, help="write the model cards from these scores")
    parser.add_argument("--to", type=Path, default=EMBEDDED_FOLDER)
    options = parser.parse_args(given)
    if options.export:
        ship(options.export, options.to)
    if options.scores:
        scores = json.loads(options.scores.read_text(encoding="utf-8"))
        write_cards(options.to, scores)


def ship(export: Path, folder: Path) -> None:
    """Each model with the checksums of its files."""
    for name in (RECOGNISER, DIARIZER):
        target = folder / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(export / name, target)
        write_checksums(target)


def write_cards(folder: Path, scores: Mapping[str, Any]) -> None:
    """Both cards: their figures come from the scores and from what the training left, and how the
    training went stands in their templates.
    """
    recogniser, diarizer = (
        json.loads((folder / name / "training.json").read_text(encoding="utf-8"))
        for name in (RECOGNISER, DIARIZER)
    )
    heard, speakers, speed = scores["words"], scores["speakers"], scores["speed"]
    card = _template(RECOGNISER).format(
        **_voices(),
        options=recogniser["options"],
        material=recogniser["material"],
        **_table(heard[OURS], WORDS_ROWS),
        other_rows=_table(heard[THEIRS], WORDS_ROWS)["rows"],
        parameters=recogniser["parameters"] / 1e6,
        hours=heard[OURS]["seconds_of_audio"] / 3600,
        speechless=_counts(scores["speechless"][OURS]),
        other_speechless=_counts(scores["speechless"][THEIRS]),
        speed=min(speed["runs"]),
        cores=speed["cores"],
    )
    (folder / RECOGNISER / CARD).write_text(card, encoding="utf-8")
    by_speakers = speakers["by_speakers"].items()
    card = _template(DIARIZER).format(
        **_voices(),
        whose=scores["whose"],
        der=speakers["der"],
        **_table(speakers, SPEAKERS_ROWS),
        learned_hours=diarizer["segmentation"]["hours"],
        dimension=diarizer["embedding"]["settings"]["shape"]["dimension"],
        clustering=speakers["clustering"],
        hours=speakers["seconds"] / 3600,
        speakers=", ".join(f"{count}: {each['der']:.1%}" for count, each in by_speakers),
    )
    (folder / DIARIZER / CARD).write_text(card, encoding="utf-8")


def _template(name: str) -> str:
    return (CARDS / f"{name}.md").read_text(encoding="utf-8")


def _voices() -> dict[str, Any]:
    """All of them speak in training and in scoring."""
    named = ", ".join(voice.name for voice in VOICES)
    return {"voices": len(VOICES), "named": textwrap.fill(named, 99, break_on_hyphens=False)}


def _counts(heard: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in heard.items())


def _table(figures: Mapping[str, Any], rows: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """The figures of all conversations, and of each folder beside them."""
    folders = figures["by_folder"]
    written = [
        " | ".join(
            [f"| {title}", *(form.format(each[key]) for each in (figures, *folders.values()))]
        )
        + " |"
        for title, (key, form) in rows.items()
    ]
    return {
        "scored": figures["conversations"],
        "heads": " | ".join(name.removeprefix("score-") for name in folders),
        "rules": " | ".join("---" for _ in folders),
        "rows": "\n".join(written),
    }


if __name__ == "__main__":
    main()
