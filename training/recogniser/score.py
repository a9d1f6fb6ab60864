"""Score a recogniser: `python -m training.recogniser.score --model DIR --data CONVERSATIONS`.

It is run by podscribe with the preset `demo`, or by faster-whisper's own batched pipeline as it is
usually called, with the voice activity detection that comes with it. Words are compared as they
are written, and with case and punctuation taken away; the starts of words that are right are held
against the synthesizers' own.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from podscribe.config import read_settings
from training.data import Conversation, Samples, TimedWord, read_conversations
from training.recogniser.material import said_by, words_of

DEMO = read_settings("profile: demo", "demo").transcribe_options()
USUAL_BEAM = 5  # faster-whisper's
BATCH = DEMO.batch_size
Hear = Callable[[Samples], list[TimedWord]]
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
class Result:
    """What came of one conversation; of words that nobody talks over, and of those over another's,
    whether each was missed.
    """

    name: str
    normal: Errors
    written: Errors
    missed_alone: tuple[bool, ...]
    missed_over_another: tuple[bool, ...]
    start_errors_s: tuple[float, ...]
    seconds: float
    spent_s: float


@dataclass(frozen=True, slots=True)
class Score:
    """What one run of the recogniser reached."""

    conversations: int
    words: int
    word_errors: float
    word_errors_as_written: float
    over_another: float  # share of the words that are said while somebody else says one
    missed_alone: float  # of the others: substituted or deleted
    missed_over_another: float
    median_start_error_s: float
    share_of_starts_close: float
    seconds_of_audio: float
    times_real_time: float


def reference_words(conversation: Conversation) -> list[TimedWord]:
    """All words of a conversation in the order of their beginnings; directions are not spoken."""
    return [word for word in words_of(conversation) if plain(word.text)]


def over_another(conversation: Conversation) -> frozenset[TimedWord]:
    """The words during which somebody else says one as well."""
    said = said_by(conversation)
    found: set[TimedWord] = set()
    for number, (word, speaker) in enumerate(said, 1):
        for later, who in said[number:]:
            if later.start >= word.end:
                break
            found |= {word, later} if who != speaker else set()
    return frozenset(found)


def results(hear: Hear, data: Path) -> list[Result]:
    """Transcribe every conversation of a folder and compare."""
    from faster_whisper.audio import decode_audio

    found = []
    for conversation in read_conversations(data / "conversations.jsonl"):
        samples = decode_audio(str(data / conversation.audio))
        begin = time.perf_counter()
        heard = hear(samples)
        found.append(_compared(conversation, heard, time.perf_counter() - begin))
    return found


def by_podscribe(model: Path, beam: int = DEMO.beam_size, batch: int = BATCH) -> Hear:
    """What podscribe hears with the model."""
    from podscribe.transcribe import open_engine, transcribe

    options = replace(DEMO, language="en", beam_size=beam, batch_size=batch)
    engine = open_engine(model, options)

    def hear(samples: Samples) -> list[TimedWord]:
        words = transcribe(samples, engine, options).words
        return _worded(TimedWord(word.text, word.start, word.end) for word in words)

    return hear


def by_faster_whisper(model: Path, beam: int = USUAL_BEAM, batch: int = BATCH) -> Hear:
    """What faster-whisper's own pipeline hears with it."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    pipeline = BatchedInferencePipeline(WhisperModel(str(model), compute_type="float32"))

    def hear(samples: Samples) -> list[TimedWord]:
        segments, _ = pipeline.transcribe(
            samples, language="en", word_timestamps=True, batch_size=batch, beam_size=beam
        )
        words = [word for segment in segments for word in segment.words or []]
        return _worded(TimedWord(word.word.strip(), word.start, word.end) for word in words)

    return hear


HEARERS = {"podscribe": by_podscribe, "faster-whisper": by_faster_whisper}


def _worded(words: Iterable[TimedWord]) -> list[TimedWord]:
    return [word for word in words if plain(word.text)]


def _compared(conversation: Conversation, heard: Sequence[TimedWord], spent_s: float) -> Result:
    truth = reference_words(conversation)
    normal = aligned([plain(word.text) for word in truth], [plain(word.text) for word in heard])
    right, doubled = {number for number, _ in normal.same}, over_another(conversation)
    missed = [(number not in right, word in doubled) for number, word in enumerate(truth)]
    return Result(
        conversation.name,
        normal,
        aligned([word.text for word in truth], [word.text for word in heard]),
        tuple(wrong for wrong, over in missed if not over),
        tuple(wrong for wrong, over in missed if over),
        tuple(abs(truth[i].start - heard[j].start) for i, j in normal.same),
        conversation.seconds,
        spent_s,
    )


def summary(found: Sequence[Result]) -> Score:
    """The figures of several conversations."""
    starts = [each for result in found for each in result.start_errors_s]
    alone = [each for result in found for each in result.missed_alone]
    doubled = [each for result in found for each in result.missed_over_another]
    seconds = sum(result.seconds for result in found)
    return Score(
        len(found),
        sum(result.normal.words for result in found),
        _share([result.normal for result in found]),
        _share([result.written for result in found]),
        len(doubled) / max(1, len(alone) + len(doubled)),
        sum(alone) / max(1, len(alone)),
        sum(doubled) / max(1, len(doubled)),
        float(np.median(starts)) if starts else float("nan"),
        float(np.mean(np.array(starts) <= CLOSE_S)) if starts else 0.0,
        seconds,
        seconds / max(sum(result.spent_s for result in found), 1e-9),
    )


def _share(errors: Sequence[Errors]) -> float:
    wrong = sum(each.substituted + each.deleted + each.inserted for each in errors)
    return wrong / max(1, sum(each.words for each in errors))


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--by", choices=HEARERS, default="podscribe", help="who runs the model")
    parser.add_argument("--beam", type=int, help="how wide the search is, if not as usual")
    parser.add_argument("--batch", type=int, default=BATCH)
    arguments = parser.parse_args(given)
    wide = {} if arguments.beam is None else {"beam": arguments.beam}
    hear = HEARERS[arguments.by](arguments.model, **wide, batch=arguments.batch)
    found = results(hear, arguments.data)
    print(json.dumps(asdict(summary(found)), indent=1))


if __name__ == "__main__":
    main()
