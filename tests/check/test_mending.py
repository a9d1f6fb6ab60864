"""--fix mends what is certain, once and for all, and touches nothing else."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest

from podscribe.check import check_file, mend_file
from podscribe.check.codes import BY_NAME
from podscribe.errors import PodscribeError
from podscribe.formats.page_source import read_page
from tests.check.pages import HEAD, TALK, findings, line, page, written
from tests.check.test_rules import PLANTED

CERTAIN = [name for name in PLANTED if any(finding.mends for finding in findings(PLANTED[name]))]


def changed_lines(before: str, after: str) -> list[str]:
    return [
        row
        for row in unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
        if row[0] in "+-" and row[:3] not in ("+++", "---")
    ]


def test_what_the_codes_promise_to_mend_is_mended() -> None:
    assert {code.name for code in BY_NAME.values() if code.mends} == set(CERTAIN)


@pytest.mark.parametrize("name", CERTAIN)
def test_a_certain_fault_is_gone_after_mending(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, PLANTED[name])
    report = mend_file(path)
    assert [finding.code for finding in report.mended] == [name]
    assert report.findings == ()
    assert check_file(path).findings == ()


@pytest.mark.parametrize("name", [name for name in PLANTED if name not in CERTAIN])
def test_an_uncertain_fault_leaves_every_byte(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, PLANTED[name])
    assert [finding.code for finding in mend_file(path).findings] == [name]
    assert path.read_bytes() == PLANTED[name].encode()


def test_only_the_faulty_row_changes(tmp_path: Path) -> None:
    rows = (
        line("He said “come in”.", 15, "Tom") + "- line: And  then\n  sec: 20 # hm\n  who: Mara\n"
    )
    text = page(TALK + rows + TALK, HEAD + "intro: >\n  folded\n  text\n").replace("\n", "\r\n")
    path = written(tmp_path, text)
    mend_file(path)
    assert changed_lines(text, path.read_bytes().decode()) == [
        "+  time: 0:20",
    ]


def test_a_name_is_mended_through_several_faults(tmp_path: Path) -> None:
    rows = "".join(line(f"So, number {n}?", n) for n in range(1, 9)) + line("Yes?", 10, "'mara: '")
    path = written(tmp_path, page(rows))
    assert {finding.code for finding in mend_file(path).mended} == {"S205", "S202"}
    assert {source.row.speaker for source in read_page(path.read_text()).rows} == {"Mara"}


def test_unknown_keys_of_a_mended_row_are_kept(tmp_path: Path) -> None:
    path = written(tmp_path, page(TALK + "- {line: Yes, sec: 15, who: Mara, mood: [good, calm]}\n"))
    mend_file(
        path,
    )
    assert read_page(path.read_text()).rows[-1].fields["mood"].value == ["good", "calm"]


def test_rows_that_share_a_line_are_not_removed(tmp_path: Path) -> None:
    row = "{line: We weighed the crates every evening for six weeks, sec: 15, time: '0:15', who: M}"
    text = page("").replace("transcript:\n", f"transcript: [{row}, {row}]\n")
    path = written(tmp_path, text)
    with pytest.raises(PodscribeError, match="do not stand on lines of their own"):
        mend_file(path)
    assert path.read_bytes() == text.encode()


def test_mending_what_is_already_sound_does_not_write(tmp_path: Path) -> None:
    path = written(tmp_path, page(TALK))
    before = path.stat().st_mtime_ns
    assert mend_file(path).mended == ()
    assert path.stat().st_mtime_ns == before


def named(*names: str) -> str:
    return page("".join(line(f"So, number {n}?", n, name) for n, name in enumerate(names)))


@pytest.mark.parametrize(
    ("names", "mended"),
    [
        (("Tom", "Tom.", "tom", "tom", "TOM"), ("Tom", "Tom", "tom", "tom", "TOM")),
        (("Tom", "Tom.", "Tom", "tom", "tom:"), ("Tom",) * 5),
        (("Tom", "tom"), ("Tom", "tom")),
        (("Zoé", "Zoé:", "zoe"), ("Zoé",) * 3),
    ],
)
def test_a_name_becomes_what_more_than_half_of_its_rows_say(
    names: tuple[str, ...], mended: tuple[str, ...], tmp_path: Path
) -> None:
    path = written(tmp_path, named(*(f"'{name}'" for name in names)))
    mend_file(path)
    assert tuple(s.row.speaker for s in read_page(path.read_text()).rows) == mended
    assert mend_file(path).mended == ()


@pytest.mark.parametrize(
    ("row", "mended"),
    [
        (
            "- {line: Yes it is, sec: 15, who: Tom} # a\n",
            "- {line: Yes it is, sec: 15, time: '0:15', who: Tom} # a\n",
        ),
        (
            "- who: Tom # a\n\n  # b\n  time: '0:15'   # c\n  line: >\n    It\n\n# d\n",
            "- who: Tom # a\n\n  # b\n  sec: 15\n  time: '0:15'   # c\n  line: >\n    It\n\n# d\n",
        ),
        (
            "- line: Yes   # a\n  sec: '15' # TODO\n  who: Tom\n  time: '0:15' # b\n",
            "- line: 'Yes'   # a\n  sec: 15 # TODO\n  who: Tom\n  time: '0:15' # b\n",
        ),
    ],
)
def test_only_the_faulty_value_changes(row: str, mended: str, tmp_path: Path) -> None:
    path = written(tmp_path, page(TALK + row))
    assert mend_file(path).findings == ()
    assert path.read_text() == page(TALK + mended)


def test_a_removed_row_leaves_the_comments_around_it(tmp_path: Path) -> None:
    row = line("We weighed the crates every evening for six weeks.", 15, "Tom")
    path = written(tmp_path, page(f"{TALK}{row}# a\n\n{row}# b\n"))
    mend_file(path)
    assert path.read_text() == page(f"{TALK}{row}# a\n\n# b\n")


def test_a_copy_that_says_more_is_not_removed(tmp_path: Path) -> None:
    said = "{line: We weighed the crates every evening for six weeks., sec: 15, who: Tom"
    rows = f"- {said}, time: '0:15', clip: a.mp3}}\n- {said}, time: '0:15', clip: b.mp3}}\n"
    path = written(tmp_path, page(TALK + rows))
    assert "X302" in {finding.code for finding in mend_file(path).findings}
    assert path.read_text() == page(TALK + rows)
