"""What is kept of an episode's stages."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.errors import PodscribeError
from podscribe.pipeline.store import Store, held, key_of, require_space, store_for

FACTS = {"model": "small", "options": {"beam": 5}}
DIGEST = "ab" * 32


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return store_for(tmp_path, DIGEST)


def test_a_result_is_found_again_by_the_facts_it_was_made_of(store: Store) -> None:
    store.stage("words", FACTS).save({"words": ["Brot", "é"]})
    assert store.stage("words", dict(reversed(FACTS.items()))).load() == {"words": ["Brot", "é"]}
    assert store.stage("words", {**FACTS, "model": "large"}).load() is None
    assert store.stage("speakers", FACTS).load() is None


def test_a_result_that_is_cut_is_no_result(store: Store) -> None:
    files = store.stage("words", FACTS)
    files.save(list(range(100)))
    files.result.write_bytes(files.result.read_bytes()[:50])
    assert files.load() is None


def test_passages_are_kept_one_by_one_until_the_result_is(store: Store) -> None:
    files = store.stage("words", FACTS)
    with files.appending(0) as append:
        append('{"text":"one"}')
        append('{"text":"two"}')
        assert files.lines() == ['{"text":"one"}', '{"text":"two"}']
    files.save("whole")
    assert files.lines() == []
    assert files.load() == "whole"


@given(st.lists(st.dictionaries(st.text(), st.floats(allow_nan=False)), max_size=5), st.data())
def test_a_journal_that_is_cut_anywhere_loses_only_its_last_passage(
    tmp_path_factory: pytest.TempPathFactory, values: list[object], data: st.DataObject
) -> None:
    files = store_for(tmp_path_factory.mktemp("store"), DIGEST).stage("words", FACTS)
    with files.appending(0) as append:
        for value in values:
            append(json.dumps(value))
    content = files.journal.read_bytes()
    kept = data.draw(st.integers(0, len(content)))
    files.journal.write_bytes(content[:kept])
    assert [json.loads(line) for line in files.lines()] == values[: content[:kept].count(b"\n")]


def test_going_on_writes_behind_the_last_whole_passage(store: Store) -> None:
    files = store.stage("words", FACTS)
    with files.appending(0) as append:
        append("1")
        append("2")
    files.journal.write_bytes(files.journal.read_bytes() + b'{"half')
    with files.appending(1) as append:
        append("3")
    assert files.lines() == ["1", "3"]


def test_a_journal_is_blamed_for_itself_alone(store: Store) -> None:
    files = store.stage("words", FACTS)
    with pytest.raises(BrokenPipeError), files.appending(0):
        raise BrokenPipeError("of something else")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill() -> None:
        with files.appending(0) as append:
            append("1")
            resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
            append('"more than there is room for"')

    try:
        with pytest.raises(PodscribeError, match="cannot be written") as caught:
            fill()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert files.lines() == ["1"]
    assert caught.value.file == str(files.journal)


def test_what_killed_the_process_takes_no_passage_with_it(tmp_path: Path) -> None:
    code = f"""
import os
from pathlib import Path
from podscribe.pipeline.store import store_for
files = store_for(Path({str(tmp_path)!r}), {DIGEST!r}).stage("words", {FACTS!r})
with files.appending(0) as append:
    append('"kept"')
    os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    assert store_for(tmp_path, DIGEST).stage("words", FACTS).lines() == ['"kept"']


def test_a_second_run_waits_for_the_first(store: Store) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def wait() -> None:
        order.append("waits")
        waiting.set()

    def second() -> None:
        with held(store, wait):
            order.append("second")

    with held(store, lambda: pytest.fail("nobody is there to wait for")):
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(60)
        order.append("first")
    thread.join(60)
    assert order == ["waits", "first", "second"]


def test_the_lock_goes_with_its_holder_and_nobody_holds_one_that_is_gone(store: Store) -> None:
    inside: list[int] = []
    together: list[int] = []

    def work(number: int) -> None:
        for _ in range(50):
            with held(store, lambda: None):
                inside.append(number)
                together.append(len(inside))
                inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert together == [1] * 200
    assert list(store.folder.iterdir()) == []


@pytest.mark.usefixtures("no_locks")
def test_on_a_drive_without_locks_an_episode_is_worked_on(store: Store) -> None:
    with held(store, lambda: None):
        pass
    assert not [*store.folder.glob("*lock*")]


def test_forgetting_leaves_nothing_to_find(store: Store) -> None:
    files = store.stage("words", FACTS)
    files.save(1)
    store.forget()
    assert files.load() is None


def test_keys_depend_on_the_values_not_on_their_order() -> None:
    assert key_of({"a": 1, "b": [2]}) == key_of(json.loads('{"b": [2], "a": 1}'))
    assert key_of({"a": 1}) != key_of({"a": 2})


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PodscribeError, match="cannot be written"):
        store_for(tmp_path, DIGEST)


def test_a_file_in_the_way_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / ".podscribe").write_text("")
    with pytest.raises(PodscribeError, match="cannot be written"):
        store_for(tmp_path, DIGEST)


def test_too_little_space_is_said_before_the_work(tmp_path: Path) -> None:
    require_space(tmp_path, 1)
    with pytest.raises(PodscribeError, match="MB are needed"):
        require_space(tmp_path, 10**18)
