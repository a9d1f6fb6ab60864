"""A batch on a Ray cluster of two nodes, started here, and on what such a crew does."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from threading import Event as Flag
from typing import Any

import pytest

from podscribe.batch import cluster_worker
from podscribe.batch.cluster import RayEngine
from podscribe.batch.cluster_crew import RayCrew
from podscribe.batch.cluster_worker import ClusterWorker, Posting
from podscribe.batch.episode import Blame, Fault, Orders, Task
from podscribe.batch.events import Done, Event, Failed, Lost, Moved, Returned, Said, Taken
from podscribe.batch.item import Item
from podscribe.batch.job import Happened
from podscribe.batch.ledger import NAME, read_ledger
from podscribe.batch.local import LocalEngine
from podscribe.batch.messages import FromWorker, Notice, Reached
from podscribe.batch.rows import Outcome
from podscribe.batch.running import Request, run_batch
from podscribe.batch.seats import seats
from podscribe.batch.states import State
from podscribe.config import Settings
from podscribe.errors import PodscribeError
from podscribe.pipeline.engines import Kept
from podscribe.pipeline.listener import Listener, Progress, Stage
from tests.batch.clips import write_bad, write_clips
from tests.batch.jobs import batch, outputs
from tests.batch.s3 import SECRET, S3Server, served

needs_ray = pytest.mark.skipif(
    find_spec("ray") is None, reason="podscribe[cluster] is not installed"
)
needs_s3 = pytest.mark.skipif(
    find_spec("s3fs") is None or find_spec("moto") is None,
    reason="podscribe[cluster] and moto are not installed: both come with podscribe[dev]",
)
LOOPBACK = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # so every part listens on 127.0.0.1 alone
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "disabled",
}
NODE = {
    "num_cpus": 1,
    "object_store_memory": 80 * 1024**2,
    "include_dashboard": False,
    "include_log_monitor": False,
    "no_monitor": True,
}
QUICK = {"health_check_period_ms": 500, "health_check_failure_threshold": 3}
GOOD = 6
LONGEST_S = 150


@dataclass(frozen=True)
class Cluster:
    """Two nodes with a core each."""

    real: Any
    second: Any
    address: str

    def kill_second(self) -> None:
        self.real.remove_node(self.second, allow_graceful=False)


@pytest.fixture(scope="module")
def storage() -> Iterator[S3Server]:
    with served() as server:
        server.empty("bucket")
        yield server


@pytest.fixture(scope="module")
def cluster(storage: S3Server) -> Iterator[Cluster]:
    """Its nodes have the environment in which the storage is found."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in LOOPBACK.items():
            patch.setenv(name, value)
        patch.delenv("OMP_NUM_THREADS", raising=False)  # with other threads, other last digits
        import ray
        import ray.cluster_utils

        real = ray.cluster_utils.Cluster(
            initialize_head=True, head_node_args={**NODE, "_system_config": QUICK}
        )
        second = real.add_node(**NODE)
        yield Cluster(real, second, real.address)
        ray.shutdown()
        real.shutdown()


class ScriptedWorker:
    """An actor without models."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[FromWorker] = []
        self.stopping = Flag()

    def do(self, task: Task) -> Outcome | Fault | None:
        name = task.item.id
        with (self.folder / "begun").open("a") as file:
            file.write(f"{name}\n")
        self.told += [Notice(name, "heard"), Reached(name, Progress(Stage.WORDS, 0.5))]
        if name.startswith("deadly"):
            time.sleep(0.2)
            os.kill(os.getpid(), signal.SIGKILL)
        if name.startswith("stuck"):
            os.kill(os.getpid(), signal.SIGSTOP)
        if name.startswith("slow") and self.stopping.wait(60):
            return None
        if name.startswith("bad"):
            return Fault("it is bad", Blame.LASTING)
        time.sleep(0.3)
        return Outcome((), 3.0)

    def look(self) -> tuple[FromWorker, ...]:
        told, self.told = tuple(self.told), []
        return told

    def stop(self) -> None:
        self.stopping.set()


@dataclass
class Watched:
    """A crew of scripted actors, and what it has told."""

    crew: RayCrew
    folder: Path
    events: list[Event] = field(default_factory=list)

    def until(self, holds: Callable[[], bool], limit_s: float = 60) -> None:
        end = time.monotonic() + limit_s
        while not holds():
            assert time.monotonic() < end, self.events
            self.events += self.crew.wait(0.2)

    def of(self, kind: type[Event]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def begun(self) -> Counter[str]:
        return Counter((self.folder / "begun").read_text().split())

    def give(self, *names: str, alone: bool = False) -> None:
        for name in names:
            self.until(lambda: self.crew.has_room(0))
            self.crew.give(task(name), 0, alone=alone)


def task(name: str) -> Task:
    return Task(Item(name, f"s3://bucket/{name}.mp3"), orders("s3://bucket/out"))


def orders(out: str) -> Orders:
    return Orders(Settings(), out, Path("cache"))


@pytest.fixture
def watched(cluster: Cluster, tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    import ray

    ray.init(address=cluster.address, log_to_driver=False, logging_level="CRITICAL")
    made: list[Watched] = []

    def scripted() -> Any:
        worker = ray.remote(concurrency_groups={"aside": 1})(ScriptedWorker)
        return worker.options(num_cpus=1, max_restarts=1, max_concurrency=2).remote(tmp_path)

    def make(spawn: Callable[[], Any] = scripted, **options: Any) -> Watched:
        made.append(Watched(RayCrew(spawn, "a", 2, **options), tmp_path))
        return made[-1]

    yield make
    for each in made:
        each.crew.close()
    ray.shutdown()


@needs_ray
@needs_s3
def test_no_more_is_given_than_is_worked_on(watched: Callable[..., Watched]) -> None:
    found = watched()
    assert not found.crew.has_room(0)  # nobody is there yet
    found.give("one", "two")
    assert not found.crew.has_room(0) and found.crew.held == 2
    found.give("bad")
    found.until(lambda: found.crew.held == 0)
    assert [event.task.item.id for event in found.of(Failed)] == ["bad"]
    assert found.of(Failed)[0].fault == Fault("it is bad", Blame.LASTING)
    assert sorted(event.task.item.id for event in found.of(Done)) == ["one", "two"]
    assert sorted(event.id for event in found.of(Taken)) == ["bad", "one", "two"]
    assert found.begun == {"one": 1, "two": 1, "bad": 1}


@needs_ray
@needs_s3
def test_what_an_actor_tells_is_told_and_a_stop_ends_it(watched: Callable[..., Watched]) -> None:
    found = watched()
    found.give("slow")
    found.until(lambda: bool(found.of(Moved) and found.of(Said)))
    assert found.of(Said) == [Said("slow", "heard")]
    found.crew.stop()
    found.until(lambda: found.crew.held == 0)
    assert [event.task.item.id for event in found.of(Returned)] == ["slow"]
    assert not found.crew.has_room(0)


@needs_ray
@needs_s3
def test_ray_restarts_an_actor_once_and_then_another_follows(
    watched: Callable[..., Watched],
) -> None:
    found = watched()
    found.give("deadly", "slow")
    found.until(lambda: len(found.of(Failed)) == 2)
    assert {event.task.item.id for event in found.of(Failed)} == {"deadly", "slow"}
    for failed in found.of(Failed):
        assert failed.fault.blame is Blame.WORKER and "crashed" in failed.fault.text
    assert found.begun == {"deadly": 2, "slow": 2}
    found.give("one")
    found.until(lambda: bool(found.of(Done)))
    assert [event.final for event in found.of(Lost)] == [False]
    found.give("deadly-again", alone=True)
    found.until(lambda: len(found.of(Failed)) == 3)
    assert found.begun["deadly-again"] == 1


@needs_ray
@needs_s3
def test_an_actor_that_hangs_is_ended_and_another_follows(watched: Callable[..., Watched]) -> None:
    found = watched(patience_s=3.0)
    found.give("stuck")
    found.until(lambda: bool(found.of(Failed)))
    fault = found.of(Failed)[0].fault
    assert fault.blame is Blame.WORKER and fault.text.startswith("the worker told of no step for")
    found.give("one")
    found.until(lambda: bool(found.of(Done)))
    assert [event.final for event in found.of(Lost)] == [False]
    assert found.begun == {"stuck": 1, "one": 1}


@needs_ray
@needs_s3
def test_an_actor_that_is_never_up_is_given_up(
    watched: Callable[..., Watched], tmp_path: Path
) -> None:
    import ray

    posting = Posting(orders(str(tmp_path)), "0.0.0")
    found = watched(spawn=lambda: ray.remote(ClusterWorker).remote(posting))
    found.until(lambda: not found.crew.names)
    told = found.of(Lost)
    assert [each.final for each in told] == [False, False, True]
    assert told[-1].text.endswith("of 0.0.0; install the same on every computer of the cluster")


@dataclass
class Killer:
    """Kills a node once something is done, and both nodes have an episode in hand."""

    cluster: Cluster
    events: list[Happened] = field(default_factory=list)
    killed: bool = False
    begun: float = field(default_factory=time.monotonic)

    def on_event(self, event: Happened) -> None:
        self.events.append(event)
        if len(self.done) >= 2 and len(self.in_hand) == 2 and not self.killed:
            self.killed = True
            self.cluster.kill_second()

    def on_tick(self, board: object) -> None:
        assert time.monotonic() - self.begun < LONGEST_S, self.events

    @property
    def done(self) -> list[str]:
        return [each.stem for each in self.events if each.what == "done"]

    @property
    def in_hand(self) -> set[str]:
        settled = {each.stem for each in self.events if each.what in ("done", "set aside")}
        return {each.stem for each in self.events if each.what == "begun"} - settled


@needs_ray
@needs_s3
def test_a_place_is_meant_from_where_the_job_is_driven(
    cluster: Cluster, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nodes were started in another folder."""
    (stem,) = write_clips(tmp_path / "in", 1, 3.0)
    monkeypatch.chdir(tmp_path)
    engine = RayEngine.on(cluster.address, "cpu", 1)
    (row,) = run_batch(Request(("in",), "out", settings), engine).rows
    assert (row.state, row.error) == (State.DONE, None)
    assert Path(row.source).parent == Path("in")
    assert {path.name for path in Path("out").glob(f"{stem}.*")} == {f"{stem}.json", f"{stem}.txt"}


@needs_ray
@needs_s3
def test_every_episode_is_there_once_though_a_node_is_killed(
    cluster: Cluster,
    storage: S3Server,
    tmp_path: Path,
    settings: Settings,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The last test: it leaves one node."""
    sounds = tmp_path / "in"
    good = write_clips(sounds, GOOD, 3.0)
    bad = write_bad(sounds)
    for path in sounds.iterdir():
        storage.put(f"in/{path.name}", path.read_bytes())
    engine = RayEngine.on(cluster.address, "cpu", 2)
    killer = Killer(cluster)
    cache = tmp_path / "cache"
    request = Request(("s3://bucket/in",), "s3://bucket/out", _cached(settings, cache))
    ending = run_batch(request, RayEngine(engine.device, 2, away_s=2.0), [killer])

    rows = {row.stem: row for row in ending.rows}
    assert {stem for stem, row in rows.items() if row.state is State.DONE} == set(good)
    assert {stem for stem, row in rows.items() if row.state is State.ASIDE} == set(bad)
    assert sorted(killer.done) == good and killer.killed  # each of them once
    run_batch(Request((str(sounds),), str(tmp_path / "local"), settings), _on_one_core())
    expected = outputs(tmp_path / "local")
    found = {name.removeprefix("out/") for name in storage.names() if name.startswith("out/")}
    assert found == set(expected) and len(found) == 2 * GOOD
    assert {name: storage.get(f"out/{name}") for name in found} == expected
    assert not [name for name in cache.rglob("*.wav") if name.is_file()]
    _require_secret(cache, [storage.get(f"out/{name}") for name in found], capfd.readouterr().err)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The embedded model for words alone, which is quickly loaded."""
    from podscribe.config import Flag as Option
    from podscribe.config import load_settings

    options = {"speakers": "none", "formats": "json,lines", "offline": "false"}
    flags = [Option(f"--{name}", name, value) for name, value in options.items()]
    return load_settings(tmp_path, "demo", flags=flags, environment={})


def _on_one_core() -> LocalEngine:
    """As many threads as an actor has: with others sums are rounded differently."""
    ahead, first, *_ = seats("cpu", len(os.sched_getaffinity(0)))
    return LocalEngine((ahead, first))


def _cached(settings: Settings, cache: Path) -> Settings:
    return replace(settings, cache=cache)


def _require_secret(cache: Path, contents: list[bytes], said: str) -> None:
    """Keys are in no file, no output, no message."""
    assert len(read_ledger(cache / NAME)) == GOOD + 3
    contents += [path.read_bytes() for path in cache.rglob("*") if path.is_file()]
    contents.append(said.encode())
    for secret in (SECRET.id, SECRET.key):
        assert not [content for content in contents if secret.encode() in content]


def test_places_of_this_computer_are_refused_where_outputs_go_to_a_storage(tmp_path: Path) -> None:
    engine = RayEngine("cpu", 2)
    there = Item("1", "s3://bucket/a.mp3")
    for item, place in (
        (Item("2", str(tmp_path / "b.mp3")), "b.mp3"),
        (Item("3", "https://host/c.mp3", page=tmp_path / "c.md"), "c.md"),
    ):
        with pytest.raises(PodscribeError, match=rf"{place}: is on this computer.*by its address"):
            engine.require([there, item], orders("gs://bucket/out"))
        engine.require([there, item], orders(str(tmp_path)))
    engine.require([there], orders("gs://bucket/out"))


def test_a_folder_that_a_worker_does_not_share_is_told(tmp_path: Path) -> None:
    from podscribe import __version__

    posting = Posting(orders(str(tmp_path)), __version__, tmp_path / "elsewhere")
    with pytest.raises(PodscribeError, match="has another folder of that name; give -o an s3://"):
        ClusterWorker(posting)


@pytest.mark.parametrize("there", [True, False])
def test_an_actor_goes_to_the_folder_of_the_job_where_its_computer_has_it(
    there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from podscribe import __version__

    job, node = tmp_path / "job", tmp_path / "node"
    node.mkdir()
    if there:
        job.mkdir()
    monkeypatch.chdir(node)
    monkeypatch.setattr(Kept, "load", lambda *arguments: None)
    ClusterWorker(Posting(orders("out"), __version__, folder=job))
    assert Path.cwd() == (job if there else node)


def test_of_each_stage_the_last_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from podscribe import __version__

    steps = [Progress(Stage.WORDS, 0.2), Progress(Stage.WORDS, 1.0), Progress(Stage.SPEAKERS, 0.1)]
    told: list[FromWorker] = []

    def done(task: Task, kept: Kept, listener: Listener) -> None:
        for each in steps:
            listener.on_progress(each)
        told.extend(worker.look())
        listener.on_progress(steps[0])

    monkeypatch.setattr(Kept, "load", lambda *arguments: None)
    monkeypatch.setattr(cluster_worker, "_done", done)
    worker = ClusterWorker(Posting(orders(str(tmp_path)), __version__))
    worker.do(Task(Item("1", "a.mp3"), orders(str(tmp_path))))
    assert told == [Reached("1", each) for each in steps[1:]]
    assert worker.look() == ()


@pytest.mark.parametrize(
    ("address", "devices", "workers", "told"),
    [
        (None, "cuda:1", None, "Ray itself chooses among GPUs, and not 'cuda:1'"),
        (None, "cpu", 0, "0 workers cannot be"),
        ("ray://head:10001", "cpu", 1, "driven from inside the cluster"),
    ],
)
def test_what_cannot_be_is_told_before_ray_is_loaded(
    address: str | None, devices: str, workers: int | None, told: str
) -> None:
    with pytest.raises(PodscribeError, match=told):
        RayEngine.on(address, devices, workers)


def test_what_is_of_another_engine_is_refused(tmp_path: Path) -> None:
    for options, told in (
        (["--engine", "ray", "--keep-audio"], "--keep-audio is of one computer"),
        (["--address", "host:6379"], "--address is of --engine ray"),
    ):
        done = batch(tmp_path, "a.mp3", "-o", "out", *options)
        assert done.returncode == 2 and told in done.stderr


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(PodscribeError, match=r"not installed; pip install 'podscribe\[cluster\]'"):
        RayEngine.on("host:6379")
