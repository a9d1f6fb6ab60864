"""When a place between the words of the page comes, by what the other transcript tells."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from podscribe.compare.side import Side
from podscribe.layout.timing import USUAL_RATE
from podscribe.retime.matching import Match, Partner

BEGIN_WORDS = 8  # that the other transcript may have alone at the beginning of a turn
MOST_SLOW = 2.0  # times as slow as usual may be spoken what the page alone has
FLOORED_S = 1.0  # pages and captions have whole seconds, rounded down


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is, and by how much another time may differ without contradicting the source."""

    start: float
    slack_s: float


class Places:
    """From places between the words of the page to moments of the other transcript."""

    def __init__(self, found: Match) -> None:
        self._match = found
        self._words = found.other.words
        self._offsets = [0, *accumulate(len(word.text) + 1 for word in found.page.words)]
        self._turns = [turn.first for turn in found.other.turns] if found.other.has_turns else []
        self._lines = _line_bounds(found.other)

    def begin(self, word: int) -> Moment:
        """When what begins with the page's word begins.

        Words that both have stand before and behind it. What the page alone says between is taken
        to be spoken up to the word behind, and not to reach back over the word before. A turn
        begins where the other transcript has one begin there.
        """
        partners = self._match.partners
        at = self._match.partner_at(word)
        if at == len(partners):
            spoken_s = self._spoken_s(partners[-1].word + 1, word)
            return Moment(self._end_of(partners[-1]) + spoken_s, FLOORED_S + spoken_s)
        behind = partners[at]
        last = partners[at - 1].word if at else -1
        turn = self._turn(partners[at - 1].other if at else -1, behind.other)
        if turn is not None and (last + 1 == word or self._changes(word)):
            return Moment(turn, FLOORED_S)
        start = self._words[behind.other].start or 0.0
        missed_s = self._spoken_s(last + 1, word)
        spoken_s = self._spoken_s(word, behind.word)
        room_s = start - self._end_of(partners[at - 1]) if at else min(start, missed_s + spoken_s)
        spoken_s = _fitting(spoken_s, missed_s, room_s)
        return Moment(start - spoken_s, FLOORED_S + self._spread_s(behind.other) + spoken_s)

    def end(self, after: int) -> float:
        """When what ends before the page's word ends."""
        partners = self._match.partners
        at = self._match.partner_at(after)
        if not at:
            return self.begin(after).start
        ended = self._end_of(partners[at - 1]) + self._spoken_s(partners[at - 1].word + 1, after)
        return ended if at == len(partners) else min(ended, self.begin(after).start)

    def _end_of(self, partner: Partner) -> float:
        return self._words[partner.other].end or 0.0

    def _spoken_s(self, first: int, after: int) -> float:
        """How long the page's words of a range usually take."""
        return (self._offsets[after] - self._offsets[first]) / USUAL_RATE

    def _changes(self, word: int) -> bool:
        """Whether somebody else speaks from the page's word on."""
        words = self._match.page.words
        return word == 0 or words[word - 1].speaker != words[word].speaker

    def _turn(self, before: int, other: int) -> float | None:
        """When the turn of the word begins, if that is soon before it and after another word."""
        at = bisect_right(self._turns, other) - 1
        first = self._turns[at] if at >= 0 else -1
        told = before < first and other - first < BEGIN_WORDS and self._words[first].sure
        return self._words[first].start if told else None

    def _spread_s(self, other: int) -> float:
        """How far away the nearest time is that the other transcript tells of the word."""
        word = self._words[other]
        bounds = self._lines[word.line]
        if bounds is None or word.start is None:
            return 0.0
        return max(0.0, min(word.start - bounds[0], bounds[1] - word.start))


def _fitting(spoken_s: float, missed_s: float, room_s: float) -> float:
    """How long before the next word a place is, when there are `room_s` since the last one.

    What stands behind and before the place usually takes `spoken_s` and `missed_s`.
    """
    whole_s = spoken_s + missed_s
    fills = room_s < whole_s or (missed_s > 0 and room_s <= MOST_SLOW * whole_s)
    return spoken_s * max(0.0, room_s) / whole_s if whole_s and fills else spoken_s


def _line_bounds(side: Side) -> list[tuple[float, float] | None]:
    """When each line begins and ends; None where the times of all its words are told."""
    lines = [line for line in side.transcript.lines if line.text.strip()]
    bounds: list[tuple[float, float] | None] = [None] * len(lines)
    for word in side.words:
        known = bounds[word.line]
        if not lines[word.line].words and word.start is not None and word.end is not None:
            bounds[word.line] = (known[0] if known else word.start), word.end
    return bounds
