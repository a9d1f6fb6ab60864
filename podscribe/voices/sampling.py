"""A voiceprint from a stretch of sound in which one person speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podscribe.clock import clock
from podscribe.diarize import Diarization, DiarizeOptions, Engine, find_speakers
from podscribe.errors import PodscribeError
from podscribe.voices.book import Voiceprint, one_long

if TYPE_CHECKING:
    from podscribe.diarize.engine import Samples

SAMPLE_RATE = 16_000
SHORTEST_S = 3.0  # of speech: with less, a print says more about the words than about the voice
OTHERS_S = 1.0  # a laugh or a "yes" of somebody else, which the print is not made from
OTHERS_SHARE = 0.1
_ONE_ALONE = "name a stretch in which one person speaks alone, with --from and --to"


def voiceprint_of(
    samples: Samples,
    engine: Engine,
    *,
    source: str,
    learned: str,
    start_s: float = 0.0,
    options: DiarizeOptions = DiarizeOptions(),
) -> Voiceprint:
    """The print of whoever speaks in mono sound of 16 kHz, or an error that says why not.

    `start_s` is where in the recording the samples begin, for times that are told.
    """
    require_length(len(samples) / SAMPLE_RATE, "it is")
    found = find_speakers(samples, engine, options)
    spoken = spoken_s(found)
    if not spoken:
        raise nobody_speaks()
    speaker = max(spoken, key=lambda each: spoken[each])
    _require_one(found, spoken, speaker, start_s)
    require_length(spoken[speaker], "what is said is")
    voice = next(each for each in found.voices if each.speaker == speaker)
    if voice.embedding is None:
        raise PodscribeError("no voice could be made out", remedy="give a clearer recording")
    return Voiceprint(
        one_long(voice.embedding), found.voice_model, learned, source, round(spoken[speaker], 1)
    )


def nobody_speaks() -> PodscribeError:
    return PodscribeError("nobody speaks in it", remedy="give a recording with a voice in it")


def spoken_s(found: Diarization) -> dict[str, float]:
    """For how long each speaker has the word."""
    spoken: dict[str, float] = {}
    for span in found.exclusive:
        spoken[span.speaker] = spoken.get(span.speaker, 0.0) + span.end - span.start
    return spoken


def require_length(seconds: float, what: str) -> None:
    """Refuse what is too short for a print; `what` begins the sentence that says so."""
    if seconds < SHORTEST_S:
        raise PodscribeError(
            f"{what} too short: {seconds:.1f} s where {SHORTEST_S:g} s of speech are needed",
            remedy="give a longer stretch",
        )


def _require_one(
    found: Diarization, spoken: dict[str, float], speaker: str, start_s: float
) -> None:
    """Somebody else may put in a word, no more."""
    others_s = sum(seconds for each, seconds in spoken.items() if each != speaker)
    if others_s <= max(OTHERS_S, OTHERS_SHARE * spoken[speaker]):
        return
    firsts: dict[str, float] = {}
    for span in found.exclusive:
        firsts.setdefault(span.speaker, span.start)
    times = ", ".join(clock(start_s + first) for first in firsts.values())
    raise PodscribeError(f"{len(spoken)} people speak in it (from {times} on)", remedy=_ONE_ALONE)
