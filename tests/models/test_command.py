"""`podscribe models` in processes of its own, as a user starts it, and that no socket is opened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from podscribe.cli.models import ProgressLine
from podscribe.models.checksums import write_checksums
from tests.hub import STRANGERS_TOKEN, TestHub
from tests.models.conftest import COMMUNITY, PIPELINE, RECOGNISER, TINY, WEIGHTS

NO_SOCKETS = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise SystemExit(f"a socket was used: {event} {arguments}")
    if event == "socket.__new__":
        raise SystemExit("a socket was opened")
sys.addaudithook(refuse)
"""
COMMAND = "from podscribe.cli import main; main()"
LONGEST_S = 120


def environment(server: TestHub, tmp_path: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    own = {"HF_ENDPOINT": server.endpoint, "HF_HOME": str(tmp_path / "home"), "NO_PROXY": "*"}
    return kept | own | {"PYTHONWARNINGS": "error", "COLUMNS": "200"} | more


def run(code: str, env: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_fetch_prints_the_folder_and_says_little_else(server: TestHub, tmp_path: Path) -> None:
    env = environment(server, tmp_path)
    status, out, said = run(COMMAND, env, "models", "fetch", "tiny", COMMUNITY)
    assert status == 0
    words, speakers = (Path(line) for line in out.splitlines())
    assert (words / "model.bin").read_bytes() == WEIGHTS
    assert (speakers / "config.yaml").read_bytes() == PIPELINE["config.yaml"]
    assert words.is_relative_to(tmp_path / "home" / "hub")
    lines = said.splitlines()
    assert lines[0] == "podscribe: tiny: file 1 of 4, model.bin: 0 % of 102.4 kB"
    assert all(line.startswith("podscribe: ") for line in lines)
    assert {asked.path for asked in server.asked if "api/models" not in asked.path} == {
        asked.path for asked in server.asked if "/resolve/" in asked.path
    }, "something else than models was asked for"


def test_on_a_terminal_one_line_grows_and_is_gone_at_the_end(
    server: TestHub, tmp_path: Path
) -> None:
    server.add(TINY, {**RECOGNISER, "model.bin": WEIGHTS * 20})
    here, there = os.openpty()
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "models", "fetch", "tiny"],
        env=environment(server, tmp_path),
        stdout=subprocess.PIPE,
        stderr=there,
        timeout=LONGEST_S,
        check=True,
    )
    os.close(there)
    said = os.read(here, 100_000).decode()
    os.close(here)
    assert Path(done.stdout.decode().strip()).is_dir()
    assert "\r\x1b[Ktiny: file 1 of 4, model.bin: " in said
    assert said.endswith("\r\x1b[K")
    assert "\n" not in said


def test_fetch_goes_on_with_the_others_and_tells_what_failed(
    server: TestHub, tmp_path: Path
) -> None:
    server.repositories[COMMUNITY].gated = True
    env = environment(server, tmp_path, HF_TOKEN=STRANGERS_TOKEN)
    status, out, said = run(COMMAND, env, "models", "fetch", COMMUNITY, "tiny")
    assert status == 2
    assert len(out.splitlines()) == 1
    assert f"podscribe: {COMMUNITY}: its conditions must be accepted" in said
    assert STRANGERS_TOKEN not in said


def test_fetch_refuses_what_needs_no_fetching(server: TestHub, tmp_path: Path) -> None:
    env = environment(server, tmp_path, HF_HUB_OFFLINE="1")
    (tmp_path / "mine").mkdir()
    status, out, said = run(
        NO_SOCKETS + COMMAND, env, "models", "fetch", "tiny", "embedded", str(tmp_path / "mine")
    )
    assert (status, out) == (2, "")
    assert "HF_HUB_OFFLINE is set; unset it" in said
    assert "the embedded models come with podscribe" in said
    assert "is a folder already" in said


def test_the_line_of_a_download_is_never_longer_than_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    line = ProgressLine()
    line._is_terminal = True
    line._show("pyannote/speaker-diarization-community-1: file 3 of 7: 33 % of 26.7 MB")
    shown = capsys.readouterr().err.split("\r")[1]
    assert len(shown) == 49
    assert shown.startswith("…") and shown.endswith("33 % of 26.7 MB")


def test_a_killed_download_goes_on_and_says_so(server: TestHub, tmp_path: Path) -> None:
    large = WEIGHTS * 60
    server.add(TINY, {**RECOGNISER, "model.bin": large})
    env = environment(server, tmp_path)
    server.cuts = [3_000_000]
    server.stalls = True
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "models", "fetch", "tiny"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    ends = time.monotonic() + LONGEST_S
    while not any(path.stat().st_size >= 3_000_000 for path in partials(tmp_path)):
        assert process.poll() is None and time.monotonic() < ends
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=LONGEST_S)
    server.stalls = False
    assert process.returncode == 130
    assert said.splitlines()[-1] == "podscribe: stopped"
    status, out, said = run(COMMAND, env, "models", "fetch", "tiny")
    assert status == 0
    assert "podscribe: tiny: model.bin goes on after the 3.0 MB that are here" in said
    assert Path(out.strip(), "model.bin").read_bytes() == large


def partials(tmp_path: Path) -> list[Path]:
    return [*(tmp_path / "home").rglob("*.incomplete")]


def test_list_verify_and_resolving_open_no_socket(server: TestHub, tmp_path: Path) -> None:
    env = environment(server, tmp_path)
    assert run(COMMAND, env, "models", "fetch", "tiny", COMMUNITY)[0] == 0
    local = tmp_path / "local"
    local.mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (local / name).write_bytes(RECOGNISER[name])
    write_checksums(local)
    code = NO_SOCKETS + (
        "from podscribe.models import diarizer, recogniser\n"
        f"for name in ('tiny', {str(local)!r}):\n"
        "    print(recogniser(name, offline=OFFLINE).path)\n"
        f"print(diarizer({COMMUNITY!r}, offline=OFFLINE).path)\n"
        "try:\n    recogniser('small', offline=True)\n"
        "except Exception as error:\n    print(error)\n"
        "print([name for name in ('torch', 'pyannote', 'faster_whisper') if name in sys.modules])\n"
    )
    for offline in ("True", "False"):  # what is here needs no network either way
        status, out, said = run(code.replace("OFFLINE", offline), env)
        assert (status, said) == (0, "")
        assert "podscribe models fetch small" in out
        assert out.splitlines()[-1] == "[]"
    status, out, _ = run(NO_SOCKETS + COMMAND, env, "models", "list")
    assert status == 0
    rows = {line.split()[0]: line for line in out.splitlines()}
    assert "102.4 kB  used 20" in rows["tiny"]
    assert "409.8 kB  used 20" in rows[COMMUNITY]
    assert rows["large-v3"].endswith("not here")
    status, out, said = run(NO_SOCKETS + COMMAND, env, "models", "verify", "tiny", str(local))
    assert (status, out, said) == (0, "", "2 models verified, no fault\n")


def test_the_guard_against_sockets_would_see_one(server: TestHub, tmp_path: Path) -> None:
    code = NO_SOCKETS + "from podscribe.models import recogniser; recogniser('tiny')"
    status, _, said = run(code, environment(server, tmp_path))
    assert status == 1
    assert said.startswith("a socket was ")


def test_the_environment_alone_keeps_it_offline(server: TestHub, tmp_path: Path) -> None:
    env = environment(server, tmp_path, HF_HUB_OFFLINE="1")
    code = NO_SOCKETS + "from podscribe.models import recogniser; recogniser('tiny')"
    status, _, said = run(code, env)
    assert status == 1
    assert "podscribe models fetch tiny" in said.splitlines()[-1]


def test_nothing_leaves_after_the_network_is_forbidden(server: TestHub, tmp_path: Path) -> None:
    env = environment(server, tmp_path)
    code = (
        "import huggingface_hub.constants\nfrom podscribe.models import forbid_network\n"
        "forbid_network()\n" + NO_SOCKETS + "from huggingface_hub import hf_hub_download\n"
        "try:\n    hf_hub_download('a/b', 'c')\n"
        "except Exception as error:\n    print(type(error).__name__)\n"
    )
    assert run(code, env)[:2] == (0, "LocalEntryNotFoundError\n")
    assert server.asked == []


@pytest.mark.parametrize(("wish", "offline"), [({}, False), ({"HF_HUB_OFFLINE": "1"}, True)])
def test_a_second_model_can_be_asked_for_unless_the_user_forbade_it(
    wish: dict[str, str], offline: bool, server: TestHub, tmp_path: Path
) -> None:
    code = (
        "import os\nfrom podscribe.models import forbid_network, usual_hub\n"
        "for _ in range(2):\n    forbid_network()\n"
        "assert os.environ['HF_HUB_OFFLINE'] == '1'\n"
        "print(usual_hub(offline=True).offline, usual_hub().offline)\n"
    )
    env = environment(server, tmp_path, **wish)
    assert run(code, env)[:2] == (0, f"True {offline}\n")


def test_verify_tells_faults_and_what_cannot_be_verified(server: TestHub, tmp_path: Path) -> None:
    env = environment(server, tmp_path)
    _, out, _ = run(COMMAND, env, "models", "fetch", "tiny")
    weights = Path(out.strip(), "model.bin")
    weights.resolve().write_bytes(WEIGHTS[::-1])
    status, out, said = run(COMMAND, env, "models", "verify", "tiny")
    assert status == 1
    assert out.startswith(f"tiny: {weights}: was altered: sha256 expected ")
    assert "podscribe models fetch tiny" in out
    assert said == "1 model verified, 1 fault\n"
    status, out, said = run(COMMAND, env, "models", "verify", "small", str(tmp_path))
    assert (status, out) == (2, "")
    assert "Systran/faster-whisper-small is not on this machine" in said
    assert "has no checksums.json, so nothing says what it should hold" in said
    assert said.endswith("0 models verified, no fault, 2 could not be verified\n")


@pytest.mark.parametrize("arguments", [(), ("fetch",), ("nonsense",)])
def test_bad_usage_is_told(server: TestHub, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    status, _, said = run(COMMAND, environment(server, tmp_path), "models", *arguments)
    assert status == 2
    assert "Usage: podscribe models" in said
