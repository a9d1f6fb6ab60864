"""Chapters proposed from what is said, without a network."""

from __future__ import annotations

from podscribe.chapters.chapter import Chapter
from podscribe.chapters.propose_options import ProposeOptions
from podscribe.chapters.proposing.choosing import choose
from podscribe.chapters.proposing.english import is_english
from podscribe.chapters.proposing.passages import Passage, passages
from podscribe.chapters.proposing.questions import hosts
from podscribe.chapters.proposing.scoring import candidates
from podscribe.chapters.proposing.titles import language_of, titles
from podscribe.chapters.proposing.words import WORD
from podscribe.transcript import Transcript

__all__ = ["ProposeOptions", "propose"]

PROPOSE = ProposeOptions()


def propose(transcript: Transcript, options: ProposeOptions = PROPOSE) -> tuple[Chapter, ...]:
    """Chapters where the topic turns, the first with the first line; none without times.

    Headers that stand in the transcript are not looked at.
    """
    said = passages(transcript)
    if not said:
        return ()
    asking = hosts(said, options.hosts, _guests(transcript))
    end = max(passage.end for passage in said)
    chosen = choose(candidates(said, asking), said[0].start, end, options.minutes * 60)
    firsts = [0, *(candidate.index for candidate in chosen)]
    language = language_of(said, _is_english(transcript, said))
    names = titles(said, firsts, language, options.title_characters)
    return tuple(map(Chapter, (said[first].start for first in firsts), names))


def _guests(transcript: Transcript) -> tuple[str, ...]:
    guests = transcript.metadata.get("guests")
    return tuple(map(str, guests)) if isinstance(guests, list | tuple) else ()


def _is_english(transcript: Transcript, said: tuple[Passage, ...]) -> bool:
    if transcript.language is not None:
        return transcript.language.lower().startswith("en")
    return is_english([word.lower() for passage in said for word in WORD.findall(passage.text)])
