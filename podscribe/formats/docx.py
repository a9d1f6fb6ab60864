"""Speaker blocks in a Word document, read only.

The document's paragraphs are read as the lines of the text, its heading styles as headers.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from xml.etree import ElementTree

from podscribe.errors import PodscribeError
from podscribe.formats import speaker_blocks
from podscribe.formats.format import Format

LIMIT_BYTES = 64 * 1024 * 1024  # unpacked: a document that claims more is a bomb
_DOCUMENT = "word/document.xml"
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


def extract_text(content: bytes) -> str:
    """The document's paragraphs as lines of text."""
    document = _unpacked(content)
    if b"<!DOCTYPE" in document or b"<!ENTITY" in document:
        raise PodscribeError("declares a document type", remedy="save it again from Word")
    try:
        root = ElementTree.fromstring(document)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise PodscribeError(
            f"holds a broken document ({error})", remedy="save it again from Word"
        ) from error
    return "\n".join(_paragraph(paragraph) for paragraph in root.iter(f"{_WORD}p"))


def _unpacked(content: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(_DOCUMENT) as file:
            document = file.read(LIMIT_BYTES + 1)
    except KeyError as error:
        raise PodscribeError(
            "is a zip file without a Word document in it", remedy="save it as .docx"
        ) from error
    except _DAMAGED as error:
        raise PodscribeError(
            "is not a Word document, or a damaged one", remedy="save it again as .docx"
        ) from error
    if len(document) > LIMIT_BYTES:
        raise PodscribeError(
            f"unpacks to more than {LIMIT_BYTES // 1024**2} MB", remedy="this is no transcript"
        )
    return document


def _paragraph(paragraph: ElementTree.Element) -> str:
    """A paragraph's text; a heading gets its mark, a line break stays one."""
    parts: list[str] = []
    heading = ""
    for element in paragraph.iter():
        if element.tag == _TEXT:
            parts.append(element.text or "")
        elif element.tag == _TAB:
            parts.append(" ")
        elif element.tag == _BREAK:
            parts.append("\n")
        elif element.tag == _STYLE and _is_heading(element.get(f"{_WORD}val", "")):
            heading = "## "
    text = "".join(parts)
    return f"{heading}{' '.join(text.split())}" if heading and text.strip() else text


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
