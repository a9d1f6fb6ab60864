"""What becomes of episodes, whatever a crew tells of them; the crew here is scripted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from podscribe.batch.board import Board
from podscribe.batch.episode import Blame, Fault, Orders, Prepared, Task, audio_folder
from podscribe.batch.events import Done, Event, Failed, Lost, Moved, Returned, Said, Taken
from podscribe.batch.item import Item
from podscribe.batch.job import Happened, Job, Patience
from podscribe.batch.ledger import Ledger, open_ledger
from podscribe.batch.messages import Step
from podscribe.batch.plan import Action, Decision, Plan, Reason
from podscribe.batch.rows import Outcome, Output, Row
from podscribe.batch.states import State
from podscribe.config import Settings
from podscribe.errors import PodscribeError
from podscribe.files import checksum
from podscribe.pipeline.listener import Progress, Stage
from podscribe.pipeline.store import held, store_for

OUTCOME = Outcome((Output("a.json", "0" * 64, 1),), seconds=60.0, stage_s={"words": 2.0})
PASSING = Fault("the server is busy", Blame.PASSING)
DIED = Fault("the worker was killed", Blame.WORKER)


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Crew:
    """Answers each task with what is next in its episode's script; the last goes on for ever."""

    script: dict[str, list[object]]
    clock: Clock
    room: int = 1
    names: tuple[str, ...] = ("cpu-1",)
    given: list[tuple[str, float, bool]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    in_hand: deque[Task] = field(default_factory=deque)
    events: deque[Event] = field(default_factory=deque)
    on_wait: Callable[[], None] = lambda: None

    @property
    def held(self) -> int:
        return len(self.in_hand)

    def has_room(self, size_bytes: int) -> bool:
        return len(self.in_hand) < self.room

    def give(self, task: Task, size_bytes: int, *, alone: bool = False) -> None:
        self.given.append((task.item.id, self.clock.now, alone))
        self.sizes.append(size_bytes)
        self.in_hand.append(task)

    def wait(self, timeout_s: float) -> Iterator[Event]:
        self.on_wait()
        self.clock.now += timeout_s
        if not self.events and self.in_hand:
            self.events.extend(self.answers(self.in_hand.popleft()))
        while self.events:
            yield self.events.popleft()

    def answers(self, task: Task) -> Iterator[Event]:
        id = task.item.id
        answers = self.script.get(id, [OUTCOME])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        yield Taken(id, "ahead", Step.PREPARE)
        yield Taken(id, "cpu-1", Step.WORK)
        yield Moved(id, "cpu-1", Progress(Stage.WORDS, 0.5))
        if isinstance(answer, Fault):
            yield Failed(task, answer)
        elif answer is None:
            yield Returned(task)
        else:
            assert isinstance(answer, Outcome)
            yield Done(task, answer)

    def stop(self) -> None:
        self.events.extend(Returned(task) for task in self.in_hand)
        self.in_hand.clear()


@dataclass
class Watched:
    events: list[Happened] = field(default_factory=list)

    def on_event(self, event: Happened) -> None:
        self.events.append(event)

    def on_tick(self, board: Board) -> None:
        assert board.settled <= board.total

    def what(self, stem: str) -> list[str]:
        return [event.what for event in self.events if event.stem == stem]


@dataclass
class Run:
    job: Job
    crew: Crew
    ledger: Ledger
    board: Board
    watched: Watched

    def row(self, id: str) -> Row:
        row = self.ledger.row(id)
        assert row is not None
        return row


def tasks(out: Path, *ids: str) -> list[Task]:
    orders = Orders(Settings(), str(out), out)
    return [Task(Item(id=id, source=f"{id}.mp3", stem=id), orders) for id in ids]


def fetched(out: Path, id: str, *, keep_audio: bool = False) -> tuple[Task, Path]:
    """A task, and its audio that came from a server."""
    item = Item(id=id, source="https://host/a.mp3", stem=id)
    task = Task(item, Orders(Settings(), str(out), out, keep_audio=keep_audio))
    file = audio_folder(task) / "a.mp3"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"ID3")
    return task, file


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Makes a job of the scripts by id."""
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:

        def start(script: dict[str, list[object]], **options: object) -> Run:
            clock = Clock()
            crew, watched = Crew(script, clock), Watched()
            board = Board(dict.fromkeys(script, 60.0), clock)
            all_tasks = tasks(tmp_path, *script)
            decisions = (Decision(task.item, Action.WORK, Reason.NEW) for task in all_tasks)
            ledger.apply(Plan(tuple(decisions)))
            job = Job(ledger, crew, board, [watched], clock=clock, **options)  # type: ignore[arg-type]
            return Run(job, crew, ledger, board, watched)

        yield start


def test_what_is_done_is_in_the_ledger_and_on_the_board(
    started: Callable[..., Run], tmp_path: Path
) -> None:
    run = started({"a": [OUTCOME], "b": [OUTCOME]}, device="cuda")
    run.job.run(tasks(tmp_path, "a", "b"))
    assert [run.row(id).state for id in "ab"] == [State.DONE, State.DONE]
    assert (run.row("a").worker, run.row("a").device) == ("cpu-1", "cuda")
    assert run.board.done == 2 and run.board.audio_s == 120.0 and run.board.left_s == 0.0
    assert run.watched.what("a") == ["begun", "done"]
    assert not run.job.stopped


def test_a_fault_that_may_pass_is_waited_for_longer_each_time(
    started: Callable[..., Run], tmp_path: Path
) -> None:
    run = started({"a": [PASSING, PASSING, OUTCOME]}, patience=Patience(pause_s=10.0))
    run.job.run(tasks(tmp_path, "a"))
    first, second, third = (at for _, at, _ in run.crew.given)
    assert 10.0 <= second - first < 12.0 and 30.0 <= third - second < 32.0
    assert run.row("a").state is State.DONE and run.row("a").attempts == 3
    assert run.watched.what("a") == ["begun", "again", "begun", "again", "begun", "done"]


def test_what_does_not_pass_is_failed_and_left_for_the_next_run(
    started: Callable[..., Run], tmp_path: Path
) -> None:
    run = started({"a": [PASSING], "b": [OUTCOME]})
    run.job.run(tasks(tmp_path, "a", "b"))
    assert run.row("a").state is State.FAILED and run.row("a").attempts == 3
    assert run.row("a").error == "the server is busy"
    assert run.row("b").state is State.DONE and run.board.failed == 1


def test_others_go_on_while_one_waits(started: Callable[..., Run], tmp_path: Path) -> None:
    run = started({"a": [PASSING, OUTCOME], "b": [OUTCOME], "c": [OUTCOME]})
    run.job.run(tasks(tmp_path, "a", "b", "c"))
    assert [id for id, _, _ in run.crew.given] == ["a", "b", "c", "a"]


def test_what_kills_its_worker_three_times_is_set_aside_with_the_reason(
    started: Callable[..., Run], tmp_path: Path
) -> None:
    run = started({"a": [DIED]})
    run.job.run(tasks(tmp_path, "a"))
    assert run.row("a").state is State.ASIDE and run.row("a").error == "the worker was killed"
    assert [alone for _, _, alone in run.crew.given] == [False, True, True]


def test_the_audio_of_what_is_set_aside_goes(started: Callable[..., Run], tmp_path: Path) -> None:
    task, file = fetched(tmp_path, "a")
    store = store_for(tmp_path, checksum(file))
    for name in ("sound.f32", "sound.f32.json", ".sound.f32.0a1b.part", "sound-0a1b.json"):
        (store.folder / name).write_bytes(bytes(100))
    run = started({"a": [DIED]})
    run.job.run([task])
    assert run.row("a").state is State.ASIDE
    assert not file.parent.exists()
    assert [path.name for path in store.folder.iterdir()] == ["sound-0a1b.json"]


def test_the_sound_that_another_run_works_on_stays(
    started: Callable[..., Run], tmp_path: Path
) -> None:
    task, file = fetched(tmp_path, "a")
    store = store_for(tmp_path, checksum(file))
    sound = store.folder / "sound.f32"
    sound.write_bytes(bytes(100))
    with held(store, lambda: None):
        started({"a": [DIED]}).job.run([task])
    assert sound.exists()


def test_a_bad_episode_is_set_aside_at_once(started: Callable[..., Run], tmp_path: Path) -> None:
    run = started({"a": [Fault("is text, not sound", Blame.LASTING)]})
    run.job.run(tasks(tmp_path, "a"))
    assert run.row("a").state is State.ASIDE and run.row("a").attempts == 1


def test_what_is_too_long_is_skipped_with_its_length(
    started: Callable[..., Run], tmp_path: Path
) -> None:
    run = started({"a": [Fault("is longer than 1:00", Blame.LENGTH, 64.0)]})
    run.job.run(tasks(tmp_path, "a"))
    row = run.row("a")
    assert (row.state, row.reason, row.seconds) == (State.SKIPPED, Reason.TOO_LONG, 64.0)
    assert run.board.skipped == 1 and run.board.failed == 0


def test_a_job_that_is_stopped_gives_back_what_it_had(
    started: Callable[..., Run], tmp_path: Path
) -> None:
    run = started({id: [OUTCOME] for id in "abcd"})
    run.crew.room = 2
    run.crew.on_wait = lambda: run.job.stop() if run.board.done else None
    run.job.run(tasks(tmp_path, "a", "b", "c", "d"))
    assert run.job.stopped
    states = {id: run.row(id).state for id in "abcd"}
    assert states["a"] is State.DONE and states["c"] is states["d"] is State.WAITING


def test_what_a_worker_gives_back_without_being_asked_is_done_again(
    started: Callable[..., Run], tmp_path: Path
) -> None:
    run = started({"a": [None, OUTCOME]})
    run.job.run(tasks(tmp_path, "a"))
    assert run.row("a").state is State.DONE and run.row("a").attempts == 2


def test_without_workers_the_job_ends_and_says_so(
    started: Callable[..., Run], tmp_path: Path
) -> None:
    run = started({"a": [OUTCOME]})
    run.crew.names = ()
    with pytest.raises(PodscribeError, match="no worker is left"):
        run.job.run(tasks(tmp_path, "a"))
    assert run.row("a").state is State.WAITING


def test_the_length_of_what_is_not_here_yet_tells_its_size_on_disk(
    started: Callable[..., Run], tmp_path: Path
) -> None:
    run = started({"a": [OUTCOME]})
    run.job.run(tasks(tmp_path, "a"))
    assert run.crew.sizes == [60 * 16_000 * 4]


def test_fetched_audio_goes_when_it_is_done_unless_it_is_to_stay(
    started: Callable[..., Run], tmp_path: Path
) -> None:
    for keep in (False, True):
        task, file = fetched(tmp_path, f"a-{keep}", keep_audio=keep)
        run = started({task.item.id: [OUTCOME]})
        run.job.run([task.prepared(Prepared(file, 60.0, {}))])
        assert file.exists() is keep


def test_what_workers_say_and_that_they_died_is_told(
    started: Callable[..., Run], tmp_path: Path
) -> None:
    run = started({"a": [OUTCOME]})
    run.crew.events.extend([Said("a", "two voices"), Lost("cpu-1", "it crashed", final=False)])
    run.job.run(tasks(tmp_path, "a"))
    told = [(event.what, event.text) for event in run.watched.events]
    assert ("notice", "two voices") in told
    assert ("worker", "it crashed; another takes its place") in told
    assert run.board.replaced == 1
