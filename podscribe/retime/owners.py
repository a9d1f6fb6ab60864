"""Who says each word of an automatic transcript, by an edited page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, repeat

from podscribe.compare.differences import PASSAGE_WORDS
from podscribe.compare.side import Side
from podscribe.layout.cues import PAUSE_S
from podscribe.layout.sentences import ends_sentence
from podscribe.retime.matching import Match, Partner

LABEL_SHARE = 0.6  # of a label's words that one person says, who then says all under the label


class Owners:
    """The names of all words, and where in the automatic transcript a place of the page is."""

    def __init__(self, found: Match) -> None:
        self._match = found
        self._side = found.other
        self._has_labels = found.other.has_speakers
        self._turns = _turn_numbers(found.other)
        self._told = [
            (partner, name)
            for partner in found.partners
            if (name := found.page.words[partner.word].speaker) is not None
        ]
        self.labels = _labels(found.other, self._told)
        self.names = self._names()

    def place(self, word: int) -> int:
        """Which word of the automatic transcript begins what begins with the page's word."""
        before, behind = self._around(word)
        speaker = self._match.page.words[word].speaker
        low = before.other + 1 if before else 0
        high = behind.other if behind else len(self.names)
        changes = [
            at
            for at in range(max(1, low), min(high, len(self.names) - 1) + 1)
            if self.names[at] == speaker != self.names[at - 1]
        ]
        return changes[-1] if changes else self._boundary(low, high, word)

    def _around(self, word: int) -> tuple[Partner | None, Partner | None]:
        partners = self._match.partners
        at = self._match.partner_at(word)
        return (
            partners[at - 1] if at else None,
            partners[at] if at < len(partners) else None,
        )

    def _names(self) -> tuple[str | None, ...]:
        names: list[str | None] = [None] * len(self._side.words)
        for partner, name in self._told:
            names[partner.other] = name
        ends: list[tuple[Partner, str] | None] = [None, *self._told, None]
        for before, behind in pairwise(ends):
            first = before[0].other + 1 if before else 0
            after = behind[0].other if behind else len(names)
            names[first:after] = self._between(before, behind, first, after)
        return tuple(names)

    def _between(
        self,
        before: tuple[Partner, str] | None,
        behind: tuple[Partner, str] | None,
        first: int,
        after: int,
    ) -> list[str | None]:
        """Who says words that the page does not have."""
        if not self._has_labels:
            return self._unlabelled(before, behind, first, after)
        words: list[str | None] = []
        for at in range(first, after):
            turn = self._turns[at]
            goes_on = before is not None and self._turns[before[0].other] == turn
            leads_to = behind is not None and self._turns[behind[0].other] == turn
            if goes_on and leads_to:
                break
            if before is not None and goes_on:
                words.append(before[1])
            elif behind is not None and leads_to:
                words.append(behind[1])
            else:
                label = self._side.words[at].speaker
                words.append(None if label is None else self.labels.get(label, label))
        if len(words) < after - first:
            return self._divided(before, behind, first, after)
        return words

    def _unlabelled(
        self,
        before: tuple[Partner, str] | None,
        behind: tuple[Partner, str] | None,
        first: int,
        after: int,
    ) -> list[str | None]:
        """Nobody is named for a whole passage, of which only the audio knows whose it is."""
        page_words = (behind[0].word if behind else 0) - (before[0].word if before else 0)
        if after - first >= max(PASSAGE_WORDS, 2 * page_words):
            return [None] * (after - first)
        return self._divided(before, behind, first, after)

    def _divided(
        self,
        before: tuple[Partner, str] | None,
        behind: tuple[Partner, str] | None,
        first: int,
        after: int,
    ) -> list[str | None]:
        if before is None or behind is None or before[1] == behind[1]:
            known = before or behind
            return [known[1] if known else None] * (after - first)
        words = self._match.page.words
        turn = next(
            word
            for word in range(before[0].word + 1, behind[0].word + 1)
            if words[word].speaker == behind[1]
        )
        at = self._boundary(first, after, turn)
        return [*repeat(before[1], at - first), *repeat(behind[1], after - at)]

    def _boundary(self, first: int, after: int, word: int) -> int:
        """Where between words that the page does not have its word would begin."""
        before, behind = self._around(word)
        missed = word - before.word - 1 if before else 0
        coming = behind.word - word if behind else 0
        count = after - first
        if count >= PASSAGE_WORDS and behind is not None:
            expected = after - min(coming, count)
        else:
            expected = first + (count * missed // (missed + coming) if missed + coming else 0)
        told = next((found for found in self._breaks(first, after) if found), [expected])
        return min(told, key=lambda at: abs(at - expected))

    def _breaks(self, first: int, after: int) -> Iterator[list[int]]:
        """Where something ends, the surest first: turns, sentences, what comes before a pause."""
        words = self._side.words
        inside = range(max(1, first), min(after, len(words) - 1) + 1)
        yield [at for at in inside if self._turns[at] != self._turns[at - 1]]
        yield [at for at in inside if ends_sentence(words[at - 1].text, words[at].text)]
        yield [at for at in inside if _pauses(words[at - 1].end, words[at].start)]


def _pauses(end: float | None, start: float | None) -> bool:
    return end is not None and start is not None and start - end >= PAUSE_S


def _turn_numbers(side: Side) -> list[int]:
    """For each word the number of its turn; all have the same where nothing tells of turns."""
    if not side.has_turns:
        return [0] * len(side.words)
    return [number for number, turn in enumerate(side.turns) for _ in range(turn.first, turn.after)]


def _labels(side: Side, told: Sequence[tuple[Partner, str]]) -> Mapping[str, str]:
    """Who is meant by the automatic transcript's own names, as far as the words tell."""
    counts: dict[str, Counter[str]] = {}
    for partner, name in told:
        label = side.words[partner.other].speaker
        if label is not None:
            counts.setdefault(label, Counter())[name] += 1
    named = {label: count.most_common(1)[0] for label, count in counts.items()}
    return {
        label: name
        for label, (name, most) in named.items()
        if most >= LABEL_SHARE * counts[label].total()
    }
