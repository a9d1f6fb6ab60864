"""What a chapter is called: the phrase that carries its question, else what it talks about."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain, count

from podscribe.chapters.proposing.languages import AnyLanguage, English, Language
from podscribe.chapters.proposing.passages import Passage
from podscribe.chapters.proposing.questions import sentences
from podscribe.chapters.proposing.topics import Topics
from podscribe.chapters.proposing.words import WORD, stems, weights

MOST_WEIGHT = 4.0  # of one word: a rare one is not worth a sentence of others
NO_WEIGHT = 1.0  # of one that is everywhere: it still makes a phrase
ELSEWHERE = 0.4  # is worth what a word tells that the answer does not take up
LATER = 0.5  # is worth a question that comes up later in the chapter
BARE_WORDS = 2  # that carry something; with fewer any topic is better than none
BARE_TOPICS = 3
WHOLE_WORDS = 6  # a question of so many words says enough by itself
EASY_WORDS = 9  # a title longer than this is worth less by a fifth for each word
CUT = 0.7  # is worth what is left of a phrase that is too long
MOST_CHARACTERS = 500  # of a sentence; what is longer has no punctuation to tell it by
LEAST_WORDS = 3  # are left of a text whose end is cut off word by word
LEAST_CHARACTERS = 25  # are left of a text that is cut between its clauses

_LOOSE = ' \t.,;:!…–—-"“”'
_OPENED = re.compile(r"\s*[(\[][^)\]]*$")  # a bracket that is never closed
_LONE = re.compile(r"\s(?:and|or|but)\s+\S+$")
_CUTS = re.compile(
    r"\s*[,;:–—]\s+|\s+[–—-]\s+|\s+(?=(?:because|when|which|if|or|so|but|like|versus|where|for|in|on"
    r"|with|from|by|at|without|than|as|into|to)\s)"
)


def titles(
    passages: Sequence[Passage], firsts: Sequence[int], language: Language, longest: int
) -> list[str]:
    """A title for each chapter, no two the same; `firsts` are the passages that begin them."""
    namer = _Namer(passages, language, longest)
    afters = [*firsts[1:], len(passages)]
    found: list[str] = []
    taken = {""}
    for number, (first, after) in enumerate(zip(firsts, afters, strict=True), 1):
        ready = chain(map(namer.finished, namer.proposals(first, after)), _numbered(number))
        found.append(next(title for title in ready if title.casefold() not in taken))
        taken.add(found[-1].casefold())
    return found


def _numbered(number: int) -> Iterator[str]:
    return (f"Chapter {each}" for each in count(number))


def _likely(text: str) -> Iterator[str]:
    """The sentences that can hold a phrase."""
    fitting = (each for each in sentences(text) if len(each) <= MOST_CHARACTERS)
    return filter(WORD.search, fitting)


def language_of(passages: Sequence[Passage], is_english: bool) -> Language:
    names = {passage.speaker for passage in passages if passage.speaker}
    if is_english:
        return English(names)
    return AnyLanguage(names, [passage.text for passage in passages])


def _until(text: str, ends: Callable[[str], bool]) -> str:
    """The text without the words at its end that cannot be its last."""
    while " " in text and not ends((WORD.findall(text) or [text])[-1]):
        text = text.rpartition(" ")[0].rstrip(_LOOSE)
    return text


def _without_lone_word(text: str) -> str:
    """The text without the beginning of something that was cut off: "… and moving"."""
    whole = _LONE.sub("", text)
    return whole if len(whole) >= LEAST_CHARACTERS else text


def _alike(one: str, other: str) -> bool:
    """Whether two topics have a word in common, in whatever number: "app" and "apps"."""
    return any(
        first.startswith(second) or second.startswith(first)
        for first in stems(one)
        for second in stems(other)
    )


class _Namer:
    """What the titles of one episode are made with."""

    def __init__(self, passages: Sequence[Passage], language: Language, longest: int) -> None:
        texts = [passage.text for passage in passages]
        self._passages = passages
        self._language = language
        self._longest = longest
        self._weight = weights([stem for text in texts for stem in stems(text)])
        self._topics = Topics(texts, language)

    def proposals(self, first: int, after: int) -> Iterator[str]:
        """Titles for the passages from one to before another, the best first."""
        opening = self._passages[first].text
        if first == 0 and (greeting := self._language.opening(opening)):
            yield greeting
        topics = self._topics.of(opening, first, after)
        phrases = self._phrases(first, after)
        is_last = after == len(self._passages)
        if is_last and (parting := self._language.closing(opening, bool(phrases))):
            yield parting
        for phrase in phrases:
            yield self._with_topic(phrase, topics)
            yield phrase
        yield from self._pairs(topics)
        yield from sorted(_likely(opening), key=lambda each: -self._telling(each, ()))

    def finished(self, text: str) -> str:
        """A proposal as it is printed; empty where nothing is left that can end a title."""
        short = self._shortened(text.strip(_LOOSE))
        if _OPENED.search(short):
            short = _without_lone_word(_OPENED.sub("", short))
        while short and self._language.hangs((WORD.findall(short) or [short])[-1]):
            short = short.rpartition(" ")[0].rstrip(_LOOSE)
        return short[:1].title() + short[1:] if WORD.search(short) else ""

    def _phrases(self, first: int, after: int) -> list[str]:
        """What is asked, the best first."""
        opening, *rest = self._passages[first:after]
        taken_up = {stem for passage in rest for stem in stems(passage.text)}
        worth: dict[str, float] = {}
        for passage in (opening, *(each for each in rest if each.speaker == opening.speaker)):
            place = 1.0 if passage is opening else LATER
            for asked in filter(None, map(self._language.asked, _likely(passage.text))):
                text = self._shortened(asked.text)
                if self._language.leans(text) or self._asks_nothing(text):
                    continue
                value = place * asked.worth * self._telling(text, taken_up)
                value *= CUT if len(text) < len(asked.text) else 1.0
                worth[text] = max(value, worth.get(text, 0.0))
        return sorted((text for text in worth if worth[text]), key=worth.__getitem__, reverse=True)

    def _telling(self, text: str, taken_up: Collection[str]) -> float:
        """How much a phrase says of what its chapter is about."""
        words = WORD.findall(text)
        telling = {stem for word in words if self._language.carries(word) for stem in stems(word)}
        value = sum(
            min(self._weight.get(stem, NO_WEIGHT), MOST_WEIGHT)
            * (1.0 if stem in taken_up else ELSEWHERE)
            for stem in telling
        )
        return value / (1 + max(0, len(words) - EASY_WORDS) / 5)

    def _with_topic(self, phrase: str, topics: Sequence[str]) -> str:
        """The phrase behind the topic of its chapter, if it does not name that itself."""
        said = set(stems(phrase))
        is_whole = phrase.endswith("?") and len(WORD.findall(phrase)) >= WHOLE_WORDS
        is_bare = self._is_bare(phrase) and not is_whole
        if not is_bare and (self._carrying(phrase) > BARE_WORDS or self._language.stands(phrase)):
            return phrase
        for topic in topics[: BARE_TOPICS if is_bare else 1]:
            titled = f"{topic}: {phrase}"
            is_name = is_bare or " " in topic or topic[:1].isupper()
            if is_name and said.isdisjoint(stems(topic)) and len(titled) <= self._longest:
                return titled
        return phrase

    def _asks_nothing(self, text: str) -> bool:
        """Whether a question has to be heard with what was said before it."""
        words = WORD.findall(text)
        vague = len(words) < WHOLE_WORDS or self._language.speaks_to(text)
        return text.endswith("?") and vague and self._is_bare(text)

    def _is_bare(self, text: str) -> bool:
        return self._carrying(text) < BARE_WORDS

    def _carrying(self, text: str) -> int:
        """How many of the words say what it is about."""
        return sum(map(self._language.carries, WORD.findall(text)))

    def _pairs(self, topics: Sequence[str]) -> Iterator[str]:
        for at, topic in enumerate(topics):
            if self._language.between.strip() in topic.split():
                yield topic
                continue
            others = [other for other in topics[at + 1 :] if not _alike(topic, other)]
            yield from (f"{topic}{self._language.between}{other}" for other in others)
        yield from topics

    def _shortened(self, text: str) -> str:
        """As much of a text as a title may have, ending with a word that can end one."""
        text = " ".join(text.split())
        if len(text) <= self._longest:
            return text
        ends = [cut.start() for cut in _CUTS.finditer(text[: self._longest + 1])]
        end = max((end for end in ends if end >= LEAST_CHARACTERS), default=0)
        short = text[:end] if end else text[: self._longest + 1].rpartition(" ")[0]
        if text[len(short)].isspace():
            short = _without_lone_word(short)
        trimmed = _until(short, self._language.closes)
        if len(trimmed.split()) < LEAST_WORDS:
            trimmed = _until(short, lambda word: not self._language.hangs(word))
        return trimmed or text[: self._longest]
