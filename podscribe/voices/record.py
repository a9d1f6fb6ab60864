"""The file of a show's voices: readable YAML, written whole or not at all.

    podscribe-voices: 1
    people:
    - name: Mara
      consent: agreed by mail on 2026-03-01
      prints:
      - learned: '2026-03-02'
        source: s01e04.mp3
        seconds: 84.2
        model: WeSpeakerResNet34
        weights: 9f86d0…
        embedding: jLrNvA…

An embedding is base64 of 16-bit floats in little-endian order.
"""

from __future__ import annotations

import base64
import binascii
import math
import os
import struct
from pathlib import Path
from typing import Any

import yaml

from podscribe.diarize import VoiceModel
from podscribe.errors import PodscribeError
from podscribe.files import decode_text, read_bytes, write_bytes
from podscribe.formats import front_matter
from podscribe.voices.book import KnownVoice, VoiceBook, Voiceprint, one_long
from podscribe.voices.rewriting import rewritten

FILE_NAME = "voices.yaml"
KIND = "podscribe-voices"
VERSION = 1
_OPENING = (
    "# How people of this show sound: biometric data. Keep it where only those can read it who\n"
    "# need to; `podscribe voices remove NAME` forgets a person.\n"
)
_NUMBER_BYTES = 2


def serialize(book: VoiceBook) -> str:
    """The book as it is kept; the same book always gives the same."""
    content = {KIND: VERSION, "people": [_person_fields(person) for person in book.people]}
    return _OPENING + _dump(content)


def _dump(content: object) -> str:
    return str(yaml.dump(content, allow_unicode=True, sort_keys=False, width=100))


def _person_fields(person: KnownVoice) -> dict[str, Any]:
    return {
        "name": person.name,
        "consent": person.consent,
        "prints": [_print_fields(each) for each in person.prints],
    }


def _print_fields(made: Voiceprint) -> dict[str, object]:
    packed = struct.pack(f"<{len(made.embedding)}e", *made.embedding)
    return {
        "learned": made.learned,
        "source": made.source,
        "seconds": made.seconds,
        "model": made.model.name,
        "weights": made.model.digest,
        "embedding": base64.b64encode(packed).decode("ascii"),
    }


def parse(text: str) -> VoiceBook:
    """What `serialize` wrote, and people edited; an error for anything else."""
    node = front_matter.compose(text)
    if node is None:
        return VoiceBook()
    content: Any = front_matter.plain(node)
    if not isinstance(content, dict) or KIND not in content:
        raise PodscribeError(
            f"is no file of voices: {KIND!r} is missing", remedy="name another file"
        )
    if content[KIND] != VERSION:
        raise PodscribeError(
            f"is of version {content[KIND]}, not {VERSION}", remedy="update podscribe to read it"
        )
    people = tuple(_person(each) for each in _listed(content, "people"))
    names = [person.name for person in people]
    for name in names:
        if names.count(name) > 1:
            raise PodscribeError(f"{name} stands in it twice", remedy="put their prints together")
    return VoiceBook(people)


def _person(fields: Any) -> KnownVoice:
    prints = tuple(_print(each) for each in _listed(fields, "prints"))
    return KnownVoice(_text(fields, "name"), _text(fields, "consent"), prints)


def _print(fields: Any) -> Voiceprint:
    seconds = fields.get("seconds") if isinstance(fields, dict) else None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise _wrong("seconds", "a number")
    return Voiceprint(
        embedding=_embedding(_text(fields, "embedding")),
        model=VoiceModel(_text(fields, "model"), _text(fields, "weights")),
        learned=_text(fields, "learned"),
        source=_text(fields, "source"),
        seconds=float(seconds),
    )


def _embedding(text: str) -> tuple[float, ...]:
    try:
        packed = base64.b64decode("".join(text.split()), validate=True)
        values = struct.unpack(f"<{len(packed) // _NUMBER_BYTES}e", packed)
    except (binascii.Error, ValueError, struct.error) as error:
        raise _wrong("embedding", "base64 of 16-bit floats") from error
    if not all(map(math.isfinite, values)) or not any(values):
        raise _wrong("embedding", "base64 of 16-bit floats that say something")
    return one_long(values)


def _listed(fields: Any, key: str) -> list[Any]:
    value = fields.get(key) if isinstance(fields, dict) else None
    if not isinstance(value, list):
        raise _wrong(key, "a list")
    return value


def _text(fields: Any, key: str) -> str:
    value = fields.get(key) if isinstance(fields, dict) else None
    if not isinstance(value, str | int | float) or isinstance(value, bool) or not str(value):
        raise _wrong(key, "text")
    return str(value)


def _wrong(key: str, wanted: str) -> PodscribeError:
    return PodscribeError(
        f"{key!r} is missing or not {wanted}", remedy="mend it, or restore the file from a copy"
    )


def load_book(path: str | Path) -> VoiceBook:
    """The voices of a file; nobody's where there is none yet."""
    return _read(path)[1]


def _read(path: str | Path) -> tuple[str, VoiceBook]:
    """The text of a file, and whose voices it holds; nothing where it is not there yet."""
    if not os.path.exists(path):
        return "", VoiceBook()
    try:
        text = decode_text(read_bytes(path))
        return text, parse(text)
    except PodscribeError as error:
        raise error.in_file(path) from error


def save_book(book: VoiceBook, path: str | Path) -> None:
    """Put the book in place whole, or leave what was there.

    What others wrote into the file that is there, comments and keys of their own, stays.
    """
    text, before = _read(path)
    new = None
    if before.people:
        new = rewritten(text, before.people, book.people, _person_fields, _dump)
    if new is None or not _holds(new, book):
        new = serialize(book)
    write_bytes(path, new.encode())


def _holds(text: str, book: VoiceBook) -> bool:
    """Whether a text that was put together line by line says what it is meant to."""
    try:
        found = parse(text)
    except PodscribeError:
        return False
    said, meant = (
        [(each.name, each.consent, len(each.prints)) for each in held.people]
        for held in (found, book)
    )
    return said == meant
