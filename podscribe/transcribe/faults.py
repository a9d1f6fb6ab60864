"""What in a passage cannot be right: speech without words, loops, impossible rates, guesses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import fmean

from podscribe.transcribe.engine import SAMPLE_RATE
from podscribe.transcribe.languages import is_other_script
from podscribe.transcribe.options import SecondLookOptions
from podscribe.transcribe.passages import Doubtful, Passage, Reason
from podscribe.transcribe.windows import Window
from podscribe.transcript import Word

WHOLE = frozenset({Reason.LOOP, Reason.RATE, Reason.LANGUAGE})  # these spoil all that follows
_WEIGHT = {  # of a second that is in doubt for this reason
    Reason.UNHEARD: 3.0,  # doubtful words are better than none
    Reason.LOOP: 2.0,
    Reason.RATE: 2.0,
    Reason.IMPROBABLE: 1.0,
    Reason.LANGUAGE: 2.0,
}
_COVERED_S = 1.2  # a word that lasts longer was stretched over what was dropped
_AROUND_S = 0.3  # the aligner misses the edges of words by as much
_RUN = 6  # words in a row whose mean probability is looked at
_RATE_RUN = 7  # words in a row whose rate is looked at
_LEAST_S = 0.5  # a rate over less says nothing
_LONGEST_UNIT = 12  # words, that a loop repeats
_REPEATS = 4  # of two words or more; people say a phrase two or three times
_WORD_REPEATS = 8  # of a single word
_Key = tuple[str, ...]


def find_faults(passage: Passage, window: Window, options: SecondLookOptions) -> list[Doubtful]:
    """The stretches of a passage that are not believed, in order."""
    found = [
        *_unheard(passage, window, options),
        *_improbable(passage, options),
        *(
            Doubtful(passage.start, passage.end, reason)
            for reason in _spoiling(passage, window, options)
        ),
    ]
    return sorted(found, key=lambda fault: (fault.start, fault.end, fault.reason))


def badness(faults: Sequence[Doubtful]) -> float:
    """How bad faults are together, to tell which of two passages is better."""
    return sum(_WEIGHT[fault.reason] * (fault.end - fault.start) for fault in faults)


def _spoiling(passage: Passage, window: Window, options: SecondLookOptions) -> Iterator[Reason]:
    keys = tuple(_key(word) for word in passage.words)
    compression = passage.figures.compression
    if compression > options.most_compression or repeats_itself(keys):
        yield Reason.LOOP
    if _is_too_fast(passage, window, options):
        yield Reason.RATE
    if is_other_script(passage.text, passage.language):
        yield Reason.LANGUAGE


def _key(word: Word) -> str:
    return "".join(letter for letter in word.text.casefold() if letter.isalnum())


def repeats_itself(keys: _Key) -> bool:
    """Whether the same words come again and again without others between them.

    >>> repeats_itself(tuple("so I said so I said so I said so I said".split()))
    True
    >>> repeats_itself(tuple("no no no no".split()))
    False
    """
    return any(_repeats(keys, size) for size in range(1, _LONGEST_UNIT + 1))


def _repeats(keys: _Key, size: int) -> bool:
    wanted = size * ((_WORD_REPEATS if size == 1 else _REPEATS) - 1)
    equal = 0
    for number in range(size, len(keys)):
        equal = equal + 1 if keys[number] == keys[number - size] else 0
        if equal >= wanted:
            return True
    return False


def _is_too_fast(passage: Passage, window: Window, options: SecondLookOptions) -> bool:
    words = passage.words
    if _beyond(words, max(window.speech_s, _LEAST_S), options):
        return True
    runs = (words[first : first + _RATE_RUN] for first in range(len(words) - _RATE_RUN + 1))
    return any(_beyond(run, max(run[-1].end - run[0].start, _LEAST_S), options) for run in runs)


def _beyond(words: Sequence[Word], seconds: float, options: SecondLookOptions) -> bool:
    characters = sum(len(word.text) for word in words)
    return (
        characters > options.most_characters_per_s * seconds
        or len(words) > options.most_words_per_s * seconds
    )


def _unheard(passage: Passage, window: Window, options: SecondLookOptions) -> Iterator[Doubtful]:
    """The parts of speech over which no word lies."""
    covered = [
        (word.start - _AROUND_S, min(word.end, word.start + _COVERED_S) + _AROUND_S)
        for word in passage.words
    ]
    for region in window.speech:
        at, end = region.start / SAMPLE_RATE, region.end / SAMPLE_RATE
        for left, right in [*covered, (end, end)]:
            if min(left, end) - at >= options.unheard_s:
                yield Doubtful(round(at, 3), round(min(left, end), 3), Reason.UNHEARD)
            at = max(at, right)


def _improbable(passage: Passage, options: SecondLookOptions) -> list[Doubtful]:
    """Words in a row that are guesses; the whole passage, if it is one on the whole."""
    if passage.words and passage.figures.log_probability < options.least_log_probability:
        return [Doubtful(passage.start, passage.end, Reason.IMPROBABLE)]
    known = [word for word in passage.words if word.probability is not None]
    joined: list[Doubtful] = []
    for first in range(len(known) - _RUN + 1):
        run = known[first : first + _RUN]
        if fmean(word.probability or 0.0 for word in run) >= options.least_word_probability:
            continue
        if joined and run[0].start <= joined[-1].end:
            joined[-1] = replace(joined[-1], end=run[-1].end)
        else:
            joined.append(Doubtful(run[0].start, run[-1].end, Reason.IMPROBABLE))
    return joined
