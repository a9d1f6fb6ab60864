"""docs/benchmarks.md is made of what benchmarks keep, whatever there is."""

from __future__ import annotations

import json
from pathlib import Path

from tests.docs.test_documents import generate


def keep(folder: Path, name: str, title: str, date: str, figure: str) -> None:
    report = {"date": date, "command": f"python benchmarks/{title}.py"}
    (folder / f"{name}.json").write_text(json.dumps(report))
    table = f"| | s |\n| --- | --- |\n| a | {figure} |\n"
    text = f"# {title}, {date}\n\n`python …`\n\n## Of both\n\n{table}"
    (folder / f"{name}.md").write_text(text)


def test_the_newest_result_of_each_benchmark_is_shown(tmp_path: Path) -> None:
    keep(tmp_path, "growth-2026-12-02", "Growth", "2026-12-02", "2.22")
    keep(tmp_path, "growth-2026-12-01", "Growth", "2026-12-01", "1.11")
    keep(tmp_path, "engines-10", "Engines", "2026-12-01", "3.33")
    keep(tmp_path, "engines-60", "Engines", "2026-12-01", "6.66")
    keep(tmp_path, "something-else", "Something else", "2026-12-01", "4.44")
    keep(tmp_path, "names-pages", "Names", "2026-12-01", "5.55")
    page = generate().benchmarks_page(tmp_path)
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings == ["## Engines", "## Growth", "## Something else", "## Told elsewhere"]
    assert page.count("\n### Of both\n") == 4
    assert [figure in page for figure in ("1.11", "2.22", "3.33", "4.44", "5.55", "6.66")] == [
        *(False, True, True, True, False, True)
    ]
    assert "| Names | 2026-12-01  | [Names of speakers](names.md#how-often-it-is-right) |" in page
