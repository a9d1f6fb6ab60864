"""One speaker a channel: the words of each channel, heard by themselves."""

from __future__ import annotations

from dataclasses import replace

from podscribe.audio import Audio, only_own, open_decoded
from podscribe.pipeline import stages
from podscribe.pipeline.engines import Recogniser
from podscribe.pipeline.listener import Listener, Progress, Stage
from podscribe.pipeline.options import RunOptions
from podscribe.pipeline.stages import GetAudio
from podscribe.pipeline.store import Store
from podscribe.transcribe import Recognition


def words_by_channel(
    store: Store,
    sound: GetAudio,
    count: int,
    model: Recogniser,
    options: RunOptions,
    listener: Listener,
) -> tuple[Recognition, ...]:
    """The words of each channel, as they are kept or newly heard."""

    def heard(number: int) -> Recognition:
        return stages.words(
            store,
            lambda: _own(sound(), number),
            model,
            options.transcribe,
            _part_of(listener, number, count),
            channel=number,
        )

    return tuple(heard(number) for number in range(count))


def _own(audio: Audio, number: int) -> Audio:
    """The channel without the others: it lies beside the sound, and goes with it."""
    name = f"{audio.path.name}.own{number + 1}-{stages.APART_VERSION}"
    target = audio.path.with_name(name)
    return open_decoded(target) or only_own(audio, number, target)


def _part_of(listener: Listener, number: int, count: int) -> Listener:
    """A listener for one of several channels, which are one stage to people."""

    def progress(now: Progress) -> None:
        if now.stage is Stage.WORDS and now.share is not None:
            share, before = (number + now.share) / count, now.share_before / count
            now = replace(now, share=share, share_before=before)
        listener.on_progress(now)

    return replace(listener, on_progress=progress)
