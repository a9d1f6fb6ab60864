"""Lines cut into cues that fit a screen: at words, best at pauses and ends of clauses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from podscribe.layout.timing import timed_lines
from podscribe.scripts import joined
from podscribe.transcript import Grain, Line, Transcript, Word


@dataclass(frozen=True, slots=True)
class CueOptions:
    """How large a cue may be."""

    max_characters: int = 40  # as in the show's timestamped lines
    max_seconds: float = 7.0  # longer on the screen, and a reader starts over


LINES = CueOptions()
CAPTIONS = CueOptions(max_characters=84)  # two rows of 42, as broadcasters have them

PAUSE_S = 0.5  # a silence that is heard as one
BREATH_S = 0.2
_CLOSING = "['\"”’“‘«»‹›)\\]」』）》〉】]*$"  # “ and « close in German
SENTENCE_END = re.compile(f"[.?!…。？！؟۔।॥։]{_CLOSING}")
CLAUSE_END = re.compile(f"[,;:–—，；：、،؛]{_CLOSING}")
SOUND = re.compile(r"\[[^\[\]]*\]")

# The price of ending a cue where nothing in the speech asks for it, and of a cue that is short of
# its width by all of it or runs on across an end of sentence: only their relation matters.
PRICE_PLAIN = 1.0
PRICE_CLAUSE = 0.35
PRICE_EMPTY = 1.6
PRICE_RUN_ON = 0.6
PRICE_DANGLING = 0.5  # on top, where the last word belongs to the next
PRICE_STRANDED = 3.0  # on top, where the last word is the first of a sentence

# English words that lean on the one after them: no cue should end with one.
FUNCTION_WORDS = frozenset(
    word
    for group in (
        "a an the this these those that my your his her its our their some any each every no",
        "and or but nor so because if when while where who which what how than as whether although",
        "of to in on at by for from with into onto about between through during without like",
        "i he she we they i'm i've i'll i'd we're we've we'll you're they're it's that's there's",
        "is are was were am be been have has had do does did will would can could should may might",
        "must being not very just",
    )
    for word in group.split()
)


def cut_cues(transcript: Transcript, options: CueOptions) -> tuple[Line, ...]:
    """The transcript's lines as timed cues; cues that fit already stay as they are.

    They are in the order of the lines, each at least as late as the one before, though people
    talk over each other.
    """
    latest = 0.0
    ordered: list[Line] = []
    for cue in chain.from_iterable(cues_by_line(transcript, options)):
        latest = max(latest, cue.start or 0.0)
        ordered.append(replace(cue, start=latest, end=max(latest, cue.end or 0.0)))
    return tuple(ordered)


def cut_captions(transcript: Transcript, options: CueOptions) -> tuple[Line, ...]:
    """The same with the times as they are, in their order: what is said over another's words is
    shown while it is said.
    """
    cues = chain.from_iterable(cues_by_line(transcript, options))
    return tuple(sorted(cues, key=start_of))


def start_of(cue: Line) -> float:
    return cue.start or 0.0


def cues_by_line(transcript: Transcript, options: CueOptions) -> list[list[Line]]:
    """The cues of each line that says something."""
    known = timed_lines(transcript)
    cues = transcript.grain is Grain.CUE
    return [[line] if cues and _fits(line, options) else cut_line(line, options) for line in known]


def _fits(line: Line, options: CueOptions) -> bool:
    if len(line.text) > options.max_characters or "\n" in line.text:
        return False
    return not line.words or _seconds(line.words) <= options.max_seconds


def _seconds(words: Sequence[Word]) -> float:
    return words[-1].end - words[0].start


def cut_line(line: Line, options: CueOptions) -> list[Line]:
    """One line with a start and an end as cues that the options allow."""
    spaced = [word.text.strip() for word in line.words] == line.text.split()
    in_script = not spaced and _is_in_script(line)
    known = line.words if spaced or in_script else _estimated(line)
    words = _pieces(known, options.max_characters)
    text = joined if in_script else " ".join
    return [_cue(line, words[first:after], text) for first, after in _best_cut(words, options)]


def _is_in_script(line: Line) -> bool:
    """Whether the text is that of the line's words, in a script without blanks between them."""
    return bool(line.words) and joined(word.text for word in line.words) == line.text


def _estimated(line: Line) -> tuple[Word, ...]:
    """The words of the line's text, its time spread over them by characters."""
    assert line.start is not None and line.end is not None
    texts = line.text.split()
    rate = (line.end - line.start) / (sum(map(len, texts)) or 1)
    words: list[Word] = []
    at = line.start
    for text in texts:
        words.append(Word(text, at, at + rate * len(text)))
        at = words[-1].end
    return tuple(words)


def _pieces(words: Sequence[Word], limit: int) -> tuple[Word, ...]:
    """The words, those longer than a whole cue broken up (text without spaces, addresses)."""
    pieces: list[Word] = []
    for word in words:
        text = word.text.strip()
        if not text:
            continue
        if len(text) <= limit:
            pieces.append(word if text == word.text else replace(word, text=text))
            continue
        parts = [text[at : at + limit] for at in range(0, len(text), limit)]
        step = (word.end - word.start) / len(parts)
        for number, part in enumerate(parts):
            begin = word.start + step * number
            end = begin + step if number < len(parts) - 1 else word.end
            pieces.append(replace(word, text=part, start=begin, end=end))
    return tuple(pieces)


def _cue(line: Line, words: Sequence[Word], text: Callable[[Iterable[str]], str]) -> Line:
    return replace(
        line,
        text=text(word.text for word in words),
        start=words[0].start,
        end=max(words[0].start, words[-1].end),
        words=tuple(words) if line.words else (),
        extra=(),
    )


def _best_cut(words: Sequence[Word], options: CueOptions) -> list[tuple[int, int]]:
    """The cheapest way to divide the words: (first, after) of each cue."""
    sounds = _sound_groups(words)
    endings = [_price_of_end(words, after) for after in range(1, len(words) + 1)]
    costs = [0.0]
    starts = [0]
    for after in range(1, len(words) + 1):
        best, start = float("inf"), after - 1
        ending = endings[after - 1]
        for first, price in _allowed(words, after, sounds, endings, options):
            cost = costs[first] + price + ending
            if cost < best:
                best, start = cost, first
        costs.append(best)
        starts.append(start)
    cuts: list[tuple[int, int]] = []
    after = len(words)
    while after:
        cuts.append((starts[after], after))
        after = starts[after]
    return cuts[::-1]


def _allowed(
    words: Sequence[Word],
    after: int,
    sounds: Sequence[int],
    endings: Sequence[float],
    options: CueOptions,
) -> list[tuple[int, float]]:
    """Every cue that may end here: its first word and its price."""
    last = after - 1
    most, end, sound = options.max_characters, words[last].end, sounds[last]
    stranded = PRICE_STRANDED if _begins_a_sentence(words, last) else 0.0
    characters = len(words[last].text)
    apart = 0.0 if endings[last] == 0.0 else stranded
    allowed = [(last, _price_of_width(characters, most) + apart)]
    run_on = 0.0
    for first in range(last - 1, -1, -1):
        characters += len(words[first].text) + 1
        too_long = characters > most or end - words[first].start > options.max_seconds
        if too_long or sounds[first] != sound:
            break
        if endings[first] == 0.0:
            run_on += PRICE_RUN_ON
        allowed.append((first, _price_of_width(characters, most) + run_on + stranded))
    return allowed


def _price_of_width(characters: int, most: int) -> float:
    empty = 1 - characters / most
    return PRICE_EMPTY * empty * empty


def _begins_a_sentence(words: Sequence[Word], index: int) -> bool:
    """Whether the word is the first of several of a sentence."""
    if index == len(words) - 1 or SENTENCE_END.search(words[index].text):
        return False
    return index == 0 or SENTENCE_END.search(words[index - 1].text) is not None


def _price_of_end(words: Sequence[Word], after: int) -> float:
    """What it costs to end a cue before word `after`."""
    if after == len(words):
        return 0.0
    text = words[after - 1].text
    pause = words[after].start - words[after - 1].end
    if SENTENCE_END.search(text) or pause >= PAUSE_S:
        return 0.0
    if CLAUSE_END.search(text):
        return PRICE_CLAUSE
    dangling = PRICE_DANGLING if text.casefold() in FUNCTION_WORDS else 0.0
    return (PRICE_CLAUSE if pause >= BREATH_S else PRICE_PLAIN) + dangling


def _sound_groups(words: Sequence[Word]) -> list[int]:
    """A number for each word that changes where a sound in brackets begins or ends."""
    text = " ".join(word.text for word in words)
    edges = sorted(edge for sound in SOUND.finditer(text) for edge in sound.span())
    groups: list[int] = []
    at = passed = 0
    for word in words:
        while passed < len(edges) and edges[passed] <= at:
            passed += 1
        groups.append(passed)
        at += len(word.text) + 1
    return groups
