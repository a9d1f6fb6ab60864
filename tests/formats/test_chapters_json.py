"""Podcast Namespace chapters JSON."""

from __future__ import annotations

import json

from podscribe.formats import chapters_json
from podscribe.transcript import Grain, Header, Line, Transcript


def test_chapters_have_their_start_and_their_title() -> None:
    rows = Header('Flour "00"'), Line("a", 0.0), Header("Wasser & Öl"), Line("b", 62.5404)
    written = chapters_json.serialize(Transcript(rows=rows, grain=Grain.PARAGRAPH))
    assert json.loads(written) == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0, "title": 'Flour "00"'},
            {"startTime": 62.54, "title": "Wasser & Öl"},
        ],
    }
    assert '"startTime": 0,' in written
    assert "Öl" in written
