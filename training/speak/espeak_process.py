"""Speaks with eSpeak NG in a process of its own, each text in a fork of it.

What the library has said is heard in what it says next (its oscillators go on), so each text
starts from the same, freshly loaded library. Ending and loading it anew in one process does the
same, but its thread is not always joined: one text in a thousand or so would hang. Run as a
script, without the package, so that it starts fast and forks cheaply.

A request is a row of JSON; so is the answer, with the samples' bytes after it.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import warnings
from typing import Any

LIBRARY = "libespeak-ng.so.1"
SYNCHRONOUS = 2  # returns when all is said, plays nothing
PHONEME_EVENTS, DONT_EXIT = 0x1, 0x8000
END, WORD, PHONEME = 0, 1, 7
RATE, PITCH = 1, 3


class Identity(ctypes.Union):
    _fields_ = (
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    )


class Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", Identity),
    )


Listener = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(Event))


def main() -> None:
    """Answers requests until there are no more."""
    warnings.simplefilter("ignore", DeprecationWarning)  # the library's idle thread and fork
    library = ctypes.CDLL(LIBRARY)
    rate = library.espeak_Initialize(SYNCHRONOUS, 0, None, PHONEME_EVENTS | DONT_EXIT)
    for row in sys.stdin.buffer:
        child = os.fork()
        if child == 0:
            _send(*_answer(library, rate, json.loads(row)))
            os._exit(0)
        if os.waitpid(child, 0)[1] != 0:
            _send({"error": "crashed"}, b"")


def _answer(library: ctypes.CDLL, rate: int, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    chunks: list[bytes] = []
    events: list[tuple[int, int, int, int, str]] = []

    def listen(wave: int | None, count: int, told: Any) -> int:
        if wave and count:
            chunks.append(ctypes.string_at(wave, count * 2))
        number = 0
        while told[number].type != END:
            _note(events, told[number])
            number += 1
        return 0

    listener = Listener(listen)
    library.espeak_SetSynthCallback(listener)
    if library.espeak_SetVoiceByName(asked["voice"].encode()) != 0:
        return {"error": f"no voice {asked['voice']}"}, b""
    library.espeak_SetParameter(RATE, asked["rate"], 0)
    library.espeak_SetParameter(PITCH, asked["pitch"], 0)
    text = asked["text"].encode("ascii") + b"\0"
    library.espeak_Synth(text, len(text), 0, 1, 0, 1, None, None)
    samples = b"".join(chunks)
    return {"rate": rate, "bytes": len(samples), "events": events}, samples


def _note(events: list[tuple[int, int, int, int, str]], event: Any) -> None:
    """Keeps an event as type, character (from 0), sample, length, phoneme."""
    if event.type in (WORD, PHONEME):
        phoneme = event.id.string.decode("latin-1") if event.type == PHONEME else ""
        position = event.text_position - 1
        events.append((event.type, position, event.sample, event.length, phoneme))


def _send(header: dict[str, Any], samples: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + samples)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
