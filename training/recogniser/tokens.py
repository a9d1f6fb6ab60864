"""A tokenizer of our own with Whisper's special tokens.

The order is Whisper's: text, then end of text, start of transcript, language, tasks, and after
`<|notimestamps|>` one token for every 20 ms of a window. The text's tokens are bytes and pairs of
bytes, so that any text can be written with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from tokenizers.trainers import BpeTrainer

END = "<|endoftext|>"
START = "<|startoftranscript|>"
ENGLISH = "<|en|>"
TRANSCRIBE = "<|transcribe|>"
NO_SPEECH = "<|nospeech|>"
NO_TIMES = "<|notimestamps|>"
SPECIAL = (
    END,
    START,
    ENGLISH,
    "<|translate|>",
    TRANSCRIBE,
    "<|startoflm|>",
    "<|startofprev|>",
    NO_SPEECH,
    NO_TIMES,
)
TIME_STEP_S = 0.02
TIME_TOKENS = 1501  # 0.00 to 30.00 s
TEXT_TOKENS = 1200


def train_tokenizer(texts: Iterable[str], size: int = TEXT_TOKENS) -> Tokenizer:
    """The tokenizer that writes the texts with the fewest tokens of the given number."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = BpeTrainer(vocab_size=size, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in SPECIAL])
    return tokenizer


@dataclass(frozen=True, slots=True)
class Tokens:
    """A tokenizer with the numbers that training and export need."""

    tokenizer: Tokenizer
    end: int
    start: int
    english: int
    transcribe: int
    no_speech: int
    no_times: int

    @property
    def text_count(self) -> int:
        """How many tokens write text: they come first."""
        return self.end

    @property
    def count(self) -> int:
        """All tokens: those of times, and an empty one that marks Whispers with languages."""
        return self.no_times + 1 + TIME_TOKENS + 1

    def word(self, text: str) -> list[int]:
        """A word's tokens, the blank before it included."""
        return list(self.tokenizer.encode(f" {text}", add_special_tokens=False).ids)

    def time(self, seconds: float) -> int:
        """The token of a time in the window."""
        return self.no_times + 1 + min(TIME_TOKENS - 1, max(0, round(seconds / TIME_STEP_S)))

    def text(self, tokens: Iterable[int]) -> str:
        """What the tokens write; special ones write nothing."""
        return str(self.tokenizer.decode([token for token in tokens if token < self.end]))


def tokens_of(tokenizer: Tokenizer) -> Tokens:
    """The numbers of a tokenizer's special tokens."""
    names = (END, START, ENGLISH, TRANSCRIBE, NO_SPEECH, NO_TIMES)
    return Tokens(tokenizer, *(int(tokenizer.token_to_id(name)) for name in names))


def load_tokens(path: Path) -> Tokens:
    return tokens_of(Tokenizer.from_file(str(path)))
