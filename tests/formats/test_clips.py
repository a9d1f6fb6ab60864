"""`quotableClips` as the show's pages have them."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from podscribe.errors import PodscribeError
from podscribe.formats import clips, page
from podscribe.transcript import Grain, Header, Line, Transcript
from tests import corpus

ROWS = (Header("Flour"), Line("a", 9.0), Header("Wasser: Öl"), Line("b", 62.9))


def written(**metadata: object) -> str:
    transcript = Transcript(rows=ROWS, grain=Grain.PARAGRAPH, duration=90.7, metadata=metadata)
    return clips.serialize(transcript)


def test_a_clip_has_the_keys_of_the_shows_pages_in_their_order() -> None:
    assert written(ids={"youtube": "a1b2"}) == (
        "quotableClips:\n"
        "- name: Flour\n"
        "  startOffset: 0\n"
        "  url: https://www.youtube.com/watch?v=a1b2&t=0\n"
        "  endOffset: 62\n"
        "- name: 'Wasser: Öl'\n"
        "  startOffset: 62\n"
        "  url: https://www.youtube.com/watch?v=a1b2&t=62\n"
        "  endOffset: 90\n"
    )


@pytest.mark.parametrize("metadata", [{}, {"ids": "a1b2"}, {"ids": {"youtube": 7}}])
def test_without_a_video_there_is_no_address(metadata: dict[str, object]) -> None:
    assert "url" not in written(**metadata)


def test_clips_of_published_pages_begin_where_ours_do() -> None:
    same = different = 0
    for path in corpus.pages():
        try:
            transcript = page.parse(path.read_bytes().decode())
            ours = yaml.safe_load(clips.serialize(transcript))["quotableClips"]
        except PodscribeError:
            continue  # the template, and pages without headers
        starts = {clip["name"]: clip["startOffset"] for clip in ours}
        theirs: Any = transcript.metadata.get("quotableClips") or []
        known = [clip for clip in theirs if clip["name"] in starts]
        agreeing = sum(clip["startOffset"] == starts[clip["name"]] for clip in known)
        same += agreeing
        different += len(known) - agreeing
    assert same > 9 * different
    assert same > 500
