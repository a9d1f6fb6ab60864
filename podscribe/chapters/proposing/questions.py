"""Which sentences ask, and who is the one that asks: the host.

>>> asks("Tell me more. How did it begin?"), asks("It began in May.")
(True, False)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import pairwise

from podscribe.chapters.proposing.passages import Passage
from podscribe.chapters.proposing.words import stems

QUESTION_MARKS = "?？؟՞"
LEAST_WORDS = 3  # "Right?" and "You know?" ask nothing
HOST_SHARE = 0.75  # who hands over with a question nearly as often as the first is a host too
SELDOM_SHARE = 0.05  # of all turns; who has fewer is not known by how he asks
_MARKS = ".!…?؟՞"
_CLOSING = "\"'”’“‘»«›‹)]"  # “ and « close in German
_END = re.compile(
    rf"(?<![{_MARKS}])[{_MARKS}]++[{re.escape(_CLOSING)}]*+(?=\s|$)|[。！？]++[”’」』]*+"
)
# English as captions have it, without a question mark.
_ASKED = re.compile(
    r"\b(?:(?:how|why|what|when|where|which|who)\s"
    r"(?:(?:\w+\s){0,2}(?:do|does|did|would|should|could|can|have|has|are|were)\s(?:you|we|they|i)\b"
    r"|(?:is|are|was|were|about)\b)"
    r"|(?:can|could|would)\syou\s(?:\w+\s)?(?:tell|explain|describe|share|walk|talk|give)\b"
    r"|(?:do|did)\syou\s(?:think|have|see|feel|want|remember)\b"
    r"|(?:have|are|were)\syou\s(?:ever|still|also)\b)",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    ends = [end.end() for end in _END.finditer(text)]
    parts = (text[first:after] for first, after in pairwise([0, *ends, len(text)]))
    return [found for part in parts if (found := part.strip())]


def asks(text: str) -> bool:
    """Whether a sentence of it is a question that a mark ends."""
    return any(map(is_question, sentences(text)))


def is_question(sentence: str) -> bool:
    marked = sentence.rstrip(_CLOSING).endswith(tuple(QUESTION_MARKS))
    return marked and len(stems(sentence)) >= LEAST_WORDS


def asks_unmarked(text: str) -> bool:
    """Whether an English text without punctuation sounds like asking."""
    return _ASKED.search(text) is not None


def hands_over(text: str) -> bool:
    """Whether it ends with a question, as one does who waits for the answer."""
    last = sentences(text)[-1:]
    return bool(last) and is_question(last[0])


def hosts(passages: Sequence[Passage], named: Collection[str], guests: Collection[str]) -> set[str]:
    """The speakers who ask: those that are named, else those who hand over with questions.

    `guests` are known not to be, however much they ask. Nobody is where nobody is told apart.
    """
    turns: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        if passage.speaker is not None:
            turns[passage.speaker].append(passage)
    if len(turns) < 2:
        return set()
    told = {speaker for speaker in turns if _key(speaker) in set(map(_key, named))}
    if told:
        return told
    able = [name for name in turns if not _is_guest(name, guests)] or list(turns)
    rates = {name: _asking(turns[name], len(passages)) for name in able}
    highest = max(rates.values())
    return {name for name, rate in rates.items() if rate and rate >= HOST_SHARE * highest}


def _asking(turns: Sequence[Passage], passages: int) -> float:
    """The share of somebody's turns that hand over, less for one who hardly speaks."""
    return sum(hands_over(turn.text) for turn in turns) / (len(turns) + SELDOM_SHARE * passages)


def _is_guest(speaker: str, guests: Collection[str]) -> bool:
    name = _key(speaker)
    return bool(name) and any(_key(guest).startswith(name) for guest in guests)


def _key(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())
