"""What a title may be made of: in English, and in a language of which nothing is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from podscribe.chapters.proposing import english
from podscribe.chapters.proposing.phrases import Form, phrase
from podscribe.chapters.proposing.questions import is_question
from podscribe.chapters.proposing.words import EVERYWHERE_LEAST, STRETCH_WORDS, WORD

COMMON_SHARE = 0.1  # a word in more of the stretches than this carries nothing
SHORT_LETTERS = 3  # nor does one that has so few letters, where letters are no syllables
PERSONAL = 0.5  # is worth a phrase that speaks to somebody
_FORMS = {Form.TOPIC: 1.0, Form.OPEN: 0.8}  # what a phrase of this form is worth


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for, and how well that makes a title by its form."""

    text: str
    worth: float


class Language(Protocol):
    """What is known of the language of a talk."""

    between: str  # two topics

    def carries(self, word: str) -> bool:
        """Whether a word says what a talk is about."""

    def joins(self, word: str) -> bool:
        """Whether a word can stand inside a topic."""

    def hangs(self, word: str) -> bool:
        """Whether a title that ends with the word seems broken off."""

    def closes(self, word: str) -> bool:
        """Whether a text can be cut behind the word."""

    def leans(self, text: str) -> bool:
        """Whether a phrase says nothing without what was said before it."""

    def speaks_to(self, text: str) -> bool:
        """Whether a phrase speaks to somebody, or of who says it."""

    def stands(self, text: str) -> bool:
        """Whether a phrase is a title without a topic before it."""

    def opens(self, word: str) -> bool:
        """Whether a topic of several words can begin with it, though it carries nothing."""

    def shows_noun(self, before: str, after: str) -> bool:
        """Whether what stands between two words is a noun, as far as they tell."""

    def precedes_verbs(self, word: str) -> bool:
        """Whether it is mostly a verb that comes after a word."""

    def asked(self, sentence: str) -> Asked | None:
        """What a sentence asks for; None where it asks nothing."""

    def opening(self, text: str) -> str | None:
        """What the first chapter is called if a greeting begins it."""

    def closing(self, text: str, asked: bool) -> str | None:
        """What the last chapter is called if it says goodbye; `asked` if it asks something too."""


class English:
    """The language of which the most is known."""

    between = " and "

    def __init__(self, names: Collection[str]) -> None:
        self._names = frozenset(names)
        self._called = _called(names)
        self.carries = cache(self._carries)

    def _carries(self, word: str) -> bool:
        return english.carries(word) and word.lower() not in self._called

    def joins(self, word: str) -> bool:
        return word in ("of", "and", "in", "for") or self.carries(word)

    def hangs(self, word: str) -> bool:
        return english.hangs(word)

    def closes(self, word: str) -> bool:
        return english.closes(word)

    def leans(self, text: str) -> bool:
        return english.leans(WORD.findall(text))

    def speaks_to(self, text: str) -> bool:
        return english.is_personal(WORD.findall(text))

    def stands(self, text: str) -> bool:
        return english.stands(text)

    def opens(self, word: str) -> bool:
        return word.lower() in english.OPENERS

    def shows_noun(self, before: str, after: str) -> bool:
        return before.lower() in english.BEFORE_NOUNS and not self.carries(after)

    def precedes_verbs(self, word: str) -> bool:
        return word in english.BEFORE_VERBS

    def asked(self, sentence: str) -> Asked | None:
        found = phrase(sentence, self._names)
        if found.form not in _FORMS:
            return None
        worth = _FORMS[found.form] * (PERSONAL if self.speaks_to(found.text) else 1.0)
        return Asked(found.text, worth)

    def opening(self, text: str) -> str | None:
        return "Introduction" if english.GREETING.search(text) else None

    def closing(self, text: str, asked: bool) -> str | None:
        parting = english.LAST_WORDS.search(text) or (not asked and english.PARTING.search(text))
        return "Closing words" if parting else None


class AnyLanguage:
    """One of which nothing is known but which of its words are everywhere."""

    between = ", "

    def __init__(self, names: Collection[str], texts: Sequence[str]) -> None:
        self._empty = _common(texts) | _called(names)

    def carries(self, word: str) -> bool:
        long = len(word) > SHORT_LETTERS or not word.isascii()
        return long and word.lower() not in self._empty

    def joins(self, word: str) -> bool:
        return True

    def hangs(self, word: str) -> bool:
        return False

    def closes(self, word: str) -> bool:
        return self.carries(word)

    def leans(self, text: str) -> bool:
        return False

    def speaks_to(self, text: str) -> bool:
        return False

    def stands(self, text: str) -> bool:
        return False

    def opens(self, word: str) -> bool:
        return False

    def shows_noun(self, before: str, after: str) -> bool:
        return True

    def precedes_verbs(self, word: str) -> bool:
        return False

    def asked(self, sentence: str) -> Asked | None:
        return Asked(sentence, 1.0) if is_question(sentence) else None

    def opening(self, text: str) -> str | None:
        return None

    def closing(self, text: str, asked: bool) -> str | None:
        return None


def _called(names: Collection[str]) -> set[str]:
    return {word.lower() for name in names for word in WORD.findall(name)}


def _common(texts: Sequence[str]) -> set[str]:
    words = [word.lower() for text in texts for word in WORD.findall(text)]
    stretches = [set(words[at : at + STRETCH_WORDS]) for at in range(0, len(words), STRETCH_WORDS)]
    counts = Counter(word for stretch in stretches for word in stretch)
    most = max(EVERYWHERE_LEAST, COMMON_SHARE * len(stretches))
    return {word for word, count in counts.items() if count > most}
