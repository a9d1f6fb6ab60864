"""What is not believed is decoded again, and the better of both is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from podscribe.errors import MemoryShortError
from podscribe.transcribe.engine import SAMPLE_RATE, Engine, Hearing
from podscribe.transcribe.faults import WHOLE, badness, find_faults
from podscribe.transcribe.options import SecondLookOptions
from podscribe.transcribe.passages import Doubtful, Passage, Reason, marked
from podscribe.transcribe.placing import placed
from podscribe.transcribe.voice import Region
from podscribe.transcribe.windows import Window
from podscribe.transcript import Word

if TYPE_CHECKING:
    from podscribe.transcribe.engine import Samples

_MARGIN_S = 0.2  # that is heard around a stretch
_LEAST_SPEECH_S = 3.0  # less does not tell a language


def finished(
    hearing: Hearing,
    window: Window,
    samples: Samples,
    engine: Engine,
    options: SecondLookOptions,
    on_short: Callable[[], None],
) -> Passage:
    """The passage of a window: as it was heard, or better; what is left in doubt is marked.

    `on_short` is told when there is no memory to look again as often as the options say.
    """
    passage = placed(hearing, window, options)
    faults = find_faults(passage, window, options)
    other = _other_language(hearing, window, options)
    if other is not None:
        faults.append(Doubtful(passage.start, passage.end, Reason.LANGUAGE))
    if options.temperatures:
        look = _SecondLook(window, samples, engine, options, on_short)
        if any(_is_whole(fault, passage) for fault in faults):
            passage, faults = look.at_all(passage, faults, other)
        passage, faults = look.at_stretches(passage, faults)
    return marked(passage, faults)


def _is_whole(fault: Doubtful, passage: Passage) -> bool:
    return fault.reason in WHOLE or (fault.start, fault.end) == (passage.start, passage.end)


def _other_language(hearing: Hearing, window: Window, options: SecondLookOptions) -> str | None:
    """The language that is certainly spoken here, where it is not the one decoded in."""
    if hearing.detected is None or window.speech_s < _LEAST_SPEECH_S:
        return None
    language, probability = hearing.detected
    if language == hearing.language or probability < options.language_from:
        return None
    return language


class _SecondLook:
    """Decodes a window, or parts of it, until nothing is wrong or nothing is left to try."""

    def __init__(
        self,
        window: Window,
        samples: Samples,
        engine: Engine,
        options: SecondLookOptions,
        on_short: Callable[[], None],
    ) -> None:
        self._window = window
        self._samples = samples
        self._engine = engine
        self._options = options
        self._on_short = on_short

    def at_all(
        self, passage: Passage, faults: list[Doubtful], other: str | None
    ) -> tuple[Passage, list[Doubtful]]:
        """The best of the passage and what comes of decoding its window again."""
        best, least = passage, faults
        language = other or passage.language
        for candidate in self._heard(self._window, language):
            found = find_faults(candidate, self._window, self._options)
            if _is_better(candidate, found, best, least):
                best, least = candidate, found
            if not found:
                break
        return best, least

    def at_stretches(
        self, passage: Passage, faults: list[Doubtful]
    ) -> tuple[Passage, list[Doubtful]]:
        """Each stretch in doubt decoded alone, and its words put in the place of those it had."""
        for fault in faults:
            if fault in faults and not _is_whole(fault, passage):
                passage, faults = self._at_stretch(passage, faults, fault)
        return passage, faults

    def _at_stretch(
        self, passage: Passage, faults: list[Doubtful], fault: Doubtful
    ) -> tuple[Passage, list[Doubtful]]:
        best, least = passage, faults
        detected = [each for each in faults if each.reason is Reason.LANGUAGE]
        for heard in self._heard(_part(self._window, fault), passage.language):
            candidate = replace(passage, words=_replaced(passage.words, heard.words, fault))
            found = find_faults(candidate, self._window, self._options)
            found += [each for each in detected if each not in found]  # no words tell of it
            if badness(found) < badness(least):
                best, least = candidate, found
            if not any(_meet(each, fault) for each in found if each not in detected):
                break
        return best, least

    def _heard(self, window: Window, language: str) -> Iterator[Passage]:
        samples = self._samples[window.start : window.end]
        try:
            for hearing in self._engine.hear_again(samples, language, self._options.temperatures):
                yield placed(hearing, window, self._options)
        except MemoryShortError:
            self._on_short()


def _meet(left: Doubtful, right: Doubtful) -> bool:
    return left.start < right.end and right.start < left.end


def _is_better(
    candidate: Passage, found: list[Doubtful], best: Passage, least: list[Doubtful]
) -> bool:
    if badness(found) != badness(least):
        return badness(found) < badness(least)
    return candidate.figures.log_probability > best.figures.log_probability


def _part(window: Window, fault: Doubtful) -> Window:
    """The stretch of a fault as a window of its own."""
    start = max(window.start, round((fault.start - _MARGIN_S) * SAMPLE_RATE))
    end = min(window.end, round((fault.end + _MARGIN_S) * SAMPLE_RATE))
    return Window(
        start, end, _clipped(window.speech, start, end), _clipped(window.possible, start, end)
    )


def _clipped(regions: Sequence[Region], start: int, end: int) -> tuple[Region, ...]:
    clipped = (Region(max(each.start, start), min(each.end, end)) for each in regions)
    return tuple(each for each in clipped if each.end > each.start)


def _replaced(words: Sequence[Word], heard: Sequence[Word], fault: Doubtful) -> tuple[Word, ...]:
    """The words with those of a stretch exchanged; speech without words has none to lose."""
    lost = fault.reason is not Reason.UNHEARD
    kept = [word for word in words if not (lost and _is_in(word, fault))]
    new = [word for word in heard if _is_in(word, fault)]
    return tuple(_apart(sorted([*kept, *new], key=lambda word: (word.start, word.end))))


def _is_in(word: Word, fault: Doubtful) -> bool:
    return fault.start <= (word.start + word.end) / 2 <= fault.end


def _apart(words: Sequence[Word]) -> list[Word]:
    """Words in order of their start, each cut where the next begins: a word that was stretched
    over what was dropped as well.
    """
    parted: list[Word] = []
    for word in words:
        if parted and word.start < parted[-1].end:
            at = max(word.start, parted[-1].start)
            parted[-1] = replace(parted[-1], end=at)
        parted.append(word)
    return parted
