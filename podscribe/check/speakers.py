"""Findings about who speaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from podscribe.check.finding import Finding, Mend, Subject, excerpt
from podscribe.formats.format import Feature
from podscribe.layout.cues import SENTENCE_END
from podscribe.spelling import LONGEST_NAME, edits, plain
from podscribe.transcript import Line

MOST_NAME_WORDS = 5  # of one that may have small ones, or a full stop at its end
SMALL_SHARE = 0.5  # of the words of a longer name that begin small: Anna van der Berg
MOST_PEOPLE = 100  # beyond that the names are no names
SLIP_EDITS = 2
SLIP_SHARE = 0.1  # a misspelling is rare beside the right spelling
# A name that ends with its own full stop.
_ABBREVIATED = re.compile(r"\b(?:\w|[JS]r|Esq|Ph\.?D|M\.?D|Inc|Ltd|Co|Corp)\.$")
_NUMBER = re.compile(r"\d+")
_STRAY = " \t\r\n:;,.-–—|"
_SOUNDS = (("ks", "x"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("ij", "i"), ("ii", "i"))
_LIKE = str.maketrans({"y": "i", "j": "i", "c": "k", "w": "v", "z": "s"})

Rows = Mapping[str, Sequence[tuple[int, int | None]]]  # a name's rows: their numbers and places


def find(subject: Subject) -> Iterator[Finding]:
    if Feature.SPEAKERS not in subject.reads:
        return
    lines = [line for line in subject.transcript.lines if line.text.strip()]
    if subject.page is not None or subject.transcript.speakers:
        yield from _missing(subject)
    names = Counter(line.speaker for line in lines if line.speaker)
    sentences = {name for name in names if _is_sentence(name)}
    yield from _sentences(lines, sentences)
    likely = [name for name in names if name not in sentences and clean(name)][:MOST_PEOPLE]
    groups = _groups(subject, likely)
    yield from _punctuated(subject, groups)
    people = {group.leader: sum(group.counts.values()) for group in groups}
    rows = {group.leader: group.every_row for group in groups}
    yield from _variants(subject, groups)
    yield from _spellings(subject, people, rows)
    if subject.page is not None:
        yield from _strangers(subject, people, rows)


@dataclass(frozen=True, slots=True)
class _Group:
    """The spellings of a name that differ in case, accents, blanks or punctuation alone.

    `rows` has every spelling as it is written with its rows, `counts` every clean one with how
    many rows would have it if no more than punctuation were mended; copied rows do not count.
    """

    rows: Rows
    counts: Mapping[str, int]

    @property
    def leader(self) -> str:
        return min(self.counts, key=lambda name: (-self.counts[name], name))

    @property
    def winner(self) -> str | None:
        """The spelling that more than half of the rows have."""
        return self.leader if 2 * self.counts[self.leader] > sum(self.counts.values()) else None

    @property
    def every_row(self) -> Sequence[tuple[int, int | None]]:
        return sorted(row for rows in self.rows.values() for row in rows)

    def rows_of(self, spelling: str) -> Sequence[tuple[int, int | None]]:
        """The rows of a clean spelling."""
        return sorted(
            row for name, rows in self.rows.items() if clean(name) == spelling for row in rows
        )

    def target(self, subject: Subject, name: str) -> str:
        """What a name becomes: one answer, whatever is wrong with it."""
        settled = self.winner if "S202" not in subject.options.ignore else None
        return settled or clean(name)


def _groups(subject: Subject, names: Sequence[str]) -> list[_Group]:
    rows: dict[str, dict[str, list[tuple[int, int | None]]]] = {}
    counts: dict[str, Counter[str]] = {}
    for name in names:
        key = plain(name) or name
        rows.setdefault(key, {})[name] = []
        counts.setdefault(key, Counter())[clean(name)] = 0
    for number, row in enumerate(subject.transcript.rows):
        if isinstance(row, Line) and row.speaker is not None and row.text.strip():
            key = plain(row.speaker) or row.speaker
            if row.speaker in rows.get(key, {}):
                rows[key][row.speaker].append((number, row.place))
                counts[key][clean(row.speaker)] += number not in subject.copies
    return [_Group(rows[key], counts[key]) for key in rows]


def _missing(subject: Subject) -> Iterator[Finding]:
    for number, line in enumerate(subject.transcript.rows):
        if not isinstance(line, Line) or not line.text.strip() or number in subject.copies:
            continue
        if line.speaker is None:
            yield Finding("S201", line.place, f"no speaker: {excerpt(line.text)}", "name them")


def _is_sentence(name: str) -> bool:
    words = name.split()
    if len(name) > LONGEST_NAME or len(words) <= MOST_NAME_WORDS:
        return len(name) > LONGEST_NAME
    small = sum(word[:1].islower() for word in words)
    return small >= SMALL_SHARE * len(words) or SENTENCE_END.search(name) is not None


def _sentences(lines: Sequence[Line], names: Set[str]) -> Iterator[Finding]:
    for line in lines:
        if line.speaker in names:
            yield Finding(
                "S204",
                line.place,
                f"a sentence in the place of the speaker: {excerpt(line.speaker or '')}",
                "write the name, and move the sentence where it belongs",
            )


def clean(name: str) -> str:
    """A name without blanks and punctuation around it; the full stop of `A.` and `Jr.` stays."""
    stripped = " ".join(name.strip(_STRAY).split())
    return f"{stripped}." if _ABBREVIATED.search(name.strip()) else stripped


def _punctuated(subject: Subject, groups: Sequence[_Group]) -> Iterator[Finding]:
    for group in groups:
        for name, rows in group.rows.items():
            if clean(name) == name:
                continue
            target = group.target(subject, name)
            yield Finding(
                "S205",
                rows[0][1],
                f"{name!r} on {_count(rows)}",
                f"write {target!r}",
                tuple(Mend(row, "who", target) for row, _ in rows if subject.page),
            )


def _count(rows: Sequence[object]) -> str:
    return f"{len(rows)} lines" if len(rows) > 1 else "one line"


def _variants(subject: Subject, groups: Sequence[_Group]) -> Iterator[Finding]:
    """Spellings of one name: certain where more than half of its rows have the same."""
    for group in groups:
        for wrong in group.counts:
            if wrong == group.leader:
                continue
            rows = group.rows_of(wrong)
            certain = group.winner is not None and subject.page is not None
            yield _spelling(
                wrong,
                rows,
                group.leader,
                group.counts[group.leader],
                tuple(Mend(row, "who", group.leader) for row, _ in rows) if certain else (),
            )


def _spellings(subject: Subject, people: Mapping[str, int], by_name: Rows) -> Iterator[Finding]:
    for one, other in combinations(people, 2):
        right, wrong = sorted((one, other), key=lambda name: (-people[name], name))
        if _same_person(subject, right, wrong, people):
            yield _spelling(wrong, by_name[wrong], right, people[right])


def _spelling(
    wrong: str,
    rows: Sequence[tuple[int, int | None]],
    right: str,
    count: int,
    mends: tuple[Mend, ...] = (),
) -> Finding:
    return Finding(
        "S202",
        rows[0][1],
        f"{wrong!r} on {_count(rows)}, {right!r} on {count}",
        "write one of them throughout",
        mends,
    )


def _same_person(subject: Subject, right: str, wrong: str, people: Mapping[str, int]) -> bool:
    """Whether the less frequent of two names is another spelling of the more frequent."""
    return (
        plain(right) == plain(wrong)
        or _slip(right, wrong, people)
        or _sounds_same(subject, right, wrong)
    )


def _slip(right: str, wrong: str, people: Mapping[str, int]) -> bool:
    """Whether a rare name looks like a mistyped frequent one; numbers tell speakers apart."""
    if people[wrong] > max(1.0, SLIP_SHARE * people[right]) or people[right] < 3:
        return False
    frequent, rare = plain(right), plain(wrong)
    if min(len(frequent), len(rare)) < 4:
        return False
    if _NUMBER.sub("", frequent) == _NUMBER.sub("", rare):
        return False
    prefix = rare.startswith(frequent) or frequent.startswith(rare)
    return prefix or edits(frequent, rare) <= SLIP_EDITS


def _sounds_same(subject: Subject, one: str, other: str) -> bool:
    """Whether two names are spellings of one (`Alexey`, `Aleksey`) and not of two guests."""
    if _sound(one) != _sound(other) or min(len(plain(one)), len(plain(other))) < 4:
        return False
    slugs = guests(subject)
    return not (
        _claim(one, slugs) and _claim(other, slugs) and _claim(one, slugs) != _claim(other, slugs)
    )


def _sound(name: str) -> str:
    sound = plain(name)
    for written, heard in _SOUNDS:
        sound = sound.replace(written, heard)
    return re.sub(r"(.)\1", r"\1", sound.translate(_LIKE))


def guests(subject: Subject) -> list[str]:
    """The page's guests as they are written: slugs of their names."""
    value = subject.transcript.metadata.get("guests")
    values = value[:MOST_PEOPLE] if isinstance(value, list) else [value]
    return [plain(guest) for guest in values if isinstance(guest, str) and plain(guest)]


def _claim(name: str, slugs: Sequence[str]) -> str | None:
    """The guest a speaker's name fits: by its beginning, or with a letter or two changed."""
    first, whole = plain(name.split()[0]), plain(name)
    for slug in slugs:
        if slug.startswith(first) or whole in slug:
            return slug
    for slug in slugs:
        if len(first) >= 4 and edits(first, slug[: len(first)]) <= SLIP_EDITS:
            return slug
    return None


def _strangers(subject: Subject, people: Mapping[str, int], by_name: Rows) -> Iterator[Finding]:
    """Speakers that are left over when guests and hosts are accounted for.

    A guest may go by another name than the page's slug tells, so each guest whom no name fits
    stands for one speaker whom no guest fits.
    """
    slugs = guests(subject)
    if not slugs:
        return
    hosts = {plain(host) for host in subject.hosts}
    hosts |= {plain(host.split()[0]) for host in subject.hosts if host.split()}
    claims = {name: _claim(name, slugs) for name in people}
    left = [name for name in people if not claims[name] and plain(name) not in hosts]
    kept = [name for name in left if not _misspelt(subject, name, people)]
    unclaimed = len(set(slugs) - set(claims.values()))
    allowed = unclaimed + (0 if subject.hosts else 1)
    for name in sorted(kept, key=lambda name: -people[name])[allowed:]:
        yield Finding(
            "S203",
            by_name[name][0][1],
            f"{name!r} is neither guest nor host",
            "add them to the page's guests, or name the host in podscribe.yaml",
        )


def _misspelt(subject: Subject, name: str, people: Mapping[str, int]) -> bool:
    """Whether the name is a rarer spelling of another."""
    return any(
        _same_person(subject, other, name, people)
        for other in people
        if (people[other], name) > (people[name], other)
    )
