"""Damage to a file: to its bytes, its lines, its fields."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from random import Random

from tests.fuzz_samples import DOCUMENT_NAME, Sample, zipped

MUTATION_COUNTS = (1, 1, 1, 1, 2, 2, 3, 6)
LONGEST_BYTES = 20_000  # so that no input becomes slow by its size alone

TEXTS = (
    *("&a ", "*a", "&a [*a]", "!!int ", "!!binary ", "!!python/object:os.system ", "!!set {a}"),
    *(
        "!<tag:yaml.org,2002:float> ",
        "<<: *a",
        "? ",
        "? [a]\n: ",
        "- - - ",
        "- ",
        ": ",
        " #",
        "|\n",
    ),
    *("---", "\n---\n", "\n...\n", "%YAML 9.9\n", "transcript:\n", "transcript: null\n", "who: "),
    *("line: ", "sec: ", "time: ", "header: ", "~", "null", "yes", "No", "2021-04-01", "1:10:20"),
    *(
        "{{ title }}",
        "{{",
        "}}",
        "[" * 60,
        "{a: " * 60,
        "]" * 60,
        "{" * 60,
        '{"a":' * 60,
        "- " * 60,
    ),
    *("1e999", "-1", "0x" + "f" * 30, "0b" + "1" * 200, "1" * 400, "1" * 5000, "0.1" * 9, "1_0"),
    *("NaN", "Infinity", "-Infinity", "true", '"', "'", "\\", "\\ud800", '"\\ud800"', "\\u0000"),
    *("<![CDATA[", "]]>", "&amp;", "&#55296;", "&#0;", "&#" + "9" * 5000 + ";", "&#xFFFFFFFF;"),
    *("<!DOCTYPE a>", '<!ENTITY a "a">', "&a;", "<!--", "-->", "<", ">", "<v ", "<v Ida>", "</v>"),
    *("<p>", "</p>", "<s>", "<b ", "<00:13.000>", "<c.red>", "NOTE ", "STYLE", "WEBVTT\n\n"),
    *(
        "-->",
        "0:00 --> 99:99",
        "99:99",
        "999:99:99",
        "1:60",
        "00:00:00,000 --> 00:00:00,000",
        "[0:04]",
    ),
    *(
        "[99:99]\n",
        "(0:00)",
        "12:34 ",
        "[1:02",
        "٣:٠٤",
        "?\n",
        "## ",
        "SPEAKER a 1 1e9 nan",
        "<NA>",
    ),
    *("SPEAKER a 1 inf 1 <NA> <NA> b\n", "TODO", "[laughs", "”", "“", "(", "\ufeff", "\x00", "\r"),
    *(
        "\r\n",
        "\n",
        "\n\n",
        "\x85",
        "\u2028",
        "\u2029",
        "\x0b",
        "\x0c",
        "\x1c",
        "\x7f",
        "\u200b",
        "\t",
    ),
    *(
        "\xa0",
        "😀",
        "é",
        "e\u0301",
        "ﬁ",
        "İ",
        "ß",
        "\u202e",
        "Ã©",
        "â€™",
        "\ufffd",
        "\uffff",
        " " * 300,
    ),
)
_QUOTED = re.compile(rb"[\"'>]([^\"'<>\n]*)[\"'<]")
TOKENS = (*(text.encode() for text in TEXTS), b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xed\xa0\x80")

VALUES: tuple[object, ...] = (
    *(None, True, False, 0, -1, 1, 1.5, 1e300, 10**30, 10**400, 2**63, float("nan"), float("inf")),
    *(
        "",
        " ",
        "\n",
        "\ud800",
        "\u2028",
        "1",
        "Ida",
        "a" * 3000,
        "-->",
        "\x00",
        "podscribe-transcript",
    ),
    *([], {}, [[]], [None], {"": None}, {"\ud800": 1}, {"a": {"b": [1e999]}}, {"line": "x"}),
)


def mutated(random: Random, sample: Sample, others: Sequence[Sample]) -> bytes:
    """The sample's bytes after a few mutations."""
    if sample.format == "docx" and random.random() < 0.7:
        document = _unzipped(sample.content)
        return zipped(_damaged(random, document, others))
    if "json" in sample.format and random.random() < 0.5:
        return _damaged_json(random, sample.content)
    return _damaged(random, sample.content, others)


def _unzipped(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(DOCUMENT_NAME)


def _damaged(random: Random, content: bytes, others: Sequence[Sample]) -> bytes:
    for _ in range(random.choice(MUTATION_COUNTS)):
        if random.random() < 0.08:
            content = _spliced(random, content, random.choice(others).content)
        else:
            content = random.choice(MUTATIONS)(random, content)
    return content[:LONGEST_BYTES]


def _cut(random: Random, content: bytes, longest: int = 200) -> tuple[int, int]:
    """The bounds of some stretch."""
    start = random.randint(0, len(content))
    return start, min(len(content), start + random.randint(0, longest))


def _flip(random: Random, content: bytes) -> bytes:
    at = random.randrange(len(content) or 1)
    return (
        content[:at]
        + bytes(byte ^ 1 << random.randrange(8) for byte in content[at : at + 1])
        + (content[at + 1 :])
    )


def _change(random: Random, content: bytes) -> bytes:
    at = random.randint(0, len(content))
    return content[:at] + random.randbytes(1) + content[at + 1 :]


def _delete(random: Random, content: bytes) -> bytes:
    start, end = _cut(random, content)
    return content[:start] + content[end:]


def _truncate(random: Random, content: bytes) -> bytes:
    return content[: random.randint(0, len(content))]


def _duplicate(random: Random, content: bytes) -> bytes:
    start, end = _cut(random, content)
    return content[:end] + content[start:end] * random.randint(1, 20) + content[end:]


def _insert(random: Random, content: bytes) -> bytes:
    at = random.randint(0, len(content))
    return content[:at] + random.choice(TOKENS) + content[at:]


def _insert_at_word(random: Random, content: bytes) -> bytes:
    """A token in the place of a word or number, where a grammar has its joints."""
    words = content.split(b" ")
    words[random.randrange(len(words))] = random.choice(TOKENS)
    return b" ".join(words)


def _change_quoted(random: Random, content: bytes) -> bytes:
    """A token in the place of what stands in quotes, or between two tags."""
    quoted = [*_QUOTED.finditer(content)]
    if not quoted:
        return content
    start, end = random.choice(quoted).span(1)
    return content[:start] + random.choice(TOKENS) + content[end:]


def _shuffle_lines(random: Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    start = random.randint(0, len(lines))
    some = lines[start : start + random.randint(2, 8)]
    lines[start : start + len(some)] = random.sample(some, len(some))
    return b"".join(lines)


def _change_line(random: Random, content: bytes) -> bytes:
    """A line dropped, doubled, indented, or followed by a token of its own."""
    lines = content.splitlines(keepends=True) or [b""]
    at = random.randrange(len(lines))
    changes = ([], [lines[at]] * 2, [b"  " + lines[at]], [lines[at], random.choice(TOKENS) + b"\n"])
    lines[at : at + 1] = random.choice(changes)
    return b"".join(lines)


def _swap_breaks(random: Random, content: bytes) -> bytes:
    return content.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b" ", "\x85".encode())))


def _spliced(random: Random, content: bytes, other: bytes) -> bytes:
    return content[: random.randint(0, len(content))] + other[random.randint(0, len(other)) :]


MUTATIONS: tuple[Callable[[Random, bytes], bytes], ...] = (
    *(_flip, _change, _delete, _truncate, _duplicate, _insert, _insert, _insert_at_word),
    *(_insert_at_word, _change_quoted, _shuffle_lines, _change_line, _change_line, _swap_breaks),
)


def _damaged_json(random: Random, content: bytes) -> bytes:
    """The same JSON with some of its values replaced."""
    value = json.loads(content)
    for _ in range(random.choice(MUTATION_COUNTS)):
        value = _replaced(random, value)
    return json.dumps(value, ensure_ascii=random.random() < 0.8).encode("utf-8", "surrogatepass")


def _replaced(random: Random, value: object) -> object:
    """The value with one of those inside it replaced, dropped or doubled."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        key = random.choice([*value])
        if random.random() < 0.1:
            return {other: kept for other, kept in value.items() if other != key}
        return value | {key: _replaced(random, value[key])}
    if isinstance(value, list) and value and random.random() < 0.9:
        at = random.randrange(len(value))
        doubled = [value[at]] * random.choice((0, 1, 1, 1, 2, 30))
        return [*value[:at], *(_replaced(random, each) for each in doubled), *value[at + 1 :]]
    return _leaf(random, value)


def _leaf(random: Random, value: object) -> object:
    """Another value, more often than not of the same type."""
    if isinstance(value, str) and random.random() < 0.7:
        at = random.randint(0, len(value))
        return value[:at] + random.choice(TEXTS) + value[at:]
    if isinstance(value, float | int) and abs(value) < 1e9 and random.random() < 0.6:
        return random.choice((value * 10, value / 3, value + 0.0004, 0, random.random() * 99))
    return random.choice(VALUES)
