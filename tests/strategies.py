"""What hypothesis draws transcripts, captions and pages from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from podscribe.clock import clock
from podscribe.transcript import Doubt, Grain, Header, Line, Note, Row, Span, Transcript, Word

# The same examples on every run: a property that fails must fail for whoever looks next.
moderately = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
thoroughly = settings(moderately, max_examples=200)

ODD = "\x85\u2028\u2029\xa0\u200b\ufeff\t"  # breaks and blanks that some tools take for others
LETTERS = "abzäß你😀'\"“”&<>#:-–,.?!…[]{}()%@`|*\\/~^="
SPEAKERS = ("Mara", "Tom", "Zoë", "Ana María", "李雷", "A & B <c>")


def seconds(most: int = 7200) -> st.SearchStrategy[float]:
    """Times to the millisecond."""
    return st.integers(0, most * 1000).map(lambda milliseconds: milliseconds / 1000)


def words(most: int = 14) -> st.SearchStrategy[str]:
    return st.text(LETTERS, min_size=1, max_size=most)


def speech(most: int = 30) -> st.SearchStrategy[str]:
    """Words with a blank between them."""
    return st.lists(words(), min_size=1, max_size=most).map(" ".join)


def anything(least: int = 0) -> st.SearchStrategy[str]:
    """Any characters but NUL, with more odd ones than chance would have."""
    odd = st.text(LETTERS + ODD + " \n", min_size=least, max_size=40)
    return st.one_of(
        odd, st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=least)
    )


def speakers() -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *SPEAKERS])


@st.composite
def captions(draw: st.DrawFn, most_characters: int = 84) -> Transcript:
    """Cues in order, each with a start, an end, and words that fit the screen."""
    rows: list[Line] = []
    at = 0
    for _ in range(draw(st.integers(1, 8))):
        at += draw(st.integers(0, 5000))
        length = draw(st.integers(1, 7000))
        text = draw(speech(6).filter(lambda text: len(text) <= most_characters))
        rows.append(Line(text, at / 1000, (at + length) / 1000, draw(speakers())))
    return Transcript(rows=tuple(rows))


@st.composite
def heard(draw: st.DrawFn) -> Line:
    """A line of words as an engine hears them."""
    at = draw(st.integers(0, 60_000))
    found: list[Word] = []
    for text in draw(st.lists(words(), min_size=1, max_size=40)):
        begin = at + draw(st.sampled_from([0, 0, 0, 50, 250, 900, 3000]))
        at = begin + draw(st.integers(20, 900))
        found.append(Word(text, begin / 1000, at / 1000, 0.5))
    spoken = " ".join(word.text for word in found)
    return Line(spoken, found[0].start, found[-1].end, draw(speakers()), tuple(found))


@st.composite
def paragraphs(draw: st.DrawFn) -> Transcript:
    """Paragraphs as pages have them: some without a time, some with one that runs backward."""
    start = st.one_of(st.none(), st.integers(0, 900).map(float))
    line = st.builds(Line, speech(), start, speaker=speakers())
    rows = draw(st.lists(line, min_size=1, max_size=6))
    return Transcript(rows=tuple(rows), grain=Grain.PARAGRAPH)


def _values() -> st.SearchStrategy[Any]:
    scalars = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**60), 2**60),
        st.floats(allow_nan=False, allow_infinity=False),
        anything(),
    )
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(anything(), inner, max_size=3),
        max_leaves=6,
    )


def _rows() -> st.SearchStrategy[Row]:
    share = st.one_of(st.none(), st.integers(0, 10_000).map(lambda part: part / 10_000))
    doubts = st.sampled_from([(), (Doubt.SPEAKER,)])
    word = st.builds(Word, anything(), seconds(), seconds(), share, doubts)
    pairs = st.dictionaries(anything(), anything(), max_size=2).map(lambda some: (*some.items(),))
    line = st.builds(
        Line,
        anything(),
        st.none() | seconds(),
        st.none() | seconds(),
        st.none() | anything(),
        st.lists(word, max_size=3).map(tuple),
        pairs,
    )
    return st.one_of(line, line, st.builds(Header, anything()), st.builds(Note, anything()))


def transcripts() -> st.SearchStrategy[Transcript]:
    """Everything that a transcript can hold, sensible or not."""
    fields = st.dictionaries(anything(), _values(), max_size=3)
    return st.builds(
        Transcript,
        rows=st.lists(_rows(), max_size=5).map(tuple),
        grain=st.sampled_from(Grain),
        spans=st.lists(st.builds(Span, seconds(), seconds(), anything()), max_size=3).map(tuple),
        language=st.none() | anything(),
        duration=st.none() | seconds(),
        metadata=fields,
        provenance=fields,
    )


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A page by its parts: what stands before the rows, each row as written, what stands after."""

    before: str
    rows: tuple[str, ...]
    after: str

    @property
    def text(self) -> str:
        return "".join([self.before, *self.rows, self.after])


OTHER_KEYS = (
    "title: 'Rye: a love story'\n",
    'short: "Sour d\\u00f6ugh \\U0001F35E"\n',
    "season: 03\n",
    "guests:\n- tomlindqvist\n-   idarosen # the one with the oven\n",
    "ids: {youtube: a1b2, 'anchor': null}\n",
    "dateadded: 2024-02-30\n",
    "intro: |\n  Flour, water, salt.\n\n  And 😀 time.\n",
    "description: >-\n   folded\n   twice\n\n",
    "duration: PT01H00M02S\n",
    "odd: 'a\x85b\u2028c\xa0d\u2029e'\n",
    "# nobody knows what this key is for\nlegacy: ~\n",
    "tabs: a\tb \t# c\n",
    '"quoted key": [1, 2,\n  3]\n',
    "\n",
    "   \n",
    "# a comment between keys 😀\n",
)


def _quoted(text: str, style: str, newline: str) -> str:
    """A text as a YAML scalar, in one of the manners that hands and programs have."""
    if style == "single":
        return "'" + text.replace("'", "''") + "'"
    if style == "folded":  # a quoted text broken at its blanks
        return "'" + text.replace("'", "''").replace(" ", f"{newline}    ") + "'"
    if style == "block":
        return f"|-{newline}      {text}"
    return json.dumps(text, ensure_ascii=False)


@st.composite
def _page_value(draw: st.DrawFn, newline: str) -> str:
    """A text in any quotes; in some of them it may hold odd breaks."""
    style = draw(st.sampled_from(["single", "double", "folded", "block"]))
    text = draw(speech())
    if style in ("single", "double"):
        text = text.replace(" ", f"{draw(st.sampled_from([' ', *ODD]))}a", 2)
    return _quoted(text, style, newline)


@st.composite
def _page_row(draw: st.DrawFn, newline: str, is_header: bool) -> str:
    """A row: its keys in any order, any of them missing."""
    value = draw(_page_value(newline))
    keys = [f"header: {value}"]
    if not is_header:
        start = draw(st.integers(0, 9000))
        times = [f"time: '{clock(start)}'"], [f'time: "{clock(start)}"  '], []
        names = ["who: Mara"], ["who: 'Zoë' # the host"], ["mood: {a: b}"], []
        numbers = [f"sec: {start}"], [f"sec: '{start}'"], []
        chosen = [draw(st.sampled_from(choices)) for choices in (times, names, numbers)]
        keys = [f"line: {value}", *(key for choice in chosen for key in choice)]
    first, *rest = draw(st.permutations(keys))
    tail = draw(st.sampled_from(["", "", "", "# a remark\n", "  # another 😀\n"]))
    lines = [f"- {first}", *(f"  {key}" for key in rest)]
    return newline.join(lines) + newline + tail.replace("\n", newline)


@st.composite
def pages(draw: st.DrawFn) -> WrittenPage:
    """Pages as hands and programs leave them."""
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    others = draw(st.permutations(OTHER_KEYS))
    first, last = draw(st.integers(0, 5)), draw(st.integers(0, 4))
    mark = draw(st.sampled_from(["", "", "\ufeff", "\ufeffx\n"]))
    opening = draw(
        st.sampled_from(["transcript:\n", "transcript: # by ear\n\n", "'transcript' :\n"])
    )
    body = draw(anything())
    are_headers = draw(st.permutations([False, *draw(st.lists(st.booleans(), max_size=4))]))
    rows = [draw(_page_row(newline, is_header)) for is_header in are_headers]
    indent = draw(st.sampled_from(["", "", "  "]))
    before = f"{mark}---\n{''.join(others[:first])}{opening}"
    after = f"{''.join(others[5 : 5 + last])}---\n"
    return WrittenPage(
        before.replace("\n", newline),
        tuple(_indented(row, indent) for row in rows),
        after.replace("\n", newline) + body,
    )


def _indented(row: str, indent: str) -> str:
    return "".join(f"{indent}{line}\n" for line in row.removesuffix("\n").split("\n"))


TRICKS = (
    *("-->", "00:00", "9" * 30, "-1", "1e999", "NaN", "null", "true", "{", "}", "[", "]", '"', "'"),
    *(
        "\n",
        "\r",
        "\n\n",
        "---",
        "- ",
        ": ",
        "&a ",
        "*a",
        "!!str ",
        "|",
        "# ",
        "<",
        ">",
        "</",
        "&#0;",
    ),
    *("&amp;", "<v ", "<00:01.000>", "WEBVTT", "NOTE", "SPEAKER", "\\ud800", "\0", "\ufeff", ODD),
)


@st.composite
def damaged(draw: st.DrawFn, samples: Sequence[str]) -> str:
    """A sample with pieces cut out, put in or repeated."""
    text = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(text)))
        end = draw(st.integers(begin, min(len(text), begin + 30)))
        piece = draw(
            st.one_of(st.just(text[begin:end] * 2), st.sampled_from(TRICKS), st.text(max_size=4))
        )
        text = text[:begin] + piece + text[end:]
    return text


STRANGERS: tuple[Any, ...] = (
    *(None, True, 0, -1, 2.5, 10**400, -(10**400), "", "cue", "\ud800", "so it began"),
    *([], {}, [[]], [None], [{}], {"text": 1}, {"start": "0"}),
)


def damaged_json(samples: Sequence[str]) -> st.SearchStrategy[str]:
    """A JSON sample with one of its values changed for something else, or gone."""
    return (
        st.sampled_from([json.loads(sample) for sample in samples])
        .flatmap(_changed)
        .map(json.dumps)
    )


@st.composite
def _changed(draw: st.DrawFn, value: Any) -> Any:
    if not value or not isinstance(value, dict | list) or draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from(STRANGERS))
    pairs = dict(enumerate(value)) if isinstance(value, list) else dict(value)
    key = draw(st.sampled_from([*pairs]))
    if draw(st.integers(0, 5)) == 0:
        del pairs[key]
    else:
        pairs[key] = draw(_changed(pairs[key]))
    return [*pairs.values()] if isinstance(value, list) else pairs
