"""Sounds of hesitation: "um", "uh", "erm", and "hmm" where it is no answer. English alone."""

from __future__ import annotations

from collections.abc import Sequence

from podscribe.layout.cues import SENTENCE_END
from podscribe.layout.sentences import ends_sentence
from podscribe.text.english import (
    AFTER_UH,
    BEFORE_HMM,
    HESITATION,
    HUMMING,
    NO_COMMA_BEFORE,
    NO_COMMA_BEHIND,
    QUOTING,
)
from podscribe.text.parts import NOTHING, Parts, begins_sentence, parts
from podscribe.text.removal import Gap
from podscribe.transcript import Word

_BROKEN = ",;:-–— "
_SURNAMES = ("Um", "Uhm")
_ENDS = frozenset(".,…-–—")  # what may stand behind a hesitation; "uh?" asks, 'uh"' is quoted


def find_filler(words: Sequence[Word], sounds: Sequence[bool], at: int) -> Gap | None:
    """The gap that a hesitation leaves at this place, if there is one; the last word stays."""
    if len(words) == 1:
        return None
    filler = parts(words[at].text)
    if sounds[at] or not is_filler(filler) or filler.lead or not _ENDS.issuperset(filler.trail):
        return None
    begins = begins_sentence(words, sounds, at)
    following = words[at + 1] if at + 1 < len(words) else None
    ends = _ends(words[at], following)
    if (begins and ends and HUMMING.fullmatch(filler.key)) or _says_something(words, at, begins):
        return None
    if begins or sounds[at - 1] or (following is None and not ends):
        return Gap(at, at + 1)
    behind = NOTHING if following is None else parts(following.text)
    return Gap(at, at + 1, _before(words[at - 1].text, filler, behind, ends=ends))


def is_filler(word: Parts) -> bool:
    """Whether it looks like one; UM and ER are names."""
    return HESITATION.fullmatch(word.key) is not None and not word.core.isupper()


def _ends(word: Word, following: Word | None) -> bool:
    return ends_sentence(word.text, None if following is None else following.text)


def _says_something(words: Sequence[Word], at: int, begins: bool) -> bool:
    """Whether the sound is part of a word ("uh huh"), a unit ("5 um"), a name, or spoken of."""
    filler = parts(words[at].text)
    before = parts(words[at - 1].text) if at else NOTHING
    behind = parts(words[at + 1].text) if at + 1 < len(words) else NOTHING
    if not filler.trail and AFTER_UH.fullmatch(behind.key):
        return True
    if not before.trail and BEFORE_HMM.fullmatch(before.key) and AFTER_UH.fullmatch(filler.key):
        return True
    if not before.trail and before.key in QUOTING and HUMMING.fullmatch(filler.key):
        return True
    if filler.key == "um" and not before.trail and before.core[-1:].isdigit():
        return True
    if not begins and (filler.core == "Er" or _is_surname(words, at)):
        return True
    return _is_listed(words, at, 1) or _is_listed(words, at, -1)


def _is_surname(words: Sequence[Word], at: int) -> bool:
    """Whether it is Um or Uhm between the parts of a name: "Professor Um", "Um Hong-gil"."""
    word = parts(words[at].text)
    if word.core not in _SURNAMES or word.trail:
        return False
    before = parts(words[at - 1].text)
    title = not before.trail and not ends_sentence(words[max(0, at - 2)].text, words[at - 1].text)
    behind = parts(words[at + 1].text) if at + 1 < len(words) else NOTHING
    names = [before] if title and at > 1 else []
    return any(_is_name(each) for each in [*names, behind])


def _is_name(word: Parts) -> bool:
    return word.core[:1].isupper() and word.key.partition("'")[0] != "i"


def _is_listed(words: Sequence[Word], at: int, step: int) -> bool:
    """Whether another filler is named with it: "um and uh"."""
    if not 0 <= at + 2 * step < len(words):
        return False
    between, other = parts(words[at + step].text), parts(words[at + 2 * step].text)
    first = parts(words[min(at, at + 2 * step)].text)
    return (
        between.key in ("and", "or")
        and not first.trail
        and not between.trail
        and HESITATION.fullmatch(other.key) is not None
    )


def _before(text: str, filler: Parts, behind: Parts, *, ends: bool) -> str:
    """The word before, with what it takes over of the filler's marks."""
    if ends:
        mark = filler.trail.lstrip(_BROKEN)
        return text if SENTENCE_END.search(text) else f"{text.rstrip(_BROKEN)}{mark}"
    word = parts(text)
    if word.key in NO_COMMA_BEHIND or behind.key in NO_COMMA_BEFORE:
        return text.rstrip().removesuffix(",")
    return f"{text.rstrip()}," if word.core and filler.trail == "," and not word.trail else text
