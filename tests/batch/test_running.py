"""Whole jobs one after the other, in this process: what is done, told and left alone."""

from __future__ import annotations

import os
import shutil
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from podscribe.batch.conditions import parse_condition
from podscribe.batch.episode import Fault, Orders, Task, attempt, work
from podscribe.batch.events import Done, Event, Failed, Returned, Taken
from podscribe.batch.item import Item
from podscribe.batch.job import Happened, Patience
from podscribe.batch.ledger import read_ledger
from podscribe.batch.messages import Step
from podscribe.batch.running import Ending, Request, run_batch
from podscribe.batch.states import State
from podscribe.cli.batch import FAULTY, _status
from podscribe.cli.batch_progress import watched
from podscribe.config import Flag, load_settings
from podscribe.errors import PodscribeError
from podscribe.pipeline.engines import Kept
from podscribe.pipeline.listener import Listener
from tests.batch.clips import clip

USUAL = {"speakers": "none", "formats": "json", "device": "cpu"}


@dataclass
class Crew:
    """Hears one episode after the other."""

    kept: Kept
    on_done: Callable[[], None]
    names: tuple[str, ...] = ("cpu-1",)
    waiting: deque[Task] = field(default_factory=deque)
    stopping: bool = False

    @property
    def held(self) -> int:
        return len(self.waiting)

    def has_room(self, size_bytes: int) -> bool:
        return not self.waiting and not self.stopping

    def give(self, task: Task, size_bytes: int, *, alone: bool = False) -> None:
        self.waiting.append(task)

    def wait(self, timeout_s: float) -> Iterator[Event]:
        while self.waiting:
            task = self.waiting.popleft()
            if self.stopping:
                yield Returned(task)
                continue
            yield Taken(task.item.id, "cpu-1", Step.WORK)
            found = attempt(work, task, self.kept, Listener())
            yield Failed(task, found) if isinstance(found, Fault) else Done(task, found)
            self.on_done()

    def stop(self) -> None:
        self.stopping = True


@dataclass
class Engine:
    kept: Kept
    on_done: Callable[[], None] = lambda: None
    device: str = "cpu"

    def require(self, items: Iterable[Item], orders: Orders) -> None:
        pass

    @contextmanager
    def open(self, orders: Orders) -> Iterator[Crew]:
        yield Crew(self.kept, self.on_done)


@dataclass
class Watcher:
    happened: list[Happened] = field(default_factory=list)

    def on_event(self, event: Happened) -> None:
        self.happened.append(event)

    def on_tick(self, board: object) -> None:
        pass


@dataclass
class Place:
    """A folder with audio, and what jobs there have done."""

    folder: Path
    engine: Engine
    told: list[str] = field(default_factory=list)
    watcher: Watcher = field(default_factory=Watcher)

    def add(self, *names: str) -> None:
        for number, name in enumerate(names):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(clip(number))

    def job(
        self,
        *inputs: str,
        out: str | None = None,
        offline: bool = False,
        formats: str = "json",
        **given: Any,
    ) -> Ending:
        """One job; `told` and `done` are of it alone."""
        self.told.clear()
        self.watcher.happened.clear()
        usual = USUAL | {"formats": formats}
        flags = [Flag("", name, value) for name, value in usual.items()]
        if offline:
            flags.append(Flag("", "offline", True))
        flags.append(Flag("", "cache", str(self.folder / "cache")))
        settings = load_settings(profile="demo", flags=flags, environment={})
        request = Request(
            inputs=tuple(each if "://" in each else str(self.folder / each) for each in inputs),
            out=out or str(self.folder / "out"),
            settings=settings,
            patience=Patience(passing=0),
            **given,
        )
        return run_batch(
            request, self.engine, [self.watcher], listener=Listener(on_notice=self.told.append)
        )

    @property
    def done(self) -> list[str]:
        return sorted(each.stem for each in self.watcher.happened if each.what == "done")

    def states(self, ledger: str = "out/ledger.sqlite") -> dict[str, State]:
        return {row.stem: row.state for row in read_ledger(self.folder / ledger)}


@pytest.fixture(scope="module")
def kept() -> Kept:
    return Kept()


@pytest.fixture
def place(tmp_path: Path, kept: Kept) -> Place:
    return Place(tmp_path, Engine(kept))


def test_audio_that_is_away_for_a_while_stays_done(place: Place) -> None:
    place.add("in/a.wav", "in/b.wav")
    (place.folder / "show.txt").write_text("in/a.wav\nin/b.wav\n")
    assert place.job("show.txt").failed == ()
    assert place.done == ["a", "b"]
    away = shutil.move(place.folder / "in/b.wav", place.folder / "b.wav")
    ending = place.job("show.txt")
    assert place.done == [] and ending.failed == ()
    assert any("b.wav: no such file" in each for each in place.told)
    shutil.move(away, place.folder / "in/b.wav")
    place.job("show.txt")
    assert place.done == []
    assert set(place.states().values()) == {State.DONE}


def test_settings_that_cannot_be_used_are_told_before_anything_is_heard(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.add("audio/a.wav", "audio/b.wav")
    settings = load_settings(profile="demo", flags=[Flag("", "people", "poeple")], environment={})
    request = Request((str(place.folder / "audio"),), str(place.folder / "out"), settings)
    with pytest.raises(PodscribeError, match="poeple: is no folder of people"):
        run_batch(request, place.engine, [place.watcher])
    assert not place.done
    assert not (place.folder / "out" / "ledger.sqlite").exists()


def test_chapters_of_pages_come_with_the_episodes(place: Place) -> None:
    place.add("audio/a.wav")
    flags = [Flag("", "chapters", "page"), Flag("", "formats", "json")]
    settings = load_settings(profile="demo", flags=flags, environment={})
    request = Request((str(place.folder / "none*.wav"),), str(place.folder / "out"), settings)
    with pytest.raises(PodscribeError) as told:
        run_batch(request, place.engine, [place.watcher])
    assert "no page to take chapters from" not in str(told.value)


def test_audio_that_comes_after_it_was_missed_is_heard(place: Place) -> None:
    place.add("in/a.wav", "in/b.wav")
    away = shutil.move(place.folder / "in/b.wav", place.folder / "b.wav")
    (place.folder / "show.txt").write_text("in/a.wav\nin/b.wav\n")
    (row,) = place.job("show.txt").failed
    assert (row.stem, row.state) == ("b", State.ASIDE)
    shutil.move(away, place.folder / "in/b.wav")
    assert place.job("show.txt").failed == () and place.done == ["b"]


def test_what_a_list_names_and_is_no_recording_is_no_episode(place: Place, memory: Any) -> None:
    place.add("in/a.wav")
    lines = [
        "in/a.wav",
        "memory://nowhere/show",
        "feed.xml",
        "memory://nowhere/*.wav",
        "x" * 300 + ".wav",
    ]
    (place.folder / "show.txt").write_text("\n".join(lines))
    ending = place.job("show.txt")
    assert place.done == ["a"]
    assert [each.split(":")[0] for each in ending.unread] == [
        "memory",
        str(place.folder / "feed.xml"),
        "memory",
    ]
    assert len(place.states()) == 2  # the name that is too long is that of a recording


def test_a_job_that_could_not_read_an_input_has_failed(
    place: Place, memory: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    place.add("in/a.wav")
    (place.folder / "show.txt").write_text("in/a.wav\nmemory://nowhere/show\n")
    ending = place.job("show.txt")
    assert ending.failed == () and _status(ending) == FAULTY
    with watched(quiet=False, verbose=False, log_json=False) as watch:
        watch.end(ending)
    assert "1 input could not be read" in capsys.readouterr().err


def test_a_redo_that_was_stopped_goes_on_without_it(place: Place) -> None:
    place.add("in/a.wav", "in/b.wav")
    place.job("in")
    redo = parse_condition("all")

    def stop() -> None:
        os.kill(os.getpid(), signal.SIGINT)

    place.engine.on_done = stop
    ending = place.job("in", redo=redo)
    assert ending.stopped and len(place.done) == 1
    assert ending.way_on == "the same command without --redo goes on from here"
    first = place.done
    place.engine.on_done = lambda: None
    ending = place.job("in")
    assert len(place.done) == 1 and place.done != first
    assert ending.way_on == "the same command goes on from here"


def test_a_page_that_came_later_is_filled(place: Place) -> None:
    place.add("in/a.wav")
    place.job("in")
    page = place.folder / "pages/a.md"
    page.parent.mkdir()
    page.write_text("---\ntitle: A\n---\n")
    place.job("in", pages=page.parent)
    assert place.done == ["a"] and "transcript:" in page.read_text()
    place.job("in", pages=page.parent)
    place.job("in", pages=page.parent / ".." / "pages")
    assert place.done == []


def test_a_page_with_a_transcript_is_not_filled_because_it_is_new(place: Place) -> None:
    place.add("in/a.wav")
    place.job("in", formats="page")
    written = (place.folder / "out/a.md").read_text()
    page = place.folder / "pages/a.md"
    page.parent.mkdir()
    page.write_text(written.replace("line:", "line: By hand,", 1))
    before = page.read_text()
    for pages in (page.parent, place.folder / "out"):
        place.job("in", pages=pages, formats="page")
        assert place.done == []
    assert page.read_text() == before


def test_what_somebody_has_changed_is_named_where_it_was_to_be_done_anew(place: Place) -> None:
    place.add("in/a.wav", "in/b.wav")
    place.job("in")
    output = place.folder / "out/a.json"
    output.write_text(output.read_text().replace("\n", " \n"))
    place.job("in")
    assert not [each for each in place.told if each.startswith("a:")]
    place.job("in", redo=parse_condition("all"))
    assert place.done == ["b"]
    (told,) = (each for each in place.told if each.startswith("a:"))
    assert told == (
        "a: left as it is: asked for again, but what was written was changed by somebody else"
    )


def test_what_others_have_in_a_storage_is_not_written_over(place: Place, memory: Any) -> None:
    place.add("in/a.wav", "in/b.wav")
    memory.pipe("/shows/a.json", b"by hand")
    ledger = place.folder / "ledger.sqlite"
    (row,) = place.job("in", out="memory://shows", ledger=ledger).failed
    assert place.done == ["b"]
    assert row.state is State.ASIDE and "the ledger does not know it" in (row.error or "")
    again = place.job("in", out="memory://shows", ledger=ledger, retry_failed=True)
    assert [each.stem for each in again.failed] == ["a"]
    assert memory.cat("/shows/a.json") == b"by hand"
    memory.rm("/shows/a.json")
    assert place.job("in", out="memory://shows", ledger=ledger, retry_failed=True).failed == ()
    memory.pipe("/shows/b.srt", b"by hand")
    given = {"out": "memory://shows", "ledger": ledger, "formats": "json,srt"}
    assert [each.stem for each in place.job("in", **given).failed] == ["b"]
    assert memory.cat("/shows/b.srt") == b"by hand"
    assert place.done == ["a"]


def test_a_storage_that_takes_nothing_sets_no_episode_aside(
    place: Place, memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.add("in/a.wav")
    ledger = place.folder / "ledger.sqlite"

    def refused(*_: object, **__: object) -> None:
        raise PermissionError("the token has expired")

    with monkeypatch.context() as patch:
        patch.setattr(type(memory), "put_file", refused)
        (row,) = place.job("in", out="memory://shows", ledger=ledger).failed
    assert row.state is State.FAILED
    assert place.job("in", out="memory://shows", ledger=ledger).failed == ()
    assert place.done == ["a"]


def test_offline_nothing_is_asked_of_a_storage(place: Place, memory: Any) -> None:
    place.add("in/a.wav")
    memory.pipe("/shows/b.wav", clip(1))
    (place.folder / "show.txt").write_text("in/a.wav\nmemory://shows/b.wav\n")
    ending = place.job("show.txt", offline=True)
    assert place.done == ["a"] and len(ending.unread) == 1
    with pytest.raises(PodscribeError, match="is not on this computer; leave out --offline"):
        place.job("in", out="memory://shows", offline=True)
