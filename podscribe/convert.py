"""A transcript from one file to another, and what is lost on the way."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, decode_text, read_bytes, write_bytes
from podscribe.formats import (
    Feature,
    Format,
    WriteOptions,
    features,
    load_transcript,
    named,
    page,
    writable,
    write_transcript,
)
from podscribe.formats.page_source import read_page
from podscribe.layout.timing import trusted
from podscribe.transcript import Transcript

_UNCOUNTED = {Feature.TEXT, Feature.TIMES, Feature.ENDS, Feature.LANGUAGE, Feature.DURATION}
_ONE = {Feature.SPEAKERS: "1 speaker", Feature.HEADERS: "1 header", Feature.NOTES: "1 note"}


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a conversion wrote, and what it could not keep or had to estimate."""

    target: Format
    warnings: tuple[str, ...]


def convert_file(
    source: str | Path,
    target: str | Path,
    *,
    from_name: str | None = None,
    to_name: str | None = None,
    options: WriteOptions = WriteOptions(),
) -> Conversion:
    """Read one file, write the other; an existing page has only its transcript replaced."""
    _refuse_same(source, target)
    if os.path.isdir(target):
        raise PodscribeError("is a folder", file=target, remedy="name a file in it")
    format = named(to_name) if to_name else writable(target)
    transcript = load_transcript(source, from_name)
    existing = _existing_page(target) if format is page.FORMAT else None
    try:
        if existing is None:
            text = write_transcript(transcript, format.name, options)
        else:
            text = _replaced(existing, transcript, target)
    except PodscribeError as error:
        raise error.in_file(source) from error
    write_bytes(target, text.encode())
    return Conversion(format, tuple(_warnings(transcript, format, text)))


def _refuse_same(source: str | Path, target: str | Path) -> None:
    if STANDARD_STREAM in (str(source), str(target)):
        return
    both = os.path.exists(source) and os.path.exists(target)
    if both and os.path.samefile(source, target):
        raise PodscribeError(
            "is both what is read and what is written", file=source, remedy="name another file"
        )


def _existing_page(target: str | Path) -> str | None:
    """The text of the page that is there already."""
    if str(target) == STANDARD_STREAM or not os.path.isfile(target):
        return None
    try:
        text = decode_text(read_bytes(target))
        read_page(text)
    except PodscribeError as error:
        raise error.in_file(target) from error
    return text


def _replaced(existing: str, transcript: Transcript, target: str | Path) -> str:
    try:
        return page.replace_transcript(existing, transcript)
    except PodscribeError as error:
        raise error.in_file(target) from error


def _warnings(transcript: Transcript, format: Format, text: str) -> list[str]:
    warnings: list[str] = []
    kept = features(format.parse(text)).keys() if format.parse else format.keeps
    lost = [
        _amount(feature, count)
        for feature, count in features(transcript).items()
        if feature not in kept
    ]
    if lost and not format.derived:
        warnings.append(f"{format.name} cannot hold everything; left out: {', '.join(lost)}")
    known = [line for line in transcript.lines if line.start is not None]
    backward = len(known) - len(trusted(known))
    untimed = sum(line.start is None and bool(line.text.strip()) for line in transcript.lines)
    if format.fills_times and backward:
        warnings.append(f"{_lines(backward)} whose time runs backward got an estimated one")
    if format.fills_times and untimed:
        warnings.append(f"{_lines(untimed)} without a time got an estimated one")
    return warnings


def _amount(feature: Feature, count: int) -> str:
    if feature in _UNCOUNTED:
        return feature.value
    if count == 1 and feature in _ONE:
        return _ONE[feature]
    if feature in (Feature.WORDS, Feature.METADATA):
        what = "word" if feature is Feature.WORDS else "key"
        return f"{feature.value} ({count} {what if count == 1 else what + 's'})"
    return f"{count} {feature.value}"


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"
