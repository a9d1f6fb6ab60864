"""From samples to words: where somebody speaks, window by window, and a second look at doubts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from podscribe.clock import clock
from podscribe.errors import MemoryShortError, PodscribeError, is_out_of_memory
from podscribe.layout.sentences import ends_sentence
from podscribe.scripts import capitalised
from podscribe.transcribe.engine import SAMPLE_RATE, Engine, Hearing
from podscribe.transcribe.languages import detect_language
from podscribe.transcribe.options import TranscribeOptions
from podscribe.transcribe.passages import Doubtful, Passage
from podscribe.transcribe.second_look import finished
from podscribe.transcribe.voice import find_speech
from podscribe.transcribe.windows import Window, join
from podscribe.transcript import Word

if TYPE_CHECKING:
    from podscribe.transcribe.engine import Samples

SEEKING, HEARING = "speech", "words"
ENGINE_ERRORS = (RuntimeError, ValueError, IndexError, MemoryError)
_OPEN_ENDS = ("...", "…")  # after which a sentence may go on
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the audio is behind: first speech is looked for, then its words are heard."""

    step: str  # SEEKING or HEARING
    done_s: float
    total_s: float


OnPassage = Callable[[Passage], None]
OnProgress = Callable[[Progress], None]
OnNotice = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Recognition:
    """Everything that was heard; the language and its probability as they were detected.

    The probability is None where the language was given, or the model knows only one; where it
    should have been detected and nobody speaks, both are.
    """

    passages: tuple[Passage, ...]
    language: str | None
    language_probability: float | None
    speech_s: float

    @property
    def words(self) -> tuple[Word, ...]:
        """All words; what was heard after a full stop at the end of a passage has a capital."""
        found: list[Word] = []
        for passage in self.passages:
            found += _opening(found[-1] if found else None, passage.words)
        return tuple(found)

    @property
    def doubtful(self) -> tuple[Doubtful, ...]:
        return tuple(stretch for passage in self.passages for stretch in passage.doubtful)


def transcribe(
    samples: Samples,
    engine: Engine,
    options: TranscribeOptions = TranscribeOptions(),
    *,
    done: Sequence[Passage] = (),
    on_passage: OnPassage | None = None,
    on_progress: OnProgress | None = None,
    on_notice: OnNotice | None = None,
) -> Recognition:
    """The words of 16 kHz mono samples, which may lie on disk: no more than a batch is copied.

    Each passage goes to `on_passage` as soon as it is final, in order. Those handed back as
    `done`, from a run with the same samples and options, are not heard again.
    """
    hearing = _Hearing(samples, engine, options, on_notice)
    total_s = len(samples) / SAMPLE_RATE

    def report(step: str, samples_done: int) -> None:
        if on_progress is not None:
            on_progress(Progress(step, samples_done / SAMPLE_RATE, total_s))

    speech, possible = find_speech(
        samples, options.voice, lambda at: report(SEEKING, at), engine.window_s
    )
    windows = join(speech, possible, len(samples), options.voice, engine.window_s)
    language, probability = hearing.language(windows)
    known = {(passage.start, passage.end): passage for passage in done}
    passages: list[Passage] = []
    if language is not None:
        for window, passage, is_new in hearing.passages(windows, language, known):
            passages.append(passage)
            if is_new and on_passage is not None:
                on_passage(passage)
            report(HEARING, window.end)
    report(HEARING, len(samples))
    speech_s = sum(window.speech_s for window in windows)
    return Recognition(tuple(passages), language, probability, speech_s)


def _opening(before: Word | None, words: Sequence[Word]) -> Sequence[Word]:
    """The words of a passage as they follow the one before them.

    A passage is heard by itself: where one ends in the middle of a sentence, the model may have
    closed it there, and gone on with a small letter.
    """
    if before is None or not words or before.text.endswith(_OPEN_ENDS):
        return words
    first = words[0].text
    capital = capitalised(first)
    if capital == first or not ends_sentence(before.text, capital):
        return words
    return (replace(words[0], text=capital), *words[1:])


@dataclass(slots=True)
class _Hearing:
    """One run: how many windows are decoded at once, which shrinks when memory is short."""

    samples: Samples
    engine: Engine
    options: TranscribeOptions
    on_notice: OnNotice | None
    batch_size: int = field(init=False)
    looks_less: bool = False  # a second copy of the model finds no memory

    def __post_init__(self) -> None:
        self.batch_size = max(1, self.options.batch_size)

    def language(self, windows: Sequence[Window]) -> tuple[str | None, float | None]:
        """As given, or as detected with its probability."""
        known = self.engine.languages
        given = self.options.language
        if given is not None:
            if given not in known:
                raise _unknown_language(given, known)
            return given, None
        if len(known) == 1:
            return known[0], None
        found = _located(
            windows,
            lambda: detect_language(
                self.samples, windows, self.engine, self.options.language_windows
            ),
        )
        return found or (None, None)

    def passages(
        self,
        windows: Sequence[Window],
        language: str,
        known: dict[tuple[float, float], Passage],
    ) -> Iterator[tuple[Window, Passage, bool]]:
        """Each window's passage, and whether it is new.

        A batch of which one passage is missing is decoded as a whole again: what a model hears
        in a window depends in its last digits on the other windows of the batch.
        """
        size = max(1, self.options.batch_size)
        for first in range(0, len(windows), size):
            batch = windows[first : first + size]
            kept = [known.get((window.start_s, window.end_s)) for window in batch]
            heard = [None] * len(batch) if None not in kept else self._heard(batch, language)
            for window, passage, hearing in zip(batch, kept, heard, strict=True):
                if passage is not None:
                    yield window, passage, False
                elif hearing is not None:
                    yield window, self._finished(window, hearing), True

    def _finished(self, window: Window, hearing: Hearing) -> Passage:
        return _located(
            [window],
            lambda: finished(
                hearing,
                window,
                self.samples,
                self.engine,
                self.options.second_look,
                self._look_less,
            ),
        )

    def _look_less(self) -> None:
        if self.on_notice is not None and not self.looks_less:
            self.on_notice(
                "the memory does not suffice for a second copy of the model: what is in doubt is "
                "heard again with fewer tries"
            )
        self.looks_less = True

    def _heard(self, batch: Sequence[Window], language: str) -> Sequence[Hearing]:
        """The hearings of a batch, in parts as large as memory allows."""
        hearings: list[Hearing] = []
        while len(hearings) < len(batch):
            part = batch[len(hearings) : len(hearings) + self.batch_size]
            try:
                hearings += self._at_once(part, language)
            except ENGINE_ERRORS as error:
                if len(part) > 1 and is_out_of_memory(error):
                    self._halve(len(part))
                elif len(part) > 1:
                    hearings += self._one_by_one(part, language)
                else:
                    raise _failed(part, error) from error
        return hearings

    def _at_once(self, part: Sequence[Window], language: str) -> list[Hearing]:
        sounds = [self.samples[window.start : window.end] for window in part]
        return self.engine.hear(sounds, language)

    def _one_by_one(self, part: Sequence[Window], language: str) -> list[Hearing]:
        """Windows apart, so that an error is of the one that is damaged."""
        return [
            hearing
            for window in part
            for hearing in _located([window], partial(self._at_once, [window], language))
        ]

    def _halve(self, tried: int) -> None:
        if self.on_notice is not None and self.batch_size == max(1, self.options.batch_size):
            self.on_notice(
                f"the memory does not suffice for {tried} windows at once: going on with fewer"
            )
        self.batch_size = max(1, tried // 2)


def _located(windows: Sequence[Window], act: Callable[[], _Result]) -> _Result:
    """What comes of it; an engine's error names the time."""
    try:
        return act()
    except ENGINE_ERRORS as error:
        raise _failed(windows, error) from error


def _failed(windows: Sequence[Window], error: Exception) -> PodscribeError:
    start, end = clock(windows[0].start_s), clock(windows[-1].end_s)
    if is_out_of_memory(error):
        return MemoryShortError(
            f"the memory does not suffice even for one window ({start} to {end})",
            remedy="use a smaller model or the compute type int8_float16, close other programs "
            "that use the GPU, or use --device cpu",
        )
    return PodscribeError(
        f"the words from {start} to {end} could not be recognised ({error})",
        remedy="run again, which goes on from here; if it fails again, use another model",
    )


def _unknown_language(given: str, known: Sequence[str]) -> PodscribeError:
    if len(known) == 1:
        return PodscribeError(
            f"the model knows only the language {known[0]}, not {given}",
            remedy=f"use a model for many languages, or the language {known[0]}",
        )
    near = get_close_matches(given.casefold(), known, n=1, cutoff=0.3)
    remedy = f"did you mean {near[0]}?" if near else "give a code such as en, de or es"
    return PodscribeError(f"the model knows no language {given!r}", remedy=remedy)
