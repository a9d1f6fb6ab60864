"""Breaks the core in one place at a time, and counts how often a test notices.

    python -m tests.mutate [--seed N] [--count 30] [--only NUMBER...] [--jobs N] [--results NAME]

The places are picked by chance, the rooms in turn: a comparison turned, `and` made `or`, a sum, a
constant, a `not`, a value returned, a condition, an early-out, a statement. Each is changed in a
copy of the tree, and the tests that know of it run there until one fails: those of its room,
those that name it, those of the command line, the quick ones first. A test that does not end has
noticed as well. One that also fails on the copy as it was, or does not fail a second time, counts
for nothing: the others go on.
"""

from __future__ import annotations

import argparse
import compileall
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode
from queue import Queue

from benchmarks.keeping import RESULTS, head, keep, opening, table
from tests.mutate_places import Mutation, chosen

TOP = Path(__file__).parents[1]
NOT_COPIED = {".venv", ".git", "build", "dist", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
HANG_S = 240.0  # of one test; the slowest needs a tenth of it where nothing else runs
LIMIT_S = 3600.0  # of all tests of a place
# of a test file that has not run yet, by what it says
GUESSED_S = (
    (rb"embedded|EMBEDDED|\bray\b|chromium", 60.0),
    (rb"subprocess|talks\b", 10.0),
    (b"", 2.0),
)
NAMED, ROOM, NEAR, FAR = 10.0, 4.0, 2.0, 1.0  # how likely a test file notices

# what makes no difference, seen by hand: file and change, and why
EQUIVALENT = {
    "podscribe/compare/words.py condition forced: piece → True": "a piece has a sign at the end",
    "podscribe/check/text.py sum: low + closers → (low - closers)": "both are even, or neither",
    "podscribe/names/desk.py condition forced: named.name → True": "who is settled has a name",
    "podscribe/regress/starting.py constant: 1000 → 1001 in text: str = yaml.safe_dump(value, "
    "sort_keys=False, allow_unicode=True, width=1000)": "a line that nothing is to break",
    "podscribe/compare/rates.py sum: max(len(reference), len(hypothesis)) // USUAL_SHARE → "
    "(max(len(reference), len(hypothesis)) * USUAL_SHARE)": "a search begins there",
    "podscribe/models/download.py constant: 0 → 1 in status = getattr(getattr(error, "
    '"response", None), "status_code", 0)': "no status, and neither is one that a hub gives",
}

_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+::.+?|\S+\.py)(?: - .*)?$", re.MULTILINE)
_TOOK = re.compile(r"^(\d+\.\d+)s (?:call|setup|teardown) +(\S+?\.py)::", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of running tests: which failed first, how long each file took."""

    failed: str | None
    how: str
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a test noticed a mutation."""

    number: int
    mutation: Mutation
    noticed_by: str | None
    how: str
    took_s: float
    test_files: int

    @property
    def equivalent(self) -> str | None:
        return (
            None
            if self.noticed_by
            else EQUIVALENT.get(f"{self.mutation.file} {self.mutation.change}")
        )

    def __str__(self) -> str:
        if self.noticed_by:
            told = f"{self.how} {self.noticed_by}"
        else:
            told = f"NOT NOTICED by {self.test_files} test files"
            told += f", changes nothing: {self.equivalent}" if self.equivalent else ""
        return f"{self.number:>3} {self.mutation}\n    {told} ({self.took_s:.0f} s)"


@contextlib.contextmanager
def copied(folder: Path, name: str) -> Iterator[Path]:
    """The tree without what is made from it, beside what lies beside it."""
    tree = folder / name / "tree"
    shutil.copytree(TOP, tree, symlinks=True, ignore=_ignored)
    if (TOP.parent / "shared").exists():
        (folder / name / "shared").symlink_to(TOP.parent / "shared")
    # by its content: a file that is changed and restored within a second looks the same by date
    compileall.compile_dir(tree, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    imported = subprocess.run(
        [sys.executable, "-c", "import podscribe; print(podscribe.__file__)"],
        cwd=folder,
        env=_environment(tree),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    if Path(imported) != tree / "podscribe" / "__init__.py":
        raise SystemExit(f"the copy in {tree} is not what is imported, but {imported}")
    yield tree


def _ignored(folder: str, names: Sequence[str]) -> set[str]:
    inside = Path(folder).relative_to(TOP).as_posix()
    left = {"__pycache__", ".hypothesis"} | (NOT_COPIED if inside == "." else set())
    return left | ({"work"} if inside == "training" else set())


def _environment(tree: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(tree), "PYTHONHASHSEED": "0"}


def tests_of(tree: Path, mutation: Mutation, seconds: Mapping[str, float]) -> list[str]:
    """The samples in the module (see test_doctests.py), and the test files that may notice, the
    likely and quick ones first.
    """
    room, module = Path(mutation.file).parts[1], Path(mutation.file).stem
    dotted = mutation.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    named = re.compile(
        rf"{re.escape(dotted)}\b|from podscribe\.{room} import [^\n]*\b{module}\b".encode()
    )
    near = re.compile(rf"\bpodscribe\.{room}\b|\bpodscribe import [^\n]*\b{room}\b".encode())
    cost: dict[str, float] = {}
    for path in sorted((tree / "tests").rglob("test_*.py")):
        content = path.read_bytes()
        file = path.relative_to(tree).as_posix()
        inside = file.startswith(f"tests/{room}/")
        if inside or near.search(content) or file.startswith("tests/cli/"):
            likely = NAMED if named.search(content) else ROOM if inside else FAR
            likely = max(likely, NEAR) if near.search(content) else likely
            cost[file] = (seconds.get(file) or _guessed_s(content)) / likely
    samples = [mutation.file] if b">>> " in (tree / mutation.file).read_bytes() else []
    return [*samples, *sorted(cost, key=lambda file: cost[file])]


def _guessed_s(content: bytes) -> float:
    return next(seconds for said, seconds in GUESSED_S if re.search(said, content))


def run_tests(tree: Path, tests: Sequence[str], without: Sequence[str] = ()) -> Run:
    """Run tests in their order until one fails."""
    command = [sys.executable, "-m", "pytest", "-x", "-vv", "-rfE", "--durations=0", "--tb=no"]
    command += ["-p", "no:cacheprovider", "--hypothesis-seed=0"]
    command += ["-o", f"faulthandler_timeout={HANG_S}", "-o", "faulthandler_exit_on_timeout=true"]
    command += [f"--deselect={test}" for test in without]
    process = subprocess.Popen(
        [*command, *tests],
        cwd=tree,
        env=_environment(tree),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        printed, _ = process.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        printed, _ = process.communicate()
    return _read(printed, process.returncode)


def _read(printed: str, status: int) -> Run:
    seconds = defaultdict[str, float](float)
    for took, file in _TOOK.findall(printed):
        seconds[file] += float(took)
    if status in (0, 5):  # 5: all that there was is deselected
        return Run(None, "", seconds)
    failed = _FAILED.search(printed)
    if failed is not None:
        return Run(failed[1], "noticed by", seconds)
    started = re.findall(r"^(\S+\.py::\S+)", printed, re.MULTILINE)
    if not started:
        raise SystemExit(f"the tests do not start:\n{printed[-3000:]}")
    how = "does not end in" if "Timeout (" in printed or status < 0 else "ends Python in"
    return Run(started[-1], how, seconds)


def examine(number: int, mutation: Mutation, tree: Path, seconds: dict[str, float]) -> Outcome:
    """Break the copy and run the tests that may notice."""
    began = time.monotonic()
    tests = tests_of(tree, mutation, seconds)
    run = _noticed(tree, mutation, tests, seconds)
    took_s = time.monotonic() - began
    return Outcome(number, mutation, run.failed, run.how, took_s, len(tests))


def _noticed(
    tree: Path, mutation: Mutation, tests: Sequence[str], seconds: dict[str, float]
) -> Run:
    """Run until a test fails that by itself fails again, and does not on the copy as it was."""
    flaky: list[str] = []
    while tests:
        with _broken(tree, mutation):
            run = run_tests(tree, tests, flaky)
        _remember(seconds, run.seconds)
        if run.failed is None:
            return run
        file = run.failed.partition("::")[0]
        tests = tests[tests.index(file) :]
        if run_tests(tree, [run.failed]).failed is not None:
            tests = tests[1:]  # the others of the file will hardly be better
        elif _fails_again(tree, mutation, run.failed):
            return run
        else:
            flaky.append(run.failed)
    return Run(None, "", {})


@contextlib.contextmanager
def _broken(tree: Path, mutation: Mutation) -> Iterator[None]:
    file = tree / mutation.file
    whole = file.read_bytes()
    file.write_bytes(mutation.applied(whole))
    try:
        yield
    finally:
        file.write_bytes(whole)


def _fails_again(tree: Path, mutation: Mutation, test: str) -> bool:
    with _broken(tree, mutation):
        return run_tests(tree, [test]).failed is not None


def _remember(seconds: dict[str, float], new: Mapping[str, float]) -> None:
    """The longest that a file has taken: one that failed at once says little."""
    for file, took_s in new.items():
        seconds[file] = max(seconds.get(file, 0.0), round(took_s, 1))


def known_seconds() -> dict[str, float]:
    """How long each test file took when mutations were last examined."""
    reports = sorted(RESULTS.glob("mutations-*.json"), key=lambda path: path.stat().st_mtime)
    return dict(json.loads(reports[-1].read_text())["test_seconds"]) if reports else {}


def examined(
    mutations: Mapping[int, Mutation], folder: Path, jobs: int, seconds: dict[str, float]
) -> Iterator[Outcome]:
    """Each in a copy that nobody else has meanwhile; told as they come."""
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(jobs) as pool:
        trees = Queue[Path]()
        for number in range(jobs):
            trees.put(stack.enter_context(copied(folder, str(number))))

        def one(number: int) -> Outcome:
            tree = trees.get()
            try:
                return examine(number, mutations[number], tree, seconds)
            finally:
                trees.put(tree)

        for done in as_completed(pool.submit(one, number) for number in mutations):
            yield done.result()


def summary(outcomes: Sequence[Outcome]) -> str:
    noticed = sum(outcome.noticed_by is not None for outcome in outcomes)
    told = f"{noticed} of {len(outcomes)} were noticed"
    same = sum(outcome.equivalent is not None for outcome in outcomes)
    return f"{told}; {same} of the others change nothing." if same else f"{told}."


def report(
    outcomes: Sequence[Outcome], seed: int, seconds: Mapping[str, float]
) -> dict[str, object]:
    """What is kept of a run."""
    command = " ".join(["python -m tests.mutate", *sys.argv[1:]])
    return {
        **head(__file__, ["podscribe", "pytest", "hypothesis"]),
        "command": command,
        "seed": seed,
        "summary": summary(outcomes),
        "mutations": [
            {
                "number": outcome.number,
                "place": f"{outcome.mutation.file}:{outcome.mutation.line}",
                "kind": outcome.mutation.kind,
                "code": outcome.mutation.code,
                "before": outcome.mutation.before,
                "after": outcome.mutation.after,
                "noticed_by": outcome.noticed_by,
                "how": outcome.how,
                "equivalent": outcome.equivalent,
                "test_files": outcome.test_files,
            }
            for outcome in outcomes
        ],
        "test_seconds": dict(sorted(seconds.items())),
    }


def markdown(kept: Mapping[str, object], outcomes: Sequence[Outcome]) -> str:
    rows = [_row(outcome) for outcome in outcomes]
    lines = table(["place", "change", "what noticed"], rows)
    lines[1] = "| --- | --- | --- |"
    return "\n".join([*opening("Mutations", kept), str(kept["summary"]), "", *lines]) + "\n"


def _row(outcome: Outcome) -> tuple[str, str, str]:
    mutation = outcome.mutation
    told = "**not noticed**"
    if outcome.noticed_by:
        told = f"{outcome.how} `{outcome.noticed_by}`".removeprefix("noticed by ")
    elif outcome.equivalent:
        told = f"changes nothing: {outcome.equivalent}"
    cells = (f"{mutation.file}:{mutation.line}", mutation.change, told)
    first, second, third = (cell.replace("|", "\\|") for cell in cells)
    return first, second, third


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutate", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="what the places are picked by")
    parser.add_argument("--count", type=int, default=30, help="how many places")
    parser.add_argument("--only", type=int, nargs="+", help="the numbers of the places to examine")
    parser.add_argument("--jobs", type=int, default=1, help="how many at once")
    parser.add_argument("--results", help="the name under which benchmarks/results keeps them")
    options = parser.parse_args()
    picked = dict(enumerate(chosen(TOP, options.seed, options.count), 1))
    if options.only:
        picked = {number: picked[number] for number in options.only}
    outcomes: list[Outcome] = []
    seconds = known_seconds()
    with tempfile.TemporaryDirectory(prefix="podscribe-mutate-") as folder:
        for outcome in examined(picked, Path(folder), options.jobs, seconds):
            outcomes.append(outcome)
            print(outcome, flush=True)
    outcomes.sort(key=lambda outcome: outcome.number)
    print(summary(outcomes))
    if options.results:
        kept = report(outcomes, options.seed, seconds)
        keep(kept, markdown(kept, outcomes), options.results)
    return 0 if all(each.noticed_by or each.equivalent for each in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
