"""What the check finds in pages as they were published."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import yaml

from podscribe.check import check_file, check_page, mend_file
from podscribe.formats.page_source import read_page
from tests.corpus import pages, seed

MOST_TIMES_YAML = 5

# Counted apart from podscribe, by reading each page's YAML with PyYAML and looking at the rows.
# Copies: rows without `who` whose text another row within 60 has with it; they are not counted
# again among the rows without a time or a name (175 and 84 with them).
BACKWARD, UNTIMED, NAMELESS, BROKEN_TIMES, STRAY_BEGINNINGS, COPIES = 20, 92, 1, 1, 1, 83


def test_the_known_faults_of_the_published_pages_are_found() -> None:
    codes = Counter(finding.code for path in pages() for finding in check_file(path).findings)
    assert codes["T101"] == BACKWARD
    assert codes["T102"] == UNTIMED
    assert codes["S201"] == NAMELESS
    assert codes["T104"] == BROKEN_TIMES
    assert codes["X302"] == COPIES
    assert codes["P501"] == STRAY_BEGINNINGS
    assert not codes["T103"] + codes["T105"] + codes["T106"] + codes["X301"] + codes["X304"]


def test_both_times_that_run_backward_in_the_first_seed_are_found() -> None:
    found = [finding.what for finding in check_file(seed("001")).findings if finding.code == "T101"]
    assert found == [
        "time goes backward: 26:17 after 26:41",
        "time goes backward: 1:00:32 after 1:01:31",
    ]


def test_names_that_slipped_are_found_and_no_others() -> None:
    found = [
        finding.what.split(" on ")[0]
        for path in pages()
        for finding in check_file(path).findings
        if finding.code in ("S202", "S205")
    ]
    assert sorted(found) == ["'Adityaitya'", "'Alexa'", "'Alexey:'", "'Juaney'", "'Theo:'"]


def test_mending_is_done_at_once_and_changes_no_other_row(tmp_path: Path) -> None:
    for path in pages():
        copy = tmp_path / path.name
        copy.write_bytes(path.read_bytes())
        report = mend_file(copy)
        if not report.mended:
            assert copy.read_bytes() == path.read_bytes()
            continue
        assert mend_file(copy).mended == ()
        before, after = read_page(path.read_text()), read_page(copy.read_text())
        assert before.metadata == after.metadata
        touched = {mend.row for finding in report.mended for mend in finding.mends}
        rows = [source.row for number, source in enumerate(before.rows) if number not in touched]
        assert Counter(rows) - Counter(source.row for source in after.rows) == Counter()


def seconds(work: Callable[[], object]) -> float:
    """The best of three runs: what the work costs without what else the machine does."""
    times = []
    for _ in range(3):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


def test_a_check_costs_a_few_times_what_reading_the_yaml_costs() -> None:
    ratios = []
    for path in pages()[::6]:
        page = read_page(path.read_text())
        yaml_text = page.text[page.matter.start : page.matter.end]
        if not page.rows:
            continue
        least = seconds(lambda text=yaml_text: yaml.load(text, Loader=yaml.CSafeLoader))
        whole = seconds(lambda text=page.text: check_page(read_page(text)))
        ratios.append(whole / least)
    assert statistics.median(ratios) < MOST_TIMES_YAML
