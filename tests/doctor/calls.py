"""What processes are made to call, each going wrong in its own way."""

from __future__ import annotations

import os
import signal
import sys
import time

from podscribe.errors import PodscribeError


def double(number: int) -> int:
    print("a library prints")
    os.write(1, b"and so does one that is no Python\n")
    return 2 * number


def refuse(file: str) -> None:
    raise PodscribeError("is no model", file=file, place=3, remedy="get another")


def divide() -> float:
    return 1 / 0


def die(number: int) -> None:
    print("the last words", file=sys.stderr, flush=True)
    os.kill(os.getpid(), number)


def leave(status: int) -> None:
    os._exit(status)


def wait() -> None:
    time.sleep(60)


def surroundings() -> tuple[str | None, list[str]]:
    return os.environ.get("HF_HUB_OFFLINE"), sys.path


SEGMENTATION, KILLED = signal.SIGSEGV, signal.SIGKILL
