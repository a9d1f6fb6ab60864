"""What an engine heard in a window, on the clock of the audio and without inventions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from podscribe.transcribe.engine import SAMPLE_RATE, Hearing
from podscribe.transcribe.options import SecondLookOptions
from podscribe.transcribe.passages import Passage
from podscribe.transcribe.windows import Window
from podscribe.transcript import Word

_NEAR_S = 0.3  # from where speech is possible: the aligner misses by as much
_FAR_S = 1.0  # nobody says anything there, whatever the engine believes


def placed(hearing: Hearing, window: Window, options: SecondLookOptions) -> Passage:
    """The passage of a window, without words where nobody speaks."""
    figures = hearing.figures
    silent = figures.no_speech > options.no_speech_from
    invented = silent and figures.log_probability < options.least_log_probability
    nearest_s = _NEAR_S if silent else _FAR_S
    moved = _moved(hearing.words, window)
    words = () if invented else tuple(_spoken(moved, window, nearest_s))
    return Passage(window.start_s, window.end_s, words, hearing.language, figures)


def _moved(words: Iterable[Word], window: Window) -> list[Word]:
    return [
        replace(
            word,
            start=min(round(window.start_s + word.start, 3), window.end_s),
            end=min(round(window.start_s + word.end, 3), window.end_s),
        )
        for word in words
    ]


def _spoken(words: Iterable[Word], window: Window, nearest_s: float) -> Iterable[Word]:
    return (word for word in words if _distance_s(word, window) <= nearest_s)


def _distance_s(word: Word, window: Window) -> float:
    """How far a word is from where somebody may speak."""
    return min(
        (
            max(0.0, region.start / SAMPLE_RATE - word.end, word.start - region.end / SAMPLE_RATE)
            for region in window.possible
        ),
        default=float("inf"),
    )
