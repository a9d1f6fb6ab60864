"""A file decoded once, streaming: any format in, 16 kHz mono on disk out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from podscribe.audio.container import NoSoundError, OpenSound, open_sound
from podscribe.audio.mixing import Resampler, mix
from podscribe.audio.packets import Decoder
from podscribe.audio.sound import SAMPLE_RATE, Audio, Stretch, space_needed
from podscribe.audio.store import SampleFiles, facts_of
from podscribe.audio.timeline import Silence, Timeline
from podscribe.errors import PassingError
from podscribe.files import unwritable

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

    from podscribe.audio.sound import Samples

OnProgress = Callable[[float, float | None], None]  # seconds done, seconds in all where known

_BLOCK_SAMPLES = 4 * SAMPLE_RATE  # mixed and written at once
_EARLY_END_S = 0.5  # less is the padding of encoders
_NEIGHBOURS_S = 0.5  # damage so near to other damage is one stretch


def decode(
    source: Path,
    target: Path,
    *,
    separate: bool = False,
    on_progress: OnProgress | None = None,
) -> Audio:
    """Decode the sound of a file into `target`; with `separate`, each channel apart as well.

    Beside the target stand its facts (`.json`) and channels (`.channel1`, …); `open_decoded`
    opens them again.
    """
    with open_sound(source) as sound:
        channels = sound.source.channels if separate else 0
        _require_space(sound, target, channels)
        with SampleFiles(target, channels) as files:
            writing = _Writing(sound, files, channels, on_progress)
            writing.run()
            return files.commit(writing.facts())


def _require_space(sound: OpenSound, target: Path, channels: int) -> None:
    if sound.duration_s is None:
        return
    needed = space_needed(min(sound.duration_s, sound.longest_s), channels)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(target.parent).free
    except OSError as error:
        raise unwritable(target, error) from error
    if free < needed:
        raise PassingError(
            f"the decoded sound takes {_megabytes(needed)}, and {_megabytes(free)} are free",
            file=target,
            remedy="free some space, or use a folder on another disk",
        )


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:,.0f} MB"


class _Writing:
    """One decoding: what was written so far, and what was found on the way."""

    def __init__(
        self,
        sound: OpenSound,
        files: SampleFiles,
        channels: int,
        on_progress: OnProgress | None,
    ) -> None:
        self._sound = sound
        self._files = files
        self._channels = channels
        self._on_progress = on_progress
        self._resampler = Resampler()
        self._decoder = Decoder(sound.container, sound.stream)
        self._blocks: list[Samples] = []
        self._held = 0  # samples in the blocks
        self._damaged: list[Stretch] = []
        self._heard = False

    def run(self) -> None:
        sound = self._sound
        longest_s = min(sound.longest_s, (sound.stated_s or sound.longest_s) + 1)
        timeline = Timeline(
            sound.origin_s, longest_s, gapless=sound.gapless, lost_start=sound.lost_start
        )
        for piece in timeline.place(self._decoder):
            if isinstance(piece, Silence):
                self._silence(piece)
            else:
                self._frame(piece)
        self._flush()
        self._report()
        if not self._heard or not self._files.written:
            raise self._nothing()

    def _nothing(self) -> NoSoundError:
        codec = self._sound.source.codec
        what = "holds no sound: its length is zero"
        if self._decoder.failed or self._files.written:
            what = f"none of its sound ({codec}) could be decoded"
        return NoSoundError(
            what, file=self._sound.path, remedy="check that it plays, or export it again"
        )

    def _frame(self, frame: AudioFrame) -> None:
        import av

        if not self._resampler.fits(frame):
            self._flush()
        try:
            blocks = self._resampler.blocks(frame)
        except (av.FFmpegError, ValueError):  # more channels than there are loudspeakers
            self._unusable()
        else:
            self._heard = True
            self._hold(blocks)

    def _unusable(self) -> None:
        self._flush()
        start = self._files.written / SAMPLE_RATE
        self._silence(Silence(start, start + self._resampler.waiting_s, damaged=True))
        self._resampler.waiting_s = 0.0

    def _hold(self, blocks: list[Samples]) -> None:
        self._blocks += blocks
        self._held += sum(block.shape[1] for block in blocks)
        if self._held >= _BLOCK_SAMPLES:
            self._write()
            self._report()

    def _write(self) -> None:
        import numpy as np

        if not self._blocks:
            return
        rows = np.concatenate(self._blocks, axis=1)
        self._blocks, self._held = [], 0
        self._files.write((mix(rows, self._resampler.deaf), *self._apart(rows)))

    def _apart(self, rows: Samples) -> list[Samples]:
        """As many channels as there were at the beginning, silent where one is missing."""
        import numpy as np

        missing = [np.zeros_like(rows[0])] * (self._channels - len(rows))
        return [*rows[: self._channels], *missing]

    def _silence(self, silence: Silence) -> None:
        self._flush()
        self._files.silence_until(round(silence.end * SAMPLE_RATE))
        if silence.damaged:
            self._note(Stretch(silence.start, silence.end))

    def _note(self, stretch: Stretch) -> None:
        if self._damaged and stretch.start - self._damaged[-1].end <= _NEIGHBOURS_S:
            stretch = Stretch(self._damaged.pop().start, stretch.end)
        self._damaged.append(stretch)

    def _flush(self) -> None:
        self._hold(self._resampler.rest())
        self._write()

    def _report(self) -> None:
        if self._on_progress is not None:
            self._on_progress(self._files.written / SAMPLE_RATE, self._sound.duration_s)

    def facts(self) -> dict[str, object]:
        seconds = self._files.written / SAMPLE_RATE
        stated = self._sound.stated_s
        short = stated is not None and seconds < stated - _EARLY_END_S
        return facts_of(
            samples=self._files.written,
            channels=self._channels,
            source=self._sound.source,
            damaged=tuple(self._damaged),
            complete=not (short or self._sound.cut or self._decoder.cut),
            expected_seconds=stated,
        )
