"""Whether a release would work: `python -m release.check [--contents | --full]`.

Wheel and sdist are built, what they hold is looked at, and the wheel is tried out in a clean
environment of every Python that podscribe supports and that is at hand. Engines are tried where
they are there: in the Python that this runs in they are lent from its own environment; `--full`
installs all that constraints.txt pins (6 GB a Python). `--contents` looks at the files alone.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from release.contents import (
    MEGABYTE,
    PYTHONS,
    build,
    faults_of_changelog,
    faults_of_rebuilt,
    faults_of_sdist,
    faults_of_wheel,
)
from release.environments import Tell, try_out
from release.processes import ROOT, ReleaseError


def main(arguments: Sequence[str]) -> int:
    """Say of each thing whether it is as it should be; the status is 1 where one is not."""
    if [*arguments] not in ([], ["--contents"], ["--full"]):
        print("usage: python -m release.check [--contents | --full]", file=sys.stderr)
        return 2
    faults: list[str] = []

    def tell(what: str, how: str) -> None:
        print(f"{what:<8} {how}", flush=True)
        if what == "fault":
            faults.append(how)

    with tempfile.TemporaryDirectory() as folder:
        _look(Path(folder), [*arguments], tell)
    print("no faults" if not faults else "1 fault" if len(faults) == 1 else f"{len(faults)} faults")
    return 1 if faults else 0


def _look(folder: Path, arguments: Sequence[str], tell: Tell) -> None:
    try:
        built = build(ROOT, folder)
    except ReleaseError as error:
        tell("fault", str(error))
        return
    for path in (built.wheel, built.sdist):
        tell("ok", f"{path.name}, {path.stat().st_size / MEGABYTE:.1f} MB")
    for found in (
        *faults_of_wheel(built),
        *faults_of_sdist(built),
        *faults_of_rebuilt(built, folder),
        *faults_of_changelog((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), built.version),
    ):
        tell("fault", found)
    for version in () if "--contents" in arguments else PYTHONS:
        try_out(version, built, folder / version, full="--full" in arguments, tell=tell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
