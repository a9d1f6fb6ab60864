"""Names by their letters: what is left of them without case and accents, and how far two differ."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 80  # characters of a speaker's name


def plain(name: str) -> str:
    """A name by its letters alone: no case, no accents, no blanks.

    Only the accents of European letters go: in other scripts such marks are vowels, or tell one
    consonant from another.

    >>> plain("Johannes Hötter"), plain("राम") == plain("रोम")
    ('johanneshotter', False)
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(
        letter
        for letter in letters
        if letter.isalnum()
        or (unicodedata.category(letter).startswith("M") and not "\u0300" <= letter <= "\u036f")
    )


def edits(one: str, other: str) -> int:
    """How many letters to add, drop, change or swap with their neighbour (Damerau, Levenshtein).

    >>> edits("alexey", "aleksey"), edits("mara", "maar")
    (2, 1)
    """
    before: list[int] = []
    row: list[int] = [*range(len(other) + 1)]
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


def folded(text: str) -> str:
    """A title or a name without regard to capitals, blanks, and how accents are encoded.

    >>> folded(" Anna  Berg "), folded("Zoe\u0308") == folded("Zo\u00eb")
    ('anna berg', True)
    """
    return composed(" ".join(text.split()).casefold())


def composed(text: str) -> str:
    """With each accent in its letter, as most write it; macOS has them apart in names of files."""
    return unicodedata.normalize("NFC", text)
