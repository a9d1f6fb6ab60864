"""How right a transcript is, whose truth is known."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from podscribe.compare import Comparison, compare
from podscribe.formats import load_transcript
from podscribe.transcript import Transcript

CLOSE_S = 0.2  # a start that a reader of captions takes for right


@dataclass(frozen=True, slots=True)
class Quality:
    """What a transcript has right, counted over episodes. Errors of starts are in seconds.

    `common` are the words that it has in common with the truth, `wrong` those of them that stand
    under a wrong speaker. `own` are the errors of the words that have a time of their own,
    `guessed` those of all words where the others' are spread over their line, `lines` those of the
    first words of lines.
    """

    words: int = 0
    errors: int = 0
    common: int = 0
    wrong: float = 0.0
    speaker_errors: int = 0  # of words, where each counts under its speaker alone (cpWER)
    own: tuple[float, ...] = ()
    guessed: tuple[float, ...] = ()
    lines: tuple[float, ...] = ()

    def __add__(self, other: Quality) -> Quality:
        return Quality(
            self.words + other.words,
            self.errors + other.errors,
            self.common + other.common,
            self.wrong + other.wrong,
            self.speaker_errors + other.speaker_errors,
            self.own + other.own,
            self.guessed + other.guessed,
            self.lines + other.lines,
        )

    def figures(self) -> dict[str, float | None]:
        """Shares in percent; None where there is nothing to tell them of."""
        return {
            "word errors %": 100 * self.errors / self.words,
            "words under a wrong speaker %": 100 * self.wrong / self.common,
            "cpWER %": 100 * self.speaker_errors / self.words,
            "words with a time of their own %": 100 * len(self.own) / self.common,
            **_of_starts("words", self.own),
            **_of_starts("words, spread", self.guessed),
            **_of_starts("lines", self.lines),
        }


def _of_starts(what: str, errors_s: Sequence[float]) -> dict[str, float | None]:
    close = sum(error <= CLOSE_S for error in errors_s)
    return {
        f"starts of {what}: median error s": statistics.median(errors_s) if errors_s else None,
        f"starts of {what}: within {CLOSE_S} s %": (
            100 * close / len(errors_s) if errors_s else None
        ),
    }


def quality(true: Transcript, heard: Path) -> Quality:
    """Of one transcript, which is in podscribe's or in WhisperX's JSON."""
    found = compare(true, load_transcript(heard))
    if found.words is None or found.speakers is None or found.speakers.cp is None:
        raise SystemExit(f"{heard}: {'; '.join(found.notes)}")
    errors = found.words.normalised
    pairs = [*common_words(found)]
    return Quality(
        words=errors.length,
        errors=errors.total,
        common=len(pairs),
        wrong=(1 - (found.speakers.matched or 0.0)) * len(pairs),
        speaker_errors=found.speakers.cp.errors,
        own=tuple(_errors(found, [pair for pair in pairs if _own_time(found, pair[1])])),
        guessed=tuple(_errors(found, pairs)),
        lines=tuple(_errors(found, [pair for pair in pairs if _opens(found, pair[1])])),
    )


def common_words(found: Comparison) -> Iterator[tuple[int, int]]:
    """The words that both have: of each side its number."""
    left, right = found.reference.tokens, found.hypothesis.tokens
    for stretch in found.stretches:
        if stretch.equal:
            for first, second in zip(stretch.reference, stretch.hypothesis, strict=True):
                yield left[first].first, right[second].first


def _errors(found: Comparison, pairs: Sequence[tuple[int, int]]) -> Iterator[float]:
    for first, second in pairs:
        true_s, told_s = found.reference.words[first].start, found.hypothesis.words[second].start
        if true_s is not None and told_s is not None:
            yield abs(told_s - true_s)


def _own_time(found: Comparison, word: int) -> bool:
    lines = [line for line in found.hypothesis.transcript.lines if line.text.strip()]
    return bool(lines[found.hypothesis.words[word].line].words)


def _opens(found: Comparison, word: int) -> bool:
    words = found.hypothesis.words
    return word == 0 or words[word].line != words[word - 1].line
