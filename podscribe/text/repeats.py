"""Words that are said again because the speaker stumbled: stutters and false starts.

What is said twice on purpose stays ("very, very", "had had", "if I do it, I do it well"): a
repetition goes only where these words, in this order, are never meant twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from podscribe.scripts import capitalised
from podscribe.text.english import (
    ARTICLES,
    AUXILIARIES,
    BEFORE_CLAUSE,
    BEFORE_LETTER,
    BEFORE_LONE,
    BEFORE_SUBJECT,
    CLAUSE_ENDS,
    CLAUSE_STARTS,
    CONTRACTIONS,
    EMPHATIC,
    LIGHT,
    MODALS,
    PHRASAL,
    STUTTERED,
    SUBJECTS,
    TWICE_BY_MISTAKE,
    TWICE_WITHOUT_COMMA,
    WH,
)
from podscribe.text.parts import NOTHING, Parts, begins_sentence, parts
from podscribe.text.removal import Gap
from podscribe.transcript import Word

LONGEST = 4  # words of a phrase that is said again
_CUT = re.compile(r"[-‐‑]+(?:,|\.{2,}|…)?")
_CONSONANT = re.compile(r"[bcdfghjklmnpqrstvwxz]")
_JOINED = re.compile(r"(\w+[-‐‑])+(?=(\w[\w'’]*)$)")
_BINDING = frozenset({"and", "or", "und", "oder", "et", "ou", "y", "o", "e"})
_PUNCTUATION = re.compile(r"[,.?!]")


def find_repeat(words: Sequence[Word], sounds: Sequence[bool], at: int) -> Gap | None:
    """The gap that a false start or a stutter in English leaves at this place, if there is one."""
    for length in range(LONGEST, 0, -1):
        if _is_repeated(words, sounds, at, length):
            return Gap(at, at + length)
    return None


def find_cut(
    words: Sequence[Word], sounds: Sequence[bool], at: int, *, english: bool
) -> Gap | None:
    """The gap of a word that broke off and is said in full: "mo- model", "the mo- the model"."""
    for length in range(LONGEST - 1, 0, -1):
        cut = at + length
        if cut < len(words) and _is_cut(words[cut]) and _same(words, sounds, at, cut + 1, length):
            return Gap(at, cut + 1)
    if not _is_cut(words[at]) or at + 1 == len(words) or sounds[at] or sounds[at + 1]:
        return None
    cut_off, whole = parts(words[at].text), parts(words[at + 1].text)
    if whole.lead or not cut_off.opens or not whole.key.startswith(cut_off.key):
        return None
    return Gap(at, at + 1) if _completes(cut_off.key, whole, english) else None


def unstuttered(words: Sequence[Word], sounds: Sequence[bool], at: int) -> tuple[str, str] | None:
    """What of a word such as "w-we" goes, and what is left; English function words alone."""
    if sounds[at]:
        return None
    told = parts(words[at].text)
    match = _JOINED.match(told.core)
    if match is None or not told.opens:
        return None
    begun, whole = match[0], match[2]
    tries = re.split("[-‐‑]", begun.casefold())[:-1]
    key = whole.casefold().replace("’", "'")
    again = key in EMPHATIC and key in tries
    if key not in STUTTERED | {"i"} or again or not all(key.startswith(each) for each in tries):
        return None
    capital = told.core[0].isupper() and begins_sentence(words, sounds, at)
    left = capitalised(whole) if capital else whole
    return begun, f"{told.lead}{left}{told.trail}"


def _is_repeated(words: Sequence[Word], sounds: Sequence[bool], at: int, length: int) -> bool:
    """Whether the words are said again at once, by mistake, and the sentence goes on."""
    after = at + 2 * length
    if length == 1 and _is_contracted(words, sounds, at):
        return True
    if after >= len(words) or sounds[after] or not _same(words, sounds, at, at + length, length):
        return False
    first, again = parts(words[at].text), parts(words[after - 1].text)
    before = parts(words[at - 1].text) if at else NOTHING
    if length == 1:
        a_test = first.key == "a" and parts(words[after].text).key in ("test", "tests", "testing")
        begins = begins_sentence(words, sounds, at)
        return not a_test and _is_stuttered(words, first, again, before, begins)
    keys = [parts(word.text).key for word in words[at : at + length]]
    if again.trail or (before.key in WH and first.key in AUXILIARIES):  # "How are we, are we …"
        return False
    punctuated = _is_punctuated(words)
    begun = begins_sentence(words, sounds, at) or before.trail != "" or before.key in BEFORE_CLAUSE
    return (punctuated or LIGHT.issuperset(keys)) and _is_begun_anew(keys, punctuated and begun)


def _same(words: Sequence[Word], sounds: Sequence[bool], at: int, again: int, length: int) -> bool:
    """Whether the words at both places are the same, and no more than a pause between them."""
    if again + length > len(words) or any(sounds[at : again + length]):
        return False
    if parts(words[at].text).key != parts(words[again].text).key:
        return False
    once = [parts(word.text) for word in words[at : at + length]]
    twice = [parts(word.text) for word in words[again : again + length]]
    return (
        once[0].opens
        and once[-1].pauses
        and all(one.key and one.key == two.key for one, two in zip(once, twice, strict=True))
        and not any(one.trail or two.lead for one, two in pairwise(once))
        and not any(one.trail or two.lead for one, two in pairwise(twice))
        and not twice[0].lead
    )


def _is_stuttered(
    words: Sequence[Word], first: Parts, again: Parts, before: Parts, begins: bool
) -> bool:
    """Whether one word that is said twice is meant once."""
    if not again.pauses:
        return False
    if first.key in ("i", "a") and before.key in BEFORE_LETTER:
        return False
    if first.core == "A" and not begins:
        return False
    if first.trail and _ends_clause(first.key, before.key):
        return False
    if first.key in TWICE_BY_MISTAKE:
        return True
    return (
        first.key in TWICE_WITHOUT_COMMA
        and not (first.key in ("in", "on") and before.key in PHRASAL)
        and not first.trail
        and not again.trail
        and _is_punctuated(words)
    )


def _ends_clause(key: str, before: str) -> bool:
    """Whether a clause may end with the word, and the next begin with it: "So do I, I think"."""
    return key in MODALS or (key in SUBJECTS and (before in AUXILIARIES or before in BEFORE_LONE))


def _is_punctuated(words: Sequence[Word]) -> bool:
    """Whether the text has commas where clauses meet."""
    return any(_PUNCTUATION.search(word.text) for word in words)


def _is_contracted(words: Sequence[Word], sounds: Sequence[bool], at: int) -> bool:
    """Whether a subject is said again with its verb: "I I'm", "we, we're"."""
    if at + 1 == len(words) or sounds[at] or sounds[at + 1]:
        return False
    first, again = parts(words[at].text), parts(words[at + 1].text)
    before = parts(words[at - 1].text) if at else NOTHING
    return (
        first.key in SUBJECTS
        and again.key in CONTRACTIONS
        and again.key.startswith(f"{first.key}'")
        and first.opens
        and first.pauses
        and not again.lead
        and before.key not in BEFORE_LETTER
    )


def _is_begun_anew(keys: Sequence[str], clause: bool) -> bool:
    """Whether a phrase said twice is a false start; `clause`: a clause may begin with it."""
    first, last = keys[0], keys[-1]
    if len({*keys}) == 1 or last in ("and", "or", "but"):
        return False
    if last in SUBJECTS:
        return keys[-2] in BEFORE_SUBJECT or (len(keys) == 2 and first in AUXILIARIES)
    if last in ARTICLES or last in CONTRACTIONS:
        return True
    if last in ("you", "it"):
        return first in CLAUSE_STARTS and len(keys) == 2
    if not LIGHT.issuperset(keys) or last not in CLAUSE_ENDS:
        return False
    return clause or first in CLAUSE_STARTS - {"and", "or", "but"}


def _is_cut(word: Word) -> bool:
    """Whether the word broke off."""
    told = parts(word.text)
    return bool(told.core.isalpha() and _CUT.fullmatch(told.trail))


def _completes(cut_off: str, whole: Parts, english: bool) -> bool:
    """Whether a word is what was broken off before; "pre- and post-" breaks off nothing."""
    if whole.key in _BINDING:
        return False
    if whole.key == cut_off:
        return not whole.trail and cut_off not in EMPHATIC
    if not english:
        return _CONSONANT.fullmatch(cut_off) is not None
    return cut_off not in LIGHT | EMPHATIC
