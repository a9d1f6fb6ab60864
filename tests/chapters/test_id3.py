"""ID3 tags of every version and manner."""

from __future__ import annotations

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.chapters import id3
from podscribe.chapters.id3 import Frame, Tag, read_tags, written
from podscribe.errors import PodscribeError
from tests.chapters.material import (
    EXTENDED,
    FOOTER,
    PICTURE,
    UNSYNCHRONISED,
    frame,
    syncsafe,
    tag,
    text,
    unsynchronised,
)
from tests.strategies import moderately

SOUND = b"\xff\xfb\x90\x64" + bytes(range(256)) * 3


def read(content: bytes) -> tuple[Tag, ...]:
    return read_tags(io.BytesIO(content + SOUND))


def contents(content: bytes) -> list[tuple[str, bytes]]:
    """The frames of the first tag."""
    (found, *_) = read(content)
    return [(each.name.decode("latin-1"), each.content) for each in found.frames]


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("padding", [0, 1, 9, 2000])
def test_frames_are_read_and_padding_is_none_of_them(version: int, padding: int) -> None:
    body = text("TIT2", "Brot 你", version) + frame("APIC", PICTURE * 9, version) + bytes(padding)
    (found,) = read(tag(body, version))
    assert [each.name for each in found.frames] == [b"TIT2", b"APIC"]
    assert id3.text_of(found.frames[0].content) == "Brot 你"
    assert found.frames[1].content == PICTURE * 9
    assert found.size == 10 + len(body)


def test_a_file_without_a_tag_has_none() -> None:
    assert read(b"") == ()
    assert read_tags(io.BytesIO(b"ID3")) == ()
    assert read_tags(io.BytesIO(b"")) == ()


def test_tags_that_follow_each_other_are_all_read() -> None:
    first, second = tag(text("TIT2", "a")), tag(text("TALB", "b", 4), 4)
    assert [each.size for each in read(first + second)] == [len(first), len(second)]


@pytest.mark.parametrize("version", [3, 4])
def test_unsynchronised_content_is_read_as_it_is_meant(version: int) -> None:
    if version == 3:  # all of the tag is changed
        body = unsynchronised(frame("APIC", PICTURE) + text("TIT2", "a"))
    else:  # each frame is, and says so
        flagged = frame("APIC", unsynchronised(PICTURE), 4, b"\0\2")
        body = flagged + frame("TIT2", b"\3a", 4)
    assert contents(tag(body, version, UNSYNCHRONISED))[0] == ("APIC", PICTURE)
    (found,) = read(tag(body, version, UNSYNCHRONISED))
    assert read(written(found))[0].frames == found.frames
    assert found.frames[0].flags == b"\0\0"


def test_one_frame_alone_may_be_unsynchronised() -> None:
    body = frame("APIC", unsynchronised(PICTURE), 4, b"\0\2") + frame("PRIV", b"\xff\0", 4)
    assert contents(tag(body, 4)) == [("APIC", PICTURE), ("PRIV", b"\xff\0")]


def test_content_that_only_says_to_be_unsynchronised_stays_as_it_is() -> None:
    assert contents(tag(frame("APIC", PICTURE, 4, b"\0\2"), 4)) == [("APIC", PICTURE)]


@pytest.mark.parametrize(
    ("version", "header"),
    [(3, b"\0\0\0\6" + bytes(6)), (4, b"\0\0\0\6\1\0"), (4, b"\0\0\0\x0c\1" + bytes(7))],
)
def test_an_extended_header_is_passed_over(version: int, header: bytes) -> None:
    content = tag(header + text("TIT2", "a", version), version, EXTENDED)
    assert [name for name, _ in contents(content)] == ["TIT2"]


def test_a_footer_belongs_to_the_tag() -> None:
    body = text("TIT2", "a", 4)
    footer = b"3DI" + bytes((4, 0, FOOTER)) + syncsafe(len(body))
    assert read(tag(body, 4, FOOTER) + footer)[0].size == len(body) + 20


@pytest.mark.parametrize("length", [100, 128, 300, 40_000])
@pytest.mark.parametrize("version", [3, 4])
def test_sizes_of_the_other_version_are_understood(version: int, length: int) -> None:
    other = {3: 4, 4: 3}[version]
    body = frame("PRIV", b"x" * length, other) + frame("TALB", b"\0b" * 90, other)
    for padding in (b"", bytes(50)):
        assert contents(tag(body + padding, version)) == [
            ("PRIV", b"x" * length),
            ("TALB", b"\0b" * 90),
        ]


def test_a_tag_of_version_2_becomes_one_of_version_3() -> None:
    picture = b"\0JPG\3\0" + PICTURE
    body = (
        frame("TT2", b"\0Bread", 2)
        + frame("COM", b"\0engno\0yes", 2)
        + frame("PIC", picture, 2)
        + frame("PCS", b"\0\0\0\0", 2)
        + frame("CRM", b"secret", 2)
        + bytes(30)
    )
    (found,) = read(tag(body, 2))
    assert found.version == 3
    assert found.size == 10 + len(body)
    assert found.lost == ("CRM",)
    assert [(each.name, each.content) for each in found.frames] == [
        (b"TIT2", b"\0Bread"),
        (b"COMM", b"\0engno\0yes"),
        (b"APIC", b"\0image/jpeg\0\3\0" + PICTURE),
        (b"PCST", b"\0\0\0\0"),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (tag(text("TIT2", "a"))[:-1], "is cut off"),
        (tag(b"\1\2\3\4" + bytes(20)), "is damaged at its byte 10"),
        (tag(text("TIT2", "a") + b"TALB\0\0\xff\xff\0\0x"), "is damaged at its byte"),
        (tag(text("TIT2", "a") + b"TALB"), "is damaged at its byte"),
        (tag(frame("TT2", b"\0a", 2) + b"TAL\0\xff\xffx", 2), "is damaged at its byte 18"),
        (tag(frame("TT2", b"\0a", 2), 2, EXTENDED), "nobody has defined"),
        (tag(text("TIT2", "a"), 5), "nobody has defined"),
        (b"ID3\3\0\0\x7f\x7f\x7f\x7f", "states a size of 268,435,455 bytes"),
    ],
)
def test_a_damaged_tag_is_refused_with_a_remedy(content: bytes, told: str) -> None:
    with pytest.raises(PodscribeError, match=told) as caught:
        read_tags(io.BytesIO(content))
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("version", "flags", "content"),
    [
        (3, b"\0\0", b"abc"),
        (3, b"\0\x20", b"Gabc"),
        (3, b"\0\x80", b"\0\0\0\3" + zlib.compress(b"abc")),
        (4, b"\0\x40", b"Gabc"),
        (4, b"\0\1", b"\0\0\0\3abc"),
        (4, b"\0\x49", b"G\0\0\0\3" + zlib.compress(b"abc")),
    ],
)
def test_the_meaning_of_a_frame_is_without_what_its_flags_announce(
    version: int, flags: bytes, content: bytes
) -> None:
    assert id3.meant(Frame(b"PRIV", content, flags), version) == b"abc"


@pytest.mark.parametrize(("version", "flags"), [(3, b"\0\x40"), (4, b"\0\4"), (4, b"\0\x08")])
def test_what_is_encrypted_or_badly_packed_has_no_meaning(version: int, flags: bytes) -> None:
    assert id3.meant(Frame(b"PRIV", b"\1\2\3\4\5\6\7", flags), version) is None


@pytest.mark.parametrize(
    "content",
    [
        "\0Br\u00f6t".encode("latin-1"),
        b"\1" + "Bröt".encode("utf-16"),
        b"\1\xfe\xff" + "Bröt".encode("utf-16-be"),
        b"\2" + "Bröt".encode("utf-16-be"),
        b"\3" + "Bröt".encode(),
        b"\3" + "Bröt\0".encode(),
    ],
)
def test_a_text_is_read_in_its_encoding(content: bytes) -> None:
    assert id3.text_of(content) == "Bröt"
    assert id3.text_of(b"") == ""


@moderately
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.sampled_from([3, 4]))
def test_a_text_is_read_as_it_was_written(value: str, version: int) -> None:
    assert id3.text_of(id3.text_frame(b"TIT2", value, version).content) == value


@moderately
@given(
    st.lists(
        st.builds(
            Frame,
            st.sampled_from([b"TIT2", b"APIC", b"CHAP", b"TS2\0"]),
            st.binary(min_size=1, max_size=400),
        ),
        max_size=5,
    ),
    st.sampled_from([3, 4]),
)
def test_a_tag_is_read_as_it_was_written(frames: list[Frame], version: int) -> None:
    content = written(Tag(version, tuple(frames)))
    if frames:
        assert read(content) == (Tag(version, tuple(frames), len(content)),)


@moderately
@given(st.binary(max_size=120), st.integers(2, 4), st.sampled_from([0, 0, 0x40, 0x80, 0xC0]))
def test_any_bytes_are_read_or_refused(body: bytes, version: int, flags: int) -> None:
    refused: list[PodscribeError] = []
    try:
        for each in read(tag(body, version, flags)):
            for inside in each.frames:
                id3.meant(inside, each.version)
    except PodscribeError as error:
        refused.append(error)
    assert all(error.remedy for error in refused)
