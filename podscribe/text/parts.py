"""A word by its parts, and where it stands: in a sound such as [laughs], at a sentence's start."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from podscribe.layout.cues import SOUND
from podscribe.layout.sentences import ends_sentence
from podscribe.transcript import Word

OPENING = frozenset("\"'“‘«„¿¡([")
_PARTS = re.compile(r"([\W_]*)(.*?)([\W_]*)", re.DOTALL)
_PAUSE = re.compile(r",|,?[-–—]+,?|\.{2,},?|…,?")


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands before a word's letters, these, and what stands behind them.

    `key` has the letters however they are written.
    """

    lead: str
    core: str
    trail: str
    key: str

    @property
    def opens(self) -> bool:
        """Whether nothing stands before the letters but what opens a quote or a bracket."""
        return OPENING.issuperset(self.lead)

    @property
    def pauses(self) -> bool:
        """Whether the speaker may go on after it in the same sentence."""
        return not self.trail or _PAUSE.fullmatch(self.trail) is not None


NOTHING = Parts("", "", "", "")


@lru_cache(maxsize=4096)
def parts(text: str) -> Parts:
    """The parts of a word.

    >>> parts(' "Um,')
    Parts(lead='"', core='Um', trail=',', key='um')
    """
    match = _PARTS.fullmatch(text.strip())
    assert match is not None
    lead, core, trail = match.groups()
    return Parts(lead, core, trail, core.casefold().replace("’", "'"))


def in_sounds(words: Sequence[Word]) -> tuple[bool, ...]:
    """For each word whether it belongs to a sound in brackets."""
    text = " ".join(word.text for word in words)
    sounds = [sound.span() for sound in SOUND.finditer(text)]
    inside: list[bool] = []
    at = passed = 0
    for word in words:
        while passed < len(sounds) and sounds[passed][1] <= at:
            passed += 1
        inside.append(passed < len(sounds) and sounds[passed][0] < at + len(word.text))
        at += len(word.text) + 1
    return tuple(inside)


def begins_sentence(words: Sequence[Word], sounds: Sequence[bool], at: int) -> bool:
    """Whether the word is the first of its sentence; sounds in between say nothing."""
    before = next((number for number in range(at - 1, -1, -1) if not sounds[number]), None)
    return before is None or ends_sentence(words[before].text, words[at].text)
