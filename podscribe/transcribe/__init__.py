"""Samples to words, behind one small protocol for the engine.

>>> from podscribe.transcribe import open_engine, transcribe
>>> engine = open_engine(folder)  # doctest: +SKIP
>>> transcribe(samples, engine).words[0].text  # doctest: +SKIP
'Welcome'
"""

from podscribe.transcribe.engine import SAMPLE_RATE, Engine, Figures, Hearing
from podscribe.transcribe.loading import open_engine
from podscribe.transcribe.options import SecondLookOptions, TranscribeOptions, VoiceOptions
from podscribe.transcribe.passages import (
    Doubtful,
    Passage,
    Reason,
    passage_line,
    read_passages,
)
from podscribe.transcribe.recognition import (
    HEARING,
    SEEKING,
    OnNotice,
    OnPassage,
    OnProgress,
    Progress,
    Recognition,
    transcribe,
)
from podscribe.transcribe.whisper import WhisperEngine

__all__ = [
    "HEARING",
    "SAMPLE_RATE",
    "SEEKING",
    "Doubtful",
    "Engine",
    "Figures",
    "Hearing",
    "OnNotice",
    "OnPassage",
    "OnProgress",
    "Passage",
    "Progress",
    "Reason",
    "Recognition",
    "SecondLookOptions",
    "TranscribeOptions",
    "VoiceOptions",
    "WhisperEngine",
    "open_engine",
    "passage_line",
    "read_passages",
    "transcribe",
]
