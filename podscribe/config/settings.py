"""Everything a show can set, and what each stage is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from podscribe.chapters.propose_options import ProposeOptions
from podscribe.chapters.titler_options import TitlerOptions
from podscribe.check.finding import CheckOptions
from podscribe.config.archive import BatchOptions
from podscribe.config.channels import Channels
from podscribe.config.pairs import Pairs
from podscribe.config.speakers import Speakers
from podscribe.diarize.options import DiarizeOptions
from podscribe.errors import PodscribeError
from podscribe.layout.cues import CAPTIONS, LINES, CueOptions
from podscribe.text import Cleanup
from podscribe.transcribe.options import TranscribeOptions

RAISED = {  # options of stages that are set for the whole run, and the keys that set them
    "transcribe.language": "language",
    "transcribe.prompt": "prompt",
    "transcribe.hotwords": "hotwords",
    "transcribe.device": "device",
    "diarize.device": "device",
    "auto_chapters.hosts": "host",
    "diarize.fewest_speakers": "speakers",
    "diarize.most_speakers": "speakers",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The defaults are those of `podscribe run`: the preset `balanced` writes them out."""

    profile: str | None = None  # the preset that holds where nothing else is set
    host: tuple[str, ...] = ()  # their names as the pages have them
    people: Path | None = None  # folder with a file a person; null: guests' slugs are not looked up
    guest_names: Pairs = Pairs()  # names by slugs, of guests who have no file there
    full_names: bool = False  # guests are called by their whole names
    voices: Path | None = None  # file of the voices that are known; null: none are
    model: str = "large-v3-turbo"  # what hears words
    diarizer: str = "pyannote/speaker-diarization-community-1"  # what tells speakers apart
    speakers: Speakers | None = None  # how many people speak; null: as many as the page names
    channels: Channels = Channels.MIXED  # separate: each is one speaker, and no diarizer is asked
    language: str | None = None  # what is spoken; null: it is detected
    device: str = "auto"  # where the models run; auto: on a GPU where there is one
    hotwords: tuple[str, ...] = ()  # names and terms that may be said; some 40 words count
    prompt: str = ""  # text in the style that is wanted, as if it had been said before
    cleanup: Cleanup = Cleanup.LIGHT  # none: all is written as it was heard
    glossary: Pairs = Pairs()  # terms as they are heard, and as they are written
    chapters: str | None = None  # a file, audio, page, auto or none; null: those that are there
    clips: bool = False  # a page that is filled gets the clips of its chapters
    formats: tuple[str, ...] = ("page", "lines", "json")  # what is written of each episode
    output: Path | None = None  # where that is written; null: beside the audio
    cache: Path | None = None  # where the stages keep their results; null: beside the output
    offline: bool = False  # nothing is asked of the network
    transcribe: TranscribeOptions = TranscribeOptions()
    diarize: DiarizeOptions = DiarizeOptions()
    auto_chapters: ProposeOptions = ProposeOptions()
    titler: TitlerOptions = TitlerOptions()
    lines: CueOptions = LINES
    captions: CueOptions = CAPTIONS
    check: CheckOptions = CheckOptions()
    batch: BatchOptions = BatchOptions()

    def __post_init__(self) -> None:
        for path, key in RAISED.items():
            group, _, name = path.partition(".")
            options = getattr(self, group)
            (default,) = (field.default for field in fields(options) if field.name == name)
            if getattr(options, name) != default:
                raise PodscribeError(f"{path} is not looked at", remedy=f"set {key}")

        if self.channels is Channels.SEPARATE and self.speakers is not None:
            raise PodscribeError(
                "speakers is not looked at where each has a channel",
                remedy="leave out speakers or channels",
            )

    def transcribe_options(
        self, hotwords: Sequence[str] = (), prompt: str = ""
    ) -> TranscribeOptions:
        """What hearing words is told; the episode's own hotwords and prompt go first."""
        return replace(
            self.transcribe,
            language=self.language,
            prompt=" ".join(text for text in (prompt, self.prompt) if text),
            hotwords=tuple(dict.fromkeys((*hotwords, *self.hotwords))),
            device=self.device,
        )

    def diarize_options(self, expected: int | None = None) -> DiarizeOptions | None:
        """What telling speakers apart is told, or None if it is not wanted.

        `expected` is how many the episode's page names; a number that is set goes before it.
        """
        if self.speakers is not None and not self.speakers.told_apart:
            return None
        if self.channels is Channels.SEPARATE:
            return None
        fewest = most = expected or None
        if self.speakers is not None:
            fewest, most = self.speakers.fewest, self.speakers.most
        return replace(self.diarize, fewest_speakers=fewest, most_speakers=most, device=self.device)
