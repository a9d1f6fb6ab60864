"""A ledger holds what became of each episode, for one writer and any number of readers."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from podscribe.batch import filesystem
from podscribe.batch.item import Item
from podscribe.batch.ledger import NAME, Ledger, open_ledger, read_ledger, states
from podscribe.batch.plan import Action, Decision, Plan, Reason, plan
from podscribe.batch.rows import COLUMNS, Outcome, Output, Row, as_csv, as_json
from podscribe.batch.states import FIRST, FOLLOWING, State, TransitionError
from podscribe.errors import PodscribeError
from podscribe.pipeline.listener import Stage

SECRET = "https://ann:s3cret@host/a.mp3?token=s3cret"
OUTPUTS = (Output("a.json", "0" * 64, 3), Output("/pages/a.md", "1" * 64, 9, True))


def of(id: str = "a", **facts: object) -> Item:
    return Item(**{"id": id, "source": f"{id}.mp3", "stem": id, "mark": "m", **facts})  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "out" / NAME


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    ticks = count(1000)
    with open_ledger(path, lambda: float(next(ticks))) as opened:
        yield opened


def row_of(ledger: Ledger, id: str = "a") -> Row:
    row = ledger.row(id)
    assert row is not None
    return row


def test_an_episode_from_its_plan_to_its_end(ledger: Ledger) -> None:
    item = of(source=SECRET, title="Rye", season=1, episode=4, page=Path("p.md"), size_bytes=7)
    ledger.apply(plan([item], {}))
    row = row_of(ledger)
    assert (row.state, row.reason, row.source) == (State.WAITING, "new", "https://host/a.mp3?…")
    assert (row.title, row.season, row.episode, row.page, row.size_bytes) == (
        "Rye",
        1,
        4,
        "p.md",
        7,
    )
    ledger.begin("a", "w1", "cuda:0")
    ledger.reach("a", "words")
    row = row_of(ledger)
    assert (row.state, row.worker, row.device, row.stage) == (
        State.WORKING,
        "w1",
        "cuda:0",
        "words",
    )
    assert (row.attempts, row.begun, row.ended) == (1, row.since, None)
    outcome = Outcome(OUTPUTS, 62.5, "2" * 64, "small", "en", 2, 1.5, {"words": 3.25})
    ledger.finish("a", outcome)
    row = row_of(ledger)
    assert (row.state, row.stage, row.seconds, row.model) == (State.DONE, None, 62.5, "small")
    assert row.outputs == tuple(sorted(OUTPUTS, key=lambda each: each.name))
    assert (row.language, row.speakers, row.doubtful_s, row.stage_s) == (
        "en",
        2,
        1.5,
        {"words": 3.25},
    )
    assert row.begun is not None and row.ended is not None and row.begun < row.ended
    assert ledger.row("nobody") is None


def test_a_ledger_is_read_in_a_folder_whose_name_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"o\xe9?") / NAME
    path.parent.mkdir()
    with open_ledger(path):
        pass
    assert read_ledger(path) == ()


def test_failures_are_counted_until_it_is_asked_for_again(ledger: Ledger) -> None:
    ledger.apply(plan([of()], {}))
    for times in (1, 2):
        ledger.begin("a", "w", "cpu")
        assert ledger.fail("a", "the server is busy") == times
        assert row_of(ledger).error == "the server is busy"
        ledger.give_back("a", "tried again")
    ledger.begin("a", "w", "cpu")
    ledger.set_aside("a", "x" * 9999)
    row = row_of(ledger)
    assert (row.state, row.attempts, row.failures) == (State.ASIDE, 3, 2)
    assert row.error is not None and len(row.error) == 2000
    ledger.apply(Plan((Decision(of(), Action.WORK, Reason.RETRIED),)))
    row = row_of(ledger)
    assert (row.state, row.attempts, row.failures, row.error) == (State.WAITING, 3, 0, None)


def test_a_limit_found_while_working_is_written_down(ledger: Ledger) -> None:
    ledger.apply(plan([of()], {}))
    ledger.begin("a", "w", "cpu")
    ledger.skip("a", "longer than --max-hours", 360_000.0)
    row = row_of(ledger)
    assert (row.state, row.seconds, row.reason) == (
        State.SKIPPED,
        360_000.0,
        "longer than --max-hours",
    )


def test_what_was_in_hand_waits_again_after_the_job_was_killed(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.apply(plan([of("a"), of("b"), of("c")], {}))
        for id in "ab":
            ledger.begin(id, "w", "cpu")
        ledger.finish("a", Outcome(OUTPUTS))
    with open_ledger(path) as ledger:
        assert ledger.recover() == ("b",)
        row = row_of(ledger, "b")
        assert (row.state, row.reason, row.failures) == (State.WAITING, "the job was stopped", 0)
        assert states(ledger.rows()) == {
            **dict.fromkeys(State, 0),
            State.DONE: 1,
            State.WAITING: 2,
        }


@pytest.mark.parametrize("reason", [Reason.REDONE, Reason.CHANGED_AUDIO])
@pytest.mark.parametrize("stage", [None, Stage.FETCH])
def test_what_is_to_be_done_anew_is_so_until_it_is_begun(
    reason: Reason, stage: Stage | None, path: Path
) -> None:
    with open_ledger(path) as ledger:
        ledger.apply(Plan((Decision(of(), Action.WORK, reason),)))
        ledger.begin("a", "w", "cpu")
        ledger.fail("a", "the server is busy")
        ledger.give_back("a", "tried again: the server is busy")
        ledger.begin("a", "w", "cpu")
        if stage is not None:
            ledger.reach("a", stage)
    with open_ledger(path) as ledger:
        ledger.recover()
        assert row_of(ledger).reason == reason
        ledger.begin("a", "w", "cpu")
        ledger.reach("a", Stage.DECODE)
        ledger.give_back("a", Reason.STOPPED)
        assert row_of(ledger).reason == Reason.STOPPED


def test_the_length_of_other_audio_is_forgotten(ledger: Ledger) -> None:
    ledger.apply(plan([of()], {}))
    ledger.begin("a", "w", "cpu")
    ledger.skip("a", Reason.TOO_LONG, 360_000.0)
    for mark, seconds in (("m", 360_000.0), ("n", None)):
        ledger.apply(Plan((Decision(of(mark=mark), Action.WORK, Reason.ALLOWED),)))
        assert row_of(ledger).seconds == seconds


def put(ledger: Ledger, state: State) -> None:
    """An episode in that state."""
    ledger.apply(plan([of()], {}))
    if state is State.WAITING:
        return
    ledger.begin("a", "w", "cpu")
    moves: dict[State, Callable[[], object]] = {
        State.DONE: lambda: ledger.finish("a", Outcome(())),
        State.FAILED: lambda: ledger.fail("a", "x"),
        State.ASIDE: lambda: ledger.set_aside("a", "x"),
        State.SKIPPED: lambda: ledger.skip("a", "x"),
    }
    moves.get(state, lambda: None)()


MOVES: dict[str, tuple[State, Callable[[Ledger], object]]] = {
    "plan": (State.WAITING, lambda each: each.apply(plan([of()], {}))),
    "skip by plan": (
        State.SKIPPED,
        lambda each: each.apply(Plan((Decision(of(), Action.SKIP, Reason.TOO_LONG),))),
    ),
    "begin": (State.WORKING, lambda each: each.begin("a", "w", "cpu")),
    "finish": (State.DONE, lambda each: each.finish("a", Outcome(OUTPUTS))),
    "fail": (State.FAILED, lambda each: each.fail("a", "y")),
    "set aside": (State.ASIDE, lambda each: each.set_aside("a", "y")),
    "skip": (State.SKIPPED, lambda each: each.skip("a", "y")),
    "give back": (State.WAITING, lambda each: each.give_back("a", "y")),
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", State)
def test_no_state_follows_one_that_it_cannot_follow(
    state: State, move: str, ledger: Ledger
) -> None:
    put(ledger, state)
    before = row_of(ledger)
    assert before.state is state
    after, act = MOVES[move]
    if after in FOLLOWING[state]:
        act(ledger)
        assert row_of(ledger).state is after
    else:
        with pytest.raises(TransitionError):
            act(ledger)
        assert row_of(ledger) == before


@pytest.mark.parametrize("move", MOVES)
def test_an_episode_that_is_not_there_cannot_be_worked_on(move: str, ledger: Ledger) -> None:
    after, act = MOVES[move]
    if after in FIRST and "plan" in move:
        act(ledger)
        assert row_of(ledger).state is after
    else:
        with pytest.raises(TransitionError, match="not in the ledger"):
            act(ledger)
        assert ledger.rows() == ()


def test_a_plan_is_written_down_whole_or_not_at_all(ledger: Ledger) -> None:
    put(ledger, State.DONE)
    wrong = Plan(
        (
            Decision(of("b"), Action.WORK, Reason.NEW),
            Decision(of("a"), Action.SKIP, Reason.TOO_LONG),
        )
    )
    with pytest.raises(TransitionError):
        ledger.apply(wrong)
    assert [row.id for row in ledger.rows()] == ["a"]


def test_readers_see_each_change_and_stop_nobody(ledger: Ledger, path: Path) -> None:
    assert read_ledger(path) == ()
    ledger.apply(plan([of("a"), of("b")], {}))
    assert [row.state for row in read_ledger(path)] == [State.WAITING] * 2
    held = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    held.execute("BEGIN")
    held.execute("SELECT * FROM episodes").fetchone()  # somebody who reads for long
    ledger.begin("a", "w", "cpu")
    assert [row.state for row in read_ledger(path)] == [State.WORKING, State.WAITING]
    held.close()


def test_readers_change_nothing(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.apply(plan([of()], {}))
    path.chmod(stat.S_IRUSR)
    before = path.read_bytes()
    assert len(read_ledger(path)) == 1
    assert path.read_bytes() == before


def test_a_ledger_in_a_folder_where_nothing_may_be_written_is_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_ledger(path) as ledger:
        ledger.apply(plan([of()], {}))
    monkeypatch.setattr(os, "access", lambda path, how: False)
    assert len(read_ledger(path)) == 1
    assert sorted(each.name for each in path.parent.iterdir()) == [NAME, f"{NAME}.lock"]


def test_one_job_at_a_time_writes(ledger: Ledger, path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from podscribe.batch.ledger import open_ledger\n"
        "with open_ledger(Path(sys.argv[1])): print('open')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    assert f"another job is at work on it (process {os.getpid()} on " in done.stderr
    assert done.stdout == ""


def test_many_threads_may_write_down_what_they_did(ledger: Ledger) -> None:
    from concurrent.futures import ThreadPoolExecutor

    ids = [f"{number:03}" for number in range(60)]
    ledger.apply(plan([of(id) for id in ids], {}))

    def work(id: str) -> None:
        ledger.begin(id, "w", "cpu")
        ledger.reach(id, "words")
        ledger.finish(id, Outcome(OUTPUTS))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, ids))
    assert states(ledger.rows())[State.DONE] == 60


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"not a database, but long enough to look like one" * 30, "is damaged; move it away"),
        (None, "is no ledger of podscribe"),
    ],
)
def test_what_is_no_ledger_is_left_as_it_is(
    content: bytes | None, told: str, tmp_path: Path
) -> None:
    path = tmp_path / NAME
    if content is None:
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE recipes (name TEXT)")
        other.close()
        content = path.read_bytes()
    else:
        path.write_bytes(content)
    with pytest.raises(PodscribeError, match=told), open_ledger(path):
        pass
    with pytest.raises(PodscribeError, match=told):
        read_ledger(path)
    assert path.read_bytes() == content


def test_a_damaged_ledger_is_told(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.apply(plan([of(f"{n}", title="x" * 200) for n in range(200)], {}))
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 40_000)
    with pytest.raises(PodscribeError, match="is damaged"), open_ledger(path):
        pass


def test_a_newer_ledger_is_not_touched(path: Path) -> None:
    with open_ledger(path):
        pass
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for opening in (lambda: read_ledger(path), lambda: open_ledger(path).__enter__()):
        with pytest.raises(PodscribeError, match="written by a newer podscribe"):
            opening()


def test_where_no_ledger_is_that_is_told(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="no such ledger"):
        read_ledger(tmp_path / NAME)
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(PodscribeError, match="cannot be written"),
        open_ledger(tmp_path / "file" / NAME),
    ):
        pass


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "fuse.gcsfuse", "lustre", "9p"])
def test_a_network_drive_is_refused_with_the_way_out(
    kind: str, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    shown = str(tmp_path.resolve()).replace(" ", "\\040")
    mounts.write_text(
        f"1 0 8:1 / / rw - ext4 /dev/a rw\n2 1 0:9 / {shown} rw shared:1 - {kind} x rw\n"
    )
    monkeypatch.setattr(filesystem, "_MOUNTS", mounts)
    with (
        pytest.raises(PodscribeError, match=rf"network drive \({kind}\).*--ledger"),
        open_ledger(path),
    ):
        pass
    assert not path.parent.exists()
    mounts.write_text(f"1 0 8:1 / / rw - {kind} x rw\n2 1 0:9 / {shown} rw - ext4 /dev/a rw\n")
    with open_ledger(path):
        pass


@pytest.mark.usefixtures("no_locks")
def test_a_drive_without_locks_is_refused_with_the_way_out(path: Path) -> None:
    with pytest.raises(PodscribeError, match=r"without locks.*--ledger"), open_ledger(path):
        pass


def test_a_disk_that_is_full_is_told(ledger: Ledger) -> None:
    ledger._connection.execute("PRAGMA max_page_count = 12")
    with pytest.raises(PodscribeError, match="its disk is full"):
        ledger.apply(plan([of(f"{n}", title="x" * 5000) for n in range(50)], {}))
    assert ledger.rows() == ()


def test_exports_say_everything_and_no_secret(ledger: Ledger) -> None:
    ledger.apply(plan([of(source=SECRET, title='=HYPERLINK("x")'), of("b", title='Ü, "b"\n')], {}))
    ledger.begin("a", "w", "cpu")
    ledger.finish("a", Outcome(OUTPUTS, 62.5, stage_s={"words": 1.0}))
    rows = ledger.rows()
    told = json.loads(as_json(rows))
    assert told[0]["state"] == "done" and told[0]["title"] == '=HYPERLINK("x")'
    assert told[0]["added"] == "1970-01-01T00:16:40.000+00:00" and told[1]["ended"] is None
    assert told[0]["outputs"][1] == {
        "name": "a.json",
        "sha256": "0" * 64,
        "size_bytes": 3,
        "filled": False,
    }
    table = list(csv.DictReader(io.StringIO(as_csv(rows))))
    assert [row["title"] for row in table] == ['\'=HYPERLINK("x")', 'Ü, "b"\n']
    assert tuple(table[0]) == (*COLUMNS, "outputs") and len(table) == 2
    assert json.loads(table[0]["outputs"]) == told[0]["outputs"]
    assert "s3cret" not in as_json(rows) + as_csv(rows)
    assert json.loads(as_json(())) == [] and len(as_csv(()).splitlines()) == 1


def test_nothing_secret_is_on_the_disk(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.apply(plan([of(source=SECRET)], {}))
        content = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert b"host/a.mp3" in content and b"s3cret" not in content


def test_names_that_are_no_text_are_written_down(ledger: Ledger) -> None:
    ledger.apply(plan([of(source="caf\udce9.mp3", page=Path("p\udcff.md"), title="\ud800")], {}))
    ledger.begin("a", "w", "cpu")
    ledger.fail("a", "caf\udce9.mp3: broken")
    assert "caf" in row_of(ledger).source
    json.loads(as_json(ledger.rows()).encode())


def test_every_column_is_read_and_every_field_kept(path: Path, ledger: Ledger) -> None:
    connection = sqlite3.connect(path)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(episodes)")]
    connection.close()
    assert sorted(columns) == sorted(COLUMNS)


def test_planning_the_same_again_changes_nothing(ledger: Ledger) -> None:
    items = [of("a"), of("b", size_bytes=10**15)]
    for _ in range(2):
        rows = {row.id: row for row in ledger.rows()}
        ledger.apply(plan(items, rows))
    first = ledger.rows()
    ledger.apply(plan(items, {row.id: row for row in first}))
    assert ledger.rows() == first
    assert [row.state for row in first] == [State.WAITING, State.SKIPPED]


def test_a_thousand_episodes_are_planned_at_once(ledger: Ledger) -> None:
    items = [of(f"{number:05}") for number in range(1000)]
    ledger.apply(plan(items, {}))
    rows = {row.id: row for row in ledger.rows()}
    assert len(rows) == 1000
    changed = [replace(item, mark="n") for item in items]
    ledger.apply(plan(changed, rows))
    assert {row.mark for row in ledger.rows()} == {"n"}
