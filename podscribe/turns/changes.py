"""What it costs to let the speaker change, or stay, between two words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from podscribe.layout.cues import BREATH_S, CLAUSE_END, PAUSE_S
from podscribe.layout.sentences import ends_sentence, may_be_cut
from podscribe.transcript import Word
from podscribe.turns.haste import haste_begins
from podscribe.turns.weave import overlap_s

# In the unit of voices.prices: a word of usual length, one uncertainty away from a speaker.
PRICE_SENTENCE = 0.4
PRICE_QUESTION = 0.3
PRICE_CUT = 1.5  # where a remark of another's may be cut into a sentence
PRICE_CLAUSE = 3.0
PRICE_INSIDE = 5.0
PRICE_UNPUNCTUATED = 2.0  # where nothing tells a sentence's end from its middle
PRICE_BOTH_AT_ONCE = 8.0  # of one speaker saying two words at a time
SHARE_AFTER_PAUSE = 0.3  # of the price, after a pause that is heard as one
SHARE_IN_HASTE = 0.1  # of the price, before words that are told in no time
LONGEST_SENTENCE_WORDS = 60  # on average: beyond, the text has no punctuation to speak of

Price = tuple[float, float]  # of a change, of none
InText = Callable[[str, str], float]  # of a change between two texts


def change_prices(words: Sequence[Word], *, mixed: bool = False) -> list[Price]:
    """The prices between each word and the next.

    Where remarks of others may be `mixed` into sentences, there are signs of it in the text.
    """
    ends = sum(ends_sentence(before.text, after.text) for before, after in pairwise(words))
    ends += ends_sentence(words[-1].text)
    punctuated = ends * LONGEST_SENTENCE_WORDS >= len(words)
    in_text = (_price_in_mixed if mixed else _price_in_text) if punctuated else _price_anywhere
    hasty = haste_begins(words)[1:]
    return [
        _prices(before, after, in_text, haste)
        for (before, after), haste in zip(pairwise(words), hasty, strict=True)
    ]


def _prices(before: Word, after: Word, in_text: InText, haste: bool) -> Price:
    both_s = overlap_s(before, after)
    if both_s:
        length_s = min(before.end - before.start, after.end - after.start)
        return 0.0, PRICE_BOTH_AT_ONCE * (min(1.0, both_s / length_s) if length_s > 0 else 1.0)
    price = in_text(before.text.strip(), after.text)
    share = _share_after_pause(after.start - before.end)
    return price * (min(share, SHARE_IN_HASTE) if haste else share), 0.0


def _share_after_pause(pause_s: float) -> float:
    """All of the price where only a breath is taken: sounds are as silent inside words."""
    part = (pause_s - BREATH_S) / (PAUSE_S - BREATH_S)
    return 1 - (1 - SHARE_AFTER_PAUSE) * min(1.0, max(0.0, part))


def _price_in_text(before: str, after: str) -> float:
    if ends_sentence(before, after):
        return PRICE_QUESTION if "?" in before[-2:] else PRICE_SENTENCE
    return PRICE_CLAUSE if CLAUSE_END.search(before) else PRICE_INSIDE


def _price_in_mixed(before: str, after: str) -> float:
    price = _price_in_text(before, after)
    return min(price, PRICE_CUT) if may_be_cut(before, after) else price


def _price_anywhere(before: str, after: str) -> float:
    return PRICE_UNPUNCTUATED
