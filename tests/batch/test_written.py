"""What was written is looked at again: whether it is there, and whether somebody changed it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podscribe.batch.item import Item
from podscribe.batch.ledger import NAME, open_ledger
from podscribe.batch.plan import Action, plan
from podscribe.batch.rows import Outcome, Row
from podscribe.batch.states import State
from podscribe.batch.storage import put_object
from podscribe.batch.written import Standing, output_of, standings
from podscribe.pipeline.outputs import targets, write_outputs
from podscribe.transcript import Line, Transcript

TALK = Transcript(rows=(Line("Bread takes time.", 1.0, 2.0, "Mara"),))
FORMATS = ("page", "lines", "json")


def done(folder: Path, *, text: str = "Bread takes time.") -> Row:
    """An episode that was written there."""
    wanted = targets("talk", folder, FORMATS)
    write_outputs(replace(TALK, rows=(Line(text, 1.0, 2.0, "Mara"),)), wanted, folder)
    outputs = tuple(output_of(each.path, folder) for each in wanted)
    return Row("a", "talk", "a.mp3", State.DONE, 1.0, 1.0, outputs=outputs)


def test_what_is_as_it_was_is_whole(tmp_path: Path) -> None:
    row = done(tmp_path)
    assert [each.name for each in row.outputs] == ["talk.md", "talk.txt", "talk.json"]
    assert standings([row], str(tmp_path), tmp_path) == {"a": Standing.WHOLE}
    assert standings([replace(row, outputs=())], str(tmp_path), tmp_path) == {}


@pytest.mark.parametrize("suffix", ["md", "txt", "json"])
def test_what_is_gone_or_changed_is_noticed(suffix: str, tmp_path: Path) -> None:
    row = done(tmp_path)
    path = tmp_path / f"talk.{suffix}"
    content = path.read_bytes()
    path.write_bytes(content[:-2] + b"X\n")  # as long as before
    assert standings([row], str(tmp_path), tmp_path) == {"a": Standing.CHANGED}
    path.write_bytes(content)
    assert standings([row], str(tmp_path), tmp_path) == {"a": Standing.WHOLE}
    path.unlink()
    assert standings([row], str(tmp_path), tmp_path) == {"a": Standing.GONE}
    other = next(each for each in ("md", "txt") if each != suffix)
    (tmp_path / f"talk.{other}").write_bytes(b"mine")
    assert standings([row], str(tmp_path), tmp_path) == {"a": Standing.CHANGED}


def test_what_podscribe_itself_wrote_since_is_nobody_elses(tmp_path: Path) -> None:
    row = done(tmp_path)
    done(tmp_path, text="Bread takes more time.")
    assert standings([row], str(tmp_path), tmp_path) == {"a": Standing.WHOLE}


def test_of_a_page_that_was_filled_only_its_transcript_counts(tmp_path: Path) -> None:
    page = tmp_path / "pages" / "talk.md"
    page.parent.mkdir()
    filled = "---\ntitle: Rye\ntranscript:\n- line: Bread takes time.\n  sec: 1\n  who: Mara\n---\n"
    page.write_text(filled)
    output = output_of(page, tmp_path / "out", filled=True)
    row = Row("a", "talk", "a.mp3", State.DONE, 1.0, 1.0, ended=9.0, outputs=(output,))

    def standing(text: str, state: State = State.DONE, ended: float | None = 9.0) -> Standing:
        page.write_text(text)
        return standings(
            [replace(row, state=state, ended=ended)], str(tmp_path / "out"), tmp_path / "out"
        )["a"]

    assert standing(filled) is Standing.WHOLE
    assert standing(filled.replace("Rye", "Rye bread") + "Notes.\n") is Standing.WHOLE
    corrected = filled.replace("takes time", "takes a day")
    assert standing(corrected) is Standing.CHANGED
    for state in (State.WAITING, State.WORKING, State.FAILED):
        assert standing(corrected, state) is Standing.CHANGED
        assert standing(corrected, state, ended=None) is Standing.CHANGED
    assert standing("---\ntitle: Rye\n---\n") is Standing.GONE
    assert standing("---\ntitle: [Rye\n---\n") is Standing.CHANGED
    page.unlink()
    assert standings([row], str(tmp_path / "out"), tmp_path / "out") == {"a": Standing.GONE}


def test_a_page_that_podscribe_filled_since_is_not_taken_for_corrected(tmp_path: Path) -> None:
    page, out = tmp_path / "pages" / "index.md", tmp_path / "out"
    page.parent.mkdir()
    page.write_text("---\ntitle: Rye\n---\n")
    target = targets("index", out, ("page",), page)
    write_outputs(TALK, target, out)
    row = Row("a", "talk", "a.mp3", State.FAILED, 1.0, 1.0)
    row = replace(row, outputs=(output_of(page, out, filled=True),))
    rows = (Line("Bread takes a day.", 1.0, 2.0, "Mara"),)
    write_outputs(replace(TALK, rows=rows), target, out)  # and killed before it was written down
    assert standings([row], str(out), out) == {"a": Standing.WHOLE}
    page.write_text(page.read_text().replace("a day", "two days"))
    assert standings([row], str(out), out) == {"a": Standing.CHANGED}


def test_in_a_storage_marks_tell_it(memory: Any, tmp_path: Path) -> None:
    row = done(tmp_path)
    kept = tuple(
        replace(each, mark=put_object(tmp_path / each.name, f"memory://out/{each.name}"))
        for each in row.outputs
    )
    row = replace(row, outputs=kept)
    assert standings([row], "memory://out/", tmp_path) == {"a": Standing.WHOLE}
    memory.pipe("/out/talk.md", b"mine")
    assert standings([row], "memory://out", tmp_path) == {"a": Standing.CHANGED}
    for unfinished in (State.WAITING, State.FAILED):  # it may have put one of two when it was ended
        found = standings([replace(row, state=unfinished)], "memory://out", tmp_path)
        assert found == {"a": Standing.WHOLE}
    waiting = replace(row, state=State.WAITING, ended=9.0)
    assert standings([waiting], "memory://out", tmp_path) == {"a": Standing.CHANGED}
    memory.rm("/out/talk.md")
    assert standings([row], "memory://out", tmp_path) == {"a": Standing.GONE}
    assert standings([row], "memory://nowhere", tmp_path) == {"a": Standing.GONE}


def test_a_second_run_finds_only_what_is_gone(tmp_path: Path) -> None:
    """From the items through ledger and files to the plan, as a job goes."""
    item = Item(id="a", source="a.mp3", stem="talk", mark="m")
    with open_ledger(tmp_path / NAME) as ledger:
        ledger.apply(plan([item], {}))
        ledger.begin("a", "w", "cpu")
        ledger.finish("a", Outcome(done(tmp_path).outputs))
        for action in (Action.LEAVE, Action.WORK):
            rows = {row.id: row for row in ledger.rows()}
            found = plan([item], rows, standings=standings(rows.values(), str(tmp_path), tmp_path))
            assert [each.action for each in found.decisions] == [action]
            (tmp_path / "talk.txt").unlink(missing_ok=True)
