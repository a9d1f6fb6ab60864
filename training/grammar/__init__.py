"""The texts that the models learn from: a talk show about data and engineering that never was.

Word lists (`training/words/*.txt`) fill the slots of rules (`rules/*.txt`). A quarter of the
sentences is put together loosely, so that every word meets many neighbors and a decoder has to
listen. Numbers have one written form: up to ten in words, 11 to 99 in digits, years of this
century in digits (some voices say "two thousand nineteen", others "twenty nineteen"), larger
ones in words after a number (40 thousand), and percent always spelled out.
"""

from __future__ import annotations

from training.grammar.conversations import conversation
from training.grammar.rules import TOPICS
from training.grammar.sentences import RESPELLED, any_text, sentence, utterance, vocabulary
from training.grammar.split import held_out, normalized, scorable, sentences_of, trainable

__all__ = [
    "RESPELLED",
    "TOPICS",
    "any_text",
    "conversation",
    "held_out",
    "normalized",
    "scorable",
    "sentence",
    "sentences_of",
    "trainable",
    "utterance",
    "vocabulary",
]
