"""`podscribe doctor`, as a user calls it, on a machine that is well and on ones that are not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

GUARD = """
import os, sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        os._exit(99)
sys.addaudithook(refuse)
"""
TRIES = ("decoding", "words", "speakers")


def environment(folder: Path, **modules: str) -> dict[str, str]:
    """A user's, without a token and with a cache of its own; modules go before those installed."""
    first = folder / "first"
    first.mkdir()
    for name, code in modules.items():
        (first / f"{name}.py").write_text(code)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HF_", "HUGGING_FACE_", "PODSCRIBE_"))
    }
    own = {"HF_HOME": str(folder / "home"), "HOME": str(folder), "PYTHONWARNINGS": "error"}
    return kept | own | {"PYTHONPATH": str(first)}


def doctor(folder: Path, env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "podscribe", "doctor", *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


@pytest.fixture(scope="module")
def well(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """What is said of this machine, where every process ends that asks for the network."""
    folder = tmp_path_factory.mktemp("well")
    env = environment(folder, sitecustomize=GUARD)
    return doctor(folder, env, "--profile", "demo", "--offline", "--device", "cpu", "--json")


def test_this_machine_is_well_and_every_engine_was_tried_without_a_network(
    well: subprocess.CompletedProcess[str],
) -> None:
    found = json.loads(well.stdout)
    faults = [each for each in found["checks"] if each["state"] == "fault"]
    assert not faults
    assert (well.returncode, found["faults"]) == (0, 0)
    tried = {each["name"]: each["text"] for each in found["checks"] if each["group"] == "engines"}
    assert tuple(tried) == TRIES
    assert tried["words"].startswith("embedded: loaded on the CPU in ")
    assert tried["speakers"].startswith("embedded: loaded on the CPU in ")


def test_every_part_is_told_with_its_state(well: subprocess.CompletedProcess[str]) -> None:
    found = json.loads(well.stdout)
    names = {each["name"] for each in found["checks"]}
    assert {"podscribe", "Python", "settings", "torch", "ctranslate2", "memory"} <= names
    assert {"libcublas.so.12", "libcudnn.so.9", "token", "models", "results"} <= names
    for each in found["checks"]:
        assert set(each) == {"group", "name", "state", "text", "remedy"}
        assert each["remedy"] or each["state"] == "ok"
    counted = [each["state"] for each in found["checks"]].count("warning")
    assert counted == found["warnings"]


def test_what_is_done_is_said_meanwhile_and_nothing_else(
    well: subprocess.CompletedProcess[str],
) -> None:
    lines = well.stderr.splitlines()
    assert lines[0] == "podscribe: looking at podscribe"
    assert all(line.startswith("podscribe: ") for line in lines)
    assert "podscribe: letting the diarizer hear it" in lines


def test_the_guard_would_see_a_request(tmp_path: Path) -> None:
    code = "import socket; socket.create_connection(('127.0.0.1', 9))"
    env = environment(tmp_path, sitecustomize=GUARD)
    assert subprocess.run([sys.executable, "-c", code], env=env, check=False).returncode == 99


def test_engines_that_crash_or_are_missing_are_faults_and_the_rest_is_told(tmp_path: Path) -> None:
    env = environment(
        tmp_path,
        torch="import os\nos.abort()\n",
        faster_whisper="raise ImportError('libavformat.so.99 is missing')\n",
        av="raise ModuleNotFoundError(\"No module named 'av'\")\n",
    )
    done = doctor(tmp_path, env, "--profile", "demo")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    rows = done.stdout.splitlines()
    told = {row.split()[1]: row for row in rows if row.startswith("  fault")}
    assert set(told) == {"torch", *TRIES}
    assert "crashed with SIGABRT" in told["torch"]
    assert "crashed with SIGABRT" in told["speakers"]
    assert "ImportError: libavformat.so.99 is missing" in told["words"]
    assert "No module named 'av'" in told["decoding"]
    for number, row in enumerate(rows):
        if row.startswith(("  fault", "  warning")):
            assert rows[number + 1].strip().startswith("→ ")
    assert done.stderr.splitlines()[-1].startswith("4 faults")


def test_without_token_and_models_the_default_settings_have_faults(tmp_path: Path) -> None:
    broken = "raise ImportError('not today')\n"  # the engines are tried elsewhere
    env = environment(tmp_path, torch=broken, faster_whisper=broken, av=broken)
    done = doctor(tmp_path, env, "--json")
    checks = {
        each["name"]: each
        for each in json.loads(done.stdout)["checks"]
        if each["group"] == "models"
    }
    assert checks["words"]["state"] == "warning"
    assert checks["speakers"]["state"] == "fault"
    assert "accept them at " in checks["speakers"]["remedy"]
    assert str(tmp_path / "home" / "hub") in checks["models"]["text"]


def test_the_first_lines_are_there_at_once_and_it_can_be_stopped(tmp_path: Path) -> None:
    env = environment(tmp_path, ctranslate2="import time\ntime.sleep(100)\n")
    with subprocess.Popen(
        [sys.executable, "-m", "podscribe", "doctor", "--profile", "demo"],
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        told = [process.stdout.readline().split()[:2] for _ in range(3)]
        for line in process.stderr:
            if "for GPUs" in line:
                process.send_signal(signal.SIGINT)
                break
        last = process.stderr.read().splitlines()[-1]
    assert told == [["podscribe"], ["ok", "podscribe"], ["ok", "Python"]]
    assert (process.returncode, last) == (130, "podscribe: stopped")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--profile", "demmo"), "--profile: 'demmo' is no preset; did you mean demo?"),
        (("--device", "gpu"), "--device: "),
        (("--nonsense",), "No such option"),
    ],
)
def test_bad_usage_is_told_and_nothing_is_looked_at(
    tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    done = doctor(tmp_path, environment(tmp_path), *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
