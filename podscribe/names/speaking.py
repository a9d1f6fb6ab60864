"""Who speaks how much, when, and whether they ask."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from podscribe.scripts import count_words
from podscribe.transcript import Transcript

LITTLE_SHARE = 0.03  # of all words: a jingle, a question from the audience, a slip of the diarizer
_LABEL = re.compile(r"SPEAKER_\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """What one speaker says before another does."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Speaking:
    """The turns of speakers, and what can be counted of them."""

    turns: tuple[Said, ...]

    @property
    def speakers(self) -> tuple[str, ...]:
        """In the order in which they are first heard."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))

    @property
    def words(self) -> Counter[str]:
        counts = Counter[str]()
        for turn in self.turns:
            counts[turn.speaker] += count_words(turn.text)
        return counts

    @property
    def main(self) -> tuple[str, ...]:
        """Those who say more than a little, in the order in which they are first heard."""
        words = self.words
        least = LITTLE_SHARE * words.total()
        return tuple(speaker for speaker in self.speakers if words[speaker] >= least)

    def questions_per_word(self, speaker: str) -> float:
        asked = sum(turn.text.count("?") for turn in self.turns if turn.speaker == speaker)
        return asked / max(1, self.words[speaker])


def speaking(transcript: Transcript) -> Speaking:
    """Lines of one speaker that follow each other are one turn; those of nobody are left out."""
    turns: list[tuple[str, list[str]]] = []
    for line in transcript.lines:
        if not line.text.strip() or not line.speaker:
            continue
        if not turns or turns[-1][0] != line.speaker:
            turns.append((line.speaker, []))
        turns[-1][1].append(line.text)
    return Speaking(tuple(Said(speaker, " ".join(texts)) for speaker, texts in turns))


def is_label(speaker: str) -> bool:
    """Whether a speaker has a number instead of a name.

    >>> is_label("SPEAKER_01"), is_label("Mara")
    (True, False)
    """
    return _LABEL.fullmatch(speaker) is not None
