"""A page for an episode that has none yet."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from podscribe.errors import PodscribeError
from podscribe.formats.page_style import dumped

ARTICLES = frozenset(["a", "an", "the"])
LONGEST_SLUG = 100  # characters, cut between words
IMAGES = "images/podcast"
YOUTUBE = "https://www.youtube.com/watch?v="
# letters that do not fall apart into a Latin one and a mark
_LATIN = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is known of the episode."""

    title: str
    season: int
    episode: int
    guests: tuple[str, ...] = ()  # names, or the slugs of people
    short: str | None = None  # the title, if there is no shorter one
    youtube: str | None = None


@dataclass(frozen=True, slots=True)
class NewPage:
    """The page's file name, its text, and the slugs of its guests."""

    name: str
    text: str
    guests: tuple[str, ...] = ()


def new_page(facts: PageFacts) -> NewPage:
    """The page as the show's recent ones are: sorted keys, and a slug of the short title.

    >>> page = new_page(PageFacts("The Future of Bread", 7, 3, guests=("Mara Łoś",)))
    >>> page.name
    's07e03-future-of-bread.md'
    >>> print(page.text)  # doctest: +ELLIPSIS
    ---
    episode: 3
    guests:
    - maralos
    image: images/podcast/s07e03-future-of-bread.jpg
    ...
    """
    title, short = (_required(text, what) for text, what in _titles(facts))
    stem = f"s{facts.season:02}e{facts.episode:02}-{slug_of_title(short)}"
    guests = [slug_of_person(guest) for guest in facts.guests]
    _require_different(guests, facts.guests)
    known: dict[str, object] = {
        "title": title,
        "short": short,
        "season": facts.season,
        "episode": facts.episode,
        "guests": guests,
        "image": f"{IMAGES}/{stem}.jpg",
    }
    if facts.youtube is not None:
        known["ids"] = {"youtube": facts.youtube}
        known["links"] = {"youtube": f"{YOUTUBE}{facts.youtube}"}
    return NewPage(f"{stem}.md", f"---\n{dumped(known, allow_unicode=True)}---\n", tuple(guests))


def slug_of_title(title: str) -> str:
    """The title's words without articles, as they stand in an address.

    >>> slug_of_title("Competitions: Beyond the Kaggle Leaderboard")
    'competitions-beyond-kaggle-leaderboard'
    """
    words = re.findall(r"[a-z0-9]+", re.sub("['’]", "", _latin(title)))
    kept = [word for word in words if word not in ARTICLES] or words
    if not kept:
        raise PodscribeError(
            f"no address can be made of the title {title!r}",
            remedy="give --short with Latin letters or digits in it",
        )
    slug = str(kept[0])[:LONGEST_SLUG]
    for word in kept[1:]:
        if len(slug) + 1 + len(word) > LONGEST_SLUG:
            break
        slug = f"{slug}-{word}"
    return slug


def slug_of_person(name: str) -> str:
    """The letters of a name alone; a slug stays as it is.

    >>> slug_of_person("Juan Manuel Perafán"), slug_of_person("juanmanuelperafan")
    ('juanmanuelperafan', 'juanmanuelperafan')
    """
    slug = re.sub(r"[^a-z0-9]", "", _latin(name))
    if not slug:
        raise PodscribeError(
            f"no slug can be made of the name {name!r}", remedy="give it in Latin letters"
        )
    return slug


def _latin(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_LATIN))
    letters: str = "".join(each for each in parts if not unicodedata.combining(each))
    return letters.translate(_LATIN)


def _titles(facts: PageFacts) -> list[tuple[str, str]]:
    short = facts.title if facts.short is None else facts.short
    return [(facts.title, "title"), (short, "short title")]


def _required(text: str, what: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise PodscribeError(f"the {what} is empty", remedy="give one")
    return text


def _require_different(slugs: list[str], names: tuple[str, ...]) -> None:
    for number, slug in enumerate(slugs):
        if slug in slugs[:number]:
            raise PodscribeError(
                f"{names[number]} is given twice as a guest", remedy="name each guest once"
            )
