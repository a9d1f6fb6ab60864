"""Words taken out of a line, and the line mended around the gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from podscribe.scripts import capitalised
from podscribe.text.edits import LeftOut
from podscribe.text.parts import begins_sentence, parts
from podscribe.text.undoing import heard_of
from podscribe.transcript import Word

_AROUND = " ,.;…–—\"'“”‘’«»„()"


@dataclass(frozen=True, slots=True)
class Gap:
    """The words from `first` up to `after`, and what the word before them becomes without them."""

    first: int
    after: int
    before: str | None = None


def edited(word: Word, text: str) -> Word:
    """The word with another text."""
    return word if word.text == text else replace(word, text=text, heard=heard_of([word]))


def told(words: Sequence[Word], gap: Gap) -> LeftOut:
    """What goes with the gap, for people."""
    gone = words[gap.first : gap.after]
    text = " ".join(word.text.strip() for word in gone).strip(_AROUND)
    return LeftOut(gone[0].start, text)


def without(words: Sequence[Word], sounds: Sequence[bool], gap: Gap) -> tuple[Word, ...]:
    """The words left, of which one holds those that are gone."""
    gone = words[gap.first : gap.after]
    before, behind = [*words[: gap.first]], [*words[gap.after :]]
    if gap.before is not None:
        before[-1] = edited(before[-1], gap.before)
    heir = next((at for at in range(len(behind)) if not sounds[gap.after + at]), None)
    if heir is not None:
        capital = begins_sentence(words, sounds, gap.first)
        behind[heir] = edited(behind[heir], _begun(behind[heir].text, gone[0].text, capital))
    if behind:
        behind[0] = replace(behind[0], heard=heard_of([*gone, behind[0]]))
    else:
        before[-1] = replace(before[-1], heard=heard_of([before[-1], *gone]))
    return (*before, *behind)


def _begun(text: str, first: str, capital: bool) -> str:
    """The word that now stands where another stood first, with its quotes and its capital."""
    gone, left = parts(first), parts(text)
    if gone.key == left.key:
        return f"{gone.lead}{gone.core}{left.trail}"
    quoted = f"{gone.lead}{text.strip()}" if gone.lead else text
    return capitalised(quoted) if capital and gone.core[:1].isupper() else quoted
