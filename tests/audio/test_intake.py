"""Whatever names the sound becomes a file on disk."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from podscribe.audio import bring, decode, local_file, spool
from podscribe.errors import PodscribeError
from podscribe.files import checksum
from tests.audio.material import write_stairs
from tests.audio.server import Page, serving


def test_a_file_is_taken_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"sound")
    assert bring(str(path), tmp_path / "cache") == path
    assert not (tmp_path / "cache").exists()


def test_an_address_is_fetched_and_without_a_network_only_remembered(tmp_path: Path) -> None:
    with serving({"/a.mp3": Page(b"sound")}) as server:
        url = f"{server.address}/a.mp3"
        with pytest.raises(PodscribeError, match="has not been downloaded before; run once"):
            bring(url, tmp_path, offline=True)
        assert server.requests == []
        path = bring(url, tmp_path)
        assert bring(url, tmp_path, offline=True) == path
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "source", ["ftp://ann:pw@host/a.mp3", "s3://bucket/a.mp3", "file:///a.mp3"]
)
def test_an_address_of_another_kind_is_no_missing_file(source: str) -> None:
    with pytest.raises(PodscribeError, match="is no web address; give one like https") as caught:
        local_file(source)
    assert "pw" not in str(caught.value)


def test_a_stream_is_spooled_under_the_name_of_its_content(tmp_path: Path) -> None:
    seen: list[int] = []
    content = bytes(range(256)) * 10_000
    first = spool(io.BytesIO(content), tmp_path, on_progress=lambda done, total: seen.append(done))
    second = spool(io.BytesIO(content), tmp_path)
    assert first == second and first.read_bytes() == content
    assert list(tmp_path.iterdir()) == [first]
    assert seen[-1] == len(content)


def test_a_stream_without_end_or_content_is_told(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="standard input: is empty; pipe a file"):
        spool(io.BytesIO(), tmp_path)
    with (
        open("/dev/zero", "rb") as endless,
        pytest.raises(PodscribeError, match="more than 3 MB"),
    ):
        spool(endless, tmp_path, limit_bytes=3 * 1024**2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_locks")
def test_on_a_drive_without_locks_sound_is_brought_and_decoded(tmp_path: Path) -> None:
    content = write_stairs(tmp_path / "a.mp3", "libmp3lame", 1.0).read_bytes()
    file = spool(io.BytesIO(content), tmp_path / "folder")
    assert decode(file, tmp_path / "sound").seconds == pytest.approx(1.0, abs=0.1)


def test_a_pipe_is_called_by_its_name(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        nothing = pool.submit(pipe.write_bytes, b"")
        with pytest.raises(PodscribeError, match=rf"{re.escape(str(pipe))}: is empty"):
            bring(str(pipe), tmp_path / "folder")
        nothing.result()


def test_standard_input_is_decoded(tmp_path: Path) -> None:
    path = write_stairs(tmp_path / "a.mp3", "libmp3lame", 1.0)
    code = (
        "import sys\nfrom pathlib import Path\nfrom podscribe.audio import bring, decode\n"
        "folder = Path(sys.argv[1])\n"
        "print(decode(bring('-', folder), folder / 'sound').seconds)\n"
    )
    with open(path, "rb") as stream:
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)],
            stdin=stream,
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout.strip() == "1.0" and done.stderr == ""


def test_a_pipe_with_a_name_is_spooled(tmp_path: Path) -> None:
    whole = write_stairs(tmp_path / "a.wav", "pcm_s16le", 1.0)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writing = threading.Thread(target=lambda: pipe.write_bytes(whole.read_bytes()))
    writing.start()
    path = bring(str(pipe), tmp_path / "cache")
    writing.join()
    assert decode(path, tmp_path / "sound").seconds == 1.0


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="no such file"):
        bring(str(tmp_path / "a.mp3"), tmp_path)
    with pytest.raises(PodscribeError, match="is a folder"):
        bring(str(tmp_path), tmp_path)


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 3_000_000)
    assert checksum(path) == hashlib.sha256(b"x" * 3_000_000).hexdigest()
    with pytest.raises(PodscribeError, match="no such file"):
        checksum(tmp_path / "b")
