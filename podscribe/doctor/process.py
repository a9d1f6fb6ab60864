"""A function called in a process of its own: what crashes or hangs there ends nothing here."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

from podscribe.diarize.loading import in_short
from podscribe.doctor.check import UNKNOWN
from podscribe.errors import PodscribeError

LIMIT_S = 600.0  # a large model on an old processor takes minutes
_SERVE = "from podscribe.doctor.process import serve; serve()"
_LONGEST = 300  # characters of a process's last words
_Result = TypeVar("_Result")


def apart(act: Callable[..., _Result], *arguments: object, limit_s: float = LIMIT_S) -> _Result:
    """What a function of a module gives, called without a network in a process of its own.

    Whatever it raises, and whatever becomes of the process, is raised here as an error.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _SERVE],
            input=pickle.dumps((act, arguments)),
            env=_environment(),
            capture_output=True,
            check=False,
            timeout=limit_s,
        )
    except subprocess.TimeoutExpired as error:
        raise PodscribeError(
            f"was not done within {limit_s:.0f} s, and was ended",
            remedy="close what keeps the machine busy, or use a smaller model; on a GPU, see "
            "whether --device cpu works",
        ) from error
    if done.returncode or not done.stdout:
        raise _ended(done.returncode, done.stderr)
    result: _Result | PodscribeError = pickle.loads(done.stdout)
    if isinstance(result, PodscribeError):
        raise result
    return result


def _environment() -> Mapping[str, str]:
    """The same packages in the same order, and no request to the hub."""
    path = os.pathsep.join(each or os.getcwd() for each in sys.path)
    return {**os.environ, "PYTHONPATH": path, "HF_HUB_OFFLINE": "1"}


def _ended(status: int, stderr: bytes) -> PodscribeError:
    """The process did not live to answer."""
    *_, last = [line.strip() for line in stderr.decode(errors="replace").splitlines()] or [""]
    said = f": {last[:_LONGEST]}" if last else ""
    if status == -signal.SIGKILL:
        return PodscribeError(
            f"was killed{said}",
            remedy="if the memory did not suffice, close other programs or use a smaller model",
        )
    if status < 0:
        return PodscribeError(f"crashed with {signal.Signals(-status).name}{said}", remedy=UNKNOWN)
    return PodscribeError(f"ended with status {status}{said}", remedy=UNKNOWN)


def serve() -> None:
    """Answer the one call that comes on standard input."""
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # libraries print what is no answer
    act, arguments = pickle.load(sys.stdin.buffer)
    with answer:
        pickle.dump(_result(act, arguments), answer)


def _result(act: Callable[..., object], arguments: tuple[object, ...]) -> object:
    try:
        return act(*arguments)
    except PodscribeError as error:
        return error
    except Exception as error:
        return PodscribeError(in_short(error), remedy=UNKNOWN)
