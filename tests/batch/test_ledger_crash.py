"""Whoever is killed at whatever moment leaves a ledger that can be read, in a state it had."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podscribe.batch.item import Item
from podscribe.batch.ledger import NAME, Ledger, open_ledger, read_ledger
from podscribe.batch.plan import Action, Decision, Plan, Reason, plan
from podscribe.batch.rows import Outcome, Output, Row
from podscribe.batch.states import State, TransitionError
from tests.strategies import moderately

IDS = ("a", "b", "c")
ITEMS = {id: Item(id=id, source=f"{id}.mp3", stem=id, mark="m") for id in IDS}
SEEN = dict[str, State]
OPERATIONS: dict[str, Callable[[Ledger, str], object]] = {
    "plan": lambda ledger, id: ledger.apply(
        Plan((Decision(ITEMS[id], Action.WORK, Reason.REDONE),))
    ),
    "keep out": lambda ledger, id: ledger.apply(
        Plan((Decision(ITEMS[id], Action.SKIP, Reason.TOO_LONG),))
    ),
    "begin": lambda ledger, id: ledger.begin(id, "w", "cpu"),
    "reach": lambda ledger, id: ledger.reach(id, "words"),
    "finish": lambda ledger, id: ledger.finish(id, Outcome((Output(f"{id}.json", "0" * 64, 1),))),
    "fail": lambda ledger, id: ledger.fail(id, "x"),
    "set aside": lambda ledger, id: ledger.set_aside(id, "x"),
    "skip": lambda ledger, id: ledger.skip(id, "x"),
    "give back": lambda ledger, id: ledger.give_back(id, "x"),
    "recover": lambda ledger, id: ledger.recover(),
}
STEPS = st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), st.sampled_from(IDS)), max_size=25)


def seen(rows: tuple[Row, ...]) -> SEEN:
    return {row.id: row.state for row in rows}


def require_sense(rows: tuple[Row, ...]) -> None:
    """What holds of every row at every moment."""
    for row in rows:
        assert row.failures <= row.attempts
        assert (row.state is State.WORKING) <= (row.worker is not None and row.ended is None)
        assert (row.state is State.DONE) <= bool(row.outputs)
        assert (row.state in (State.FAILED, State.ASIDE)) <= bool(row.error)


def step(ledger: Ledger, operation: str, id: str) -> None:
    before = ledger.rows()
    try:
        OPERATIONS[operation](ledger, id)
    except TransitionError:
        assert ledger.rows() == before


def left_by_a_kill(path: Path, folder: Path, cut: float) -> Path:
    """The files as a kill leaves them; `cut`: how much of the newest had come to the disk."""
    folder.mkdir()
    shutil.copy(path, folder / NAME)
    journal = path.with_name(f"{NAME}-wal")
    if journal.exists():
        content = journal.read_bytes()
        (folder / f"{NAME}-wal").write_bytes(content[: round(len(content) * cut)])
    return folder / NAME


@settings(moderately, max_examples=30)
@given(steps=STEPS, cut=st.floats(0, 1), kills=st.sets(st.integers(0, 24), max_size=3))
def test_any_steps_with_kills_between_leave_a_state_that_was(
    steps: list[tuple[str, str]],
    cut: float,
    kills: set[int],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("kills")
    path = folder / "0" / NAME
    history: list[SEEN] = [{}]
    ledger_open = open_ledger(path)
    ledger = ledger_open.__enter__()
    for number, (operation, id) in enumerate(steps):
        step(ledger, operation, id)
        require_sense(ledger.rows())
        history.append(seen(ledger.rows()))
        if number in kills:
            whole = left_by_a_kill(path, folder / f"{number}w", 1.0)
            torn = left_by_a_kill(path, folder / f"{number}t", cut)
            assert seen(read_ledger(whole)) == history[-1]
            ledger_open.__exit__(None, None, None)
            path = whole
            ledger_open = open_ledger(path)
            ledger = ledger_open.__enter__()
            assert seen(ledger.rows()) == history[-1]
            with_loss(torn, history)
    ledger_open.__exit__(None, None, None)


FRAME_BYTES = 4096 + 24  # of a page in the journal
STORY = (
    *("plan", "begin", "reach", "fail", "give back", "begin", "finish"),
    *("plan", "begin", "finish", "plan", "begin", "set aside", "plan", "begin", "skip"),
)


def test_wherever_the_journal_is_cut_each_change_is_there_whole_or_not_at_all(
    tmp_path: Path,
) -> None:
    """A change that took two transactions would show its half."""
    path = tmp_path / "whole" / NAME
    journal = path.with_name(f"{NAME}-wal")
    with open_ledger(path) as ledger:
        begin = journal.stat().st_size
        history = [ledger.rows()]
        for operation in STORY:
            OPERATIONS[operation](ledger, "a")
            history.append(ledger.rows())
        end = journal.stat().st_size
        found = []
        for size in range(begin, end + 1, FRAME_BYTES):
            left = left_by_a_kill(path, tmp_path / f"{size}", size / end)
            found.append(read_ledger(left))
    assert all(rows in history for rows in found)
    assert found[0] == history[0] and found[-1] == history[-1]
    assert len({repr(rows) for rows in found}) == len({repr(rows) for rows in history})


def with_loss(path: Path, history: list[SEEN]) -> None:
    """After a power cut the newest may be lost; what is there was true once, and work goes on."""
    with open_ledger(path) as ledger:
        rows = ledger.rows()
        require_sense(rows)
        assert seen(rows) in history
        ledger.recover()
        ledger.apply(plan([*ITEMS.values()], {row.id: row for row in ledger.rows()}))
        assert State.WORKING not in seen(ledger.rows()).values()


WORKER = """
import sys
from pathlib import Path
from podscribe.batch.item import Item
from podscribe.batch.ledger import open_ledger
from podscribe.batch.plan import Action, Decision, Plan, Reason
from podscribe.batch.rows import Output

item = Item(id="a", source="a.mp3", stem="a")
with open_ledger(Path(sys.argv[1])) as ledger:
    ledger.recover()
    print("open", flush=True)
    number = 0
    while True:
        ledger.apply(Plan((Decision(item, Action.WORK, Reason.REDONE),)))
        ledger.begin("a", "w", "cpu")
        ledger.reach("a", "words")
        outputs = tuple(Output(f"{n}", f"{number}", number) for n in range(20))
        ledger.finish("a", Outcome(outputs, float(number)))
        print(number, flush=True)
        number += 1
"""


def test_a_job_that_is_killed_leaves_what_it_had_written_down(tmp_path: Path) -> None:
    path = tmp_path / NAME
    chance = random.Random(7)
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", WORKER, str(path)], stdout=subprocess.PIPE, text=True
        ) as job:
            assert job.stdout is not None and job.stdout.readline() == "open\n"
            time.sleep(chance.uniform(0.01, 0.15))
            job.send_signal(signal.SIGKILL)
            told = [int(line) for line in job.stdout.read().split()]
        (row,) = read_ledger(path) or (None,)
        if row is None:
            assert not told
            continue
        assert len(row.outputs) in (0, 20)
        assert {each.size_bytes for each in row.outputs} <= {row.seconds}
        if told and row.state is State.DONE:
            assert row.seconds in (told[-1], told[-1] + 1)
