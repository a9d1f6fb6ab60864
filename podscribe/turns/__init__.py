"""Words and spans to turns: who says what, as an editor would set it."""

from podscribe.turns.assembly import TurnOptions, assemble, to_transcript

__all__ = ["TurnOptions", "assemble", "to_transcript"]
