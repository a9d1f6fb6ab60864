"""A diarization as JSON, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.diarize import Diarization, Voice, VoiceModel, parse, serialize
from podscribe.errors import PodscribeError
from podscribe.transcript import Span

TIMES = st.floats(0, 1e5)
SPANS = st.lists(st.builds(Span, TIMES, TIMES, st.text(max_size=8))).map(tuple)
EMBEDDINGS = st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=5).map(tuple)
VOICES = st.lists(st.builds(Voice, st.text(max_size=8), st.none() | EMBEDDINGS)).map(tuple)
MODELS = st.builds(VoiceModel, st.text(max_size=8), st.text(max_size=8))


@given(st.builds(Diarization, SPANS, SPANS, VOICES, MODELS))
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
        "[" * 100_000,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(PodscribeError, match="is no diarization"):
        parse(text)


def test_another_version_is_named() -> None:
    with pytest.raises(PodscribeError, match="version 2, not 1"):
        parse('{"version": 2}')
