"""Inputs that take all of a machine's time or memory: handled soon, or refused.

Each made an earlier reader hang, crash or fail; without the care taken now, most take minutes.
"""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from podscribe.check import check_file
from podscribe.errors import PodscribeError
from podscribe.formats import front_matter, load_transcript, write_transcript
from tests.fuzz_samples import DOCUMENT, DOCUMENT_NAME, zipped

LIMIT_S = 10.0  # of computing; all need a fraction of it, what hangs needs minutes
CAPTION = "WEBVTT\n\n00:01.000 --> 00:02.000\n"
ROW = "- line: What goes in first?\n  sec: 3\n  time: 0:03\n  who: Ida\n"


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    """However an input ends, it ends in time."""
    started = time.process_time()
    yield
    assert time.process_time() - started < LIMIT_S


def page(rows: str = ROW, head: str = "title: Compost\n") -> str:
    return f"---\n{head}transcript:\n{rows}---\n"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def whisper(words: list[dict[str, object]]) -> str:
    return json.dumps([{"start": 1, "end": 9, "text": "soil", "words": words}])


def podscribe_json(**fields: object) -> str:
    return json.dumps({"format": "podscribe-transcript", "version": 1, "rows": [], **fields})


READ: dict[str, tuple[str, Callable[[], str]]] = {
    "voices that never close": ("talk.vtt", lambda: CAPTION + "<v " * 100_000),
    "a voice of blanks": ("talk.vtt", lambda: CAPTION + "<v" + " " * 300_000),
    "classes that never end": ("talk.vtt", lambda: CAPTION + "<v." * 100_000),
    "a name for many voices": ("talk.vtt", lambda: "WEBVTT\n\n" + "a\n" * 100_000 + CAPTION[8:]),
    "an endless number": ("talk.vtt", lambda: CAPTION + "soil &#" + "9" * 5000 + ";"),
    "an endless number in XML": (
        "talk.xml",
        lambda: f'<transcript><text start="1">&amp;#{"9" * 5000};</text></transcript>',
    ),
    "nested XML": (
        "talk.xml",
        lambda: (
            f'<transcript>{"<a>" * 50_000}<text start="1">a</text>{"</a>" * 50_000}</transcript>'
        ),
    ),
    "a cue of many lines": ("notes.txt", lambda: "0:01 a\n" + "b\n" * 200_000),
    "a caption of many blocks": (
        "talk.srt",
        lambda: "1\n00:00:01,000 --> 00:00:02,000\na\n\n" + "b\n\n" * 50_000,
    ),
    "brackets that never close": ("page.md", lambda: page(head=f"# {'{' * 300_000}\ntitle: a\n")),
    "a longer number": ("page.md", lambda: page(head=f"a: {'9' * 6000}\nb: 0x{'f' * 6000}\n")),
    "endless clips": (
        "page.md",
        lambda: page(
            "- header: Twigs\n" + ROW,
            f"quotableClips: [{{name: Twigs, startOffset: {'9' * 400}, endOffset: 1}}]\n",
        ),
    ),
    "many speakers": (
        "page.md",
        lambda: page(
            "".join(f"- line: a\n  who: 'Ida{number}:'\n" for number in range(3000)),
            f"guests: [{', '.join(f'guest{number}' for number in range(9000))}]\n",
        ),
    ),
    "many sentences for names": (
        "page.md",
        lambda: page(
            "".join(f"- line: a\n  who: one two three four five {n}\n" for n in range(5000))
        ),
    ),
    "many headers over one line": (
        "talk.json",
        lambda: podscribe_json(
            rows=[*({"header": f"{number}"} for number in range(30_000)), {"line": "a", "start": 1}]
        ),
    ),
    "words without times": (
        "talk.json",
        lambda: whisper([{"word": "a", "start": 1}, *([{"word": "b"}] * 50_000)]),
    ),
}


@pytest.mark.parametrize(("name", "content"), READ.values(), ids=READ.keys())
def test_it_is_read_and_checked_in_time(
    tmp_path: Path, name: str, content: Callable[[], str]
) -> None:
    path = written(tmp_path, name, content())

    assert load_transcript(path).rows
    check_file(path)


@pytest.mark.parametrize(
    ("case", "format_name"),
    [("many headers over one line", "timecodes"), ("words without times", "vtt")],
)
def test_it_is_written_in_time(tmp_path: Path, case: str, format_name: str) -> None:
    name, content = READ[case]

    assert write_transcript(load_transcript(written(tmp_path, name, content())), format_name)


def test_what_all_voices_of_a_caption_share_does_not_multiply(tmp_path: Path) -> None:
    content = "WEBVTT\n\n" + "beds\n" * 50_000 + CAPTION[8:] + "<v Ida>a\n" * 500

    transcript = load_transcript(written(tmp_path, "talk.vtt", content))

    assert len(write_transcript(transcript, "vtt")) < 20 * len(content)


REFUSED: dict[str, tuple[str, Callable[[], str | bytes], str]] = {
    "aliases of a long text": (
        "page.md",
        lambda: page("- line: *a\n" * 1000, f"a: &a {'x' * 100_000}\n"),
        "aliases multiply",
    ),
    "a ladder of aliases": (
        "page.md",
        lambda: page(
            head="a0: &a0 x\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 900))
        ),
        "aliases multiply",
    ),
    "deep metadata": (
        "talk.json",
        lambda: podscribe_json().replace(
            '"rows"', f'"metadata": {{"a": {"[" * 400}{"]" * 400}}}, "rows"'
        ),
        "metadata is nested more than 50 deep",
    ),
    "a time of hundreds of digits": (
        "talk.json",
        lambda: whisper([{"word": "a", "start": 10**400}]),
        "no time in an episode",
    ),
    "a NUL": ("talk.json", lambda: whisper([{"word": "a\0", "start": 1}]), "a NUL character"),
    "a NUL in a page": ("page.md", lambda: page('- line: "a\\0"\n'), "a NUL character"),
    "a name as long as a book": (
        "talk.vtt",
        lambda: f"{CAPTION}<v {'Ida ' * 2000}>a",
        "a speaker's name of",
    ),
    "a text as long as a library": (
        "talk.json",
        lambda: whisper([]).replace("soil", "soil " * 300_000),
        "one cue or paragraph of 1 MB",
    ),
    "empty lines by the million": ("notes.txt", lambda: "0:01 a" + "\n" * 2_000_000, "more than 1"),
    "a Word document that unpacks to too much": (
        "talk.docx",
        lambda: zipped(b" " * 40_000_000),
        "unpacks to more than",
    ),
    "a Word document with a type": (
        "talk.docx",
        lambda: zipped(f'<!DOCTYPE a [<!ENTITY b "c">]>{DOCUMENT}'.encode()),
        "declares a document type",
    ),
    "a Word document that hides its type": (
        "talk.docx",
        lambda: zipped(f'<!DOCTYPE a [<!ENTITY b "c">]>{DOCUMENT}'.encode("utf-16")),
        "holds no UTF-8",
    ),
}


@pytest.mark.parametrize(("name", "content", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused_in_time(
    tmp_path: Path, name: str, content: Callable[[], str | bytes], says: str
) -> None:
    path = written(tmp_path, name, content())

    with pytest.raises(PodscribeError, match=says):
        load_transcript(path)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_word_document_packed_as_word_never_does_is_refused(tmp_path: Path, packing: int) -> None:
    path = tmp_path / "talk.docx"
    with zipfile.ZipFile(path, "w", packing) as archive:
        archive.writestr(DOCUMENT_NAME, DOCUMENT)

    with pytest.raises(PodscribeError, match="not a Word document, or a damaged one"):
        load_transcript(path)


def test_paragraphs_inside_paragraphs_are_read_in_time(tmp_path: Path) -> None:
    nested = "<w:p><w:r><w:t>a</w:t></w:r>" * 30_000 + "</w:p>" * 30_000
    document = DOCUMENT.replace("</w:body>", f"{nested}</w:body>")

    assert load_transcript(written(tmp_path, "talk.docx", zipped(document.encode()))).rows


def test_a_page_of_too_many_values_is_refused_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front_matter, "LIMIT_NODES", 1000)  # a million take seconds

    with pytest.raises(PodscribeError, match=r":2: holds more than 1,000 values"):
        load_transcript(written(tmp_path, "page.md", page(head=f"a: [{'a,' * 1000}]\n")))
