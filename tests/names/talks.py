"""Short talks to find names in."""

from __future__ import annotations

from podscribe.transcript import Line, Transcript

FILLER = "and that is how the dough came to rise so slowly in that first winter of ours."


def talk(*turns: str) -> Transcript:
    """From texts like `0: Welcome to the show.`: the number is the speaker's, SPEAKER_00 on."""
    lines = []
    for number, turn in enumerate(turns):
        speaker, _, text = turn.partition(": ")
        lines.append(Line(text, float(number), speaker=f"SPEAKER_{int(speaker):02d}"))
    return Transcript(tuple(lines))


QUIET = talk(  # nothing in it tells who is who
    f"0: So how did it begin? {FILLER}",
    f"1: It began with flour, {FILLER} {FILLER}",
    f"0: And what did it cost? {FILLER}",
    f"1: More than we had, {FILLER} {FILLER}",
)
