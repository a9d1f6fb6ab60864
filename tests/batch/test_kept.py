"""Models that stay loaded: one of each kind, for several episodes at once, in little memory."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from weakref import ref

import pytest

from podscribe.batch.episode import Orders, Task, attempt, work
from podscribe.batch.inputs import gather
from podscribe.batch.item import Item
from podscribe.batch.rows import Outcome
from podscribe.config import Flag, load_settings
from podscribe.errors import MemoryShortError
from podscribe.formats import load_transcript
from podscribe.pipeline import engines
from podscribe.pipeline.engines import Kept
from podscribe.pipeline.listener import Listener
from podscribe.pipeline.options import RunOptions
from podscribe.pipeline.running import usual_options
from podscribe.transcribe import TranscribeOptions
from tests.batch.clips import write_clips

SETTINGS = load_settings(
    profile="demo",
    flags=(Flag("", "formats", "json"), Flag("", "device", "cpu")),
    environment={},
)
OPTIONS = usual_options(SETTINGS)


def test_two_episodes_at_once_are_as_one_after_the_other(tmp_path: Path) -> None:
    write_clips(tmp_path / "in", 2)
    items = gather([str(tmp_path / "in")]).items
    kept = Kept(together=True)

    def done(out: str) -> list[Task]:
        return [Task(item, Orders(SETTINGS, str(tmp_path / out), tmp_path / out)) for item in items]

    def heard(task: Task) -> object:
        return attempt(work, task, kept, Listener())

    with ThreadPoolExecutor(2) as lanes:
        found = [*lanes.map(heard, done("at-once")), *map(heard, done("in-turn"))]
    assert all(isinstance(each, Outcome) for each in found), found
    for item in items:
        name = f"{item.stem}.json"
        assert (tmp_path / "at-once" / name).read_bytes() == (
            tmp_path / "in-turn" / name
        ).read_bytes()


def test_episodes_that_share_batches_have_the_words_of_each_alone(tmp_path: Path) -> None:
    write_clips(tmp_path / "in", 4)
    items = gather([str(tmp_path / "in")]).items

    def words(item: Item, kept: Kept, out: Path) -> list[str]:
        done = attempt(work, Task(item, Orders(SETTINGS, str(out), out)), kept, Listener())
        assert isinstance(done, Outcome), done
        return [line.text for line in load_transcript(out / f"{item.stem}.json").lines]

    sharing, alone = Kept(sharing=True), Kept()
    with ThreadPoolExecutor(4) as lanes:
        found = [*lanes.map(lambda item: words(item, sharing, tmp_path / "shared"), items)]
    assert all(found) and found == [words(item, alone, tmp_path / "alone") for item in items]


class Loading:
    """In place of libraries: says what is loaded, and that memory is short where it is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, short: int = 0) -> None:
        self.loaded: list[str] = []
        self.short = short
        monkeypatch.setattr(engines, "load_model", self.recogniser)
        monkeypatch.setattr(engines, "open_diarizer", self.diarizer)

    def recogniser(self, folder: Path, options: TranscribeOptions) -> Loading:
        return self.load(f"recogniser on {options.device}")

    def diarizer(self, folder: Path, options: object, *, on_notice: object) -> Loading:
        return self.load("diarizer")

    def load(self, what: str) -> Loading:
        if self.short and self.loaded:
            self.short -= 1
            raise MemoryShortError("the memory does not suffice")
        self.loaded.append(what)
        return self

    def engine(self, options: TranscribeOptions) -> TranscribeOptions:
        return options


def opened(kept: Kept, options: RunOptions) -> object:
    model = kept.models(options).recogniser
    return model.open(model.folder.path, options.transcribe)


def test_another_device_is_another_model_and_another_prompt_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loading, kept = Loading(monkeypatch), Kept()
    prompted = replace(OPTIONS.transcribe, prompt="Counting bread")
    assert opened(kept, OPTIONS) == OPTIONS.transcribe
    assert opened(kept, replace(OPTIONS, transcribe=prompted)) == prompted
    assert loading.loaded == ["recogniser on cpu"]
    elsewhere = replace(OPTIONS.transcribe, device="cuda")
    opened(kept, replace(OPTIONS, transcribe=elsewhere))
    assert loading.loaded == ["recogniser on cpu", "recogniser on cuda"]


def test_where_there_is_no_room_for_both_the_other_one_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loading, kept = Loading(monkeypatch, short=1), Kept()
    kept.load(OPTIONS)
    assert loading.loaded == ["recogniser on cpu", "diarizer"]
    opened(kept, OPTIONS)
    assert loading.loaded[2:] == ["recogniser on cpu"]  # it had gone


def test_where_there_is_no_room_for_one_that_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    Loading(monkeypatch, short=2)
    with pytest.raises(MemoryShortError):
        Kept().load(OPTIONS)


class Model:
    """In place of one that fills memory."""

    itself: Model | None = None

    def engine(self, options: TranscribeOptions) -> TranscribeOptions:
        return options


class Room:
    """In place of libraries on a GPU: tells what is still there of earlier models at each load."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.short = False
        self.found: list[list[str]] = []
        self._there: list[tuple[str, Callable[[], Model | None]]] = []
        monkeypatch.setattr(engines, "load_model", lambda *_: self.load("recogniser"))
        monkeypatch.setattr(engines, "open_diarizer", lambda *_, **__: self.load("diarizer"))
        cuda = SimpleNamespace(is_initialized=lambda: True, empty_cache=self.empty)
        monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))

    def empty(self) -> None:
        self.found.append(["cache emptied", *self.there()])

    def there(self) -> list[str]:
        return [name for name, model in self._there if model() is not None]

    def load(self, name: str) -> Model:
        self.found.append(self.there())
        model = Model()
        self._there.append((name, ref(model)))
        if self.short:
            self.short = False
            model.itself = model  # as those of torch refer to themselves
            raise MemoryShortError("the memory does not suffice")
        return model


def test_who_makes_room_has_given_its_memory_back_before_the_next_attempt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room, kept = Room(monkeypatch), Kept()
    kept.load(OPTIONS)
    room.found.clear()
    room.short = True
    opened(kept, replace(OPTIONS, transcribe=replace(OPTIONS.transcribe, device="cuda")))
    assert room.found == [["diarizer"], ["cache emptied"], []]
    model = kept.models(OPTIONS).diarizer
    assert model is not None
    room.found.clear()
    room.short = True
    model.open(model.folder.path, OPTIONS.diarize, on_notice=lambda text: None)
    assert room.found == [["recogniser"], ["cache emptied"], []]


@pytest.mark.parametrize("together", [False, True])
def test_both_are_at_work_at_once_only_where_that_is_asked_for(together: bool) -> None:
    models = Kept(together=together).models(OPTIONS)
    assert models.diarizer is not None
    assert (models.diarizer.alone is not models.recogniser.alone) is together
