"""What was heard in one window, and how it is kept: one line of JSON each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from typing import Any

from podscribe.transcribe.engine import Figures
from podscribe.transcript import Doubt, Word


class Reason(StrEnum):
    """Why the words of a stretch are not believed."""

    UNHEARD = "speech without words"
    LOOP = "it repeats itself"
    RATE = "more words than can be said"
    IMPROBABLE = "low probability"
    LANGUAGE = "another language"


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A stretch in which the words may be wrong, or missing."""

    start: float
    end: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Passage:
    """One window, finished: its words, and what of it is in doubt. Times are the audio's."""

    start: float
    end: float
    words: tuple[Word, ...]
    language: str
    figures: Figures
    doubtful: tuple[Doubtful, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def marked(passage: Passage, doubtful: Sequence[Doubtful]) -> Passage:
    """The passage with these doubts, and its words in them marked."""
    return replace(
        passage,
        doubtful=tuple(doubtful),
        words=tuple(_marked(word, doubtful) for word in passage.words),
    )


def _marked(word: Word, doubtful: Iterable[Doubtful]) -> Word:
    middle = (word.start + word.end) / 2
    if Doubt.TEXT in word.doubts or not any(each.start <= middle <= each.end for each in doubtful):
        return word
    return replace(word, doubts=(*word.doubts, Doubt.TEXT))


def passage_line(passage: Passage) -> str:
    """The passage as one line of JSON, which `read_passages` gives back exactly."""
    return json.dumps(
        {
            "start": passage.start,
            "end": passage.end,
            "language": passage.language,
            "figures": astuple(passage.figures),
            "doubtful": [astuple(each) for each in passage.doubtful],
            "words": [
                (word.text, word.start, word.end, word.probability, word.doubts)
                for word in passage.words
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def read_passages(text: str) -> tuple[Passage, ...]:
    """The passages of a journal, as far as it is whole: a kill may have cut its last line."""
    passages: list[Passage] = []
    for line in text.split("\n"):
        try:
            passages.append(_passage(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError):
            break
    return tuple(passages)


def _passage(content: dict[str, Any]) -> Passage:
    return Passage(
        start=float(content["start"]),
        end=float(content["end"]),
        language=str(content["language"]),
        figures=Figures(*map(float, content["figures"])),
        doubtful=tuple(Doubtful(s, e, Reason(reason)) for s, e, reason in content["doubtful"]),
        words=tuple(
            Word(text, start, end, probability, tuple(map(Doubt, doubts)))
            for text, start, end, probability, doubts in content["words"]
        ),
    )
