"""Objects in Google's storage, on a server on this computer that speaks its protocol."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("gcsfs", reason="podscribe[cluster] is not installed")
pytest.importorskip("gcp_storage_emulator", reason="it comes with podscribe[dev]")

from podscribe.batch.states import State
from tests.batch.clips import clip
from tests.batch.gs import served
from tests.batch.jobs import WORDS, batch, rows

# In a process of its own: what gcsfs is told by the environment it keeps from when it is imported.
STEPS = """
import os, sys
from pathlib import Path
from podscribe.batch.inputs import gather
from podscribe.batch.storage import fetch_object, marks_below, objects, put_object
from podscribe.errors import PodscribeError

folder = Path(sys.argv[1])
file = folder / "a.mp3"
file.write_bytes(os.urandom(17 << 20))
mark = put_object(file, "gs://bucket/show/a.mp3")
for name in ("b.mp3", "a.wav", "old/c.mp3", "notes.txt"):
    (folder / "small").write_bytes(name.encode())
    put_object(folder / "small", f"gs://bucket/show/{name}")

found = gather(["gs://bucket/show"]).items
assert [each.stem for each in found] == ["a", "b", "c"], found
assert [each.source for each in gather(["gs://bucket/show/*.mp3"]).items] == [
    "gs://bucket/show/a.mp3", "gs://bucket/show/b.mp3"]
(listed,) = objects("gs://bucket/show/old", 9)
assert (listed,) == objects("gs://bucket/show/old/c.mp3", 9)

def fault(step):
    try:
        step()
    except PodscribeError as error:
        return str(error)
    raise AssertionError

limit = 16 << 20
told = fault(lambda: fetch_object("gs://bucket/show/a.mp3", folder / "kept", limit_bytes=limit))
assert "is larger than 16 MB" in told, told
copy = fetch_object("gs://bucket/show/a.mp3", folder / "kept", limit_bytes=64 << 20)
assert copy.read_bytes() == file.read_bytes()
marks = marks_below("gs://bucket/show")
assert marks["a.mp3"] == mark and len(marks) == 5, marks
assert marks_below("gs://bucket/nothing") == {}
file.write_bytes(b"other sound")
assert put_object(file, "gs://bucket/show/a.mp3") != mark
again = fetch_object("gs://bucket/show/a.mp3", folder / "kept", limit_bytes=64 << 20)
assert again != copy and again.read_bytes() == b"other sound"
for step in (
    lambda: put_object(file, "gs://nowhere/a.mp3"),
    lambda: fetch_object("gs://bucket/gone.mp3", folder / "kept", limit_bytes=9),
    lambda: objects("gs://KEY:s3cret@bucket/a.mp3", 9),
):
    told = fault(step)
    assert "is not there" in told or "holds keys" in told and "s3cret" not in told, told
"""


@pytest.fixture(scope="module")
def server() -> Iterator[None]:
    with served():
        yield


def in_process(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def test_objects_are_listed_fetched_put_and_told_apart(server: None, tmp_path: Path) -> None:
    done = in_process(STEPS, str(tmp_path))
    assert done.returncode == 0, done.stderr


PUT = """
import sys
from podscribe.batch.storage import put_object
from pathlib import Path
for path in sorted(Path(sys.argv[1]).iterdir()):
    put_object(path, f"gs://bucket/in/{path.name}")
"""
NAMES = """
from podscribe.batch.storage import marks_below
print(*sorted(marks_below("gs://bucket/out")))
"""


def test_a_batch_reads_and_writes_there(server: None, tmp_path: Path) -> None:
    sounds = tmp_path / "in"
    sounds.mkdir()
    (sounds / "e00.wav").write_bytes(clip(0))
    (sounds / "bad.mp3").write_text("Not a sound.")
    assert in_process(PUT, str(sounds)).returncode == 0
    usual = ("gs://bucket/in", "-o", "gs://bucket/out", "--cache", "work", *WORDS)
    found = batch(tmp_path, *usual)
    assert found.returncode == 1, found.stderr
    assert found.stdout.split() == ["gs://bucket/out/report.json", "gs://bucket/out/report.html"]
    states = {stem: row.state for stem, row in rows(tmp_path / "work").items()}
    assert states == {"e00": State.DONE, "bad": State.ASIDE}
    written = in_process(NAMES).stdout.split()
    assert written == ["e00.json", "e00.txt", "report.html", "report.json"]
    again = batch(tmp_path, *usual)
    assert again.returncode == 1 and "1 of 2 episodes are done; 1 failed" in again.stderr
    assert rows(tmp_path / "work")["e00"].attempts == 1
