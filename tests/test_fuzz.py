"""A short run of the fuzzer; `make fuzz` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.formats import READABLE, named, parse_bytes
from tests.fuzz import SAMPLES, Tally, fuzz, input_of, summary

SEED = 20
COUNT = 2000


@pytest.fixture(scope="module")
def tally(tmp_path_factory: pytest.TempPathFactory) -> Tally:
    return fuzz(SEED, range(COUNT), tmp_path_factory.mktemp("fuzz"))


def test_damaged_files_are_read_or_refused_and_nothing_else(tally: Tally) -> None:
    assert tally.inputs.total() == COUNT
    assert not tally.failures


@pytest.mark.parametrize("name", [format.name for format in READABLE])
def test_some_damaged_files_of_every_format_are_read_and_some_refused(
    tally: Tally, name: str
) -> None:
    assert 0 < tally.read[name] < tally.inputs[name]


def test_undamaged_samples_are_read() -> None:
    assert {sample.format for sample in SAMPLES} == {format.name for format in READABLE}
    for sample in SAMPLES:
        transcript = parse_bytes(sample.content, named(sample.format))
        assert transcript.rows or transcript.spans


def test_a_seed_makes_the_same_inputs_each_time_and_another_seed_others() -> None:
    inputs = [input_of(SEED, number) for number in range(200)]

    assert inputs == [input_of(SEED, number) for number in range(200)]
    assert inputs != [input_of(SEED + 1, number) for number in range(200)]


def test_nearly_every_input_is_another() -> None:
    assert len({content for _, content in (input_of(SEED, n) for n in range(500))}) > 450


def test_failures_are_told_with_their_input_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = fuzz(SEED, range(2), tmp_path / "a folder that is not there")

    told = capsys.readouterr().err
    assert tally.failures == {"FileNotFoundError": 2}
    assert "input-20-0" in told
    assert "input-20-1" in told
    assert told.count("Traceback") == 1
    assert "2 inputs in 3 s" in summary(tally, 3.0)
    assert "2 x FileNotFoundError" in summary(tally, 3.0)
