"""Words of people who talk at once, taken apart so that every sentence is whole.

Nobody says two words at a time: where words overlap there are two voices, and in order of time
their words would alternate. Each voice is followed by what continues it; a sentence stands where
it begins. That is done twice: first by the words alone, so that text and spans can tell together
whose they are, then by who says them. Words that do not overlap stay in the order they came in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from podscribe.layout.cues import PAUSE_S
from podscribe.layout.sentences import ends_sentence, starts_small
from podscribe.transcript import Word

TOLERANCE_S = 0.05  # words of one voice may overlap by as much as their times are unsure
MOST_VOICES = 8  # that can be told apart; more come from times that are nonsense
LONGEST_WAIT_S = 6.0  # for the end of a sentence, when somebody else has said something meanwhile


@dataclass(slots=True)
class _Voice:
    """The phrase somebody is in the middle of."""

    phrase: list[Word]
    end: float
    interrupted: float | None = None  # since when another phrase waits for this one's end
    answered: float | None = None  # when what others have said since its last word is over

    def say(self, word: Word) -> None:
        self.phrase.append(word)
        self.end = max(self.end, word.end)
        self.answered = None

    def continues(self, word: Word) -> bool:
        if word.start - self.end >= PAUSE_S or ends_sentence(self.phrase[-1].text):
            return False
        return self.interrupted is None or word.start - self.interrupted < LONGEST_WAIT_S

    def was_answered(self, word: Word) -> bool:
        """Whether others had their say in between, and are silent again."""
        return self.answered is not None and self.answered <= word.start

    def gap_s(self, word: Word) -> float:
        return abs(word.start - self.end)


def unwoven(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words with those of simultaneous phrases set one phrase after the other."""
    if not _is_woven(words):
        return tuple(words)
    phrases: list[list[Word]] = []
    voices: list[_Voice] = []
    for word, following in zip(words, [*words[1:], None], strict=True):
        voices = _near(voices, word)
        voice = _free(voices, word)
        if voice is None or _cuts_in(voice, voices, word, following):
            voice = None
        elif not voice.continues(word):
            voices.remove(voice)
            voice = None
        if voice is None:
            _interrupt(voices, word)
            voice = _Voice([], word.end)
            voices.append(voice)
            phrases.append(voice.phrase)
        voice.say(word)
    phrases.sort(key=lambda phrase: phrase[0].start)
    return tuple(word for phrase in phrases for word in phrase)


def by_sentence(words: Sequence[Word], speakers: Sequence[int]) -> list[tuple[Word, int]]:
    """Words with their speakers as they are to be told: what one says while another is in the
    middle of a sentence comes behind it.
    """
    said = [*zip(words, speakers, strict=True)]
    in_time = sorted(said, key=lambda each: each[0].start)
    if not _is_woven([word for word, _ in in_time]):
        return said
    phrases: list[tuple[int, list[Word]]] = []
    voices: dict[int, list[_Voice]] = {}
    for word, speaker in in_time:
        own = voices[speaker] = _near(voices.get(speaker, []), word)
        voice = _free(own, word)
        if voice is not None and (not voice.continues(word) or voice.was_answered(word)):
            own.remove(voice)
            voice = None
        everybody = [each for group in voices.values() for each in group]
        if voice is None:
            _interrupt(everybody, word)
            voice = _Voice([], word.end)
            own.append(voice)
            phrases.append((speaker, voice.phrase))
        voice.say(word)
        for other in everybody:
            if other is not voice and word.start >= other.end:
                other.answered = max(word.end, other.answered or word.end)
    phrases.sort(key=lambda each: each[1][0].start)
    return [(word, speaker) for speaker, phrase in phrases for word in phrase]


def _near(voices: Sequence[_Voice], word: Word) -> list[_Voice]:
    near = [voice for voice in voices if abs(word.start - voice.end) < LONGEST_WAIT_S]
    return near[-MOST_VOICES:]


def _is_woven(words: Sequence[Word]) -> bool:
    return any(overlap_s(before, after) for before, after in pairwise(words))


def overlap_s(before: Word, after: Word) -> float:
    """For how long one person would have to say both words at once."""
    overlap = before.end - after.start
    return overlap if overlap > TOLERANCE_S else 0.0


def _free(voices: Sequence[_Voice], word: Word) -> _Voice | None:
    """Who has just finished a word when this one begins; best in the middle of a sentence."""
    free = [voice for voice in voices if word.start >= voice.end - TOLERANCE_S]
    return min(free, key=lambda voice: (not voice.continues(word), voice.gap_s(word)), default=None)


def _cuts_in(voice: _Voice, voices: Sequence[_Voice], word: Word, following: Word | None) -> bool:
    """Whether the word begins another's sentence, and this voice goes on with the next word."""
    if following is None or not overlap_s(word, following) or not voice.continues(word):
        return False
    if min(voices, key=lambda each: each.gap_s(following)) is not voice:
        return False
    if starts_small(word.text) != starts_small(following.text):
        return starts_small(following.text)
    return voice.gap_s(following) < voice.gap_s(word)


def _interrupt(voices: Sequence[_Voice], word: Word) -> None:
    """Another phrase begins, and waits for those that are not over."""
    for voice in voices:
        if voice.interrupted is None:
            voice.interrupted = word.start
