"""Two transcripts of one episode compared: words, speakers, times, structure, and what differs.

>>> from podscribe.formats import parse_transcript
>>> edited = parse_transcript("0:00 We bake bread.\\n0:04 It isn't rye.", "lines")
>>> heard = parse_transcript("0:00 uh we baked bread\\n0:05 it is rye", "lines")
>>> found = compare(edited, heard)
>>> found.words.normalised
Errors(length=7, substitutions=1, deletions=1, insertions=0)
>>> [(each.kind.value, each.reference, each.hypothesis) for each in found.differences]
[('negation', "isn't", 'is'), ('filler', '', 'uh'), ('wording', 'bake', 'baked')]
"""

from __future__ import annotations

from podscribe.compare.alignment import Stretch, align
from podscribe.compare.comparing import CompareOptions, compare
from podscribe.compare.files import Pairing, compare_files, pairings
from podscribe.compare.result import Comparison, Difference, Kind, Nature, Passage

__all__ = [
    "CompareOptions",
    "Comparison",
    "Difference",
    "Kind",
    "Nature",
    "Pairing",
    "Passage",
    "Stretch",
    "align",
    "compare",
    "compare_files",
    "pairings",
]
