"""faster-whisper and pyannote.audio as a plain script calls them, one after the other.

    python benchmarks/bare.py AUDIO OUT --words FOLDER --speakers FOLDER [OPTION...]

What podscribe is held against by `engines.py`: nothing is checked, kept or shown, words and
speakers are not brought together, and all that is written is a small JSON. Without one of the
folders the other engine works alone.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def words(samples: Any, options: argparse.Namespace) -> list[tuple[float, float, str]]:
    from faster_whisper import (  # type: ignore[import-untyped]
        BatchedInferencePipeline,
        WhisperModel,
    )

    if options.device == "cuda":
        from podscribe.transcribe.cuda import load_cublas

        load_cublas()
    model = WhisperModel(
        str(options.words),
        device=options.device,
        compute_type=options.compute_type,
        cpu_threads=options.threads,
        local_files_only=True,
    )
    segments, _ = BatchedInferencePipeline(model).transcribe(
        samples,
        language=options.language,
        beam_size=options.beam_size,
        batch_size=options.batch_size,
        word_timestamps=True,
        vad_filter=True,
        vad_parameters=json.loads(options.voice),
    )
    return [
        (float(word.start), float(word.end), word.word)
        for segment in segments
        for word in segment.words
    ]


def speakers(samples: Any, options: argparse.Namespace) -> list[tuple[float, float, str]]:
    import torch
    from pyannote.audio import Pipeline

    pipeline: Any = Pipeline.from_pretrained(options.speakers)
    pipeline.segmentation_batch_size = options.segmentation_batch
    pipeline.embedding_batch_size = options.embedding_batch
    pipeline.to(torch.device(options.device))
    found = pipeline({"waveform": torch.from_numpy(samples)[None], "sample_rate": 16_000})
    return [
        (segment.start, segment.end, speaker)
        for segment, _, speaker in found.speaker_diarization.itertracks(yield_label=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("audio", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--words", type=Path, metavar="FOLDER")
    parser.add_argument("--speakers", type=Path, metavar="FOLDER")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--compute-type", default="int8")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--language", default="en")
    parser.add_argument("--beam-size", type=int, default=5)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--voice", default="{}", help="faster-whisper's vad_parameters, as JSON")
    parser.add_argument("--segmentation-batch", type=int, default=8)
    parser.add_argument("--embedding-batch", type=int, default=2)
    options = parser.parse_args()
    from faster_whisper import decode_audio

    samples = decode_audio(str(options.audio))
    found = {}
    if options.words:
        found["words"] = words(samples, options)
    if options.speakers:
        found["speakers"] = speakers(samples, options)
    options.out.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
