"""Who speaks when: samples in, spans of speakers out.

>>> from podscribe.diarize import DiarizeOptions, find_speakers, open_engine
>>> engine = open_engine(folder)                    # doctest: +SKIP
>>> found = find_speakers(audio.samples, engine)    # doctest: +SKIP
"""

from __future__ import annotations

from podscribe.diarize.diarization import (
    Diarization,
    OnNotice,
    OnProgress,
    Progress,
    Step,
    Voice,
    VoiceModel,
)
from podscribe.diarize.engine import Engine, Heard
from podscribe.diarize.likeness import Likeness
from podscribe.diarize.opening import open_engine
from podscribe.diarize.options import DiarizeOptions
from podscribe.diarize.record import parse, serialize
from podscribe.diarize.stage import find_speakers

__all__ = [
    "Diarization",
    "DiarizeOptions",
    "Engine",
    "Heard",
    "Likeness",
    "OnNotice",
    "OnProgress",
    "Progress",
    "Step",
    "Voice",
    "VoiceModel",
    "find_speakers",
    "open_engine",
    "parse",
    "serialize",
]
