"""What `gpu.py` has done in processes of their own: words, speakers, or both, timed by themselves.

A process is told what to do as JSON in its argument and answers with JSON on a line of its own;
`watch` answers every line it is given.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from podscribe.audio import SAMPLE_RATE, open_decoded
from podscribe.diarize import DiarizeOptions, find_speakers
from podscribe.diarize import open_engine as open_diarizer
from podscribe.errors import is_out_of_memory
from podscribe.models.embedded import DIARIZER, EMBEDDED_FOLDER
from podscribe.pipeline.beside import beside
from podscribe.pipeline.listener import Listener
from podscribe.transcribe import SecondLookOptions, TranscribeOptions, WhisperEngine, transcribe
from podscribe.transcribe.loading import load_model
from podscribe.transcript import Word

PROMPT_TOKENS = 4  # begin, language, task, no times
WINDOW_S = 30
FEWEST_WINDOWS = 16  # that are heard, in as many batches as it takes
EVERY_S = 0.02
Task = dict[str, Any]


def engine_of(task: Task, batch: int) -> tuple[WhisperEngine, TranscribeOptions]:
    """The random model, made to write so many tokens a window; nothing it says is heard again."""
    options = TranscribeOptions(
        language="en",
        device=task["device"],
        batch_size=batch,
        second_look=SecondLookOptions(temperatures=()),
    )
    loaded = load_model(Path(task["folder"]), options)
    loaded.model.max_length = PROMPT_TOKENS + task["tokens"]
    return loaded.engine(options), options


def batches(task: Task) -> list[dict[str, Any]]:
    """Seconds and device memory of windows heard in batches of several sizes, round by round."""
    samples = _samples(task)
    engine, _ = engine_of(task, 1)
    engine.hear([_window(samples, 0)], "en")
    found: list[dict[str, Any]] = []
    with watching(task["device"]) as peak:
        for number in range(task["rounds"]):
            for size in task["batches"][:: -1 if number % 2 else 1]:
                count = max(size, FEWEST_WINDOWS)
                windows = [_window(samples, place) for place in range(count)]
                seconds = _heard_s(engine, windows, size)
                found.append(
                    {"batch": size, "seconds": seconds, "audio s": count * WINDOW_S, "MB": peak()}
                )
    return found


def _samples(task: Task) -> Any:
    audio = open_decoded(Path(task["sound"]))
    assert audio is not None
    return audio.samples


def _heard_s(engine: WhisperEngine, windows: Sequence[Any], size: int) -> float | None:
    """None where the memory does not suffice."""
    begun = time.perf_counter()
    try:
        for at in range(0, len(windows), size):
            engine.hear(windows[at : at + size], "en")
    except RuntimeError as error:
        if is_out_of_memory(error):
            return None
        raise
    return time.perf_counter() - begun


def _window(samples: Any, number: int) -> Any:
    length = WINDOW_S * SAMPLE_RATE
    at = number * length % max(1, len(samples) - length)
    return samples[at : at + length]


def episode(task: Task) -> dict[str, Any]:
    """Words, speakers or both of a whole episode, the models loaded before."""
    samples = _samples(task)
    words, speakers = task["what"] in ("words", "both"), task["what"] in ("speakers", "both")
    with watching(task["device"]) as peak:
        engine, options = engine_of(task, task["batch"]) if words else (None, None)
        telling = DiarizeOptions(device=task["device"])
        teller = open_diarizer(EMBEDDED_FOLDER / DIARIZER, telling) if speakers else None

        def hear(listener: Listener) -> tuple[Word, ...]:
            assert engine is not None and options is not None
            return transcribe(samples, engine, options).words

        def tell(listener: Listener) -> int:
            assert teller is not None
            return len(find_speakers(samples, teller, telling).speakers)

        begun = time.perf_counter()
        if words and speakers:
            heard, told = beside(hear, tell, Listener())
        else:
            heard = hear(Listener()) if words else ()
            told = tell(Listener()) if speakers else 0
        seconds = time.perf_counter() - begun
        return {"seconds": seconds, "MB": peak(), "words": len(heard), "speakers": told}


@contextmanager
def watching(device: str) -> Iterator[Callable[[], float | None]]:
    """What tells the most memory of the device that was in use since it began, in MB."""
    if not device.startswith("cuda"):
        yield lambda: None
        return
    import torch

    over = threading.Event()
    most = [0]

    def look() -> None:
        free, total = torch.cuda.mem_get_info(device)
        most[0] = max(most[0], total - free)

    def look_again() -> None:
        while not over.wait(EVERY_S):
            look()

    look()  # which sets CUDA up, here and not beside other work
    thread = threading.Thread(target=look_again, daemon=True)
    thread.start()
    try:
        yield lambda: most[0] / 1024**2
    finally:
        over.set()
        thread.join()


def watch(task: Task) -> None:
    """Say the most that was in use, until standard input ends."""
    with watching(task["device"]) as peak:
        print(json.dumps(peak()), flush=True)
        sys.stdin.read()
        print(json.dumps(peak()), flush=True)


def device_name(task: Task) -> str:
    import torch

    return str(torch.cuda.get_device_name(task["device"]))


TASKS: dict[str, Callable[[Task], Any]] = {
    "batches": batches,
    "episode": episode,
    "name": device_name,
}


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    if given["do"] == "watch":
        watch(given)
    else:
        print(json.dumps(TASKS[given["do"]](given)), flush=True)
