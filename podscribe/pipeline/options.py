"""What can be set about a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from podscribe.config.channels import Channels
from podscribe.diarize.options import DiarizeOptions
from podscribe.transcribe.options import TranscribeOptions
from podscribe.turns import TurnOptions


@dataclass(frozen=True, slots=True)
class Bounds:
    """What audio is refused once it is decoded, before hours of work."""

    longest_s: float | None = None
    whole: bool = False  # none that ends well before the length that its file states


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The models and what each stage is told.

    Without a diarizer nobody is told apart, unless each speaks on a channel of their own.
    """

    recogniser: str = "large-v3-turbo"
    diarizer: str | None = "pyannote/speaker-diarization-community-1"
    transcribe: TranscribeOptions = TranscribeOptions()
    diarize: DiarizeOptions = DiarizeOptions()
    turns: TurnOptions = TurnOptions()
    channels: Channels = Channels.MIXED
    offline: bool = False  # no socket is opened
    fresh: bool = False  # nothing that was kept is used
    bounds: Bounds = Bounds()


@dataclass(frozen=True, slots=True)
class People:
    """Who takes part, as it was said for this episode alone."""

    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)  # of speakers: SPEAKER_00 and so on
