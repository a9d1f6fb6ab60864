"""Where a sentence ends, for all that divides text between sentences.

>>> ends_sentence("done.", "And"), ends_sentence("Dr.", "Okafor"), ends_sentence("hm...", "yes")
(True, False, False)
"""

from __future__ import annotations

from podscribe.layout.cues import SENTENCE_END
from podscribe.scripts import is_small

# English, in which a full stop is no end; those that often end a sentence ("etc.") are not here.
ABBREVIATIONS = frozenset(
    ["mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "vs.", "e.g.", "i.e.", "gen.", "sen.", "fig."]
)
_OPENING = "\"'“‘«„»‹›‚「『（¿¡"


def ends_sentence(text: str, following: str | None = None) -> bool:
    """Whether a word is the last of its sentence, as far as it and the next one tell."""
    word = text.strip()
    if not SENTENCE_END.search(word):
        return False
    if following is None:
        return True
    if word.casefold() in ABBREVIATIONS or _is_initial(word):
        return False
    return not (word.endswith((".", "…")) and starts_small(following))


def starts_small(text: str) -> bool:
    """Whether a word begins with a small letter, as words inside a sentence do."""
    return is_small(text.strip().lstrip(_OPENING)[:1])


def _is_initial(word: str) -> bool:
    """Whether it is a letter that stands for a name: the J. of "J. Bach"; "I." is none."""
    return len(word) == 2 and word[0].isupper() and word[1] == "." and word != "I."
