"""The episode page: YAML front matter with the transcript in it, then a Markdown body.

    ---
    title: How a bakery learned to count
    transcript:
    - header: How it began
    - line: So tell us how it began.
      sec: 62
      time: '1:02'
      who: Mara
    ---

A row is a header or a line; every paragraph of a turn carries the `sec` and `time` of the turn's
start. What a page holds beside the rows it is given stays as it is, to the byte, and so does every
row that does not change.

>>> page = "---\\ntitle: X\\ntranscript:\\n- line: Hi.\\n  sec: 3\\n  time: 0:03\\n---\\nBody\\n"
>>> parse(page).lines[0].start
3.0
>>> replace_transcript(page, parse(page)) == page
True
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from podscribe.clock import duration, parse_duration
from podscribe.errors import PodscribeError
from podscribe.formats import front_matter
from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.formats.page_source import TRANSCRIPT, Page, read_page
from podscribe.formats.page_style import Style, dumped, row_fields, style_of
from podscribe.layout.paragraphs import join_paragraphs
from podscribe.transcript import Grain, Header, Line, Row, Transcript

KEY_ORDER = (  # as most of the show's pages have them
    "title",
    "short",
    "season",
    "episode",
    "guests",
    "image",
    "ids",
    "links",
    "description",
    "intro",
    "topics",
    "dateadded",
    "date",
    "duration",
    "quotableClips",
    "keywords",
    "transcript",
    "context",
)

_Fields = Mapping[str, object]


def parse(text: str) -> Transcript:
    """Everything the page says, rows without time or speaker included."""
    page = read_page(text)
    if not page.rows:
        raise PodscribeError(
            "has no transcript", remedy="give a page with rows under its 'transcript' key"
        )
    metadata = page.metadata
    length = metadata.get("duration")
    return Transcript(
        rows=tuple(source.row for source in page.rows),
        grain=Grain.PARAGRAPH,
        duration=parse_duration(length) if isinstance(length, str) else None,
        metadata=metadata,
    )


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """A new page: the transcript's metadata in the show's order, its rows, no body."""
    metadata = {**_duration(transcript), **transcript.metadata}
    ordered = {key: metadata[key] for key in KEY_ORDER if key in metadata}
    others = {key: value for key, value in metadata.items() if key not in ordered}
    place = KEY_ORDER.index(TRANSCRIPT)
    before = {key: value for key, value in ordered.items() if KEY_ORDER.index(key) < place}
    after = {key: value for key, value in ordered.items() if KEY_ORDER.index(key) > place}
    block = _block(_rows(transcript), Style())
    return f"---\n{_yaml(before | others)}{block}{_yaml(after)}---\n"


def _duration(transcript: Transcript) -> dict[str, str]:
    return {} if transcript.duration is None else {"duration": duration(transcript.duration)}


def _yaml(fields: Mapping[str, object]) -> str:
    return dumped(dict(fields), allow_unicode=True, sort_keys=False) if fields else ""


def _rows(transcript: Transcript) -> list[Row]:
    """The rows a page holds."""
    rows: list[Row] = [
        row for row in join_paragraphs(transcript).rows if isinstance(row, Header | Line)
    ]
    if not any(isinstance(row, Line) for row in rows):
        raise PodscribeError("has no words to write", remedy="give a transcript that has some")
    return rows


def _block(rows: Sequence[Row], style: Style) -> str:
    written = "".join(style.written(row_fields(row)) for row in rows)
    return f"{TRANSCRIPT}:{style.newline}{written}"


def replace_transcript(text: str, transcript: Transcript) -> str:
    """The page with the transcript's rows in place of its own, all else to the byte as it was.

    A row that says what one of the page's rows says keeps that one's bytes.
    """
    page = read_page(text)
    rows = _rows(transcript)
    if [row_fields(row) for row in rows] == [row_fields(source.row) for source in page.rows]:
        return text
    for block in _candidates(page, rows):
        written = _with_block(page, block)
        if _says(written, rows, page.metadata):
            return written
    raise PodscribeError(
        "its transcript cannot be replaced without touching the rest",
        place=page.matter.place(page.matter.root),
        remedy="write the front matter as plain 'key: value' lines",
    )


def _candidates(page: Page, rows: Sequence[Row]) -> Iterator[str]:
    """The new block: with the bytes of rows that stay, and all written anew."""
    style = style_of(page)
    if page.block and page.rows and page.rows[0].start is not None:
        opening = page.text[page.block[0] : page.rows[0].start]
        yield opening + "".join(_patched(page, rows, style))
    yield _block(rows, style)


def _patched(page: Page, rows: Sequence[Row], style: Style) -> Iterator[str]:
    """The rows as they are to be, with the bytes of every one that stays.

    What stands between two rows stays behind the first of them, or behind what replaces it.
    """
    new = [row_fields(row) for row in rows]
    holders = _holders([row_fields(source.row) for source in page.rows], new)
    places = _places(holders, len(page.rows), len(new))
    for number, fields in enumerate(new):
        if number in holders:
            source = page.rows[holders[number]]
            yield page.text[source.start : source.end]
        else:
            yield style.written(fields)
        if number in places and places[number] + 1 < len(page.rows):
            yield page.text[page.rows[places[number]].end : page.rows[places[number] + 1].start]


def _holders(old: Sequence[_Fields], new: Sequence[_Fields]) -> dict[int, int]:
    """For each new row that an old one says already, which: the one in its place before others."""
    holders = {number: number for number in range(_in_common(old, new))}
    if len(old) == len(new):
        holders |= {number: number for number in range(len(new)) if old[number] == new[number]}
    else:
        tail = _in_common(old[len(holders) :][::-1], new[len(holders) :][::-1])
        holders |= {len(new) - 1 - number: len(old) - 1 - number for number in range(tail)}
    spare: dict[frozenset[tuple[str, object]], deque[int]] = {}
    for number in sorted({*range(len(old))} - {*holders.values()}):
        spare.setdefault(frozenset(old[number].items()), deque()).append(number)
    for number in sorted({*range(len(new))} - {*holders}):
        same = spare.get(frozenset(new[number].items()))
        if same:
            holders[number] = same.popleft()
    return holders


def _places(holders: Mapping[int, int], old: int, new: int) -> dict[int, int]:
    """For each new row the old one that it is, or in whose place it stands."""
    held = {*holders.values()}
    places: dict[int, int] = {}
    before = -1
    for number in range(new):
        place = holders.get(number, before + 1)
        if number in holders or (place < old and place not in held):
            places[number] = before = place
            held.add(place)
    return places


def _in_common(old: Sequence[_Fields], new: Sequence[_Fields]) -> int:
    """How many rows at the beginning are the same."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(old), len(new)))


def _with_block(page: Page, block: str) -> str:
    start, end = page.block or (page.matter.end, page.matter.end)
    return f"{page.text[:start]}{block}{page.text[end:]}"


def _says(text: str, rows: Sequence[Row], metadata: Mapping[str, object]) -> bool:
    """Whether a page reads back as it was meant."""
    try:
        page = read_page(text)
    except PodscribeError:
        return False
    told = [row_fields(source.row) for source in page.rows]
    return told == [row_fields(row) for row in rows] and page.metadata == metadata


def sniff(text: str) -> bool:
    return front_matter.looks_like(text)


FORMAT = Format(
    name="page",
    title="Episode page",
    suffixes=(".md", ".markdown"),
    keeps=frozenset(
        {
            Feature.TEXT,
            Feature.TIMES,
            Feature.SPEAKERS,
            Feature.HEADERS,
            Feature.DURATION,
            Feature.METADATA,
        }
    ),
    parse=parse,
    serialize=serialize,
    sniff=sniff,
)
