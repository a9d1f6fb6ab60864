"""Whose words they are, by both models and turns: `python -m training.whose --data FOLDER...`.

Of the words that are heard rightly, how many are given to somebody else than who said them: as
podscribe does it, and by spans and text alone, without what the voices themselves tell.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podscribe.compare import compare
from podscribe.diarize import find_speakers, open_engine
from podscribe.models.embedded import DIARIZER, EMBEDDED_FOLDER, RECOGNISER
from podscribe.transcript import Turn, Word
from podscribe.turns import assemble, to_transcript
from training.codec import read_audio
from training.data import Conversation, read_conversations
from training.examples import transcript_of
from training.recogniser.score import HEARERS

OURS = next(iter(HEARERS))


@dataclass(frozen=True, slots=True)
class Given:
    """Words heard rightly, and those of them with a wrong speaker."""

    words: int = 0
    wrong: int = 0
    wrong_by_spans: int = 0

    def __add__(self, other: Given) -> Given:
        return Given(
            self.words + other.words,
            self.wrong + other.wrong,
            self.wrong_by_spans + other.wrong_by_spans,
        )

    @property
    def figures(self) -> dict[str, float]:
        heard = max(1, self.words)
        shares = {"wrong": self.wrong / heard, "wrong_by_spans": self.wrong_by_spans / heard}
        return {"words": self.words, **{name: round(each, 4) for name, each in shares.items()}}


def score(whisper: Path, pyannote: Path, folders: Sequence[Path]) -> dict[str, Any]:
    """The figures of each folder, and of all together."""
    hear, engine = HEARERS[OURS](whisper), open_engine(pyannote)
    found: dict[str, Given] = {}
    for folder in folders:
        for truth in read_conversations(folder / "conversations.jsonl"):
            samples = read_audio(folder / truth.audio)
            words = [Word(each.text, each.start, each.end) for each in hear(samples)]
            speakers = find_speakers(samples, engine)
            turns = assemble(words, speakers.exclusive, likeness=speakers.likeness)
            count, wrong = wrongly_given(truth, turns)
            _, by_spans = wrongly_given(truth, assemble(words, speakers.exclusive))
            found[folder.name] = found.get(folder.name, Given()) + Given(count, wrong, by_spans)
    by_folder = {name: each.figures for name, each in found.items()}
    return {**sum(found.values(), Given()).figures, "by_folder": by_folder}


def wrongly_given(truth: Conversation, turns: Sequence[Turn]) -> tuple[int, int]:
    """How many words are heard rightly, and how many of them have a wrong speaker."""
    speakers = compare(transcript_of(truth), to_transcript(turns, language="en")).speakers
    if speakers is None or speakers.matched is None:
        return 0, 0
    words = sum(confusion.words for confusion in speakers.confusion)
    return words, round(words * (1 - speakers.matched))


def main(given: Sequence[str] | None = None) -> None:
    """The figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m training.whose", description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of talks")
    parser.add_argument("--whisper", type=Path, default=EMBEDDED_FOLDER / RECOGNISER)
    parser.add_argument("--pyannote", type=Path, default=EMBEDDED_FOLDER / DIARIZER)
    options = parser.parse_args(given)
    print(json.dumps(score(options.whisper, options.pyannote, options.data), indent=1))


if __name__ == "__main__":
    main()
