"""Whisper models of given shapes with random weights: the words mean nothing, the arithmetic does.

The folder is one that `podscribe run --model` would take. The vocabulary has as many tokens as
Whisper's, most of them made up; none that ends a text is ever chosen, so every window gets as many
tokens as its length allows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import numpy as np
from ctranslate2.specs.whisper_spec import WhisperSpec  # type: ignore[import-untyped]
from faster_whisper.tokenizer import _LANGUAGE_CODES  # type: ignore[import-untyped]
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

TEXT_TOKENS = 50_257
TIME_TOKENS = 1501
LAST = ("translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps")
POSITIONS, LONGEST_TEXT = 1500, 448
BEGINNING_OF_FOUR = 3  # tokens that begin a word; the fourth goes on with it
SPREAD = 0.02  # of the weights
NEVER = -10_000.0  # added to what a token scores that is not to be chosen


@dataclass(frozen=True, slots=True)
class Shape:
    """What the time of a Whisper depends on."""

    width: int
    heads: int
    encoder_layers: int
    decoder_layers: int
    mel_bins: int
    languages: int
    alignment_heads: int


SHAPES = {
    "tiny": Shape(64, 2, 1, 1, 80, 99, 1),  # to try the benchmark; no Whisper is as small
    "small": Shape(768, 12, 12, 12, 80, 99, 10),
    "large-v3-turbo": Shape(1280, 20, 32, 4, 128, 100, 6),
}


def write_model(shape: Shape, folder: Path) -> None:
    """A folder as faster-whisper loads it."""
    folder.mkdir(parents=True)
    special = _special_tokens(shape)
    texts = _text_tokens()
    vocabulary = [*texts, *special]
    spec = _spec(shape, len(vocabulary))
    spec.register_vocabulary([*vocabulary[:-1], ""])  # by which CTranslate2 knows many languages
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [*range(TEXT_TOKENS + 2, TEXT_TOKENS + 2 + shape.languages)]
    spec.config.alignment_heads = [
        [shape.decoder_layers - 1 - number // shape.heads, number % shape.heads]
        for number in range(shape.alignment_heads)
    ]
    spec.validate()
    spec.optimize(quantization="float16")
    spec.save(str(folder))
    _tokenizer(texts, special).save(str(folder / "tokenizer.json"))
    extractor = {"feature_size": shape.mel_bins, "sampling_rate": 16_000, "hop_length": 160}
    whole = extractor | {"n_fft": 400, "chunk_length": 30}
    (folder / "preprocessor_config.json").write_text(json.dumps(whole))


def _special_tokens(shape: Shape) -> list[str]:
    names = ["endoftext", "startoftranscript", *_LANGUAGE_CODES[: shape.languages], *LAST]
    times = [f"{number * 0.02:.2f}" for number in range(TIME_TOKENS)]
    return [f"<|{name}|>" for name in (*names, *times)]


def _text_tokens() -> list[str]:
    """Every byte, and made-up words and parts of words."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = ("".join(letters) for letters in product(ascii_lowercase, repeat=4))
    words = islice(made, TEXT_TOKENS - len(alphabet))
    return alphabet + [
        word if number % 4 == BEGINNING_OF_FOUR else f"Ġ{word}" for number, word in enumerate(words)
    ]


def _tokenizer(texts: list[str], special: list[str]) -> Tokenizer:
    numbers = {text: number for number, text in enumerate(texts)}
    tokenizer = Tokenizer(models.BPE(vocab=numbers, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(special)
    return tokenizer


def _spec(shape: Shape, tokens: int) -> WhisperSpec:
    chance = np.random.default_rng(1)
    width = shape.width
    spec = WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)

    def weights(*sizes: int) -> Any:
        return (chance.standard_normal(sizes, np.float32) * SPREAD).astype(np.float16)

    def linear(part: Any, out: int, given: int) -> None:
        part.weight, part.bias = weights(out, given), np.zeros(out, np.float16)

    def norm(part: Any) -> None:
        part.gamma, part.beta = np.ones(width, np.float16), np.zeros(width, np.float16)

    def attention(part: Any, *parts_joined: int) -> None:
        for each, joined in zip(part.linear, parts_joined, strict=True):
            linear(each, joined * width, width)
        norm(part.layer_norm)

    for convolution, channels in (
        (spec.encoder.conv1, shape.mel_bins),
        (spec.encoder.conv2, width),
    ):
        convolution.weight = weights(width, channels, 3)
        convolution.bias = np.zeros(width, np.float16)
    spec.encoder.position_encodings.encodings = weights(POSITIONS, width)
    spec.decoder.position_encodings.encodings = weights(LONGEST_TEXT, width)
    spec.decoder.embeddings.weight = weights(tokens, width)
    linear(spec.decoder.projection, tokens, width)
    spec.decoder.projection.bias[TEXT_TOKENS:] = NEVER
    for side in (spec.encoder, spec.decoder):
        norm(side.layer_norm)
        for layer in side.layer:
            attention(layer.self_attention, 3, 1)
            if side is spec.decoder:
                attention(layer.attention, 1, 2, 1)
            linear(layer.ffn.linear_0, 4 * width, width)
            linear(layer.ffn.linear_1, width, 4 * width)
            norm(layer.ffn.layer_norm)
    return spec
