"""A batch on two workers, with the embedded models, disturbed and undisturbed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from podscribe.batch.ledger import NAME, read_ledger
from podscribe.batch.rows import Row
from podscribe.batch.states import State
from podscribe.errors import PodscribeError
from podscribe.files import checksum
from podscribe.formats import load_transcript
from podscribe.models import EMBEDDED, recogniser
from tests.batch.clips import write_bad, write_clips
from tests.batch.jobs import DEMO, WORDS, batch, command, environment, outputs, rows

GOOD = 9
KILLS_OF_JOBS, KILLS_OF_WORKERS = 10, 10
LONGEST_S = 240
TRIES = 5  # to stop a job that may be at its end before it hears of it


@dataclass(frozen=True)
class Finished:
    """A batch that nobody has disturbed."""

    folder: Path
    good: list[str]
    bad: list[str]
    status: int
    stdout: str
    stderr: str

    @property
    def out(self) -> Path:
        return self.folder / "out"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("batch")
    good = write_clips(folder / "in", GOOD)
    bad = write_bad(folder / "in")
    found = batch(folder, "in", "-o", "out", *DEMO, "--workers", "2")
    return Finished(folder, good, bad, found.returncode, found.stdout, found.stderr)


def test_good_episodes_are_done_and_bad_ones_set_aside(finished: Finished) -> None:
    assert finished.status == 1, finished.stderr
    found = rows(finished.out)
    assert sorted(found) == sorted([*finished.good, *finished.bad])
    assert all(found[stem].state is State.DONE for stem in finished.good)
    assert all(found[stem].state is State.ASIDE for stem in finished.bad)
    assert "it ends at 0:01 of 0:04" in (found["bad-cut"].error or "")
    assert "nobody speaks" in (found["bad-silent"].error or "")
    assert "is text" in (found["bad-text"].error or "")
    assert {found[stem].worker for stem in finished.good} <= {"cpu-1", "cpu-2"}


def test_every_output_is_there_as_the_ledger_has_it(finished: Finished) -> None:
    for stem in finished.good:
        row = rows(finished.out)[stem]
        assert [each.name for each in row.outputs] == [f"{stem}.{x}" for x in ("json", "md", "txt")]
        assert all(checksum(finished.out / each.name) == each.sha256 for each in row.outputs)
        assert row.speakers and row.seconds == pytest.approx(4.0)
        assert load_transcript(finished.out / f"{stem}.json").lines
    assert len(outputs(finished.out)) == 3 * GOOD


def test_the_summary_names_what_could_not_be_done(finished: Finished) -> None:
    told = finished.stderr.splitlines()
    assert "podscribe: 9 of 12 episodes are done; 9 of them now" in finished.stderr
    assert all(any(f"{stem}: set aside: " in line for line in told) for stem in finished.bad)


def test_the_report_tells_the_same_as_the_ledger(finished: Finished) -> None:
    assert finished.stdout.split() == ["out/report.json", "out/report.html"]
    report = json.loads((finished.out / "report.json").read_text())
    assert report["totals"]["done"] == GOOD and report["totals"]["failed"] == 3
    assert sorted(report["failed"]) == finished.bad
    assert sum(each["audio_s"] for each in report["throughput"]) == pytest.approx(4.0 * GOOD)
    assert all(each["speed"] for each in report["episodes"] if each["state"] == "done")
    page = (finished.out / "report.html").read_text()
    assert all(stem in page for stem in (*finished.good, *finished.bad))


def test_nothing_is_left_of_the_work(finished: Finished) -> None:
    left = [path.name for path in (finished.out / ".podscribe").rglob("*")]
    assert not [name for name in left if name.startswith("sound.f32") or name.endswith(".part")]


def test_again_nothing_is_done_and_the_status_says_what_is_missing(finished: Finished) -> None:
    before = {name: (finished.out / name).stat().st_mtime_ns for name in outputs(finished.out)}
    again = batch(finished.folder, "in", "-o", "out", *DEMO, "--workers", "2")
    assert again.returncode == 1 and "3 failed" in again.stderr
    after = {name: (finished.out / name).stat().st_mtime_ns for name in outputs(finished.out)}
    assert before == after
    assert all(rows(finished.out)[stem].attempts == 1 for stem in finished.good)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of episodes, and what comes of them when nobody is killed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    write_clips(folder / "in", GOOD)
    found = batch(folder, "in", "-o", "out", *WORDS, "--workers", "2", "--quiet")
    assert found.returncode == 0, found.stderr
    return folder


def test_episodes_that_share_batches_say_nearly_the_same(undisturbed: Path, tmp_path: Path) -> None:
    """In its last digits a model hears by the windows beside one: now and then another word."""
    (tmp_path / "podscribe.yaml").write_text("batch:\n  share_batches: true\n")
    given = str(undisturbed / "in")
    found = batch(tmp_path, given, "-o", "out", *WORDS, "--workers", "1", "--quiet")
    assert found.returncode == 0, found.stderr
    stems = rows(tmp_path / "out")
    assert len(stems) == GOOD
    together, apart = (
        [word for stem in sorted(stems) for word in (out / f"{stem}.txt").read_text().split()]
        for out in (tmp_path / "out", undisturbed / "out")
    )
    assert SequenceMatcher(None, together, apart, autojunk=False).ratio() > 0.9
    assert len(apart) > 5 * GOOD


def test_what_an_editor_corrected_in_a_page_stays(tmp_path: Path) -> None:
    (stem,) = write_clips(tmp_path / "in", 1)
    page = tmp_path / "pages" / f"{stem}.md"
    page.parent.mkdir()
    page.write_text("---\ntitle: A talk\n---\n")
    job = ("in", "-o", "out", *WORDS, "--format", "page", "--pages", "pages", "--quiet")

    def again(*more: str) -> str:
        found = batch(tmp_path, *job, *more)
        assert found.returncode == 0, found.stderr
        return page.read_text()

    filled = again()
    assert "- line: " in filled
    assert again("--redo", "all") == filled
    corrected = filled.replace("- line: ", "- line: Corrected, ", 1)
    page.write_text(corrected)
    assert again("--redo", "all") == corrected
    page.write_text("---\ntitle: A talk\n---\n")
    assert again() == filled


def started(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command("in", "-o", "out", *WORDS, "--workers", "2", "--quiet", "--retry-failed"),
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    try:
        text = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    except OSError:
        return []
    return [int(number) for number in text.split()]


def finish(folder: Path, expected: Path) -> None:
    """Run to the end: every episode is there once, whole, and as it is without any kill."""
    process = started(folder)
    _, told = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 0, told.decode()
    assert outputs(folder / "out") == outputs(expected / "out")
    found = rows(folder / "out")
    assert len(found) == GOOD
    for row in found.values():
        assert row.state is State.DONE
        for output in row.outputs:
            assert checksum(folder / "out" / output.name) == output.sha256


def test_jobs_that_are_killed_are_gone_on_with(undisturbed: Path, tmp_path: Path) -> None:
    """Every other one at any moment, the others while they have episodes in hand."""
    shutil.copytree(undisturbed / "in", tmp_path / "in")
    moments = random.Random(7)
    hit = 0
    for number in range(KILLS_OF_JOBS):
        process = started(tmp_path)
        if number % 2:
            await_work(process, tmp_path)
        time.sleep(moments.uniform(0.0, 1.5))
        workers = workers_of(process)
        process.kill()
        process.communicate()
        assert gone(workers), "a worker outlives its driver"
        hit += any(row.state is State.WORKING for row in found_in(tmp_path))
        if process.returncode == 0:
            undo(tmp_path)
    assert hit, "nobody was killed while they worked"
    finish(tmp_path, undisturbed)


def found_in(folder: Path) -> list[Row]:
    path = folder / "out" / NAME
    try:
        return list(read_ledger(path)) if path.exists() else []
    except PodscribeError:
        return []  # it is just being made


def await_work(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Until somebody hears an episode that this job has begun, or the job is at its end."""
    since = time.time()
    until = time.monotonic() + LONGEST_S
    while process.poll() is None and time.monotonic() < until:
        if any(row.stage == "words" and (row.begun or 0) >= since for row in found_in(folder)):
            return
        time.sleep(0.05)


def undo(folder: Path) -> None:
    """Remove some outputs and what the stages kept, so that there is something to do again."""
    for path in (folder / "out").glob("e0[0-4].*"):
        path.unlink()
    shutil.rmtree(folder / "out" / ".podscribe", ignore_errors=True)


def gone(workers: list[int]) -> bool:
    """Whether all of them end soon, by themselves."""
    until = time.monotonic() + 60
    while any(lives(number) for number in workers):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def lives(number: int) -> bool:
    """Whether there is such a process, and not only its end that nobody has asked for yet."""
    try:
        text = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] not in "ZX"


def test_workers_that_are_killed_are_replaced(undisturbed: Path, tmp_path: Path) -> None:
    shutil.copytree(undisturbed / "in", tmp_path / "in")
    moments = random.Random(11)
    killed = 0
    process = started(tmp_path)
    while killed < KILLS_OF_WORKERS:
        if process.poll() is not None:  # it came to its end meanwhile
            assert ended_well(process)
            undo(tmp_path)
            process = started(tmp_path)
        time.sleep(moments.uniform(0.2, 3.0))
        workers = workers_of(process)
        with suppress(ProcessLookupError, IndexError):  # the job has just come to its end
            os.kill(moments.choice(workers), signal.SIGKILL)
            killed += 1
    assert ended_well(process)
    finish(tmp_path, undisturbed)


def ended_well(process: subprocess.Popen[bytes]) -> bool:
    """An episode that was hit three times is set aside, and a worker that was hit five times
    before it ever came up is given up."""
    _, told = process.communicate(timeout=LONGEST_S)
    return process.returncode in (0, 1) or b"no worker is left" in told


def test_a_job_that_is_stopped_says_so_and_is_gone_on_with(
    undisturbed: Path, tmp_path: Path
) -> None:
    shutil.copytree(undisturbed / "in", tmp_path / "in")
    for number in (signal.SIGINT, signal.SIGTERM):
        for _ in range(TRIES):
            process = started(tmp_path)
            await_work(process, tmp_path)
            process.send_signal(number)
            _, told = process.communicate(timeout=LONGEST_S)
            if process.returncode != 0:
                break
            undo(tmp_path)  # it came to its end meanwhile
        assert process.returncode == 130, told.decode()
        assert "stopped: the same command goes on from here" in told.decode()
        states = [row.state for row in rows(tmp_path / "out").values()]
        assert set(states) <= {State.DONE, State.WAITING} and State.WAITING in states
    finish(tmp_path, undisturbed)


def test_a_model_that_cannot_be_loaded_ends_the_job_with_the_reason(tmp_path: Path) -> None:
    write_clips(tmp_path / "in", 1)
    shutil.copytree(recogniser(EMBEDDED).path, tmp_path / "model")
    (tmp_path / "model" / "checksums.json").unlink()
    (tmp_path / "model" / "model.bin").write_bytes(b"x" * 1000)
    found = batch(tmp_path, "in", "-o", "out", *WORDS, "--model", "model")
    assert found.returncode == 2 and "no worker is left: model: " in found.stderr, found.stderr
    assert [row.state for row in rows(tmp_path / "out").values()] == [State.WAITING]
