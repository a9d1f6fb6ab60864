"""The shipped recogniser in transformers' form: `python -m training.recogniser.restore --out DIR`.

Both forms would not fit what the repository may hold, and CTranslate2's has all that the other
needs. The folder serves for comparison runs, and to go on with the training (`--start DIR`).
"""

from __future__ import annotations

import argparse
import json
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from podscribe.models.embedded import EMBEDDED_FOLDER, RECOGNISER
from training.recogniser.export import write_transformers
from training.recogniser.network import NetworkOptions, Recogniser
from training.recogniser.tokens import load_tokens

# CTranslate2's numbers of types, and its names of parts that transformers names otherwise
_TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
_PARTS = (
    ("self_attention/linear_0", ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj")),
    ("self_attention/linear_1", ("self_attn.out_proj",)),
    ("self_attention/layer_norm", ("self_attn_layer_norm",)),
    ("attention/linear_0", ("encoder_attn.q_proj",)),
    ("attention/linear_1", ("encoder_attn.k_proj", "encoder_attn.v_proj")),
    ("attention/linear_2", ("encoder_attn.out_proj",)),
    ("attention/layer_norm", ("encoder_attn_layer_norm",)),
    ("ffn/linear_0", ("fc1",)),
    ("ffn/linear_1", ("fc2",)),
    ("ffn/layer_norm", ("final_layer_norm",)),
    ("layer_norm", ("layer_norm",)),
    ("conv1", ("conv1",)),
    ("conv2", ("conv2",)),
    ("embeddings", ("embed_tokens",)),
    ("position_encodings", ("embed_positions",)),
)
_VALUES = {"weight": "weight", "bias": "bias", "gamma": "weight", "beta": "bias"}


def read_variables(path: Path) -> dict[str, Tensor]:
    """Every variable of a CTranslate2 model, in 32-bit floats."""
    data = path.read_bytes()
    at = 0

    def number(form: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from(f"<{form}", data, at)
        at += struct.calcsize(f"<{form}")
        return int(value)

    def text() -> str:
        nonlocal at
        length = number("H")
        at += length
        return data[at - length : at - 1].decode()

    number("I"), text(), number("I")  # the versions of the format and of the kind of model
    found: dict[str, Tensor] = {}
    for _ in range(number("I")):
        name = text()
        shape = [number("I") for _ in range(number("B"))]
        kind = np.dtype(_TYPES[number("B")])
        size = number("I")
        values = np.frombuffer(data, kind, size // kind.itemsize, at).reshape(shape)
        found[name] = torch.from_numpy(values.astype(np.float32))
        at += size
    for _ in range(number("I")):
        alias = text()
        found[alias] = found[text()]
    numbers = [name for name in found if name.endswith("_scale")]  # by which rows are multiplied
    scales = {name.removesuffix("_scale"): found.pop(name) for name in numbers}
    for name, scale in scales.items():
        found[name] = found[name] / scale.reshape(-1, *(1 for _ in found[name].shape[1:]))
    return found


def restored(model: Path, options: NetworkOptions) -> Recogniser:
    """The network of a model that was exported; the heads of the training are new."""
    network = Recogniser(options)
    weights = network.state_dict()
    for name, value in _named(read_variables(model)):
        weights[name].copy_(value)
    return network.eval()


def _named(variables: dict[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    """The variables under the names that they have in the network."""
    for name, value in variables.items():
        side, _, rest = name.partition("/")
        layer, _, inner = rest.partition("/") if rest.startswith("layer_") else ("", "", rest)
        if rest.startswith("layer_norm/"):
            layer, inner = "", rest
        for part, targets in _PARTS:
            kind = inner.removeprefix(f"{part}/")
            if kind == inner or kind not in (*_VALUES, "encodings"):
                continue
            prefix = f"{side}.layers.{layer.removeprefix('layer_')}." if layer else f"{side}."
            for target, piece in zip(targets, value.chunk(len(targets)), strict=True):
                if not (target.endswith("k_proj") and kind == "bias"):  # which are zero
                    yield f"{prefix}{target}.{_VALUES.get(kind, 'weight')}", piece


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=EMBEDDED_FOLDER / RECOGNISER)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args(given)
    facts = json.loads((arguments.model / "training.json").read_text(encoding="utf-8"))
    network = restored(arguments.model / "model.bin", NetworkOptions(**facts["options"]))
    tokenizer = arguments.model / "tokenizer.json"
    write_transformers(network, load_tokens(tokenizer), tokenizer, arguments.out)


if __name__ == "__main__":
    main()
