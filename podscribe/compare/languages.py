"""Which language a text is in, as far as a comparison has to know."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from podscribe.compare.normal import ENGLISH
from podscribe.transcript import Transcript

FEWEST_TELLING = 2
ENOUGH_WORDS = 2_000
ENGLISH_SHARE = 0.12  # of the words below; English talk has 0.25, its nearest relatives 0.06
_TELLING = (
    *("the", "and", "of", "to", "that", "you", "it", "is", "we", "this", "for", "with", "have"),
    *("are", "was", "what", "they", "can", "not"),
    *("about", "from", "my", "your", "there", "but", "if", "would", "our"),
)
_ENGLISH = frozenset(_TELLING)


def language_of(transcript: Transcript, words: Sequence[str]) -> str | None:
    """The language that the transcript names, without its country; else English if it looks so.

    >>> language_of(Transcript(language="de-AT"), ())
    'de'
    >>> language_of(Transcript(), ["what", "is", "it", "that", "we", "bake"] * 4)
    'en'
    """
    if transcript.language:
        return transcript.language.replace("_", "-").split("-")[0].lower()
    return ENGLISH if looks_english(words) else None


def looks_english(words: Sequence[str]) -> bool:
    """Whether enough of the words are small words of English."""
    heard = [word.strip(".,?!").lower() in _ENGLISH for word in islice(words, ENOUGH_WORDS)]
    return sum(heard) >= max(FEWEST_TELLING, ENGLISH_SHARE * len(heard))
