"""A page's clips, written anew."""

from __future__ import annotations

from typing import Any

import pytest

from podscribe.chapters.pages import with_clips
from podscribe.errors import PodscribeError
from podscribe.formats.page_source import read_page

CLIPS: list[dict[str, object]] = [
    {"name": "Flour: a start", "startOffset": 0, "endOffset": 62},
    {"name": "Wässer", "startOffset": 62, "endOffset": 90},
]
BLOCK = (
    "quotableClips:\n- name: 'Flour: a start'\n  startOffset: 0\n  endOffset: 62\n"
    "- name: Wässer\n  startOffset: 62\n  endOffset: 90\n"
)
BEFORE = "---\ntitle: 'Rye: ä love story'\n# clips\n"
AFTER = "# behind them\n\ntranscript:\n- line: Hi.\n  sec: 3\n  time: 0:03\n---\nBody\n"


@pytest.mark.parametrize(
    "old",
    [
        BLOCK.replace("62", "61"),
        "quotableClips: []\n",
        "quotableClips:\n",
        "quotableClips: # none yet\n",
        "quotableClips: [{name: a, startOffset: 1},\n  {name: b, startOffset: 2}]\n",
        "'quotableClips':\n  - name: >-\n      folded\n      name\n    startOffset: 7\n",
        "",
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_block_is_replaced_and_all_else_stays(old: str, newline: str) -> None:
    page = (BEFORE + old + AFTER).replace("\n", newline)
    place = (
        BEFORE + BLOCK + AFTER
        if old
        else BEFORE + AFTER.replace("transcript", BLOCK + "transcript")
    )
    assert with_clips(page, CLIPS) == place.replace("\n", newline)


def test_a_page_whose_rows_are_escaped_gets_escaped_clips() -> None:
    rows = AFTER.replace("- line: Hi.", '- line: "H\\xEF."')
    escaped = BLOCK.replace("Wässer", '"W\\xE4sser"')
    assert with_clips(BEFORE + BLOCK.replace("62", "61") + rows, CLIPS) == BEFORE + escaped + rows


def test_clips_that_say_the_same_keep_their_bytes() -> None:
    page = BEFORE + BLOCK.replace("Wässer", '"W\\xE4sser"') + AFTER
    assert with_clips(page, CLIPS) == page
    assert with_clips(page, []) == page


def test_what_a_page_says_beside_of_a_clip_that_stays_stays() -> None:
    page = BEFORE + BLOCK.replace("endOffset: 62", "endOffset: 61\n  speaker: Mara") + AFTER
    (first, second) = clips_of(with_clips(page, CLIPS))
    assert first == {**CLIPS[0], "speaker": "Mara"}
    assert second == CLIPS[1]


def clips_of(page: str) -> Any:
    return read_page(page).metadata["quotableClips"]


def test_a_page_without_a_transcript_gets_clips_too() -> None:
    assert with_clips("---\ntitle: Rye\n---\n", CLIPS) == f"---\ntitle: Rye\n{BLOCK}---\n"


@pytest.mark.parametrize(
    "page",
    [
        "---\n{title: Rye, quotableClips: []}\n---\n",
        "---\nquotableClips: &a\n- name: x\n  startOffset: 1\nothers: *a\n---\n",
    ],
)
def test_a_page_that_cannot_be_changed_there_alone_is_refused(page: str) -> None:
    with pytest.raises(PodscribeError, match="without touching the rest") as caught:
        with_clips(page, CLIPS)
    assert caught.value.remedy
