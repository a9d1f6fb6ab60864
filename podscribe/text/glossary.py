"""A show's terms: what is heard, and what is written for it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import Any

from podscribe.errors import PodscribeError
from podscribe.layout.cues import SOUND
from podscribe.scripts import capitalised
from podscribe.spelling import composed
from podscribe.text.boundaries import divides, may_begin, may_end
from podscribe.text.edits import Replaced
from podscribe.text.parts import begins_sentence, in_sounds
from podscribe.text.removal import edited
from podscribe.text.undoing import heard_of
from podscribe.transcript import Word

_ADDRESS = re.compile(r"://|\w\.\w+/")
_BETWEEN = r"(?:\s+|[-‐‑]\s?)"  # a recogniser may write two words as one with a hyphen


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as it is heard, in any case, and as it is written."""

    heard: str
    written: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms that are written otherwise than they are heard.

    What is written with a capital is written so everywhere; all else has one where its sentence
    begins with one.

    >>> glossary = Glossary.parse({"mlops": "MLOps", "cube cuddle": "kubectl"})
    >>> words = [Word(text, 0.0, 0.4) for text in "Cube cuddle, mlops's friend.".split()]
    >>> [word.text for word in glossary.applied(words)[0]]
    ['Kubectl,', "MLOps's", 'friend.']
    """

    entries: tuple[Entry, ...] = ()

    def __post_init__(self) -> None:
        _require_consistent(self.entries)

    @classmethod
    def parse(cls, mapping: Mapping[Any, object]) -> Glossary:
        """The glossary of what stands under `glossary` in podscribe.yaml."""
        return cls(tuple(_entry(heard, written) for heard, written in mapping.items()))

    def hotwords(self) -> tuple[str, ...]:
        """What is written, once each, for the recogniser to expect."""
        return tuple(dict.fromkeys(entry.written for entry in self.entries))

    def applied(self, words: Sequence[Word]) -> tuple[tuple[Word, ...], tuple[Replaced, ...]]:
        """The words of a line with its terms as they are written, and every replacement."""
        if not self.entries:
            return tuple(words), ()
        text = _Text.of([replace(word, text=composed(word.text)) for word in words])
        found = [hit for hit in _hits(text.text, self) if hit.changes(text)]
        result: list[Word] = []
        done = 0
        for group in _grouped(found, text):
            first, after = text.reach(group)
            result += [*words[done:first], *_written(words[first:after], text, first, group)]
            done = after
        edits = tuple(hit.told(text, words) for hit in found)
        return (*result, *words[done:]), edits


def _entry(heard: object, written: object) -> Entry:
    for side in (heard, written):
        if not isinstance(side, str):
            raise PodscribeError(
                f"the glossary has {side!r}, which is no text", remedy="put it in quotes"
            )
    return Entry(_tidied(str(heard)), _tidied(str(written)))


def _tidied(text: str) -> str:
    return " ".join(composed(text).split())


def _key(text: str) -> str:
    return text.casefold().replace("’", "'")


def _require_consistent(entries: Sequence[Entry]) -> None:
    """Say which entries contradict each other, or say nothing."""
    known: dict[str, Entry] = {}
    for entry in entries:
        if not any(character.isalnum() for character in entry.heard):
            raise PodscribeError(
                f"the glossary replaces {entry.heard!r}, which is no word",
                remedy=f"say what is heard where {entry.written!r} is meant",
            )
        if not any(character.isalnum() for character in entry.written):
            raise PodscribeError(
                f"the glossary writes {entry.written!r} for {entry.heard!r}, which is no word",
                remedy="say what is to be written, or remove the entry",
            )
        other = known.setdefault(_key(entry.heard), entry)
        if other is not entry:
            raise PodscribeError(
                f"the glossary has both {other.heard!r} and {entry.heard!r}, which are heard alike",
                remedy="keep one of them",
            )
    for entry in entries:
        onward = known.get(_key(entry.written))
        if onward is not None and onward.written != entry.written:
            raise PodscribeError(
                f"the glossary writes {entry.written!r} for {entry.heard!r}, and "
                f"{onward.written!r} for {onward.heard!r}",
                remedy="give both what is written in the end",
            )


@dataclass(frozen=True, slots=True)
class _Text:
    """Words as one text, where in it each begins and ends, and which begin a sentence."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    begins: tuple[bool, ...]

    @classmethod
    def of(cls, words: Sequence[Word]) -> _Text:
        lengths = [len(word.text) + 1 for word in words]
        starts = tuple(accumulate(lengths[:-1], initial=0))
        ends = tuple(start + len(word.text) for start, word in zip(starts, words, strict=True))
        sounds = in_sounds(words)
        begins = tuple(begins_sentence(words, sounds, number) for number in range(len(words)))
        return cls(" ".join(word.text for word in words), starts, ends, begins)

    def reach(self, hits: Sequence[_Hit]) -> tuple[int, int]:
        """The first word that the hits touch, and the one after the last."""
        return bisect_right(self.ends, hits[0].start), bisect_left(self.starts, hits[-1].end)


@dataclass(frozen=True, slots=True)
class _Hit:
    """Where in a text a term stands, and what the glossary writes for it."""

    start: int
    end: int
    written: str

    def changes(self, text: _Text) -> bool:
        return text.text[self.start : self.end] != self.cased(text)

    def cased(self, text: _Text) -> str:
        """What is written, with a capital where the term has one at its sentence's start."""
        first, _ = text.reach([self])
        if self.written != self.written.lower() or not text.begins[first]:
            return self.written
        if not text.text[self.start].isupper():
            return self.written
        return capitalised(self.written)

    def told(self, text: _Text, words: Sequence[Word]) -> Replaced:
        first, _ = text.reach([self])
        heard = " ".join(text.text[self.start : self.end].split())
        return Replaced(words[first].start, heard, self.cased(text))


@dataclass(frozen=True, slots=True)
class _Term:
    """What is looked for; `written` is None for what is written so already and stays."""

    pattern: re.Pattern[str]
    written: str | None


@lru_cache(maxsize=8)
def _terms(glossary: Glossary) -> Mapping[str, tuple[_Term, ...]]:
    """The glossary's terms by their first character, the longest first.

    What is written is a term of its own: "Apache Kafka" holds no "kafka" to be replaced.
    """
    stays = {_key(entry.written): (entry.written, None) for entry in glossary.entries}
    heard = {_key(entry.heard): (entry.heard, entry.written) for entry in glossary.entries}
    known: dict[str, tuple[str, str | None]] = {**stays, **heard}
    terms: dict[str, list[_Term]] = {}
    for said, written in sorted(known.values(), key=lambda term: len(term[0]), reverse=True):
        pattern = re.compile(_pattern(said), re.IGNORECASE)
        terms.setdefault(_first(said), []).append(_Term(pattern, written))
    return {first: tuple(found) for first, found in terms.items()}


def _first(text: str) -> str:
    return text[0].casefold()[:1]


def _pattern(term: str) -> str:
    """What matches a term: words apart or with a hyphen between, straight apostrophes or not."""
    pieces: list[str] = []
    for at, character in enumerate(term):
        if character == " ":
            pieces.append(_BETWEEN)
        else:
            apart = at > 0 and term[at - 1].isalnum() and character.isalnum() and divides(term, at)
            pieces.append((r"\s*" if apart else "") + _literal(character))
    return "".join(pieces)


def _literal(character: str) -> str:
    return "['’]" if character in "'’" else re.escape(character)


def _hits(text: str, glossary: Glossary) -> Iterator[_Hit]:
    """Where its terms stand in a text, from left to right; sounds and addresses stay."""
    terms = _terms(glossary)
    closed = [*_closed(text)]
    at = 0
    while at < len(text):
        end = next((end for start, end in closed if start <= at < end), None)
        found = None if end is not None else _hit(text, at, terms.get(_first(text[at]), ()))
        if found is None:
            at = at + 1 if end is None else end
            continue
        term, end = found
        if term.written is not None:
            yield _Hit(at, end, term.written)
        at = end


def _closed(text: str) -> Iterator[tuple[int, int]]:
    """The stretches in which nothing is looked for."""
    yield from (sound.span() for sound in SOUND.finditer(text))
    yield from (word.span() for word in re.finditer(r"\S+", text) if _ADDRESS.search(word[0]))


def _hit(text: str, at: int, terms: Sequence[_Term]) -> tuple[_Term, int] | None:
    """The longest term that stands at this place, and where it ends."""
    for term in terms:
        match = term.pattern.match(text, at)
        if match and may_begin(text, at, match.end()) and may_end(text, at, match.end()):
            return term, match.end()
    return None


def _grouped(hits: Sequence[_Hit], text: _Text) -> Iterator[list[_Hit]]:
    """The hits, those together that touch one word."""
    group: list[_Hit] = []
    for hit in hits:
        if group and text.reach(group)[1] <= text.reach([hit])[0]:
            yield group
            group = []
        group.append(hit)
    if group:
        yield group


def _written(
    words: Sequence[Word], text: _Text, first: int, hits: Sequence[_Hit]
) -> Sequence[Word]:
    """The words that are written in place of those that hold the hits."""
    at, end = text.starts[first], text.ends[first + len(words) - 1]
    pieces: list[str] = []
    for hit in hits:
        pieces += [text.text[at : hit.start], hit.cased(text)]
        at = hit.end
    texts = "".join([*pieces, text.text[at:end]]).split()
    if len(texts) == len(words):
        return [edited(word, text) for word, text in zip(words, texts, strict=True)]
    return _spread(words, texts)


def _spread(words: Sequence[Word], texts: Sequence[str]) -> list[Word]:
    """Other words in the time of these, by their letters; the first holds what was heard."""
    start = words[0].start
    seconds = max(start, *(word.end for word in words)) - start
    letters = sum(map(len, texts))
    shares = [word.probability for word in words if word.probability is not None]
    doubts = tuple(dict.fromkeys(doubt for word in words for doubt in word.doubts))
    spread: list[Word] = []
    done = 0
    for text in texts:
        begin = start + seconds * done / letters
        done += len(text)
        spread.append(
            Word(
                text,
                begin,
                start + seconds * done / letters,
                min(shares, default=None),
                doubts,
                () if spread else heard_of(words),
            )
        )
    return spread
