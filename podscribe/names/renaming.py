"""A transcript with other names, everywhere they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape

from podscribe.formats.plain import unescaped
from podscribe.formats.vtt import PAYLOAD
from podscribe.transcript import Line, Row, Transcript

NAMES = "names"  # the key of `provenance` under which is kept where each name came from
_VOICE = re.compile(r"(<v(?:\.[^\s<>]*)?[ \t])([^<>]*)(>)")


def renamed(transcript: Transcript, names: Mapping[str, str]) -> Transcript:
    """Every line and span with the new name of its speaker, all at once: two can change places."""
    return replace(
        transcript,
        rows=tuple(_row(row, names) for row in transcript.rows),
        spans=tuple(
            replace(span, speaker=names.get(span.speaker, span.speaker))
            for span in transcript.spans
        ),
    )


def _row(row: Row, names: Mapping[str, str]) -> Row:
    if not isinstance(row, Line) or row.speaker is None or row.speaker not in names:
        return row
    extra = tuple(
        (key, _voices(value, names) if key == PAYLOAD else value) for key, value in row.extra
    )
    return replace(row, speaker=names[row.speaker], extra=extra)


def _voices(payload: str, names: Mapping[str, str]) -> str:
    """A cue as it was written, its tags and breaks kept, with the new names."""

    def voice(match: re.Match[str]) -> str:
        name = " ".join(unescaped(match[2]).split())
        new = escape(names[name], quote=False) if name in names else match[2]
        return f"{match[1]}{new}{match[3]}"

    return _VOICE.sub(voice, payload)
