"""Score the embedded models: `python -m training.score --data FOLDER... [--out scores.json]`.

Words, their times and speakers are held against the truth of the conversations, alone and
together, music and noise must give no words, and a minute of audio goes through both models in a
fresh process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from podscribe.models.checksums import verify
from podscribe.models.embedded import DIARIZER, EMBEDDED_FOLDER, RECOGNISER
from training import music, sound, whose
from training.codec import read_audio, write_audio
from training.data import SAMPLE_RATE, Samples, read_conversations
from training.diarization import score as speakers
from training.recogniser import score as words

SPEED_S = 60.0


def main(given: Sequence[str] | None = None) -> None:
    """All figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m training.score", description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="held-out folders")
    parser.add_argument("--whisper", type=Path, default=EMBEDDED_FOLDER / RECOGNISER)
    parser.add_argument("--pyannote", type=Path, default=EMBEDDED_FOLDER / DIARIZER)
    parser.add_argument("--out", type=Path, help="where to keep the figures")
    parser.add_argument("--speechless", type=float, default=60.0, help="seconds of each kind")
    parser.add_argument("--runs", type=int, default=3, help="of the speed test")
    options = parser.parse_args(given)
    for folder in options.data:
        if not (folder / "conversations.jsonl").is_file():
            parser.error(f"{folder} holds no conversations: make train-held-out first")
    for folder in (options.whisper, options.pyannote):
        verify(folder)
    hearers = {name: hearer(options.whisper) for name, hearer in words.HEARERS.items()}
    figures = {
        "words": {name: words_figures(hear, options.data) for name, hear in hearers.items()},
        "speechless": {
            name: speechless_words(hear, options.speechless) for name, hear in hearers.items()
        },
        "speed": speed(options.whisper, options.pyannote, options.data[0], options.runs),
        "speakers": speakers.score(options.pyannote, speakers.load_sets(options.data)),
        "whose": whose.score(options.whisper, options.pyannote, options.data),
    }
    text = json.dumps(figures, indent=1) + "\n"
    print(text, end="")
    if options.out:
        options.out.write_text(text, encoding="utf-8")


def words_figures(hear: words.Hear, folders: Sequence[Path]) -> dict[str, Any]:
    """The figures of each folder, and of all together."""
    results = {folder.name: words.results(hear, folder) for folder in folders}
    everything = [result for each in results.values() for result in each]
    return {
        **asdict(words.summary(everything)),
        "by_folder": {name: asdict(words.summary(each)) for name, each in results.items()},
    }


def speechless_words(hear: words.Hear, seconds: float) -> dict[str, int]:
    """How many words are heard in so much of each sound without speech."""
    return {name: len(hear(samples)) for name, samples in speechless(seconds).items()}


def speechless(seconds: float) -> Mapping[str, Samples]:
    """So much each of what holds no speech."""
    rng = np.random.default_rng(7)
    count = round(seconds * SAMPLE_RATE)
    level = np.float32(0.05)
    made = {"silence": np.zeros(count, np.float32)}
    made |= {kind: sound.noise(rng, count, kind) * level for kind in sound.NOISES}
    return made | {
        "jingle": music.jingle(rng, seconds)[:count] * level,
        "bed": music.bed(rng, seconds)[:count] * level,
    }


def speed(whisper: Path, pyannote: Path, folder: Path, runs: int) -> dict[str, Any]:
    """Seconds that fresh processes need for a minute of audio."""
    conversation = next(read_conversations(folder / "conversations.jsonl"))
    samples = read_audio(folder / conversation.audio)[: round(SPEED_S * SAMPLE_RATE)]
    with tempfile.TemporaryDirectory() as place:
        audio = Path(place) / "minute.flac"
        write_audio(audio, samples)
        command = [sys.executable, "-m", "training.both", str(whisper), str(pyannote), str(audio)]
        return {
            "seconds_of_audio": samples.size / SAMPLE_RATE,
            "runs": [_timed(command) for _ in range(runs)],
            "cores": os.cpu_count(),
        }


def _timed(command: Sequence[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return round(time.perf_counter() - begin, 2)


if __name__ == "__main__":
    main()
