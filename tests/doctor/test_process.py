"""What is called in a process of its own comes back, or what became of the process."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from podscribe.doctor.check import State, guarded, ok
from podscribe.doctor.process import apart
from podscribe.errors import PodscribeError
from tests.doctor import calls


def test_the_answer_comes_back_whatever_is_printed() -> None:
    assert apart(calls.double, 21) == 42


def test_an_error_comes_back_with_its_place_and_remedy() -> None:
    with pytest.raises(PodscribeError) as caught:
        apart(calls.refuse, "model.bin")
    assert str(caught.value) == "model.bin:3: is no model; get another"


def test_any_other_error_is_told_in_short() -> None:
    with pytest.raises(PodscribeError, match="ZeroDivisionError: division by zero") as caught:
        apart(calls.divide)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (calls.SEGMENTATION, "crashed with SIGSEGV: the last words"),
        (calls.KILLED, "was killed: the last words; if the memory did not suffice"),
    ],
)
def test_a_crash_is_told_with_the_last_words(number: int, told: str) -> None:
    with pytest.raises(PodscribeError) as caught:
        apart(calls.die, number)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize("status", [0, 3])
def test_a_process_that_leaves_without_an_answer_is_an_error(status: int) -> None:
    with pytest.raises(PodscribeError, match=f"ended with status {status}"):
        apart(calls.leave, status)


def test_what_hangs_is_ended() -> None:
    begun = time.monotonic()
    with pytest.raises(PodscribeError, match="not done within 2 s"):
        apart(calls.wait, limit_s=2)
    assert time.monotonic() - begun < 30


def test_the_process_has_the_same_packages_and_no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend("/where/packages/are")
    offline, path = apart(calls.surroundings)
    assert offline == "1"
    assert path[0] == "/where/packages/are"
    assert "" not in path


def test_a_file_in_the_working_folder_is_no_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit(9)\n")
    monkeypatch.chdir(tmp_path)
    assert apart(calls.double, 1) == 2


def test_a_look_that_fails_is_a_fault_after_what_it_found() -> None:
    def look() -> list[object]:
        raise OSError("the disk is gone")

    def looks():  # type: ignore[no-untyped-def]
        yield ok("one", "is well")
        yield look()

    first, second = guarded("disk", looks)
    assert (first.state, second.state) == (State.OK, State.FAULT)
    assert (second.name, second.text) == ("disk", "OSError: the disk is gone")
    assert second.remedy
