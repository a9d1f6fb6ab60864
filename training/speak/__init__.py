"""Text to speech with exact word times, by flite, festival and eSpeak NG.

text ─► spoken (plain words) ─► engine (samples, times) ─► pitch, trim, level ─► Clip
"""

from __future__ import annotations

from training.speak.clips import speak
from training.speak.heard import SynthesisError
from training.speak.many import Request, speak_many

__all__ = ["Request", "SynthesisError", "speak", "speak_many"]
