"""`quotableClips` in the front matter of a page: one a chapter.

    quotableClips:
    - name: How it began
      startOffset: 0
      url: https://www.youtube.com/watch?v=a1b2c3&t=0
      endOffset: 760

A clip ends where the next begins. `url` is that of the video named under the page's `ids`; without
one it is left out.

>>> parse_chapters({"quotableClips": [{"name": "Flour", "startOffset": 62}]}).chapters
(Chapter(start=62.0, title='Flour'),)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from podscribe.chapters.chapter import Chapter, Found, ended, in_order
from podscribe.clock import LONGEST_S
from podscribe.errors import PodscribeError
from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.formats.page_style import dumped
from podscribe.layout.chapters import chapters, episode_end
from podscribe.transcript import Transcript

CLIPS = "quotableClips"


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """A clip for each chapter that its headers tell."""
    video = video_of(transcript.metadata)
    return write_chapters(chapters(transcript), episode_end(transcript), video)


def write_chapters(given: Sequence[Chapter], end: float | None, video: str | None) -> str:
    """The block as the show's pages have it; `video` is YouTube's name of it."""
    return dumped({CLIPS: listed(given, end, video)}, allow_unicode=True, sort_keys=False)


def listed(
    given: Sequence[Chapter], end: float | None, video: str | None
) -> list[dict[str, object]]:
    """The clips as a page's front matter holds them."""
    return [_clip(chapter, until, video) for chapter, until in ended(given, end)]


def _clip(chapter: Chapter, end: float, video: str | None) -> dict[str, object]:
    start = int(chapter.start)
    url = {"url": f"https://www.youtube.com/watch?v={video}&t={start}"} if video else {}
    return {"name": chapter.title, "startOffset": start, **url, "endOffset": int(end)}


def video_of(metadata: Mapping[str, object]) -> str | None:
    """The episode's video, as a page names it."""
    ids = metadata.get("ids")
    video = ids.get("youtube") if isinstance(ids, Mapping) else None
    return video if isinstance(video, str) else None


def parse_chapters(metadata: Mapping[str, object]) -> Found:
    """The chapters that the clips of a page tell; none where it has no clips."""
    clips = metadata.get(CLIPS)
    if clips is None:
        return Found(())
    if not isinstance(clips, list):
        raise PodscribeError(f"its {CLIPS} are no list", remedy="write them as '- name:'")
    told: list[Chapter] = []
    notes: list[str] = []
    for number, clip in enumerate(clips, 1):
        start = offset_s(clip.get("startOffset")) if isinstance(clip, Mapping) else None
        if start is None:
            notes.append(f"clip {number} of its {CLIPS} has no startOffset in seconds: left out")
        else:
            name = clip.get("name")
            told.append(Chapter(start, "" if name is None else str(name)))
    return in_order(told, notes)


def offset_s(value: object) -> float | None:
    """The seconds of an offset as people write it; None of what is none."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 8:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= LONGEST_S else None


FORMAT = Format(
    name="clips",
    title="quotableClips for an episode page",
    suffixes=(),
    keeps=frozenset({Feature.HEADERS}),
    serialize=serialize,
)
