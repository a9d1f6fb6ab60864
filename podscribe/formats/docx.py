"""Speaker blocks in a Word document, read only.

The document's paragraphs are read as the lines of the text, its heading styles as headers.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Container, Iterator
from xml.etree import ElementTree

from podscribe.errors import PodscribeError
from podscribe.formats import speaker_blocks
from podscribe.formats.format import Format

LIMIT_BYTES = 32 * 1024 * 1024  # unpacked: a document that claims more is a bomb
_DOCUMENT, _STYLES = "word/document.xml", "word/styles.xml"
_DAMAGED = (  # all that zipfile raises on bytes that are not what they claim
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    struct.error,
)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT, _TAB, _BREAK, _STYLE = f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br", f"{_WORD}pStyle"
_HYPHEN = f"{_WORD}noBreakHyphen"
_TYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)")
_PARAGRAPH = f"{_WORD}p"
_NOT_OF_TALK = (f"{_WORD}txbxContent", f"{_WORD}moveFrom")  # a text box; what stands elsewhere now


def extract_text(content: bytes) -> str:
    """The document's paragraphs as lines of text."""
    document, styles = _unpacked(content)
    root = _root(document)
    headings = frozenset(_heading_styles(_root(styles))) if styles else frozenset()
    return "\n".join(_paragraph(each, headings) for each in _paragraphs(root))


def _root(part: bytes) -> ElementTree.Element:
    """The tree of one of the document's parts."""
    try:
        text = part.decode("utf-8")  # as Word writes it: others could hide a document type
        root = None if _TYPE.search(text) else ElementTree.fromstring(text)
    except UnicodeDecodeError as error:
        raise PodscribeError("holds no UTF-8", remedy="save it again from Word") from error
    except ElementTree.ParseError as error:
        raise PodscribeError(
            f"holds a broken document ({error})", remedy="save it again from Word"
        ) from error
    if root is None:
        raise PodscribeError("declares a document type", remedy="save it again from Word")
    return root


def _heading_styles(styles: ElementTree.Element) -> Iterator[str]:
    """The styles of headings under the names that paragraphs give them: in German Word's documents
    "berschrift1" for "heading 1".
    """
    for style in styles.iter(f"{_WORD}style"):
        name = style.find(f"{_WORD}name")
        if name is not None and _is_heading(name.get(f"{_WORD}val", "")):
            yield style.get(f"{_WORD}styleId", "")


def _paragraphs(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The document's own paragraphs, in tables too."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag == _PARAGRAPH:
            yield element
        else:
            waiting += reversed(element)


def _unpacked(content: bytes) -> tuple[bytes, bytes]:
    """The document, and its styles, if it has any."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            document = _first_bytes(archive, _DOCUMENT)
            styles = _first_bytes(archive, _STYLES) if _STYLES in archive.namelist() else b""
    except KeyError as error:
        raise PodscribeError(
            "is a zip file without a Word document in it", remedy="save it as .docx"
        ) from error
    except _DAMAGED as error:
        raise PodscribeError(
            "is not a Word document, or a damaged one", remedy="save it again as .docx"
        ) from error
    if max(len(document), len(styles)) > LIMIT_BYTES:
        raise PodscribeError(
            f"unpacks to more than {LIMIT_BYTES // 1024**2} MB", remedy="this is no transcript"
        )
    return document, styles


def _first_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part of the document, or as much of it as proves it too large."""
    entry = archive.getinfo(name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("packed in a way that Word does not")
    with archive.open(entry) as file:
        return file.read(LIMIT_BYTES + 1)


def _paragraph(paragraph: ElementTree.Element, headings: Container[str]) -> str:
    """A paragraph's text; a heading gets its mark, a line break stays one."""
    parts: list[str] = []
    heading = ""
    for element in _inside(paragraph):
        if element.tag == _TEXT:
            parts.append(element.text or "")
        elif element.tag == _TAB:
            parts.append(" ")
        elif element.tag == _HYPHEN:
            parts.append("-")
        elif element.tag == _BREAK:
            parts.append("\n")
        elif element.tag == _STYLE:
            style = element.get(f"{_WORD}val", "")
            heading = "## " if style in headings or _is_heading(style) else heading
    text = "".join(parts)
    return f"{heading}{' '.join(text.split())}" if heading and text.strip() else text


def _inside(paragraph: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """What a paragraph holds in order, but for what is no part of the talk."""
    waiting = [*reversed(paragraph)]
    while waiting:
        element = waiting.pop()
        if element.tag not in _NOT_OF_TALK:
            yield element
            waiting += reversed(element)


def _is_heading(style: str) -> bool:
    return style.lower().startswith(("heading", "title"))


FORMAT = Format(
    name="docx",
    title="Speaker blocks in a Word document",
    suffixes=(".docx",),
    keeps=speaker_blocks.FORMAT.keeps,
    parse=speaker_blocks.parse,
    decode=extract_text,
)
