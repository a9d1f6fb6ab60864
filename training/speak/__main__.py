"""Single sentences for the recogniser: `python -m training.speak --count N --seed K --out DIR`."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from training.grammar import scorable, sentence, trainable
from training.speak.clips import available
from training.speak.many import Request, speak_many
from training.speak.packs import PACK, gather, has_pack, write_pack
from training.voices import VOICES, Voice, invented, varied

INVENTED_SHARE = 0.5  # of the clips, by speakers who are not in VOICES
VARIATION = 0.06


def requests(count: int, seed: Sequence[int], held_out: bool) -> Iterator[Request]:
    """So many sentences, each with a speaker of its own or one of VOICES on another day."""
    rng = np.random.default_rng([*seed, int(held_out)])
    words = random.Random(int(rng.integers(2**31)))
    keep = scorable if held_out else trainable
    voices = tuple(voice for voice in VOICES if available(voice))
    for _ in range(count):
        text = sentence(words, keep)
        yield Request(text, _speaker(voices, rng), int(rng.integers(2**31)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes the packs that are not there yet, then clips.jsonl."""
    options = _parser().parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    names = []
    for number, begin in enumerate(range(0, options.count, PACK)):
        size = min(PACK, options.count - begin)
        names.append(f"pack-{options.seed}-{number:04d}-{size}")
        if has_pack(options.out, names[-1]):
            continue
        asked = requests(size, (options.seed, number), options.held_out)
        spoken = speak_many(asked, options.processes)
        write_pack(options.out, names[-1], [(request.text, clip) for request, clip in spoken])
        print(f"{begin + size}/{options.count}", file=sys.stderr)
    print(f"{gather(options.out, names)} clips in {options.out}", file=sys.stderr)


def _speaker(voices: Sequence[Voice], rng: np.random.Generator) -> Voice:
    if rng.random() < INVENTED_SHARE:
        return invented(1, rng, voices)[0]
    return varied(voices[int(rng.integers(len(voices)))], rng, VARIATION)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.speak", description=__doc__)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--held-out", action="store_true", help="sentences for scoring only")
    parser.add_argument("--processes", type=int, default=2)
    return parser


if __name__ == "__main__":
    main()
