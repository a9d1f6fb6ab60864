"""Speaker blocks in a Word document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape

import pytest

from podscribe.errors import PodscribeError
from podscribe.formats import docx, parse_bytes
from podscribe.transcript import Grain, Header, Line, Transcript

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraph(text: str, style: str | None = None) -> str:
    """A paragraph whose text is cut into runs, as Word cuts it."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    pieces = [text[at : at + 4] for at in range(0, len(text), 4)]
    runs = (f'<w:r><w:t xml:space="preserve">{escape(piece)}</w:t></w:r>' for piece in pieces)
    return f"<w:p>{look}{''.join(runs)}</w:p>"


def document(*paragraphs: str, styles: str | None = None) -> bytes:
    """A Word document of these paragraphs."""
    body = f'<w:document xmlns:w="{SPACE}"><w:body>{"".join(paragraphs)}</w:body></w:document>'
    parts = {"word/document.xml": body.encode()}
    if styles is not None:
        parts["word/styles.xml"] = styles.encode()
    return packed(parts)


def packed(parts: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_paragraphs_are_lines_and_headings_headers() -> None:
    content = document(
        paragraph("Why rye", "Heading1"),
        paragraph("[0:03]"),
        paragraph("Mara"),
        paragraph("So <rye> & wheat: why? 😀"),
        paragraph("[1:02]"),
        paragraph("Tom"),
        paragraph("It keeps."),
        paragraph(" ", "Heading2"),
        paragraph("The end", "Title"),
    )
    assert parse_bytes(content, docx.FORMAT) == Transcript(
        rows=(
            Header("Why rye"),
            Line("So <rye> & wheat: why? 😀", 3.0, speaker="Mara"),
            Line("It keeps.", 62.0, speaker="Tom"),
            Header("The end"),
        ),
        grain=Grain.PARAGRAPH,
    )


def test_breaks_and_tabs_are_read() -> None:
    run = "<w:p><w:r><w:t>[0:03]</w:t><w:br/><w:t>Tom</w:t><w:br/><w:t>It</w:t><w:tab/>"
    content = document(f"{run}<w:t>keeps.</w:t></w:r></w:p>")
    assert parse_bytes(content, docx.FORMAT).lines == (Line("It keeps.", 3.0, speaker="Tom"),)


def test_hyphens_that_do_not_break_are_read_and_what_was_moved_stands_once() -> None:
    run = "<w:r><w:t>[0:03]</w:t><w:br/><w:t>Tom</w:t><w:br/><w:t>twenty</w:t><w:noBreakHyphen/>"
    moved = "<w:r><w:t>loaves. </w:t></w:r>"
    content = document(
        f"<w:p>{run}<w:t>five </w:t></w:r><w:moveFrom>{moved}</w:moveFrom>"
        f"<w:moveTo>{moved}</w:moveTo></w:p>"
    )
    assert parse_bytes(content, docx.FORMAT).lines[0].text == "twenty-five loaves."


def damaged(content: bytes) -> bytes:
    """The archive with its compressed document overwritten."""
    at = content.index(b"word/document.xml") + len(b"word/document.xml")
    return content[:at] + b"\xff" * 20 + content[at + 20 :]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is not a Word document"),
        (b"[0:03]\nTom\nRye.\n", "is not a Word document"),
        (document(paragraph("[0:03]"))[:-30], "is not a Word document"),
        (damaged(document(paragraph("[0:03]") * 50)), "is not a Word document"),
        (packed({"word/styles.xml": b"<a/>"}), "without a Word document"),
        (packed({"word/document.xml": b"<w:p>"}), "holds a broken document"),
        (packed({"word/document.xml": b"\xff\xfe"}), "holds no UTF-8"),
        (packed({"word/document.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "document type"),
        (document(paragraph("Rye.")), "text before the first time"),
        (document(), "has no line with a time"),
    ],
)
def test_what_is_no_document_is_refused(content: bytes, what: str) -> None:
    with pytest.raises(PodscribeError, match=what) as caught:
        parse_bytes(content, docx.FORMAT)
    assert caught.value.remedy


def test_a_document_that_unpacks_without_end_is_refused() -> None:
    bomb = packed({"word/document.xml": b" " * (docx.LIMIT_BYTES + 1)})
    assert len(bomb) < 100_000
    with pytest.raises(PodscribeError, match="unpacks to more than"):
        parse_bytes(bomb, docx.FORMAT)


def test_headings_of_a_word_in_another_language_are_headers() -> None:
    styles = (
        f'<w:styles xmlns:w="{SPACE}">'
        '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Zitat"><w:name w:val="Quote"/></w:style></w:styles>'
    )
    content = document(
        paragraph("[0:03]"),
        paragraph("Mara"),
        paragraph("Rye, of course.", "Zitat"),
        paragraph("What it cost", "berschrift1"),
        styles=styles,
    )
    assert parse_bytes(content, docx.FORMAT).rows == (
        Line("Rye, of course.", 3.0, speaker="Mara"),
        Header("What it cost"),
    )


@pytest.mark.parametrize(
    ("styles", "what"),
    [("<w:styles", "holds a broken document"), ("<!DOCTYPE x><x/>", "document type")],
)
def test_broken_styles_are_told(styles: str, what: str) -> None:
    with pytest.raises(PodscribeError, match=what):
        parse_bytes(document(paragraph("[0:03]"), styles=styles), docx.FORMAT)
