"""Error rates: the fewest words or characters to change, leave out and add, exactly.

>>> errors("we bake bread".split(), "we baked the bread".split())
Errors(length=3, substitutions=1, deletions=0, insertions=1)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from podscribe.clock import MINUTE_S
from podscribe.compare.alignment import Stretch
from podscribe.compare.normal import UNSPACED
from podscribe.compare.result import Errors, Minute, Passage, WordScores
from podscribe.compare.side import Side, Token

if TYPE_CHECKING:
    from rapidfuzz.distance import Editops

USUAL_SHARE = 8  # one in so many is wrong: a guess from which the search begins
OTHER_RATE = 0.5  # from so many words on that are wrong it is another text, and a guess costs time


def errors(reference: Sequence[str], hypothesis: Sequence[str], *, alike: bool = True) -> Errors:
    """The errors of the hypothesis, token by token; in a string, character by character.

    They are found sooner where it is known whether both are `alike`.
    """
    return _counted(len(reference), _edits(reference, hypothesis, alike=alike))


def _edits(reference: Sequence[str], hypothesis: Sequence[str], *, alike: bool = True) -> Editops:
    from rapidfuzz.distance import Editops, Levenshtein

    if reference == hypothesis:
        return Editops()
    hint = max(len(reference), len(hypothesis)) // USUAL_SHARE if alike else None
    if isinstance(reference, str) and isinstance(hypothesis, str):
        return Levenshtein.editops(reference, hypothesis, score_hint=hint)
    numbers: dict[str, int] = {}
    left, right = (
        [numbers.setdefault(token, len(numbers)) for token in tokens]
        for tokens in (reference, hypothesis)
    )
    return Levenshtein.editops(left, right, score_hint=hint)


def _counted(length: int, edits: Editops) -> Errors:
    counts = Counter(edit.tag for edit in edits)
    return Errors(length, counts["replace"], counts["delete"], counts["insert"])


def word_scores(
    reference: Side, hypothesis: Side, stretches: Sequence[Stretch], passages: Sequence[Passage]
) -> tuple[WordScores, tuple[Minute, ...]]:
    """How many words and characters are wrong; and minute by minute, but for whole passages."""
    left, right = _scored(reference), _scored(hypothesis)
    left_apart = _outside(left, [passage.reference_words for passage in passages])
    right_apart = _outside(right, [passage.hypothesis_words for passage in passages])
    edits_apart = _edits(_texts(left_apart), _texts(right_apart))
    apart = _counted(len(left_apart), edits_apart)
    normalised = errors(_texts(left), _texts(right)) if passages else apart
    alike = normalised.rate is None or normalised.rate < OTHER_RATE
    ours, theirs = _characters(reference, left), _characters(hypothesis, right)
    scores = WordScores(
        raw=errors(reference.runs, hypothesis.runs),
        normalised=normalised,
        raw_characters=errors(" ".join(reference.runs), " ".join(hypothesis.runs), alike=alike),
        normalised_characters=errors(ours, theirs, alike=alike),
        apart=apart,
        common=_common(reference, hypothesis, stretches),
    )
    return scores, tuple(_minutes(reference, left_apart, edits_apart))


def _scored(side: Side) -> list[Token]:
    return [token for token in side.tokens if not token.aside]


def _texts(tokens: Sequence[Token]) -> list[str]:
    return [token.text for token in tokens]


def _characters(side: Side, tokens: Sequence[Token]) -> str:
    """The text that the tokens make; where each is a letter, no blanks stand between them."""
    return ("" if side.language in UNSPACED else " ").join(_texts(tokens))


def _outside(tokens: Sequence[Token], passages: Sequence[range]) -> list[Token]:
    inside = frozenset(chain.from_iterable(passages))
    return [token for token in tokens if token.first not in inside]


def _common(reference: Side, hypothesis: Side, stretches: Sequence[Stretch]) -> float | None:
    """The share of the shorter side's tokens that stand in equal stretches."""
    shorter = min(len(reference.tokens), len(hypothesis.tokens))
    equal = sum(len(stretch.reference) for stretch in stretches if stretch.equal)
    return equal / shorter if shorter else None


def _minutes(reference: Side, tokens: Sequence[Token], edits: Editops) -> Iterator[Minute]:
    """The errors by the minute of the reference; what is added belongs to the word behind it."""
    if not reference.has_times or not tokens:
        return
    minutes = [int((reference.words[token.first].start or 0.0) // MINUTE_S) for token in tokens]
    words = Counter(minutes)
    wrong = Counter(minutes[min(edit.src_pos, len(minutes) - 1)] for edit in edits)
    for minute in sorted(words):
        yield Minute(minute * MINUTE_S, words[minute], wrong[minute])
