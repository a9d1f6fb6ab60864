"""What starts a batch on a cluster: each file is valid, and calls podscribe as it can be called."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
import yaml

from podscribe.batch.ledger import open_ledger, read_ledger
from podscribe.cli import group
from podscribe.config import presets

FOLDER = Path(__file__).parents[2] / "podscribe" / "configs" / "cluster"
RAY_JOB, SLURM = FOLDER / "rayjob.yaml", FOLDER / "slurm.sh"
VARIABLE = re.compile(r"\$\(\(.*?\)\)|\$\{?\w+(:-[^}]*)?\}?")


def known(required: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
    """An object with these fields and no others."""
    return {
        "type": "object",
        "properties": fields,
        "required": list(required),
        "additionalProperties": False,
    }


TEXT, NUMBER, YES_OR_NO = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
TEXTS = {"type": "object", "additionalProperties": TEXT}
QUANTITIES = {"type": "object", "additionalProperties": {"type": ["string", "integer"]}}
NAME = known(("name",), name=TEXT)
VARIABLES = {
    "type": "array",
    "items": known(("name",), name=TEXT, value=TEXT, valueFrom={"type": "object"}),
}
CONTAINER = known(
    ("name", "image", "resources"),
    name=TEXT,
    image=TEXT,
    resources=known(("requests", "limits"), requests=QUANTITIES, limits=QUANTITIES),
    env=VARIABLES,
    envFrom={"type": "array", "items": known(secretRef=NAME, configMapRef=NAME)},
    volumeMounts={
        "type": "array",
        "items": known(("name", "mountPath"), name=TEXT, mountPath=TEXT, readOnly=YES_OR_NO),
    },
)
VOLUME = known(
    ("name",), name=TEXT, persistentVolumeClaim=known(("claimName",), claimName=TEXT), emptyDir={}
)
TOLERATION = known(key=TEXT, operator={"enum": ["Exists", "Equal"]}, value=TEXT, effect=TEXT)
POD = known(
    ("spec",),
    metadata={"type": "object"},
    spec=known(
        ("containers",),
        containers={"type": "array", "items": CONTAINER, "minItems": 1},
        nodeSelector=TEXTS,
        tolerations={"type": "array", "items": TOLERATION},
        volumes={"type": "array", "items": VOLUME},
        terminationGracePeriodSeconds=NUMBER,
        serviceAccountName=TEXT,
    ),
)
WORKERS = known(
    ("groupName", "minReplicas", "maxReplicas", "rayStartParams", "template"),
    groupName=TEXT,
    replicas=NUMBER,
    minReplicas=NUMBER,
    maxReplicas=NUMBER,
    rayStartParams=TEXTS,
    template=POD,
    idleTimeoutSeconds=NUMBER,
)
# As the operator's definition has them, ray.io/v1: what it does not know it drops in silence.
SCHEMA = known(
    ("apiVersion", "kind", "metadata", "spec"),
    apiVersion={"const": "ray.io/v1"},
    kind={"const": "RayJob"},
    metadata=known(("name",), name={"pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}, labels=TEXTS),
    spec=known(
        ("entrypoint", "rayClusterSpec"),
        entrypoint=TEXT,
        submissionMode={"enum": ["K8sJobMode", "HTTPMode", "SidecarMode", "InteractiveMode"]},
        backoffLimit=NUMBER,
        activeDeadlineSeconds=NUMBER,
        shutdownAfterJobFinishes=YES_OR_NO,
        ttlSecondsAfterFinished=NUMBER,
        suspend=YES_OR_NO,
        rayClusterSpec=known(
            ("rayVersion", "headGroupSpec", "workerGroupSpecs"),
            rayVersion={"pattern": r"^\d+\.\d+\.\d+$"},
            authOptions=known(("mode",), mode={"enum": ["token", "disabled"]}),
            enableInTreeAutoscaling=YES_OR_NO,
            headGroupSpec=known(("rayStartParams", "template"), rayStartParams=TEXTS, template=POD),
            workerGroupSpecs={"type": "array", "items": WORKERS, "minItems": 1},
        ),
    ),
)


@pytest.fixture(scope="module")
def ray_job() -> Any:
    return yaml.safe_load(RAY_JOB.read_text(encoding="utf-8"))


def calls(text: str) -> list[list[str]]:
    """The arguments of every call of podscribe, in comments too."""
    plain = re.sub(r"^# ?", "", text, flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", " ", plain)
    found = re.findall(r"(?<![\w-])podscribe\"? (?=(?:batch|models) )([^\n]*)", joined)
    return [
        shlex.split(VARIABLE.sub("1", re.split(r" (?:&|&&|\|\||#)(?: |$)", each)[0]))
        for each in found
    ]


def require_understood(arguments: list[str]) -> None:
    """As the command line itself reads them, without doing anything."""
    context = click.Context(group, info_name="podscribe", **group.context_settings)
    command = group.get_command(context, arguments[0])
    assert command is not None, arguments
    command.make_context(arguments[0], arguments[1:], parent=context)


def test_a_ray_job_has_the_fields_that_the_operator_knows(ray_job: Any) -> None:
    jsonschema.validate(ray_job, SCHEMA, cls=jsonschema.Draft202012Validator)


def test_a_field_that_the_operator_does_not_know_is_found(ray_job: Any) -> None:
    spec = {**ray_job["spec"], "entryPoint": "podscribe"}
    with pytest.raises(jsonschema.ValidationError, match="entryPoint"):
        jsonschema.validate({**ray_job, "spec": spec}, SCHEMA)


def test_a_ray_job_asks_for_as_many_workers_as_there_can_be(ray_job: Any) -> None:
    (arguments,) = calls(ray_job["spec"]["entrypoint"])
    require_understood(arguments)
    cluster = ray_job["spec"]["rayClusterSpec"]
    (workers,) = cluster["workerGroupSpecs"]
    assert arguments[arguments.index("--workers") + 1] == str(workers["maxReplicas"])
    pod = workers["template"]["spec"]["containers"][0]
    assert pod["resources"]["limits"]["nvidia.com/gpu"] == "1"
    assert "ray" in arguments and "s3://my-show/transcripts" in arguments
    assert cluster["headGroupSpec"]["rayStartParams"]["num-cpus"] == "0"


def test_a_ray_job_holds_no_secret_and_tells_nobody(ray_job: Any) -> None:
    cluster = ray_job["spec"]["rayClusterSpec"]
    pods = [cluster["headGroupSpec"], *cluster["workerGroupSpecs"]]
    for pod in pods:
        (container,) = pod["template"]["spec"]["containers"]
        assert {"name": "RAY_USAGE_STATS_ENABLED", "value": "0"} in container["env"]
        assert container["envFrom"] == [{"secretRef": {"name": "podscribe-storage"}}]
        assert not any(
            "KEY" in each["name"] or "TOKEN" in each["name"] for each in container["env"]
        )


@pytest.mark.parametrize("path", [RAY_JOB, SLURM], ids=lambda path: path.name)
def test_every_call_of_podscribe_is_understood(path: Path) -> None:
    found = calls(path.read_text(encoding="utf-8"))
    assert {arguments[0] for arguments in found} >= {"batch", "models"}, found
    for arguments in found:
        require_understood(arguments)


def test_the_script_is_bash() -> None:
    subprocess.run(["bash", "-n", str(SLURM)], check=True)


def test_slurm_reads_the_options_before_the_first_command() -> None:
    lines = SLURM.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if line and line[0] != "#")
    options = [line for line in lines if line.startswith("#SBATCH")]
    assert options and all(line in lines[:first] for line in options)
    known = {"job-name", "nodes", "ntasks-per-node", "cpus-per-task", "gpus-per-node"}
    known |= {"time", "signal"}
    assert {re.match(r"#SBATCH --([a-z-]+)=", line)[1] for line in options} == known  # type: ignore[index]


WORKING = """
import os, signal, sqlite3, sys
ledger = sqlite3.connect(sys.argv[1], isolation_level=None)
ledger.execute(
    "INSERT INTO episodes (id, stem, source, state, since, added) "
    "VALUES ('after', 'after', 'after.mp3', 'waiting', 0, 0)"
)
if sys.argv[2] == "137":
    os.kill(os.getpid(), signal.SIGKILL)
ledger.close()
sys.exit(int(sys.argv[2]))
"""


def work(folder: Path, end: str) -> str:
    """What podscribe does with the ledger it is given, which has nothing in it before."""
    with open_ledger(folder / "kept.sqlite"):
        pass
    (folder / "work.py").write_text(WORKING)
    return f'cp "$6" "{folder}/brought"; python3 "{folder}/work.py" "$6" {end}; exit $?'


def stems(ledger: Path) -> list[str]:
    return [row.stem for row in read_ledger(ledger)]


@pytest.mark.parametrize("end", ["0", "1", "130", "137"])
def test_the_script_starts_ray_everywhere_and_takes_the_ledger_back(
    end: str, tmp_path: Path
) -> None:
    done = submitted(tmp_path, work(tmp_path, end))
    assert done.returncode == int(end), done.stderr
    called = written_down(tmp_path / "calls", 3)
    head, rest = sorted(line for line in called if line.startswith("srun"))
    assert "--nodelist=n1" in head or "--nodelist=n1" in rest
    assert "ray start --head --port=6379" in head + rest
    assert "--nodes=3 --ntasks=3 --exclude=n1" in head + rest
    assert "ray start --address=n1:6379" in head + rest
    (batch,) = (line for line in called if line.startswith("podscribe"))
    assert "--engine ray --address n1:6379 --devices cuda --workers 16" in batch
    assert stems(tmp_path / "kept.sqlite") == ["after"]
    assert stems(tmp_path / "brought") == []


@pytest.mark.parametrize("left", ["true", "echo text", "head -c 4096", "head -c 4096 /dev/zero"])
def test_a_ledger_that_cannot_be_read_replaces_no_other(left: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite"
    with open_ledger(kept):
        pass
    before = kept.read_bytes()
    done = submitted(tmp_path, f'{left} < "{kept}" > "$6"; exit 1')
    assert done.returncode == 1
    assert kept.read_bytes() == before
    assert f"{kept} stays as it was" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_job_that_is_queued_again_goes_on_with_what_it_left_on_its_node(tmp_path: Path) -> None:
    work(tmp_path, "137")
    left = tmp_path / "scratch" / "ledger.sqlite"
    left.parent.mkdir()
    shutil.copy(tmp_path / "kept.sqlite", left)
    subprocess.run([sys.executable, str(tmp_path / "work.py"), str(left), "137"], check=False)
    assert left.with_name("ledger.sqlite-wal").exists()
    done = submitted(tmp_path, f'cp "$6" "{tmp_path}/brought"')
    assert done.returncode == 0, done.stderr
    assert stems(tmp_path / "brought") == stems(tmp_path / "kept.sqlite") == ["after"]


def written_down(path: Path, count: int) -> list[str]:
    """What was called, also by what still runs when the script is done."""
    ends = time.monotonic() + 60
    while len(found := path.read_text().splitlines()) < count:
        assert time.monotonic() < ends, found
        time.sleep(0.02)
    return found


def test_a_script_that_is_told_to_end_waits_for_the_job(tmp_path: Path) -> None:
    end = work(tmp_path, "130")
    body = f"trap 'sleep 0.5; {end}' TERM; touch up; sleep 20 & wait"
    process = subprocess.Popen(["bash", str(SLURM)], env=stand_ins(tmp_path, body), cwd=tmp_path)
    while not (tmp_path / "up").exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.terminate()
    assert process.wait(60) == 130
    assert stems(tmp_path / "kept.sqlite") == ["after"]


def submitted(folder: Path, podscribe: str) -> subprocess.CompletedProcess[str]:
    """The script as Slurm runs it, with what podscribe does in it."""
    return subprocess.run(
        ["bash", str(SLURM)],
        env=stand_ins(folder, podscribe),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def stand_ins(folder: Path, podscribe: str) -> dict[str, str]:
    """Slurm, Ray and podscribe as scripts that write down how they are called."""
    tools = folder / "venv" / "bin"
    tools.mkdir(parents=True)
    bodies = {
        "scontrol": "printf 'n%s\\n' 1 2 3 4",
        "srun": "true",
        "podscribe": podscribe,
    }
    for name, body in bodies.items():
        noted = f'echo "{name} $*" >> "{folder}/calls"\n' if name != "scontrol" else ""
        (tools / name).write_text(f"#!/bin/bash\n{noted}{body}\n")
        (tools / name).chmod(0o755)
    (tools / "python3").symlink_to(sys.executable)
    return {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "HOME": str(folder),
        "VENV": str(folder / "venv"),
        "OUT": "out",
        "KEPT": str(folder / "kept.sqlite"),
        "SCRATCH": str(folder / "scratch"),
        "PAUSE": "0",
        "SLURM_JOB_ID": "17",
        "SLURM_JOB_NODELIST": "n[1-4]",
        "SLURM_JOB_NUM_NODES": "4",
    }


def test_the_folder_is_no_preset() -> None:
    assert not {"cluster", "rayjob", "slurm"} & presets().keys()
