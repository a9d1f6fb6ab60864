"""Festival, as a process that is kept: it takes long to start and little to speak."""

from __future__ import annotations

import shutil
import tempfile
import wave
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

from training.speak.heard import Heard, Span, SynthesisError
from training.speak.kept import KeptProcess

SCRIPT = Path(__file__).with_name("festival.scm")
VOICES_FOLDERS = (Path("/usr/share/festival/voices"), Path("/usr/lib/festival/voices"))
HIDDEN_MARKOV = "cmu_us_slt_arctic_hts"
BASE_PITCH_HZ = {"kal_diphone": 105.0, "ked_diphone": 105.0}


class Festival:
    """A festival process."""

    def __init__(self) -> None:
        self._process = KeptProcess(["festival", "--pipe", str(SCRIPT)])

    def say(self, text: str, voice: str, stretch: float, melody: float) -> Heard:
        """The text as a voice says it, `stretch` times as long as it would by itself."""
        settings = _settings(voice, stretch, melody)
        with tempfile.TemporaryDirectory(prefix="festival-") as folder:
            said = Path(folder) / "said.wav"
            self._process.ask(f'{settings}(podscribe_say "{text}" "{said}")\n')
            rows = self._rows()
            with wave.open(str(said), "rb") as file:
                samples = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
                return Heard(samples, file.getframerate(), tuple(_spans(rows)))

    def close(self) -> None:
        """Ends the process."""
        self._process.close()

    def _rows(self) -> list[str]:
        """The answer, up to its last row."""
        rows = []
        while (row := self._process.row()) != "done":
            rows.append(row)
        self._process.done()
        return rows


_kept: list[Festival] = []


def say(text: str, voice: str, stretch: float, melody: float, seed: int) -> Heard:
    """The same, by a process that is started once, and again after it failed."""
    if not _kept:
        _kept.append(Festival())
    try:
        return _kept[0].say(text, voice, stretch, melody)
    except (SynthesisError, OSError, wave.Error) as error:
        close()
        raise SynthesisError(f"festival, {text!r}: {error}") from error


def close() -> None:
    """Ends the kept process, if there is one."""
    while _kept:
        _kept.pop().close()


@cache
def available(voice: str = "kal_diphone") -> bool:
    """Whether festival and one of its voices are installed."""
    found = any(any(folder.glob(f"*/{voice}")) for folder in VOICES_FOLDERS)
    return shutil.which("festival") is not None and found


def _settings(voice: str, stretch: float, melody: float) -> str:
    """The commands that choose a voice, its speed and its pitch."""
    if voice == HIDDEN_MARKOV:
        parameters = f'(append hts_engine_params \'(("-r" {1 / stretch:.4f})))'
        return f"(voice_{voice})(set! hts_engine_params {parameters})"
    pitch = f"(cons (list 'target_f0_mean {BASE_PITCH_HZ[voice] * melody:.1f}) int_lr_params)"
    return (
        f"(voice_{voice})(Parameter.set 'Duration_Stretch {stretch:.4f})"
        f"(set! int_lr_params {pitch})"
    )


def _spans(rows: list[str]) -> Iterator[Span]:
    """The time of each token, from the rows of the script."""
    tokens: list[list[Span]] = []
    for row in rows:
        kind, *values = row.split()
        if kind == "token":
            tokens.append([])
        elif kind == "word" and float(values[1]) > float(values[0]):
            tokens[-1].append((float(values[0]), float(values[1])))
    for token in tokens:
        if not token:
            raise SynthesisError("no word in a token")
        yield token[0][0], token[-1][1]
