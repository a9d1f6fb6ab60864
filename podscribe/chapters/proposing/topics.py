"""What a part of an episode talks about and the rest does not: words said again and again."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from podscribe.chapters.proposing.languages import Language
from podscribe.chapters.proposing.words import WORD, stems
from podscribe.layout.cues import SOUND

LONGEST_WORDS = 3
LEAST_COUNT = 2  # what is said once is no topic
MOST = 6  # that are told of a part
NO_NOUN = 0.3  # counts a word that stands nowhere as nouns do
LEAST_SHARE = 0.2  # of the best one's rank
ASKED = 2.0  # what the question names counts three times as much as what it does not
ACTS_SHARE = 0.3  # a word that stands so often behind "to" or "you" is a verb

_PART = re.compile(r"[.!?…,;:()\[\]“”\"–—。、，！？]+")

_Run = tuple[str, ...]  # the stems of a phrase of one to three words


class Topics:
    """The topics of any part of an episode, of which every passage is looked at once."""

    def __init__(self, texts: Sequence[str], language: Language) -> None:
        self._language = language
        parts = [list(_parts(text)) for text in texts]
        self._verbs = _verbs((words for each in parts for words in each), language)
        self._nouns = _nouns((words for each in parts for words in each), language)
        self._written: defaultdict[_Run, Counter[str]] = defaultdict(Counter)
        self._runs = [Counter(chain.from_iterable(map(self._found, each))) for each in parts]
        self._everywhere = _sum(self._runs)

    def of(self, question: str, first: int, after: int) -> list[str]:
        """What the texts from one to before another tell most, the best first.

        `question` is what they answer: what it names counts more.
        """
        counts = _sum(self._runs[first:after])
        asked = set(stems(question))

        def rank(run: _Run) -> float:
            own = math.sqrt(counts[run] / self._everywhere[run])
            named = sum(word in asked for word in run) / len(run)
            likely = 1.0 if len(run) > 1 or run[0] in self._nouns else NO_NOUN
            return likely * len(run) * math.log1p(counts[run]) * own * (1 + ASKED * named)

        answered = _sum(self._runs[first + 1 : after]) or counts
        often = [run for run, count in counts.items() if count >= LEAST_COUNT and run in answered]
        ranks = {run: rank(run) for run in often}
        least = LEAST_SHARE * max(ranks.values(), default=0.0)
        best = sorted((run for run in often if ranks[run] >= least), key=ranks.__getitem__)
        return [self._writing(run) for run in best[: -MOST - 1 : -1]]

    def _found(self, words: Sequence[str]) -> Iterator[_Run]:
        """The phrases that begin and end with words that carry something."""
        able = [self._language.carries(word) for word in words]
        for first, begins in enumerate(able):
            shortest = 1 if begins else 2
            if not begins and not self._language.opens(words[first]):
                continue
            if words[first].lower() in self._verbs:
                continue
            for after in range(first + shortest, min(len(words), first + LONGEST_WORDS) + 1):
                inner = words[first + 1 : after - 1]
                if able[after - 1] and all(map(self._language.joins, inner)):
                    run = tuple(stem for word in words[first:after] for stem in stems(word))
                    self._written[run][" ".join(words[first:after])] += 1
                    yield run

    def _writing(self, run: _Run) -> str:
        """As it is written most often, without the capital of a sentence that begins with it."""
        writings = self._written[run]
        small = {text: count for text, count in writings.items() if text[:1].islower()}
        return max(small or writings, key=writings.__getitem__)


def _parts(text: str) -> Iterator[list[str]]:
    """The words between two marks."""
    return (WORD.findall(part) for part in _PART.split(SOUND.sub(".", text)))


def _sum(counters: Sequence[Counter[_Run]]) -> Counter[_Run]:
    total: Counter[_Run] = Counter()
    for counter in counters:
        total.update(counter)
    return total


def _verbs(parts: Iterator[Sequence[str]], language: Language) -> set[str]:
    """The words that often stand where verbs do."""
    every: Counter[str] = Counter()
    acting: Counter[str] = Counter()
    for words in parts:
        lower = [word.lower() for word in words]
        every.update(lower)
        acting.update(word for before, word in pairwise(lower) if language.precedes_verbs(before))
    return {word for word, count in acting.items() if count > ACTS_SHARE * every[word]}


def _nouns(parts: Iterator[Sequence[str]], language: Language) -> set[str]:
    """The stems of words that stand somewhere as nouns do."""
    found: set[str] = set()
    for words in parts:
        around = ["", *words, ""]
        for before, word, after in zip(around, words, around[2:], strict=False):
            if language.shows_noun(before, after) or word[1:2].isupper():
                found.update(stems(word))
    return found
