"""Which language a text is in, as far as a comparison has to know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from podscribe.compare.normal import ENGLISH, UNSPACED
from podscribe.transcript import Transcript

FEWEST_TELLING = 2
ENOUGH_WORDS = 2_000
ENGLISH_SHARE = 0.12  # of the words below; English talk has 0.25, its nearest relatives 0.06
UNSPACED_SHARE = 0.5  # of the letters; the rest are names in Latin ones
KANA_SHARE = 0.1  # of Japanese signs; Japanese has over half, Chinese none
_LETTERS = (
    ("ja", re.compile(r"[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]")),
    ("zh", re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")),
    ("th", re.compile(r"[\u0e01-\u0e5b]")),
    ("lo", re.compile(r"[\u0e81-\u0edf]")),
    ("my", re.compile(r"[\u1000-\u109f]")),
    ("km", re.compile(r"[\u1780-\u17ff]")),
)
_TELLING = (
    *("the", "and", "of", "to", "that", "you", "it", "is", "we", "this", "for", "with", "have"),
    *("are", "was", "what", "they", "can", "not"),
    *("about", "from", "my", "your", "there", "but", "if", "would", "our"),
)
_ENGLISH = frozenset(_TELLING)


def language_of(transcript: Transcript, words: Sequence[str]) -> str | None:
    """The language that the transcript names, without its country; else what it looks like.

    That is English, or one that is told by its letters and is written without blanks: what its
    words are, nothing but the language tells.

    >>> language_of(Transcript(language="de-AT"), ())
    'de'
    >>> language_of(Transcript(), ["what", "is", "it", "that", "we", "bake"] * 4)
    'en'
    >>> language_of(Transcript(), ["我们今天讨论面包"]), language_of(Transcript(), ["パンを焼く"])
    ('zh', 'ja')
    """
    if transcript.language:
        return transcript.language.replace("_", "-").split("-")[0].lower()
    return ENGLISH if looks_english(words) else _by_letters(words)


def _by_letters(words: Sequence[str]) -> str | None:
    """The language without blanks in whose letters most of the text is written, if there is one."""
    letters = Counter(map(_owner, filter(str.isalpha, "".join(islice(words, ENOUGH_WORDS)))))
    if sum(letters[language] for language in UNSPACED) < UNSPACED_SHARE * letters.total():
        return None
    if letters["ja"] >= KANA_SHARE * (letters["ja"] + letters["zh"]) > 0:
        return "ja"
    language, count = letters.most_common(1)[0] if letters else (None, 0)
    return language if count else None


def _owner(letter: str) -> str | None:
    """Whose letter it is; those of Japanese are the syllables, as it shares its signs."""
    return next((name for name, letters in _LETTERS if letters.match(letter)), None)


def looks_english(words: Sequence[str]) -> bool:
    """Whether enough of the words are small words of English."""
    heard = [word.strip(".,?!").lower() in _ENGLISH for word in islice(words, ENOUGH_WORDS)]
    return sum(heard) >= max(FEWEST_TELLING, ENGLISH_SHARE * len(heard))
