"""Where a sentence ends, for all that divides text between sentences.

>>> ends_sentence("done.", "And"), ends_sentence("Dr.", "Okafor"), ends_sentence("hm...", "yes")
(True, False, False)
"""

from __future__ import annotations

import re

from podscribe.layout.cues import SENTENCE_END
from podscribe.scripts import is_small

# English, in which a full stop is no end; those that often end a sentence ("etc.") are not here.
ABBREVIATIONS = frozenset(
    ["mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "vs.", "e.g.", "i.e.", "gen.", "sen.", "fig."]
)
_SAYS_I = re.compile(r"I\b")
_OPENING = "\"'“‘«„»‹›‚「『（¿¡"


def ends_sentence(text: str, following: str | None = None) -> bool:
    """Whether a word is the last of its sentence, as far as it and the next one tell."""
    if not SENTENCE_END.search(text.strip()):
        return False
    if following is None:
        return True
    return not _is_shortened(text) and not _goes_on(text, following)


def _is_shortened(text: str) -> bool:
    return text.strip().casefold() in ABBREVIATIONS or _is_initial(text.strip())


def _goes_on(text: str, following: str) -> bool:
    return text.strip().endswith((".", "…")) and starts_small(following)


def may_be_cut(text: str, following: str) -> bool:
    """Whether a sentence ends and goes on, or another begins at a comma, as where two are mixed.

    >>> may_be_cut("course.", "that"), may_be_cut("Sure,", "Of"), may_be_cut("p.m.", "that")
    (True, True, False)
    """
    word = text.strip()
    if word.endswith(","):
        begun = following.strip().lstrip(_OPENING)
        return begun[:1].isupper() and not _SAYS_I.match(begun)
    ends = word.endswith(".") and "." not in word[:-1] and not _is_shortened(word)
    return ends and starts_small(following)


def starts_small(text: str) -> bool:
    """Whether a word begins with a small letter, as words inside a sentence do."""
    return is_small(text.strip().lstrip(_OPENING)[:1])


def _is_initial(word: str) -> bool:
    """Whether it is a letter that stands for a name: the J. of "J. Bach"; "I." is none."""
    return len(word) == 2 and word[0].isupper() and word[1] == "." and word != "I."
