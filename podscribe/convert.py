"""A transcript from one file to another, and what is lost on the way."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, decode_text, read_bytes, write_bytes
from podscribe.formats import (
    Feature,
    Format,
    Source,
    WriteOptions,
    features,
    left_out,
    lines,
    load,
    named,
    page,
    writable,
    write_transcript,
)
from podscribe.formats.page_source import ROW_KEYS, Page, read_page
from podscribe.layout.timing import trusted
from podscribe.text import as_heard
from podscribe.transcript import Transcript

_UNCOUNTED = {
    Feature.TEXT,
    Feature.TIMES,
    Feature.ENDS,
    Feature.LANGUAGE,
    Feature.DURATION,
    Feature.PROVENANCE,
    Feature.STYLING,
}
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
    format = target_format(target, [source], to_name)
    given = load(source, from_name)
    try:
        return write_file(given.transcript, target, format, options, _source_page(given))
    except PodscribeError as error:
        raise error.in_file(source) from error


def target_format(
    target: str | Path, sources: Sequence[str | Path], to_name: str | None = None
) -> Format:
    """What is to be written to a target, which must be none of the files that are read."""
    for source in sources:
        _refuse_same(source, target)
    if os.path.isdir(target):
        raise PodscribeError("is a folder", file=target, remedy="name a file in it")
    return named(to_name) if to_name else writable(target)


def write_file(
    transcript: Transcript,
    target: str | Path,
    format: Format,
    options: WriteOptions = WriteOptions(),
    source: Page | None = None,
) -> Conversion:
    """Write the transcript; `source` is the page it was read from, if it was one."""
    transcript = as_written(transcript, format)
    existing = _existing_page(target) if format is page.FORMAT else None
    if existing is not None:
        text = _replaced(existing, transcript, target)
        warnings = [*_gone(existing, text), *_left_out_of_page(transcript, source, text)]
    elif format is page.FORMAT and source is not None:
        text, warnings = source.text, []
    else:
        text = write_transcript(transcript, format.name, options)
        warnings = [
            *_left_out(transcript, source, format, text),
            *_estimated(transcript, format),
        ]
    write_bytes(target, text.encode())
    return Conversion(format, tuple(warnings))


def as_written(transcript: Transcript, format: Format) -> Transcript:
    """What a format is given: timestamped lines are as heard, with fillers and all."""
    return as_heard(transcript) if format is lines.FORMAT else transcript


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


def _gone(existing: str, text: str) -> list[str]:
    """What a page held whose rows were replaced."""
    before, after = read_page(existing), read_page(text)
    old, new = _transcript(before), _transcript(after)
    headers = Counter(header.text for header in old.headers)
    headers -= Counter(header.text for header in new.headers)
    counts = {
        Feature.SPEAKERS: len({*old.speakers} - {*new.speakers}),
        Feature.HEADERS: headers.total(),
    }
    gone = [_amount(feature, count) for feature, count in counts.items() if count]
    gone += _other_row_keys(before, _with_other_keys(after))
    gone += ["comments inside rows"] if _commented_rows(before) > _commented_rows(after) else []
    if not gone:
        return []
    one = len(gone) == 1 and gone[0].startswith("1 ")
    rows = f"replaced {_rows(len(before.rows))} by {len(after.rows)}"
    return [f"{rows}; {_listed(gone)} of the page {'is' if one else 'are'} gone"]


def _transcript(page: Page) -> Transcript:
    return Transcript(rows=tuple(source.row for source in page.rows))


def _left_out_of_page(held: Transcript, source: Page | None, text: str) -> list[str]:
    """What the transcript tells that the page, which kept its own metadata, does not."""
    written = page.parse(text)
    counts = dict(features(held))
    lost = {feature: counts[feature] for feature in left_out(counts, page.FORMAT.keeps)}
    told_s = written.duration
    if held.duration is not None and (told_s is None or abs(told_s - held.duration) >= 1.0):
        lost[Feature.DURATION] = 1
    foreign = sum(
        key not in written.metadata or written.metadata[key] != value
        for key, value in held.metadata.items()
    )
    if foreign:
        lost[Feature.METADATA] = foreign
    named = [_amount(feature, count) for feature, count in lost.items()]
    if source is not None and not _other_row_keys(read_page(text)):
        named += _other_row_keys(source)
    return _sentence("the page keeps its own", named)


def _left_out(held: Transcript, source: Page | None, format: Format, text: str) -> list[str]:
    if format.derived:
        return []
    counts = features(held)
    written = features(format.parse(text)) if format.parse else dict.fromkeys(format.keeps, 0)
    lost = {feature: counts[feature] for feature in left_out(counts, written)}
    styled = written.get(Feature.STYLING)
    if styled and styled < counts.get(Feature.STYLING, 0):  # long cues were cut
        lost[Feature.STYLING] = counts[Feature.STYLING] - styled
    named = [_amount(feature, count) for feature, count in lost.items()]
    if source is not None:
        named += [*_around(source), *_other_row_keys(source)]
    return _sentence(f"{format.name} cannot hold everything", named)


def _sentence(why: str, named: Sequence[str]) -> list[str]:
    return [f"{why}; left out: {', '.join(named)}"] if named else []


def _source_page(given: Source) -> Page | None:
    return read_page(decode_text(given.content)) if given.format is page.FORMAT else None


def _around(source: Page) -> list[str]:
    """What a page holds beside keys and values."""
    matter = source.matter
    _, _, body = source.text[matter.end :].partition("\n")
    commented = _has_comments(source.text[matter.start : matter.end])
    found = {"the page's comments": commented, "the page's body": bool(body.strip())}
    return [name for name, is_there in found.items() if is_there]


def _has_comments(text: str) -> bool:
    """Whether anything stands between the tokens of a YAML text: only comments can."""
    if "#" not in text:
        return False
    at = 0
    for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if "#" in text[at : token.start_mark.index]:
            return True
        at = max(at, token.end_mark.index)
    return False


def _commented_rows(page: Page) -> int:
    return sum(_has_comments(page.text[row.start : row.end]) for row in page.rows)


def _other_row_keys(page: Page, kept: int = 0) -> list[str]:
    """What is lost where so many of its rows are kept that hold more than they should."""
    more = _with_other_keys(page) > kept
    return ["what rows hold beside line, sec, time and who"] if more else []


def _with_other_keys(page: Page) -> int:
    """How many rows hold what no row of a transcript does; a header beside a line is such."""
    rows = (source.fields.keys() for source in page.rows)
    return sum(bool(keys - {*ROW_KEYS}) or {"header", "line"} <= keys for keys in rows)


def _estimated(transcript: Transcript, format: Format) -> list[str]:
    """Which times the file has that the transcript has not."""
    if not format.fills_times:
        return []
    known = [line for line in transcript.lines if line.start is not None]
    backward = len(known) - len(trusted(known))
    untimed = sum(line.start is None and bool(line.text.strip()) for line in transcript.lines)
    warnings: list[str] = []
    if backward:
        warnings.append(f"{_lines(backward)} whose time runs backward got an estimated one")
    if untimed:
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


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _listed(parts: Sequence[str]) -> str:
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last
