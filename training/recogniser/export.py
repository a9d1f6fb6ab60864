"""Write the recogniser as faster-whisper loads it: `python -m training.recogniser.export`.

The folder holds `model.bin` (CTranslate2, weights in 8 bits, as processors take them),
`config.json` with the head that tells the times of words, `vocabulary.json`, `tokenizer.json` and
`preprocessor_config.json`; `training.recogniser.restore` makes of it what transformers loads.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path

import torch
from ctranslate2.converters import utils
from ctranslate2.specs import attention_spec, common_spec
from ctranslate2.specs.whisper_spec import WhisperConfig, WhisperSpec
from safetensors.torch import save_file
from torch import nn

from training.recogniser.batches import CHUNK_S
from training.recogniser.network import (
    LONGEST_TEXT,
    WINDOW_FRAMES,
    Attention,
    DecoderLayer,
    Layer,
    NetworkOptions,
    Recogniser,
)
from training.recogniser.tokens import TIME_STEP_S, TIME_TOKENS, Tokens, load_tokens

PREPROCESSOR = {  # windows of 30 seconds, of which faster-whisper fills this many
    "chunk_length": round(CHUNK_S),
    "feature_extractor_type": "WhisperFeatureExtractor",
    "feature_size": 80,
    "hop_length": 160,
    "n_fft": 400,
    "n_samples": round(CHUNK_S) * 16000,
    "nb_max_frames": round(CHUNK_S) * 100,
    "padding_value": 0.0,
    "processor_class": "WhisperProcessor",
    "sampling_rate": 16000,
}


def load_network(checkpoint: Path) -> Recogniser:
    """The network of a checkpoint, ready to hear."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network = Recogniser(NetworkOptions(**saved["options"]))
    network.load_state_dict(saved["network"])
    return network.eval()


def mean(one: Recogniser, other: Recogniser) -> Recogniser:
    """The network whose weights lie halfway between those of two."""
    weights = other.state_dict()
    found = deepcopy(one)
    found.load_state_dict(
        {name: (weight + weights[name]) / 2 for name, weight in one.state_dict().items()}
    )
    return found


def to_ctranslate2(network: Recogniser, tokens: Tokens, folder: Path) -> None:
    """The network as CTranslate2's model."""
    network = deepcopy(network)  # whose weights it makes integers of, where they lie
    options = network.options
    spec = WhisperSpec(options.encoder_layers, options.heads, options.decoder_layers, options.heads)
    for convolution in ("conv1", "conv2"):
        source = getattr(network.encoder, convolution)
        getattr(spec.encoder, convolution).weight = source.weight
        getattr(spec.encoder, convolution).bias = source.bias
    spec.encoder.position_encodings.encodings = network.encoder.embed_positions.weight
    spec.decoder.position_encodings.encodings = network.decoder.embed_positions.weight
    spec.decoder.embeddings.weight = network.decoder.embed_tokens.weight
    spec.decoder.projection.weight = network.decoder.embed_tokens.weight
    for side, half in ((spec.encoder, network.encoder), (spec.decoder, network.decoder)):
        _set_norm(side.layer_norm, half.layer_norm)
        for layer_spec, layer in zip(side.layer, half.layers, strict=True):
            _set_layer(layer_spec, layer)
    spec.register_vocabulary(_vocabulary(tokens))
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [tokens.end]
    spec.config.lang_ids = [tokens.english]
    spec.config.alignment_heads = [[options.decoder_layers - 1, network.guided_head]]
    assert isinstance(spec.config, WhisperConfig)
    spec.validate()
    spec.optimize(quantization="int8_float16")
    spec.save(str(folder))


def _vocabulary(tokens: Tokens) -> list[str]:
    """Every token by its number.

    CTranslate2 takes a Whisper for a multilingual one, which has a token for the language, by an
    empty token in its vocabulary: the last one, which is never written.
    """
    names = [str(tokens.tokenizer.id_to_token(number)) for number in range(tokens.no_times + 1)]
    times = [f"<|{number * TIME_STEP_S:.2f}|>" for number in range(TIME_TOKENS)]
    return [*names, *times, ""]


def _set_layer(spec: object, layer: Layer) -> None:
    _set_attention(spec.self_attention, layer.self_attn, joined=True)  # type: ignore[attr-defined]
    _set_norm(spec.self_attention.layer_norm, layer.self_attn_layer_norm)  # type: ignore[attr-defined]
    if isinstance(layer, DecoderLayer):
        _set_attention(spec.attention, layer.encoder_attn, joined=False)  # type: ignore[attr-defined]
        _set_norm(spec.attention.layer_norm, layer.encoder_attn_layer_norm)  # type: ignore[attr-defined]
    _set_linear(spec.ffn.linear_0, layer.fc1)  # type: ignore[attr-defined]
    _set_linear(spec.ffn.linear_1, layer.fc2)  # type: ignore[attr-defined]
    _set_norm(spec.ffn.layer_norm, layer.final_layer_norm)  # type: ignore[attr-defined]


def _set_attention(
    spec: attention_spec.MultiHeadAttentionSpec, attention: Attention, *, joined: bool
) -> None:
    parts = [common_spec.LinearSpec() for _ in range(3)]
    for part, linear in zip(
        parts, (attention.q_proj, attention.k_proj, attention.v_proj), strict=True
    ):
        _set_linear(part, linear)
    groups: Sequence[list[common_spec.LinearSpec]] = [parts] if joined else [parts[:1], parts[1:]]
    for target, group in zip(spec.linear, groups, strict=False):
        utils.fuse_linear(target, group)
    _set_linear(spec.linear[-1], attention.out_proj)


def _set_linear(spec: common_spec.LinearSpec, linear: nn.Linear) -> None:
    spec.weight = linear.weight
    if linear.bias is not None:
        spec.bias = linear.bias


def _set_norm(spec: common_spec.LayerNormSpec, norm: nn.LayerNorm) -> None:
    spec.gamma = norm.weight
    spec.beta = norm.bias


def write_transformers(network: Recogniser, tokens: Tokens, tokenizer: Path, folder: Path) -> None:
    """The network as transformers' WhisperForConditionalGeneration, with what it needs beside."""
    to_transformers(network, tokens, folder)
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    whole = {"chunk_length": 30, "n_samples": 480000, "nb_max_frames": 3000}  # it takes no other
    _write_json(folder / "preprocessor_config.json", PREPROCESSOR | whole)


def to_transformers(network: Recogniser, tokens: Tokens, folder: Path) -> None:
    """The network as transformers' WhisperForConditionalGeneration."""
    folder.mkdir(parents=True, exist_ok=True)
    options = network.options
    weights = {
        name: weight.detach().half().contiguous().clone()
        for name, weight in network.weights_for_transformers().items()
        if name != "proj_out.weight"  # the same as the embeddings
    }
    save_file(weights, str(folder / "model.safetensors"), metadata={"format": "pt"})
    _write_json(folder / "config.json", _transformers_config(options, tokens))
    _write_json(
        folder / "generation_config.json",
        {
            "alignment_heads": [[options.decoder_layers - 1, network.guided_head]],
            "begin_suppress_tokens": [tokens.end],
            "decoder_start_token_id": tokens.start,
            "eos_token_id": tokens.end,
            "is_multilingual": True,
            "lang_to_id": {"<|en|>": tokens.english},
            "max_length": LONGEST_TEXT,
            "no_timestamps_token_id": tokens.no_times,
            "pad_token_id": tokens.end,
            "suppress_tokens": [],
            "task_to_id": {"transcribe": tokens.transcribe},
        },
    )


def _transformers_config(options: NetworkOptions, tokens: Tokens) -> dict[str, object]:
    return {
        "architectures": ["WhisperForConditionalGeneration"],
        "model_type": "whisper",
        "vocab_size": options.tokens,
        "d_model": options.width,
        "num_mel_bins": options.mel_bins,
        "encoder_layers": options.encoder_layers,
        "decoder_layers": options.decoder_layers,
        "encoder_attention_heads": options.heads,
        "decoder_attention_heads": options.heads,
        "encoder_ffn_dim": options.inner,
        "decoder_ffn_dim": options.inner,
        "max_source_positions": WINDOW_FRAMES,
        "max_target_positions": LONGEST_TEXT,
        "bos_token_id": tokens.end,
        "eos_token_id": tokens.end,
        "pad_token_id": tokens.end,
        "decoder_start_token_id": tokens.start,
        "torch_dtype": "float16",
    }


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def export(training: Path, folder: Path, before: Path | None = None) -> None:
    """A training's network as faster-whisper loads it, and what it needs beside the weights.

    With the training `before` it, its weights are the mean of both.
    """
    network = load_network(training / "checkpoint.pt")
    if before is not None:
        network = mean(network, load_network(before / "checkpoint.pt"))
    tokens = load_tokens(training / "tokenizer.json")
    folder.mkdir(parents=True, exist_ok=True)
    to_ctranslate2(network, tokens, folder)
    shutil.copyfile(training / "tokenizer.json", folder / "tokenizer.json")
    _write_json(folder / "preprocessor_config.json", PREPROCESSOR)
    saved = torch.load(training / "checkpoint.pt", map_location="cpu", weights_only=True)
    facts = {
        "options": asdict(network.options),
        "parameters": sum(weight.numel() for weight in network.weights_for_transformers().values())
        - network.decoder.embed_tokens.weight.numel(),
        "steps": saved["progress"]["step"],
        "minutes": round(saved["progress"]["spent_s"] / 60, 1),
        "material": json.loads((training / "material.json").read_text(encoding="utf-8")),
    }
    _write_json(folder / "training.json", facts)
    print(json.dumps(facts))


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--training", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--before", type=Path, help="a training before: the mean of both is taken")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args(given)
    export(arguments.training, arguments.out, arguments.before)


if __name__ == "__main__":
    main()
