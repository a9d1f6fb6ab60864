"""What can be set about a run."""

from __future__ import annotations

from dataclasses import dataclass

from podscribe.diarize.options import DiarizeOptions
from podscribe.transcribe.options import TranscribeOptions
from podscribe.turns import TurnOptions


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The models and what each stage is told. Without a diarizer nobody is told apart."""

    recogniser: str = "large-v3-turbo"
    diarizer: str | None = "pyannote/speaker-diarization-community-1"
    transcribe: TranscribeOptions = TranscribeOptions()
    diarize: DiarizeOptions = DiarizeOptions()
    turns: TurnOptions = TurnOptions()
    offline: bool = False  # no socket is opened
    fresh: bool = False  # nothing that was kept is used
