"""A synthesizer's process that is started once and asked many times."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Sequence
from typing import BinaryIO

from training.speak.heard import SynthesisError

PATIENCE_S = 60.0  # then the process is ended: one that hangs would be waited for forever


class KeptProcess:
    """Written to and read from by one thread."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input: BinaryIO = self._process.stdin  # type: ignore[assignment]
        self._output: BinaryIO = self._process.stdout  # type: ignore[assignment]
        self._timer: threading.Timer | None = None

    def ask(self, request: str) -> None:
        """Sends a request; its answer is to be read until `done`."""
        self._timer = threading.Timer(PATIENCE_S, self._process.kill)
        self._timer.daemon = True
        self._timer.start()
        try:
            self._input.write(request.encode("ascii"))
            self._input.flush()
        except OSError as error:
            raise SynthesisError("a synthesizer ended") from error

    def row(self) -> str:
        """The next row of an answer."""
        row = self._output.readline()
        if not row:
            raise SynthesisError("a synthesizer ended before it answered")
        return row.decode("ascii", "replace").rstrip("\n")

    def data(self, size: int) -> bytes:
        """The next bytes of an answer."""
        data = self._output.read(size)
        if len(data) < size:
            raise SynthesisError("a synthesizer ended in the middle of its answer")
        return data

    def done(self) -> None:
        """The answer was read."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        """Ends the process."""
        self.done()
        self._process.kill()
        self._process.wait()
        self._output.close()
        with contextlib.suppress(OSError):  # what was left to be written has no reader
            self._input.close()
