"""Word lists, and the forms of their words.

A list of nouns or verbs has one word a line, with its other forms beside it where they are not
regular:

>>> noun("recipe"), noun("bakery bakeries"), noun("bus")
(('recipe', 'recipes'), ('bakery', 'bakeries'), ('bus', 'buses'))
>>> verb("copy")
('copy', 'copies', 'copied', 'copied', 'copying')
>>> verb("say says said")
('say', 'says', 'said', 'said', 'saying')
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "words"
YEARS = range(2005, 2027)
COUNTS = range(11, 100)  # ten and below are written in words
VOWELS = "aeiou"

SIMPLE = {  # slot: list
    "adjective": "adjectives",
    "adverb": "adverbs",
    "city": "cities",
    "company": "companies",
    "comparative": "comparatives",
    "country": "countries",
    "day": "days",
    "feeling": "feelings",
    "food": "food",
    "frequency": "frequencies",
    "month": "months",
    "name": "first_names",
    "ordinal": "ordinals",
    "sky": "skies",
    "small": "small_numbers",
    "stuff": "stuff",
    "surname": "surnames",
    "tool": "tools",
}
VERBS = {  # list: its slots, in the order of the forms
    "verbs_do": ("do", "does", "did", "done", "doing"),
    "verbs_go": ("go", "goes", "went", "gone", "going"),
    "verbs_say": ("say", "says", "said"),
}
TECHNICAL = ("pipelines", "models", "tools", "hardware", "teams", "quality", "learning")
NOUN_TOPICS = (*TECHNICAL, "careers", "money", "travel", "kitchen", "weather")


@cache
def lines(name: str) -> tuple[str, ...]:
    """The entries of a list."""
    rows = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(row.strip() for row in rows if row.strip())


def noun(line: str) -> tuple[str, str]:
    """Singular and plural."""
    singular, *rest = line.split()
    return singular, rest[0] if rest else _with_s(singular)


def verb(line: str) -> tuple[str, str, str, str, str]:
    """Base, third person, past, participle and -ing."""
    base, *rest = line.split()
    past = _past(base)
    third, past, done, ing = (*rest, *(_with_s(base), past, past, _ing(base))[len(rest) :])
    if len(rest) == 2:
        done = past
    return base, third, past, done, ing


def _with_s(word: str) -> str:
    if word.endswith("y") and word[-2] not in VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def _past(base: str) -> str:
    if base.endswith("y") and base[-2] not in VOWELS:
        return base[:-1] + "ied"
    return base + ("d" if base.endswith("e") else "ed")


def _ing(base: str) -> str:
    return (base[:-1] if base.endswith("e") else base) + "ing"


@cache
def slots() -> dict[str, tuple[str, ...]]:
    """What may fill each slot of the rules that is a list of words."""
    filled = {slot: lines(name) for slot, name in SIMPLE.items()}
    for name, forms in VERBS.items():
        columns = zip(*(verb(line) for line in lines(name)), strict=True)
        filled.update(zip(forms, columns, strict=False))  # not every verb has a slot for every form
    filled["role"], filled["roles"] = _nouns("roles")
    for topic in NOUN_TOPICS:
        filled[f"thing_{topic}"], filled[f"things_{topic}"] = _nouns(f"nouns_{topic}")
    for slot in ("thing", "things"):
        filled[slot] = _joined(filled, slot, TECHNICAL)
        filled[f"any_{slot}"] = _joined(filled, slot, NOUN_TOPICS)
    filled["count"] = tuple(str(number) for number in COUNTS)
    filled["year"] = tuple(str(year) for year in YEARS)
    return filled


def _nouns(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pairs = [noun(line) for line in lines(name)]
    return tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)


def _joined(
    filled: dict[str, tuple[str, ...]], slot: str, topics: tuple[str, ...]
) -> tuple[str, ...]:
    words = [word for topic in topics for word in filled[f"{slot}_{topic}"]]
    return tuple(dict.fromkeys(words))
