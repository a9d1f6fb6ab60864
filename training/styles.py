"""How well a conversation was recorded, from a quiet studio to a bad line in a cafe."""

from __future__ import annotations

from dataclasses import dataclass

from training.timeline import Manners

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """Ranges are drawn from evenly; chances are of a conversation, or of a speaker where said."""

    manners: Manners = Manners()
    decay_s: Range = (0.15, 0.3)  # of a speaker's room
    wet: Range = (0.0, 0.12)
    gain_db: Range = (-3.0, 3.0)  # of a speaker
    noise: float = 1.0
    noise_below_db: Range = (45.0, 60.0)
    babble: float = 0.0  # of the noises
    music: float = 0.0
    music_below_db: Range = (18.0, 28.0)
    jingle: float = 0.3
    codec: float = 0.0
    telephone: float = 0.0  # of a speaker
    variation: float = 0.03  # of a speaker's pitch, speed and melody
    loudness_db: Range = (-4.0, 2.0)  # of all


STYLES = {
    "clean": Style(),
    "varied": Style(
        manners=Manners(long_silence=0.1),
        decay_s=(0.15, 0.6),
        wet=(0.0, 0.4),
        gain_db=(-6.0, 4.0),
        noise_below_db=(20.0, 55.0),
        babble=0.15,
        music=0.15,
        jingle=0.4,
        codec=0.4,
        telephone=0.12,
        variation=0.06,
        loudness_db=(-12.0, 4.0),
    ),
    "hard": Style(
        manners=Manners(overlap=0.25, interruption=0.06, long_pause=0.08, long_silence=0.6),
        decay_s=(0.25, 0.8),
        wet=(0.1, 0.6),
        gain_db=(-8.0, 4.0),
        noise_below_db=(10.0, 28.0),
        babble=0.25,
        music=0.5,
        music_below_db=(12.0, 24.0),
        jingle=0.5,
        codec=0.6,
        telephone=0.2,
        variation=0.08,
        loudness_db=(-16.0, 4.0),
    ),
}
