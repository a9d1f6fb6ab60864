"""ID3v2 tags taken apart and put together: their frames, each with its bytes as they stand.

A tag is ten bytes (`ID3`, version, flags, size), frames, and zeros up to the size. A frame is its
name, its size, two bytes of flags, and its content. Versions differ: 2.2 has shorter names and no
flags, 2.3 plain sizes and 2.4 sizes of seven bits a byte, and where `FF 00` stands for `FF`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from podscribe.errors import PodscribeError

HEADER_BYTES = 10
LIMIT_BYTES = 64 * 1024 * 1024  # pictures make tags of a few megabytes
_LARGEST_BYTES = (1 << 28) - 1  # that the size of a tag can tell
_UNSYNCHRONISED, _EXTENDED, _FOOTER = 0x80, 0x40, 0x10
_NAME = re.compile(rb"[A-Z][A-Z0-9]{2}[A-Z0-9 \0]")
_SHORT_NAME = re.compile(rb"[A-Z][A-Z0-9]{2}")
# The second byte of a frame's flags: in 2.3 compressed, encrypted, grouped; in 2.4 grouped,
# compressed, encrypted, unsynchronised, with its length ahead.
_V3_COMPRESSED, _V3_ENCRYPTED, _V3_GROUPED = 0x80, 0x40, 0x20
_V4_GROUPED, _V4_COMPRESSED, _V4_ENCRYPTED, _V4_UNSYNCHRONISED, _V4_LENGTH = 64, 8, 4, 2, 1

# Frames of 2.2 whose content 2.3 has under a longer name; the last lines are Apple's own.
_LONGER_NAMES = (
    "BUF:RBUF CNT:PCNT COM:COMM CRA:AENC ETC:ETCO EQU:EQUA GEO:GEOB IPL:IPLS MCI:MCDI MLL:MLLT "
    "POP:POPM REV:RVRB RVA:RVAD SLT:SYLT STC:SYTC TAL:TALB TBP:TBPM TCM:TCOM TCO:TCON TCR:TCOP "
    "TDA:TDAT TDY:TDLY TEN:TENC TFT:TFLT TIM:TIME TKE:TKEY TLA:TLAN TLE:TLEN TMT:TMED TOA:TOPE "
    "TOF:TOFN TOL:TOLY TOR:TORY TOT:TOAL TP1:TPE1 TP2:TPE2 TP3:TPE3 TP4:TPE4 TPA:TPOS TPB:TPUB "
    "TRC:TSRC TRD:TRDA TRK:TRCK TSI:TSIZ TSS:TSSE TT1:TIT1 TT2:TIT2 TT3:TIT3 TXT:TEXT TXX:TXXX "
    "TYE:TYER UFI:UFID ULT:USLT WAF:WOAF WAR:WOAR WAS:WOAS WCM:WCOM WCP:WCOP WPB:WPUB WXX:WXXX "
    "TCP:TCMP TS2:TSO2 TSA:TSOA TSC:TSOC TSP:TSOP TST:TSOT TCT:TCAT TDS:TDES TID:TGID TKW:TKWD "
    "WFD:WFED PCS:PCST"
)
_LONGER = dict(pair.split(":") for pair in _LONGER_NAMES.split())


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, its content as it stands in the tag."""

    name: bytes  # four bytes
    content: bytes
    flags: bytes = b"\0\0"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of version 2.3 or 2.4; `size` is what it takes in its file, padding included.

    `lost` are the names of 2.2's frames that later versions have no place for.
    """

    version: int = 3
    frames: tuple[Frame, ...] = ()
    size: int = 0
    lost: tuple[str, ...] = ()


def read_tags(file: BinaryIO) -> tuple[Tag, ...]:
    """The tags at the beginning of a file, one after the other; most have one."""
    tags: list[Tag] = []
    at = 0
    while True:
        file.seek(at)
        header = file.read(HEADER_BYTES)
        size = _stated_size(header)
        if size is None:
            return tuple(tags)
        if size > LIMIT_BYTES:
            raise _damaged(f"states a size of {size:,} bytes")
        body = file.read(size)
        if len(body) < size:
            raise _damaged("is cut off")
        tags.append(_tag(header, body))
        at += tags[-1].size


def _stated_size(header: bytes) -> int | None:
    """The bytes after a tag's header, or None where no tag begins."""
    if len(header) < HEADER_BYTES or header[:3] != b"ID3" or header[3] == 0xFF:
        return None
    if max(header[6:]) > 0x7F:
        return None
    return _seven_bits(header[6:])


def _damaged(what: str) -> PodscribeError:
    return PodscribeError(
        f"its ID3 tag {what}", remedy="save its tags anew with a tag editor, or export it again"
    )


def _tag(header: bytes, body: bytes) -> Tag:
    version, flags = header[3], header[5]
    if version not in (2, 3, 4) or (version == 2 and flags & _EXTENDED):
        raise _damaged(f"is of version 2.{version}, flags {flags:02x}, which nobody has defined")
    footer = HEADER_BYTES if version == 4 and flags & _FOOTER else 0
    size = HEADER_BYTES + len(body) + footer
    if version < 4 and flags & _UNSYNCHRONISED:
        body = body.replace(b"\xff\0", b"\xff")
    if version > 2 and flags & _EXTENDED:
        body = body[_extended_bytes(body, version) :]
    if version == 2:
        return _upgraded([*_short_frames(body)], size)
    frames = [*frames_in(body, version)]
    if version == 4 and flags & _UNSYNCHRONISED:
        frames = [
            replace(frame, flags=bytes((frame.flags[0], frame.flags[1] | _V4_UNSYNCHRONISED)))
            for frame in frames
        ]
    return Tag(version, tuple(map(_synchronised, frames)) if version == 4 else tuple(frames), size)


def _extended_bytes(body: bytes, version: int) -> int:
    if version == 4:
        return _seven_bits(body[:4])
    return 4 + int.from_bytes(body[:4], "big")


def _synchronised(frame: Frame) -> Frame:
    """The frame of 2.4 with its bytes as they are meant, where they were changed."""
    if not frame.flags[1] & _V4_UNSYNCHRONISED:
        return frame
    flags = bytes((frame.flags[0], frame.flags[1] & ~_V4_UNSYNCHRONISED))
    if re.search(rb"\xff[\xe0-\xff]", frame.content):  # some programs only say so
        return replace(frame, flags=flags)
    return replace(frame, flags=flags, content=frame.content.replace(b"\xff\0", b"\xff"))


def frames_in(body: bytes, version: int) -> Iterator[Frame]:
    """The frames of a tag, or of a frame that holds frames."""
    at = 0
    while body[at : at + 4].strip(b"\0"):  # zeros fill the rest
        name, flags = body[at : at + 4], body[at + 8 : at + 10]
        length = _frame_bytes(body, at, version)
        if not _NAME.fullmatch(name) or length is None:
            raise _damaged(f"is damaged at its byte {at + HEADER_BYTES:,}")
        start = at + HEADER_BYTES
        yield Frame(name, body[start : start + length], flags)
        at = start + length


def _frame_bytes(body: bytes, at: int, version: int) -> int | None:
    """How long a frame is: some programs write the sizes of the other version."""
    field = body[at + 4 : at + 8]
    if len(body) < at + HEADER_BYTES:
        return None
    plain = int.from_bytes(field, "big")
    seven = _seven_bits(field) if max(field) < 0x80 else plain
    sizes = (plain, seven) if version == 3 else (seven, plain)
    fitting = [size for size in sizes if at + HEADER_BYTES + size <= len(body)]
    likely = [size for size in fitting if _goes_on(body, at + HEADER_BYTES + size)]
    return next(iter([*likely, *fitting]), None)


def _goes_on(body: bytes, at: int) -> bool:
    """Whether a tag ends here, or goes on with a frame or with zeros."""
    rest = body[at : at + 4]
    return not rest.strip(b"\0") or _NAME.fullmatch(rest) is not None


def _short_frames(body: bytes) -> Iterator[Frame]:
    """The frames of 2.2: three bytes of name, three of size."""
    at = 0
    while body[at : at + 3].strip(b"\0"):
        name, length = body[at : at + 3], int.from_bytes(body[at + 3 : at + 6], "big")
        if not _SHORT_NAME.fullmatch(name) or at + 6 + length > len(body):
            raise _damaged(f"is damaged at its byte {at + HEADER_BYTES:,}")
        yield Frame(name, body[at + 6 : at + 6 + length])
        at += 6 + length


def _upgraded(frames: Sequence[Frame], size: int) -> Tag:
    """A tag of 2.2 as one of 2.3."""
    kept: list[Frame] = []
    lost: list[str] = []
    for frame in frames:
        name = frame.name.decode()
        if name == "PIC" and len(frame.content) > 4:
            kept.append(Frame(b"APIC", _picture(frame.content)))
        elif name in _LONGER:
            kept.append(Frame(_LONGER[name].encode(), frame.content))
        else:
            lost.append(name)
    return Tag(3, tuple(kept), size, tuple(lost))


def _picture(content: bytes) -> bytes:
    """A picture: 2.2 tells its kind in three letters."""
    kinds = {b"JPG": b"image/jpeg", b"PNG": b"image/png"}
    kind = content[1:4].upper()
    media_type = kinds.get(kind, b"image/" + kind.lower() if kind != b"-->" else kind)
    return content[:1] + media_type + b"\0" + content[4:]


def meant(frame: Frame, version: int) -> bytes | None:
    """A frame's content without what its flags announce; None where it cannot be read."""
    content, flags = frame.content, frame.flags[1]
    if version == 4:
        if flags & _V4_ENCRYPTED:
            return None
        content = content[1 if flags & _V4_GROUPED else 0 :]
        content = content[4 if flags & _V4_LENGTH else 0 :]
        return _unpacked(content) if flags & _V4_COMPRESSED else content
    if flags & _V3_ENCRYPTED:
        return None
    ahead = (4 if flags & _V3_COMPRESSED else 0) + (1 if flags & _V3_GROUPED else 0)
    return _unpacked(content[ahead:]) if flags & _V3_COMPRESSED else content[ahead:]


def _unpacked(content: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(content, LIMIT_BYTES)
    except zlib.error:
        return None


def written(tag: Tag) -> bytes:
    """The tag, without padding."""
    body = b"".join(written_frame(frame, tag.version) for frame in tag.frames)
    if len(body) > _LARGEST_BYTES:
        raise PodscribeError("its ID3 tag would be too large", remedy="leave out some pictures")
    return b"ID3" + bytes((tag.version, 0, 0)) + _in_seven_bits(len(body)) + body


def written_frame(frame: Frame, version: int) -> bytes:
    length = len(frame.content)
    size = _in_seven_bits(length) if version == 4 else length.to_bytes(4, "big")
    return frame.name + size + frame.flags + frame.content


def _seven_bits(field: bytes) -> int:
    value = 0
    for byte in field:
        value = value << 7 | byte & 0x7F
    return value


def _in_seven_bits(value: int) -> bytes:
    return bytes(value >> shift & 0x7F for shift in (21, 14, 7, 0))


def text_of(content: bytes) -> str:
    """The text of a frame that holds one: its encoding, then its characters up to a zero."""
    encodings = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}
    encoding = encodings.get(content[0] if content else 0, "latin-1")
    return content[1:].decode(encoding, errors="replace").partition("\0")[0]


def text_frame(name: bytes, text: str, version: int) -> Frame:
    """A frame that holds a text, in an encoding that its version knows."""
    if version == 4:
        return Frame(name, b"\3" + text.encode())
    if text.isascii():
        return Frame(name, b"\0" + text.encode("ascii"))
    return Frame(name, b"\1\xff\xfe" + text.encode("utf-16-le"))
