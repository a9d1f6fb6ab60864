"""Numbers in words, as they are said."""

from __future__ import annotations

import numpy as np

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
ROUND = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"
ONES, TENS = tuple(SMALL.split()), tuple(ROUND.split())
SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))
ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
YEARS = range(1900, 2100)
PAIRED_SHARE = 0.5  # of the years from 2010 on that are said in two pairs


def number_words(written: str, rng: np.random.Generator) -> tuple[str, ...]:
    """The words of a number: 2,500 or 3.5 or 1990s or 21st.

    >>> number_words("2,500", np.random.default_rng(0))
    ('two', 'thousand', 'five', 'hundred')
    >>> number_words("21st", np.random.default_rng(0))
    ('twenty', 'first')
    """
    digits = written.rstrip("abcdefghijklmnopqrstuvwxyz")
    suffix, (whole, _, decimals) = written[len(digits) :], digits.partition(".")
    words = _whole(whole.rstrip(","), rng)
    if decimals:
        words = [*words, "point", *(ONES[int(digit)] for digit in decimals)]
    return (*words[:-1], _ending(words[-1], suffix))


def _whole(digits: str, rng: np.random.Generator) -> list[str]:
    if "," not in digits and len(digits) == 4 and int(digits) in YEARS:
        return _year(int(digits), rng)
    return _cardinal(int(digits.replace(",", "")))


def _year(year: int, rng: np.random.Generator) -> list[str]:
    century, rest = divmod(year, 100)
    if year >= 2000 and (rest < 10 or rng.random() >= PAIRED_SHARE):
        return _cardinal(year)
    if rest == 0:
        return [*_cardinal(century), "hundred"]
    return [*_cardinal(century), *(["oh"] if rest < 10 else []), *_cardinal(rest)]


def _cardinal(value: int) -> list[str]:
    """How many.

    >>> _cardinal(40_215)
    ['forty', 'thousand', 'two', 'hundred', 'fifteen']
    """
    for scale, name in (*SCALES, (100, "hundred")):
        if value >= scale:
            above, below = divmod(value, scale)
            return [*_cardinal(above), name, *(_cardinal(below) if below else [])]
    if value < 20:
        return [ONES[value]]
    tens, ones = divmod(value, 10)
    return [TENS[tens], *([ONES[ones]] if ones else [])]


def _ending(word: str, suffix: str) -> str:
    """The last word of an ordinal or of a decade.

    >>> _ending("ninety", "s"), _ending("thirty", "th"), _ending("two", "nd")
    ('nineties', 'thirtieth', 'second')
    """
    stem = word[:-1] + "ie" if word.endswith("y") else word
    if suffix == "s":
        return stem + ("es" if word.endswith("x") else "s")
    return ORDINALS.get(word, stem + "th") if suffix else word
