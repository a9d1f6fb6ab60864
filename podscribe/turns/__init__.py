"""Words and spans to turns: who says what, as an editor would set it."""

from podscribe.turns.assembly import TurnOptions, assemble, to_transcript
from podscribe.turns.channels import spans_of, weave

__all__ = ["TurnOptions", "assemble", "spans_of", "to_transcript", "weave"]
