"""`quotableClips` for a page's front matter, write only: one a chapter.

    quotableClips:
    - name: How it began
      startOffset: 0
      url: https://www.youtube.com/watch?v=a1b2c3&t=0
      endOffset: 760

A clip ends where the next begins. `url` is that of the video named under the page's `ids`; without
one it is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.layout.chapters import Chapter, chapters
from podscribe.transcript import Transcript


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """The block as the show's pages have it."""
    clips = [_clip(chapter, _video(transcript)) for chapter in chapters(transcript)]
    return yaml.dump({"quotableClips": clips}, allow_unicode=True, sort_keys=False)


def _video(transcript: Transcript) -> str | None:
    ids = transcript.metadata.get("ids")
    video = ids.get("youtube") if isinstance(ids, Mapping) else None
    return video if isinstance(video, str) else None


def _clip(chapter: Chapter, video: str | None) -> dict[str, object]:
    start = int(chapter.start)
    url = {"url": f"https://www.youtube.com/watch?v={video}&t={start}"} if video else {}
    return {"name": chapter.title, "startOffset": start, **url, "endOffset": int(chapter.end)}


FORMAT = Format(
    name="clips",
    title="quotableClips for an episode page",
    suffixes=(),
    keeps=frozenset({Feature.HEADERS}),
    serialize=serialize,
)
