"""One speaker a channel: each channel with what it picks up of the others taken out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from podscribe.audio.sound import SAMPLE_RATE, Audio, let_go
from podscribe.audio.store import SampleFiles, facts_of
from podscribe.errors import PodscribeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from podscribe.audio.sound import Samples

    Levels = NDArray[np.float32]  # one row a channel, one column a frame
    Frames = NDArray[np.bool_]

FRAME = SAMPLE_RATE // 20
_BLOCK_FRAMES = 20 * 60  # a minute is read at once
_BLEED_DB = 12.0  # what is so much quieter than another channel was said into that one
_ALIKE_DB = 20.0  # channels whose difference is so much quieter than they are have one content
_SPEECH_SHARE = 0.95  # of the frames are quieter than a channel's speech, roughly
_SELDOM_FRAMES = 3 * 20  # that somebody speaks at least
_SELDOM_DB = 10.0  # louder than all else on the channel is who speaks seldom
_LOUD_DB = 6.0  # what is not so much quieter than a channel's speech is speech
_OTHERS_SHARE = 0.98  # of a channel's speech, where others speak: then nobody speaks into it,
_OWN_FRAMES = 20  # unless for so long it is heard and the others are not,
_HEARD_DB = 20.0  # with what is no quieter than that: hiss is
_SMOOTHED_FRAMES = 5
_SILENT = 1e-5  # a level that is no sound at all


def only_own(audio: Audio, channel: int, target: Path) -> Audio:
    """A channel by itself in `target`, silent where another one is much louder.

    Microphones differ in how loud they are set, so levels are held against each channel's own
    speech.
    """
    own = _own(audio.channels)[channel]
    with SampleFiles(target, 0) as files:
        for first, block in _blocks(audio.channels[channel]):
            kept = _stretched(own[first : first + -(-len(block) // FRAME)], len(block))
            files.write((block * kept,))
        return files.commit(
            facts_of(
                samples=files.written,
                channels=0,
                source=audio.source,
                damaged=audio.damaged,
                complete=audio.complete,
                expected_seconds=audio.expected_seconds,
            )
        )


def require_apart(audio: Audio, file: Path) -> None:
    """Say that there is nobody to tell apart where all channels hold the same."""
    count = len(audio.channels)
    if count < 2:
        raise PodscribeError(
            "has one channel only", file=file, remedy="leave out --channels separate"
        )
    if all(_alike(audio.channels[0], other) for other in audio.channels[1:]):
        raise PodscribeError(
            f"its {count} channels hold the same sound",
            file=file,
            remedy="leave out --channels separate: voices are told apart by how they sound",
        )


def _alike(one: Samples, other: Samples) -> bool:
    """Whether two channels are one recording, perhaps at another level."""
    import numpy as np

    products = np.zeros(3)
    for first, block in _blocks(one):
        beside = other[first * FRAME : first * FRAME + len(block)]
        pairs = ((block, block), (beside, beside), (block, beside))
        products += [float(np.dot(left, right)) for left, right in pairs]
        let_go(other)
    energy, other_energy, common = (float(each) for each in products)
    if energy * other_energy <= 0:
        return energy == other_energy
    left_over = 1 - common**2 / (energy * other_energy)
    return left_over < float(10 ** (-_ALIKE_DB / 10))


def _own(channels: Sequence[Samples]) -> Frames:
    """In which frames each channel is its own speaker's."""
    import numpy as np

    levels = np.stack([_levels(channel) for channel in channels])
    speech = _speech(levels)[:, None]
    relative = np.where(speech > _SILENT, levels / np.maximum(speech, _SILENT), 0.0)
    relative *= _has_speaker(relative, speech)
    loudest = relative.max(axis=0, initial=0.0)
    return np.asarray((relative >= loudest * _factor(_BLEED_DB)) & (relative > 0))


def _speech(levels: Levels) -> Levels:
    """How loud the speech into each channel is.

    Of who speaks for some seconds in an hour the rest is what the others say: then it is how loud
    those seconds are, unless the others are loud in them as well, as with a jingle in all channels.
    """
    import numpy as np

    count = levels.shape[1]
    if not count:
        return np.zeros(len(levels), np.float32)
    speech = np.quantile(levels, _SPEECH_SHARE, axis=1)
    seldom = np.quantile(levels, max(_SPEECH_SHARE, 1 - _SELDOM_FRAMES / count), axis=1)
    talking = levels >= speech[:, None] * _factor(_BLEED_DB)
    for channel in np.flatnonzero(seldom > speech / _factor(_SELDOM_DB)):
        then = levels[channel] >= seldom[channel] * _factor(_LOUD_DB)
        others = np.delete(talking, channel, axis=0).any(axis=0)
        if (then & others).sum() < then.sum() / 2:
            speech[channel] = seldom[channel]
    return np.asarray(speech, np.float32)


def _has_speaker(relative: Levels, speech: Levels) -> Frames:
    """Whether anybody speaks into each channel, not only past it: an open microphone hears the
    others alone, and so is loud only while they are. In doubt there is somebody.
    """
    import numpy as np

    loud, heard = relative >= _factor(_LOUD_DB), relative >= _factor(_HEARD_DB)
    has = np.zeros(len(relative), bool)
    for channel in np.argsort(-speech[:, 0], kind="stable"):
        own = loud[channel]
        theirs = (own & loud[has].any(axis=0)).sum() >= _OTHERS_SHARE * own.sum()
        others = relative[has].max(axis=0, initial=0.0)
        alone = heard[channel] & (others < relative[channel] * _factor(_BLEED_DB))
        has[channel] = own.any() and (alone.sum() >= _OWN_FRAMES or not theirs)
    return has[:, None]


def _factor(below_db: float) -> float:
    return float(10 ** (-below_db / 20))


def _levels(channel: Samples) -> Levels:
    """How loud each frame is, its neighbours counted in."""
    import numpy as np

    found = [_frame_levels(block) for _, block in _blocks(channel)]
    levels = np.concatenate(found) if found else np.zeros(0, np.float32)
    padded = np.pad(levels, _SMOOTHED_FRAMES // 2, mode="edge") if len(levels) else levels
    windows = np.lib.stride_tricks.sliding_window_view(padded, _SMOOTHED_FRAMES)
    return np.asarray(windows.max(axis=1), np.float32)


def _frame_levels(block: Samples) -> Levels:
    import numpy as np

    frames = np.pad(block, (0, -len(block) % FRAME)).reshape(-1, FRAME)
    return np.asarray(np.sqrt(np.mean(frames**2, axis=1)), np.float32)


def _stretched(frames: Frames, samples: int) -> Samples:
    """A factor for each sample, which moves from one frame's to the next without a click."""
    import numpy as np

    middles = (np.arange(len(frames)) + 0.5) * FRAME
    return np.interp(np.arange(samples), middles, frames.astype(np.float32)).astype(np.float32)


def _blocks(channel: Samples) -> Iterator[tuple[int, Samples]]:
    """The channel a minute at a time, each with the number of its first frame."""
    import numpy as np

    for first in range(0, -(-len(channel) // FRAME), _BLOCK_FRAMES):
        begin = first * FRAME
        yield first, np.asarray(channel[begin : begin + _BLOCK_FRAMES * FRAME])
        let_go(channel)
