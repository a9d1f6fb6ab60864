"""A transcript as an editor would leave it, with the list of what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from podscribe.text.edits import Edit, LeftOut
from podscribe.text.fillers import find_filler, is_filler
from podscribe.text.glossary import Glossary
from podscribe.text.parts import in_sounds, parts
from podscribe.text.removal import edited, told, without
from podscribe.text.repeats import LONGEST, find_cut, find_repeat, unstuttered
from podscribe.text.undoing import as_heard, is_of_words, rewritten
from podscribe.transcript import Line, Row, Transcript, Word

Words = tuple[Word, ...]
_BACK = 2 * LONGEST  # as far before a gap a repetition may have come about


class Cleanup(StrEnum):
    """How much is left out."""

    NONE = "none"  # nothing: as heard
    LIGHT = "light"  # what says nothing: hesitations, stutters, false starts


def clean(
    transcript: Transcript, level: Cleanup = Cleanup.LIGHT, glossary: Glossary = Glossary()
) -> tuple[Transcript, tuple[Edit, ...]]:
    """The transcript with less in it and its terms as they are written, and every edit.

    It begins with what was heard, so edits of an earlier call do not stay. Lines whose words are
    not known one by one cannot be undone and are left as they are.
    """
    heard = as_heard(transcript)
    english = (heard.language or "").split("-")[0] == "en"
    rows: list[Row] = []
    edits: list[Edit] = []
    for row in heard.rows:
        if isinstance(row, Line) and is_of_words(row):
            row, done = _line(row, level, glossary, english)
            edits += done
        rows.append(row)
    if not edits:
        return heard, ()
    return replace(heard, rows=tuple(rows)), tuple(edits)


def _line(
    line: Line, level: Cleanup, glossary: Glossary, english: bool
) -> tuple[Line, tuple[Edit, ...]]:
    words, gone = (line.words, ()) if level is Cleanup.NONE else lightened(line.words, english)
    words, replaced = glossary.applied(words)
    edits: list[Edit] = sorted([*gone, *replaced], key=lambda edit: edit.start)
    if not edits:
        return line, ()
    return rewritten(line, words), tuple(edits)


def lightened(words: Words, english: bool) -> tuple[Words, list[LeftOut]]:
    """The words of a line without what says nothing; a line that says nothing else stays."""
    if not _says_anything(words):
        return words, []
    edits: list[LeftOut] = []
    sounds = in_sounds(words)
    at = 0
    while at < len(words):
        change = _change(words, sounds, at, english)
        if change is None:
            at += 1
            continue
        words, edit = change
        edits.append(edit)
        sounds = in_sounds(words)
        at = max(0, at - _BACK)
    return words, edits


def _says_anything(words: Words) -> bool:
    """Whether there is a word among them that is neither hesitation nor sound."""
    said = [
        parts(word.text) for word, sound in zip(words, in_sounds(words), strict=True) if not sound
    ]
    return any(each.core and not is_filler(each) for each in said)


def _change(
    words: Words, sounds: Sequence[bool], at: int, english: bool
) -> tuple[Words, LeftOut] | None:
    """The words without what may be left out at this place, and what that is."""
    gap = find_filler(words, sounds, at) if english else None
    gap = gap or find_cut(words, sounds, at, english=english)
    if gap is None and english:
        gap = find_repeat(words, sounds, at)
    if gap is not None:
        return without(words, sounds, gap), told(words, gap)
    stutter = unstuttered(words, sounds, at) if english else None
    if stutter is None:
        return None
    begun, left = stutter
    whole = edited(words[at], left)
    return (*words[:at], whole, *words[at + 1 :]), LeftOut(words[at].start, begun)
