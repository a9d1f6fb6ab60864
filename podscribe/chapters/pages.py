"""An episode page whose clips are written anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from podscribe.formats.clips import CLIPS
from podscribe.formats.page_keys import with_key
from podscribe.formats.page_source import read_page


def with_clips(text: str, clips: Sequence[Mapping[str, object]]) -> str:
    """The page with these clips, all else to the byte as it was; without any, as it is.

    What a page says of a clip that stays, beside what podscribe writes, stays too.
    """
    before = read_page(text).metadata.get(CLIPS)
    old = before if isinstance(before, list) else []
    held = {_key(clip): clip for clip in old if isinstance(clip, Mapping)}
    after = [{**held.get(_key(clip), {}), **clip} for clip in clips]
    return with_key(text, CLIPS, after) if after else text


def _key(clip: Mapping[str, object]) -> tuple[object, object]:
    return str(clip.get("name")), clip.get("startOffset")
