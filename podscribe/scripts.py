"""Which scripts part words with blanks, words made into text, and capitals."""

from __future__ import annotations

import re
from collections.abc import Iterable

KATAKANA = "\u30a0-\u30ff"
OTHERS = (  # Thai, Lao, Myanmar, Khmer, Hiragana, Han
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u309f\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{OTHERS}{KATAKANA}\u3005-\u3007\uff66-\uff9f]")
_WIDE_MARK = re.compile("[\u3001-\u3003\u3008-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff65]")
_WORD = re.compile(rf"{_UNSPACED.pattern}|[^\s{_UNSPACED.pattern[1:-1]}]+")


def joined(words: Iterable[str]) -> str:
    """Words as a text: with blanks between, but for scripts that have none.

    >>> joined(["It", " rises."]), joined(["机", "器", "学习", ",", "用", "Python", "。"])
    ('It rises.', '机器学习,用 Python。')
    """
    pieces: list[str] = []
    in_unspaced = False  # whether the last letter so far is of such a script
    for word in words:
        text = " ".join(word.split())
        if not text:
            continue
        if pieces and not _touch(pieces[-1], text, in_unspaced=in_unspaced):
            pieces.append(" ")
        pieces.append(text)
        letters = [each for each in text if each.isalnum() or is_unspaced(each)]
        in_unspaced = is_unspaced(letters[-1]) if letters else in_unspaced
    return "".join(pieces)


def is_unspaced(character: str) -> bool:
    """Whether a letter is of a script that has no blanks between words."""
    return _UNSPACED.match(character) is not None


def count_words(text: str) -> int:
    """How many words a text has; in scripts without blanks each letter counts as one.

    >>> count_words("It rises, slowly."), count_words("机器学习")
    (3, 4)
    """
    return sum(1 for _ in _WORD.finditer(text))


def is_small(letter: str) -> bool:
    """Whether a letter is small and has a capital to begin a sentence with: Georgian has none.

    >>> is_small("a"), is_small("ა")
    (True, False)
    """
    return letter.islower() and letter.title() != letter


def capitalised(word: str) -> str:
    """The word with a capital, but for those that have one elsewhere.

    >>> capitalised("“so"), capitalised("iPhone"), capitalised("ßt")
    ('“So', 'iPhone', 'Sst')
    """
    at = next((place for place, letter in enumerate(word) if letter.isalnum()), len(word))
    if word != word.lower() or not is_small(word[at : at + 1]):
        return word
    return f"{word[:at]}{word[at].title()}{word[at + 1 :]}"


def _touch(before: str, after: str, *, in_unspaced: bool) -> bool:
    """Whether no blank stands between two words."""
    last, first = before[-1], after[0]
    if _WIDE_MARK.match(last) or _WIDE_MARK.match(first):
        return True
    if is_unspaced(first):
        return in_unspaced or last.isdecimal()
    if first.isdecimal():
        return is_unspaced(last)
    return in_unspaced and not first.isalnum()
