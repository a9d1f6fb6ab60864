"""A diarization as JSON, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.diarize import Diarization, Likeness, Voice, VoiceModel, parse, serialize
from podscribe.errors import PodscribeError
from podscribe.transcript import Span

TIMES = st.floats(0, 1e5)
SPANS = st.lists(st.builds(Span, TIMES, TIMES, st.text(max_size=8))).map(tuple)
EMBEDDINGS = st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=5).map(tuple)
VOICES = st.lists(st.builds(Voice, st.text(max_size=8), st.none() | EMBEDDINGS)).map(tuple)
MISFITS = st.integers(0, 9).flatmap(
    lambda count: st.lists(
        st.tuples(st.text(max_size=8), st.text("0123456789", min_size=count, max_size=count))
    ).map(tuple)
)
LIKENESSES = st.none() | st.builds(Likeness, st.floats(0.01, 1), MISFITS)
MODELS = st.builds(VoiceModel, st.text(max_size=8), st.text(max_size=8))


EMPTY = '{"version": 1, "spans": [], "exclusive": [], "voices": [], "voice_model": ["a", "b"]}'


@given(st.builds(Diarization, SPANS, SPANS, VOICES, MODELS, LIKENESSES))
def test_what_is_written_is_read_back_exactly(diarization: Diarization) -> None:
    text = serialize(diarization)
    assert parse(text) == diarization
    assert serialize(parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"version": 1}',
        '{"version": 1, "spans": [[1]], "exclusive": [], "voices": [], "voice_model": ["a", "b"]}',
        '{"version": 1, "spans": 3, "exclusive": [], "voices": [], "voice_model": ["a", "b"]}',
        '{"version": 1, "spans": [], "exclusive": [], "voices": [], "voice_model": "abc"}',
        EMPTY.replace("}", ', "likeness": 3}'),
        EMPTY.replace("}", ', "likeness": []}'),
        EMPTY.replace("}", ', "likeness": [0.1, ["a", "0x9"]]}'),
        EMPTY.replace("}", ', "likeness": [0.1, ["a", [1, 2]]]}'),
        EMPTY.replace("}", ', "likeness": [0.1, ["a", "00"], ["b", "0"]]}'),
        EMPTY.replace("}", ', "likeness": [0.0, ["a", "00"]]}'),
        EMPTY.replace("}", ', "likeness": [NaN, ["a", "00"]]}'),
        "[" * 100_000,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(PodscribeError, match="is no diarization"):
        parse(text)


def test_what_was_kept_before_likeness_was_known_is_read() -> None:
    assert parse(EMPTY).likeness is None


def test_another_version_is_named() -> None:
    with pytest.raises(PodscribeError, match="version 2, not 1"):
        parse('{"version": 2}')
