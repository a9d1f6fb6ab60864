"""What `whisperx.py` asks of WhisperX's own environment, whose Python runs this file.

    build/whisperx/bin/python -P benchmarks/whisperx_side.py prepare FOLDER
    build/whisperx/bin/python -P benchmarks/whisperx_side.py assign AUDIO PIPELINE TIMED RESULT

With `-P`, "whisperx" is the package and not the benchmark beside this file.

`prepare` writes what WhisperX's alignment would fetch: a model of the shape of
`WAV2VEC2_ASR_BASE_960H` with random weights, and a sentence splitter that knows no abbreviations.
They cost what the real ones cost, and the times that come of them mean nothing.

`assign` lets WhisperX tell the speakers of a transcript whose words have times already: its own
diarization of the audio, its own way to give words to speakers.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

LETTERS = "ETAONIHSRDLUMWCFGYPBVK'XJQZ"
SPECIAL = ("<pad>", "<s>", "</s>", "<unk>", "|")


def prepare(folder: Path) -> None:
    """The alignment model in `aligner`, the splitter in `nltk_data`."""
    import torch
    from nltk.tokenize.punkt import PunktParameters, save_punkt_params
    from transformers import (
        Wav2Vec2Config,
        Wav2Vec2CTCTokenizer,
        Wav2Vec2FeatureExtractor,
        Wav2Vec2ForCTC,
        Wav2Vec2Processor,
    )

    aligner = folder / "aligner"
    aligner.mkdir(parents=True, exist_ok=True)
    vocabulary = {text: number for number, text in enumerate((*SPECIAL, *LETTERS))}
    (aligner / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    torch.manual_seed(1)
    Wav2Vec2ForCTC(Wav2Vec2Config(vocab_size=len(vocabulary))).save_pretrained(aligner)
    Wav2Vec2Processor(
        Wav2Vec2FeatureExtractor(return_attention_mask=False),
        Wav2Vec2CTCTokenizer(str(aligner / "vocab.json")),
    ).save_pretrained(aligner)
    splitter = folder / "nltk_data" / "tokenizers" / "punkt_tab" / "english"
    splitter.parent.mkdir(parents=True, exist_ok=True)
    save_punkt_params(PunktParameters(), str(splitter))


def assign(audio: Path, pipeline: Path, timed: Path, result: Path) -> None:
    """As WhisperX's command line does it, its alignment's result being the one given."""
    from whisperx.diarize import DiarizationPipeline, assign_word_speakers

    transcript = json.loads(timed.read_text(encoding="utf-8"))
    spans = DiarizationPipeline(model_name=str(pipeline), device="cpu")(str(audio))
    told = assign_word_speakers(spans, transcript)
    result.write_text(json.dumps(told), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    preparing = commands.add_parser("prepare")
    preparing.add_argument("folder", type=Path)
    assigning = commands.add_parser("assign")
    for name in ("audio", "pipeline", "timed", "result"):
        assigning.add_argument(name, type=Path)
    arguments = parser.parse_args()
    if arguments.command == "prepare":
        prepare(arguments.folder)
    else:
        assign(arguments.audio, arguments.pipeline, arguments.timed, arguments.result)


if __name__ == "__main__":
    main()
