"""Which language is spoken, and in which script it is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from podscribe.transcribe.engine import Engine
from podscribe.transcribe.windows import Window

if TYPE_CHECKING:
    from podscribe.transcribe.engine import Samples

WITHOUT_SPACES = frozenset({"zh", "ja", "th", "lo", "my", "yue"})  # as the aligner parts them
_ENOUGH_S = 5.0  # of speech, to tell a language by
_LEAST_LETTERS = 12  # fewer may be a name
_SCRIPTS = {  # where not Latin
    "CYRILLIC": "be bg kk mk mn ru tg tt uk ba",
    "CYRILLIC LATIN": "az sr tk uz",
    "GREEK": "el",
    "HEBREW": "he yi",
    "ARABIC": "ar fa ps sd ur",
    "DEVANAGARI": "hi mr ne sa",
    "BENGALI": "as bn",
    "GURMUKHI": "pa",
    "GUJARATI": "gu",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "SINHALA": "si",
    "THAI": "th",
    "LAO": "lo",
    "MYANMAR": "my",
    "KHMER": "km",
    "TIBETAN": "bo",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "ETHIOPIC": "am",
    "HANGUL CJK": "ko",
    "CJK": "zh yue",
    "CJK HIRAGANA KATAKANA KATAKANA-HIRAGANA HALFWIDTH FULLWIDTH": "ja",
}
_SCRIPTS_OF = {
    language: frozenset(scripts.split())
    for scripts, languages in _SCRIPTS.items()
    for language in languages.split()
}


def detect_language(
    samples: Samples, windows: Sequence[Window], engine: Engine, count: int
) -> tuple[str, float] | None:
    """The likeliest language of several windows together, and its mean probability in them."""
    chosen = _spread(windows, count)
    if not chosen:
        return None
    found = [engine.detect([samples[each.start : each.end]])[0] for each in chosen]
    means = _means(found)
    language = max(sorted(means), key=means.__getitem__)
    return language, means[language]


def _spread(windows: Sequence[Window], count: int) -> list[Window]:
    """Windows with enough speech from all over the audio; the middle of each part of it."""
    telling = [window for window in windows if window.speech_s >= _ENOUGH_S]
    candidates = telling or sorted(windows, key=lambda window: -window.speech_s)[:count]
    count = min(count, len(candidates))
    return [candidates[(2 * part + 1) * len(candidates) // (2 * count)] for part in range(count)]


def _means(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    languages = {language for each in found for language in each}
    return {
        language: sum(each.get(language, 0.0) for each in found) / len(found)
        for language in languages
    }


def is_other_script(text: str, language: str) -> bool:
    """Whether most letters are of a script that the language is not written in.

    >>> is_other_script("Спасибо за внимание", "en"), is_other_script("Thank you so much", "en")
    (True, False)
    """
    scripts = _SCRIPTS_OF.get(language, frozenset({"LATIN"}))
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < _LEAST_LETTERS:
        return False
    strange = sum(unicodedata.name(letter, "").split(" ")[0] not in scripts for letter in letters)
    return strange > len(letters) / 2
