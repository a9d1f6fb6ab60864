"""Whisper's network, small, its weights named as in transformers so that they load there.

Beside Whisper's own output it gives, for training only, guesses of the letters and of the token
spoken at each frame and the cross-attention of two heads. The letters teach it sounds; tokens and
attention can be held against the exact times that synthetic speech comes with, which makes the
network listen from the first minutes on. One head of the last decoder layer looks for the token
that comes next, one of the layer before it for the token that was just read: where it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

WINDOW_FRAMES = 1500  # of 20 ms: 30 s
LONGEST_TEXT = 448
NAMED_EVERY = 3  # frames: of so many one is asked for its token, which lasts longer
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789' "  # numbered from 1; 0 is none


class Guesses(NamedTuple):
    """What the network gives in training."""

    scores: Tensor  # of every next token
    frames: Tensor  # of the token spoken at every `NAMED_EVERY`th frame
    letters: Tensor  # of the letter spoken at each frame
    following: Tensor  # attention to the token that comes next, its logarithm
    current: Tensor  # attention to the token just read, its logarithm


@dataclass(frozen=True, slots=True)
class NetworkOptions:
    """The size of the network."""

    tokens: int
    text_tokens: int
    width: int = 192
    heads: int = 3
    encoder_layers: int = 6
    decoder_layers: int = 4
    mel_bins: int = 80

    @property
    def inner(self) -> int:
        return 4 * self.width


def attended(query: Tensor, key: Tensor, value: Tensor, causal: bool) -> Tensor:
    """The values, weighted by attention; at 16 bits a processor does it faster in plain steps."""
    if query.is_cuda or query.dtype == torch.float32:
        return functional.scaled_dot_product_attention(query, key, value, is_causal=causal)
    scores = query * query.shape[-1] ** -0.5 @ key.transpose(-1, -2)
    if causal:
        later = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
        scores = scores.masked_fill(later, float("-inf"))
    return torch.softmax(scores, dim=-1, dtype=scores.dtype) @ value


class Attention(nn.Module):
    """Whisper's attention: no bias on the keys."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q_proj = nn.Linear(width, width)
        self.k_proj = nn.Linear(width, width, bias=False)
        self.v_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)

    def split(self, states: Tensor) -> Tensor:
        batch, length, width = states.shape
        return states.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

    def forward(self, states: Tensor, source: Tensor | None = None, causal: bool = False) -> Tensor:
        source = states if source is None else source
        query, key, value = self.q_proj(states), self.k_proj(source), self.v_proj(source)
        mixed = attended(self.split(query), self.split(key), self.split(value), causal)
        return self.out_proj(mixed.transpose(1, 2).reshape(states.shape))

    def log_weights(self, states: Tensor, source: Tensor, head: int) -> Tensor:
        """The logarithm of one head's attention."""
        query = self.split(self.q_proj(states))[:, head]
        key = self.split(self.k_proj(source))[:, head]
        scores = query @ key.transpose(1, 2) / query.shape[-1] ** 0.5
        return functional.log_softmax(scores.float(), dim=-1)


class Layer(nn.Module):
    """What encoder and decoder layers share: attention to themselves and two linear maps."""

    def __init__(self, options: NetworkOptions) -> None:
        super().__init__()
        self.self_attn = Attention(options.width, options.heads)
        self.self_attn_layer_norm = nn.LayerNorm(options.width)
        self.fc1 = nn.Linear(options.width, options.inner)
        self.fc2 = nn.Linear(options.inner, options.width)
        self.final_layer_norm = nn.LayerNorm(options.width)

    def attend(self, states: Tensor, causal: bool) -> Tensor:
        return states + self.self_attn(self.self_attn_layer_norm(states), causal=causal)

    def think(self, states: Tensor) -> Tensor:
        return states + self.fc2(functional.gelu(self.fc1(self.final_layer_norm(states))))


class EncoderLayer(Layer):
    def forward(self, states: Tensor) -> Tensor:
        return self.think(self.attend(states, causal=False))


class DecoderLayer(Layer):
    def __init__(self, options: NetworkOptions) -> None:
        super().__init__(options)
        self.encoder_attn = Attention(options.width, options.heads)
        self.encoder_attn_layer_norm = nn.LayerNorm(options.width)

    def forward(self, states: Tensor, heard: Tensor) -> tuple[Tensor, Tensor]:
        """The new states, and what went into the cross-attention."""
        states = self.attend(states, causal=True)
        asking = self.encoder_attn_layer_norm(states)
        return self.think(states + self.encoder_attn(asking, heard)), asking


def sinusoids(length: int, width: int) -> Tensor:
    """Whisper's positions of the encoder, which are not learnt."""
    scale = torch.log(torch.tensor(10000.0)) / (width // 2 - 1)
    rates = torch.exp(-scale * torch.arange(width // 2))
    angles = torch.arange(length)[:, None] * rates[None, :]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Encoder(nn.Module):
    def __init__(self, options: NetworkOptions) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(options.mel_bins, options.width, 3, padding=1)
        self.conv2 = nn.Conv1d(options.width, options.width, 3, stride=2, padding=1)
        self.embed_positions = nn.Embedding(WINDOW_FRAMES, options.width)
        self.embed_positions.weight = nn.Parameter(
            sinusoids(WINDOW_FRAMES, options.width), requires_grad=False
        )
        self.layers = nn.ModuleList(EncoderLayer(options) for _ in range(options.encoder_layers))
        self.layer_norm = nn.LayerNorm(options.width)

    def forward(self, mel: Tensor) -> Tensor:
        return self.halfway(mel)[1]

    def halfway(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """The states before the last layer, where letters are guessed, and the final ones."""
        states = functional.gelu(self.conv1(mel))
        states = functional.gelu(self.conv2(states)).transpose(1, 2)
        states = states + self.embed_positions.weight[: states.shape[1]]
        for layer in self.layers[:-1]:
            states = layer(states)
        return states, self.layer_norm(self.layers[-1](states))


class Decoder(nn.Module):
    def __init__(self, options: NetworkOptions) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(options.tokens, options.width)
        self.embed_positions = nn.Embedding(LONGEST_TEXT, options.width)
        self.layers = nn.ModuleList(DecoderLayer(options) for _ in range(options.decoder_layers))
        self.layer_norm = nn.LayerNorm(options.width)
        nn.init.normal_(self.embed_tokens.weight, std=options.width**-0.5)
        nn.init.normal_(self.embed_positions.weight, std=0.02)

    def forward(self, tokens: Tensor, heard: Tensor) -> tuple[Tensor, list[Tensor]]:
        """The scores of every next token, and what each layer asks of the audio."""
        states = self.embed_tokens(tokens) + self.embed_positions.weight[: tokens.shape[1]]
        asked = []
        for layer in self.layers:
            states, asking = layer(states, heard)
            asked.append(asking)
        return self.layer_norm(states) @ self.embed_tokens.weight.T, asked


class Recogniser(nn.Module):
    """Whisper, and the heads that guess the letter and the token of each frame."""

    guided_head = 0  # of the last decoder layer: the one that tells when a word is spoken

    def __init__(self, options: NetworkOptions) -> None:
        super().__init__()
        self.options = options
        self.encoder = Encoder(options)
        self.decoder = Decoder(options)
        self.frame_head = nn.Linear(options.width, options.text_tokens + 1)
        self.letter_head = nn.Linear(options.width, len(LETTERS) + 1)

    def forward(self, mel: Tensor, tokens: Tensor) -> Guesses:
        """Everything that is held against the truth."""
        halfway, heard = self.encoder.halfway(mel)
        scores, asked = self.decoder(tokens, heard)
        return Guesses(
            scores,
            self.frame_head(heard[:, ::NAMED_EVERY]),
            self.letter_head(halfway),
            self._looked_at(asked, heard, -1),
            self._looked_at(asked, heard, -2 if len(asked) > 1 else -1),
        )

    def _looked_at(self, asked: Sequence[Tensor], heard: Tensor, layer: int) -> Tensor:
        attention = self.decoder.layers[layer].encoder_attn
        assert isinstance(attention, Attention)
        return attention.log_weights(asked[layer], heard, self.guided_head)

    def weights_for_transformers(self) -> dict[str, Tensor]:
        """The weights under the names that transformers gives them."""
        named = {
            f"model.{name}": weight
            for name, weight in self.state_dict().items()
            if not name.startswith(("frame_head", "letter_head"))
        }
        return named | {"proj_out.weight": self.decoder.embed_tokens.weight}

    def start_from(self, weights: Mapping[str, Tensor]) -> Sequence[nn.Module]:
        """Take the weights of a smaller or equal network, named as in transformers.

        Layers that it lacks come before the last one of their side and change nothing at first;
        these are returned.
        """
        added: list[nn.Module] = []
        taken = {name.removeprefix("model."): weight.float() for name, weight in weights.items()}
        taken.pop("proj_out.weight", None)
        for side, layers in (("encoder", self.encoder.layers), ("decoder", self.decoder.layers)):
            prefix = f"{side}.layers."
            had = 1 + max(int(name.split(".")[2]) for name in taken if name.startswith(prefix))
            if had > len(layers):
                raise ValueError(f"the weights to start from have {had} {side} layers")
            last, moved = f"{prefix}{had - 1}.", f"{prefix}{len(layers) - 1}."
            taken = {
                moved + name.removeprefix(last) if name.startswith(last) else name: weight
                for name, weight in taken.items()
            }
            added += layers[had - 1 : -1]
        unknown = self.load_state_dict(taken, strict=False).unexpected_keys
        if unknown:
            raise ValueError(f"unknown weights: {', '.join(unknown)}")
        for layer in added:
            _hush(layer)
        return added


def _hush(layer: nn.Module) -> None:
    """Let the layer add nothing to what it hears, until it has learnt to."""
    for name, part in layer.named_modules():
        if name.endswith(("out_proj", "fc2")):
            assert isinstance(part, nn.Linear)
            nn.init.zeros_(part.weight)
            nn.init.zeros_(part.bias)
