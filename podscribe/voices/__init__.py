"""Voices that a show knows: prints of them, kept in one file, and whose an episode's voices are.

>>> from podscribe.voices import load_book, recognise
>>> book = load_book("voices.yaml")                 # doctest: +SKIP
>>> found = recognise(diarization, book)            # doctest: +SKIP
"""

from __future__ import annotations

from podscribe.voices.book import (
    KnownVoice,
    VoiceBook,
    Voiceprint,
    names_without_prints_of,
    with_print,
    without,
)
from podscribe.voices.learning import Learned, learn
from podscribe.voices.matching import Limits, Recognition, Score, Verdict, limits_for, recognise
from podscribe.voices.record import load_book, parse, save_book, serialize
from podscribe.voices.sampling import voiceprint_of

__all__ = [
    "KnownVoice",
    "Learned",
    "Limits",
    "Recognition",
    "Score",
    "Verdict",
    "VoiceBook",
    "Voiceprint",
    "learn",
    "limits_for",
    "load_book",
    "names_without_prints_of",
    "parse",
    "recognise",
    "save_book",
    "serialize",
    "voiceprint_of",
    "with_print",
    "without",
]
