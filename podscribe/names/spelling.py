"""Names as people write them, say them, and as recognisers misspell them."""

from __future__ import annotations

import re
import unicodedata

from podscribe.errors import PodscribeError
from podscribe.spelling import LONGEST_NAME, edits, plain

SAME, NEAR, OTHER = 1.0, 0.7, 0.0  # how well what was heard fits a name
_TITLE = re.compile(
    r"(?:dr|prof|professor|mr|mrs|ms|sir)\.?|(?:(?:dr|prof)\.)+(?:-ing\.)?", re.IGNORECASE
)
_OF = re.compile(  # what a doctor is of; it has a full stop, unlike the first name Phil
    r"(?:(?:med|phil|rer|nat|ing|pol|jur|dent|habil|mult)\.|h\.c\.)+", re.IGNORECASE
)
_SHORTEST_NICKNAME = 3
_SHORTEST_MISSPELT = 4


def clean_name(text: str) -> str:
    """The name in one line, as it is written everywhere; an error where it can be none.

    >>> clean_name("  Anne  O'Neill: <Host> ")
    "Anne O'Neill: <Host>"
    """
    name = " ".join(text.split())
    if not name:
        raise PodscribeError("a name is empty", remedy="give a name, or leave the speaker as it is")
    odd = next((letter for letter in name if unicodedata.category(letter) in ("Cc", "Cs")), None)
    if odd is not None:
        raise PodscribeError(
            f"the name {name[:40]!r} holds a control character", remedy="write it without"
        )
    if len(name) > LONGEST_NAME:
        raise PodscribeError(
            f"a name of {len(name)} characters: {name[:40]}…",
            remedy=f"give one of at most {LONGEST_NAME}",
        )
    return name


def first_name(name: str) -> str:
    """How a reader would call them.

    >>> first_name("Dr. Johannes Hötter"), first_name("Alexandr Petrov")
    ('Johannes', 'Alexandr')
    >>> first_name("Prof. Dr. med. Anna Berg"), first_name("Dr. Phil Ott"), first_name("Dr.")
    ('Anna', 'Phil', 'Dr.')
    """
    words, learned = name.split(), False
    while len(words) > 1:
        if _TITLE.fullmatch(words[0]):
            learned = learned or words[0][0] in "dDpP"  # Dr., Prof.
            words = words[1:]
        elif learned and _OF.fullmatch(words[0]):
            words = words[1:]
        elif learned and len(words) > 2 and _OF.fullmatch(f"{words[0]}{words[1]}"):  # h. c.
            words = words[2:]
        else:
            break
    return words[0]


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: the same, or one says no more than the first name.

    >>> same_person("Alexey", "Alexey Grigorev"), same_person("Ana Lima", "Ana Costa")
    (True, False)
    """
    if plain(one) == plain(other):
        return True
    shorter = min(one, other, key=lambda name: len(name.split()))
    return len(shorter.split()) == 1 and plain(first_name(one)) == plain(first_name(other))


def fit(heard: str, name: str) -> float:
    """How well what was heard fits a name: its first name, all of it, or nearly so.

    >>> fit("Alexei", "Alexey"), fit("Chris", "Christopher Bergh"), fit("Tom", "Tim")
    (0.7, 0.7, 0.0)
    """
    first, whole = plain(first_name(name)), plain(name)
    said, (said_first, *rest) = plain(heard), (plain(word) for word in heard.split())
    if said in (first, whole):
        return SAME
    if rest and whole != first and said_first == first:
        return SAME if rest[0] in whole or _misspelt(rest[0], whole[len(first) :]) else OTHER
    return NEAR if _nearly(said_first, first) or _nearly(said, whole) else OTHER


def fit_slug(heard: str, slug: str) -> float:
    """How well what was heard fits the beginning of a page's name for a person.

    >>> fit_slug("Sonal", "sonalgoyal"), fit_slug("Sonel", "sonalgoyal"), fit_slug("Al", "alexeyg")
    (1.0, 0.7, 0.0)
    """
    said, whole = plain(heard.split()[0]), plain(slug)
    if len(said) < _SHORTEST_NICKNAME:
        return OTHER
    if whole.startswith(said):
        return SAME
    beginnings = (whole[: len(said) + more] for more in (-1, 0, 1))
    return NEAR if any(_misspelt(said, beginning) for beginning in beginnings) else OTHER


def _nearly(heard: str, name: str) -> bool:
    """A slip of the recogniser, or a shorter form."""
    shorter, longer = sorted((heard, name), key=len)
    if longer.startswith(shorter):
        return len(shorter) >= _SHORTEST_NICKNAME
    return _misspelt(heard, name)


def _misspelt(heard: str, name: str) -> bool:
    shortest = min(len(heard), len(name))
    if shortest < _SHORTEST_MISSPELT or (heard[0] != name[0] and shortest < 2 * _SHORTEST_MISSPELT):
        return False  # Tom and Tim, Maria and Daria
    return edits(heard, name) <= shortest // 3
