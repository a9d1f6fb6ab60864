"""Score a recogniser: `python -m training.recogniser.score --model DIR --data CONVERSATIONS`.

It is run as podscribe runs it: faster-whisper, batched, with the voice activity detection that
comes with it. Words are compared as they are written, and with case and punctuation taken away;
the starts of words that are right are held against the synthesizers' own.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from training.data import Conversation, TimedWord, read_conversations

CLOSE_S = 0.2  # a start that a reader of captions takes for right


@dataclass(frozen=True, slots=True)
class Errors:
    """What an alignment of words costs, and the pairs that are the same."""

    words: int
    substituted: int
    deleted: int
    inserted: int
    same: tuple[tuple[int, int], ...]

    @property
    def share(self) -> float:
        return (self.substituted + self.deleted + self.inserted) / max(1, self.words)


def aligned(reference: Sequence[str], heard: Sequence[str]) -> Errors:
    """The cheapest alignment (Levenshtein)."""
    costs = _costs(reference, heard)
    i, j = len(reference), len(heard)
    substituted = deleted = inserted = 0
    same: list[tuple[int, int]] = []
    while i or j:
        equal = i > 0 and j > 0 and reference[i - 1] == heard[j - 1]
        if i and j and costs[i, j] == costs[i - 1, j - 1] + (not equal):
            i, j = i - 1, j - 1
            substituted += not equal
            same += [(i, j)] if equal else []
        elif i and costs[i, j] == costs[i - 1, j] + 1:
            i, deleted = i - 1, deleted + 1
        else:
            j, inserted = j - 1, inserted + 1
    return Errors(len(reference), substituted, deleted, inserted, tuple(reversed(same)))


def _costs(reference: Sequence[str], heard: Sequence[str]) -> np.ndarray:
    names = {word: number for number, word in enumerate({*reference, *heard})}
    other = np.array([names[word] for word in heard], np.int64)
    steps = np.arange(len(heard) + 1)
    costs = np.zeros((len(reference) + 1, len(heard) + 1), np.int64)
    costs[0] = steps
    for row, word in enumerate(reference, 1):
        best = np.minimum(costs[row - 1, 1:] + 1, costs[row - 1, :-1] + (other != names[word]))
        best = np.concatenate([[row], best])
        costs[row] = np.minimum.accumulate(best - steps) + steps  # insertions from the left
    return costs


def plain(word: str) -> str:
    """A word without case and punctuation."""
    return re.sub(r"[^\w']", "", word.casefold())


@dataclass(frozen=True, slots=True)
class Score:
    """What one run of the recogniser reached."""

    conversations: int
    words: int
    word_errors: float
    word_errors_as_written: float
    median_start_error_s: float
    share_of_starts_close: float
    seconds_of_audio: float
    times_real_time: float


def reference_words(conversation: Conversation) -> list[TimedWord]:
    """All words of a conversation in the order of their beginnings; directions are not spoken."""
    words = [word for turn in conversation.turns for word in turn.words if word.text[0] != "["]
    return sorted(words, key=lambda word: word.start)


def score(model: Path, data: Path, beam: int, batch: int) -> Score:
    """Transcribe every conversation of a folder and compare."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel
    from faster_whisper.audio import decode_audio

    pipeline = BatchedInferencePipeline(WhisperModel(str(model), compute_type="float32"))
    normal: list[Errors] = []
    written: list[Errors] = []
    starts: list[float] = []
    spent = seconds = 0.0
    for conversation in read_conversations(data / "conversations.jsonl"):
        samples = decode_audio(str(data / conversation.audio))
        begin = time.perf_counter()
        segments, _ = pipeline.transcribe(
            samples, language="en", word_timestamps=True, batch_size=batch, beam_size=beam
        )
        heard = [word for segment in segments for word in segment.words or []]
        spent += time.perf_counter() - begin
        seconds += conversation.seconds
        truth = [word for word in reference_words(conversation) if plain(word.text)]
        spoken = [word for word in heard if plain(word.word)]
        errors = aligned([plain(w.text) for w in truth], [plain(w.word) for w in spoken])
        normal.append(errors)
        written.append(aligned([w.text for w in truth], [w.word.strip() for w in spoken]))
        starts += [abs(truth[i].start - spoken[j].start) for i, j in errors.same]
    return Score(
        len(normal),
        sum(errors.words for errors in normal),
        _share(normal),
        _share(written),
        float(np.median(starts)) if starts else float("nan"),
        float(np.mean(np.array(starts) <= CLOSE_S)) if starts else 0.0,
        seconds,
        seconds / max(spent, 1e-9),
    )


def _share(errors: Sequence[Errors]) -> float:
    wrong = sum(each.substituted + each.deleted + each.inserted for each in errors)
    return wrong / max(1, sum(each.words for each in errors))


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--beam", type=int, default=1)
    parser.add_argument("--batch", type=int, default=8)
    arguments = parser.parse_args(given)
    reached = score(arguments.model, arguments.data, arguments.beam, arguments.batch)
    print(json.dumps(asdict(reached), indent=1))


if __name__ == "__main__":
    main()
