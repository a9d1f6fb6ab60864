"""Names for files, made from titles and names that anybody may have written.

A name made here is one part of a path, holds nothing that a shell, a terminal or a file system
takes for more than a letter, fits with every ending in what file systems allow, and is no other
episode's, where upper and lower case are one as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence

from podscribe.formats.registry import BY_NAME

MOST_BYTES = 100  # file systems take 143 to 255, and endings, checksums and marks come behind it
_NOTHING = "episode"
_ID_CHARACTERS = 8
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}  # controls, what is not seen, and what is no character
_FORBIDDEN = re.compile(r'[/\\:*?"<>|⁄∕]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_OWN = frozenset({"ledger", "report"})  # what a batch itself writes beside the episodes
_NUMBERS = re.compile(r"s(\d{1,4})[ ._-]?e(\d{1,5})(?!\d)", re.IGNORECASE)


def safe_name(text: str, most_bytes: int = MOST_BYTES) -> str:
    """The text as a file can be called, the same whenever it is made safe again.

    >>> safe_name("../../etc/passwd"), safe_name("Bread: 1/2 price?"), safe_name("NUL")
    ('etc-passwd', 'Bread- 1-2 price', '_NUL')
    """
    plain = unicodedata.normalize("NFKC", text[: 10 * most_bytes])
    kept = unicodedata.normalize("NFKC", "".join(_letter(each) for each in plain))
    name = _FORBIDDEN.sub("-", " ".join(kept.split()))
    name = _format_apart(_ends(_bounded(_ends(name), most_bytes)))
    if not name:
        return _NOTHING
    if _DEVICES.fullmatch(name) or name.casefold() in _OWN:
        return f"_{name}"
    return name


def _letter(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _DROPPED else character


def _ends(name: str) -> str:
    """Not hidden, no option of a command, no home folder, and nothing that some systems drop."""
    return re.sub(r"^[\s.~-]+|[\s.-]+$", "", name)


def _bounded(name: str, most_bytes: int) -> str:
    return name.encode(errors="ignore")[:most_bytes].decode(errors="ignore")


def _format_apart(name: str) -> str:
    """`a.vtt` of one episode shall not be what another one's `a` is written to."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{ending}" if dot and ending.casefold() in BY_NAME else name


def slug(title: str) -> str:
    """A title as pages are called.

    >>> slug("Tom's way: from the oven to the spreadsheet!"), slug("Über Brot")
    ('toms-way-from-the-oven-to-the-spreadsheet', 'über-brot')
    """
    plain = unicodedata.normalize("NFKC", title[: 10 * MOST_BYTES]).lower()
    plain = re.sub(r"['’`]", "", plain)
    return re.sub(r"[\W_]+", "-", plain).strip("-")


def numbers_in(stem: str) -> tuple[int | None, int | None]:
    """Season and episode, where a file is called after them.

    >>> numbers_in("s17e05-bread"), numbers_in("Show S02.E11"), numbers_in("bread")
    ((17, 5), (2, 11), (None, None))
    """
    match = _NUMBERS.search(stem)
    if match is None or stem[: match.start()][-1:].isalnum():
        return None, None
    return int(match[1]), int(match[2])


def folded(name: str) -> str:
    """The same for names that some file system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def distinct(
    wanted: Mapping[str, Sequence[str]], taken: Mapping[str, str] | None = None
) -> dict[str, str]:
    """A safe name for every id: the first of those it wants that nobody else wants or has.

    What an id was called before (`taken`) it is called again, so names stay when more come. Of
    those that want the same name none gets it: the order in which they come plays no part.

    >>> distinct({"17": ["intro", "s1-intro"], "23": ["intro", "s2-intro"], "42": ["outro"]})
    {'17': 's1-intro', '23': 's2-intro', '42': 'outro'}
    """
    taken = {id: name for id, name in (taken or {}).items() if safe_name(name) == name}
    found = {id: taken[id] for id in wanted if id in taken}
    used = {folded(name) for name in taken.values()}
    for level in range(max(map(len, wanted.values()), default=0)):
        asked = defaultdict[str, list[str]](list)
        for id, names in wanted.items():
            if id not in found and level < len(names):
                asked[folded(safe_name(names[level]))].append(id)
        for fold, ids in asked.items():
            if len(ids) == 1 and fold not in used:
                found[ids[0]] = safe_name(wanted[ids[0]][level])
                used.add(fold)
    for id in sorted(wanted.keys() - found.keys()):
        found[id] = _with_id(id, wanted[id], used)
        used.add(folded(found[id]))
    return {id: found[id] for id in wanted}


def _with_id(id: str, names: Sequence[str], used: set[str]) -> str:
    """An id is no secret: who wrote a title may have put one into it."""
    name = names[0] if names else _NOTHING
    for length in (_ID_CHARACTERS, len(id)):
        ending = f"-{id[:length]}"
        made = safe_name(name, MOST_BYTES - len(ending)) + ending
        if folded(made) not in used:
            return made
    number = 2
    while folded(f"{made}-{number}") in used:
        number += 1
    return f"{made}-{number}"
