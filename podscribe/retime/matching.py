"""Which words of a page stand where in another transcript of the episode."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podscribe.compare import align
from podscribe.compare.comparing import ALIKE_SHARE, FEWEST_WORDS
from podscribe.compare.side import Side, side_of
from podscribe.errors import PodscribeError
from podscribe.transcript import Transcript

NEAR_WORDS = 8  # on each side of a word, that have to be in the same place as it is
NEAR_S = 15.0
FEWEST_NEAR = 7  # of them, itself counted; in texts that share nothing it is six at most
LEAST_SHARE = 0.2  # of a row's words that are found, or the row is not


@dataclass(frozen=True, slots=True)
class Partner:
    """A word of the page and the word that it is in the other transcript, by their numbers."""

    word: int
    other: int


@dataclass(frozen=True, slots=True)
class Match:
    """Two transcripts side by side, and the words that both have for certain, in order.

    `common` is the share of the shorter one's words that the other has as well.
    """

    page: Side
    other: Side
    partners: tuple[Partner, ...]
    common: float

    def partner_at(self, word: int) -> int:
        """The number of the first partner that is the page's word or one behind it."""
        return bisect_left(self.partners, word, key=lambda partner: partner.word)

    def finds(self, first: int, after: int) -> bool:
        """Whether enough of the page's words of a range are found.

        Words are counted, not tokens: in Chinese a whole sentence is one word and many tokens.
        """
        spoken = len(set(self._words(first, after)))
        partners = self.partner_at(after) - self.partner_at(first)
        return partners > 0 and partners >= LEAST_SHARE * spoken

    def says(self, first: int, after: int) -> bool:
        """Whether the page has words in a range: `[laughs]` is none."""
        return any(True for _ in self._words(first, after))

    def _words(self, first: int, after: int) -> Iterator[int]:
        """Those of the page's words in a range that make a token; once for each that they make."""
        tokens = self.page.tokens
        at = bisect_left(tokens, first, key=lambda token: token.first)
        while at < len(tokens) and tokens[at].first < after:
            yield tokens[at].first
            at += 1


def match(page: Transcript, other: Transcript) -> Match:
    """Both side by side; times are not looked at, for those of the page may be wrong."""
    left, right = side_of(page), side_of(other)
    if left.language != right.language:
        language = right.language or left.language
        left, right = side_of(page, language), side_of(other, language)
    pairs = [
        (first, second)
        for stretch in align(left.token_texts, right.token_texts)
        if stretch.equal
        for first, second in zip(stretch.reference, stretch.hypothesis, strict=True)
    ]
    shorter = min(len(left.tokens), len(right.tokens))
    partners = tuple(
        Partner(left.tokens[first].first, right.tokens[second].first)
        for first, second in _certain(pairs, right.token_times, shorter)
    )
    return Match(left, right, _once(partners), len(pairs) / shorter if shorter else 0.0)


def require_alike(found: Match) -> None:
    """Refuse two transcripts that have so little in common that all else would be chance."""
    shorter = min(len(found.page.tokens), len(found.other.tokens))
    if not found.partners or (shorter >= FEWEST_WORDS and found.common < ALIKE_SHARE):
        raise PodscribeError(
            f"does not look like the same episode: {found.common:.0%} of the words are in common",
            remedy="give two transcripts of one recording, in one language",
        )


def _certain(
    pairs: Sequence[tuple[int, int]], times: Sequence[float | None], shorter: int
) -> Iterator[tuple[int, int]]:
    """The pairs that are not alone: words around them are found around the other word too.

    A word is not near another that is said much later, though nothing stands between them.
    """
    needed = min(FEWEST_NEAR, (shorter + 1) // 2)
    words = [first for first, _ in pairs]
    for number, (first, second) in enumerate(pairs):
        low = bisect_left(words, first - NEAR_WORDS, 0, number)
        high = bisect_left(words, first + NEAR_WORDS + 1, number)
        near = sum(
            abs((there - second) - (here - first)) <= NEAR_WORDS
            and _soon(times[there], times[second])
            for here, there in pairs[low:high]
        )
        if near >= needed:
            yield first, second


def _soon(one: float | None, other: float | None) -> bool:
    return one is None or other is None or abs(one - other) <= NEAR_S


def _once(partners: Sequence[Partner]) -> tuple[Partner, ...]:
    """Of several made from one word, the first."""
    kept: list[Partner] = []
    for partner in partners:
        if not kept or (partner.word > kept[-1].word and partner.other > kept[-1].other):
            kept.append(partner)
    return tuple(kept)
