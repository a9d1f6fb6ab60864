"""One audio file through both models: `python -m training.both WHISPER PYANNOTE AUDIO`."""

from __future__ import annotations

import sys
from pathlib import Path

from training.diarization.pipeline import open_pipeline, quiet


def main() -> None:
    """Words on one line each, then speakers."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel
    from faster_whisper.audio import decode_audio

    whisper, pyannote, audio = sys.argv[1:]
    samples = decode_audio(audio)
    pipeline = BatchedInferencePipeline(WhisperModel(whisper, compute_type="float32"))
    segments, _ = pipeline.transcribe(samples, language="en", word_timestamps=True, batch_size=8)
    for segment in segments:
        for word in segment.words or []:
            print(f"{word.start:.2f} {word.end:.2f}{word.word}")
    import torch

    diarization = open_pipeline(Path(pyannote))
    with quiet():
        found = diarization({"waveform": torch.from_numpy(samples)[None], "sample_rate": 16_000})
    print(found.speaker_diarization.to_rttm(), end="")


if __name__ == "__main__":
    main()
