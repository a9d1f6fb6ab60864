"""Under which licences podscribe and what it needs are: `python -m release.licences [--check]`.

It writes docs/licences.md from what is installed; with `--check` it only says whether that is out
of date. `--sbom FILE` writes a bill of materials, in CycloneDX's JSON, instead.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "podscribe"
PAGE = ROOT / "docs" / "licences.md"
OWN = "podscribe"
UNKNOWN = "not stated"
VAGUE = "BSD"  # of which there are several
SHIPPED = {  # files of the package that are no code, by patterns
    "models/embedded/whisper/*": "the embedded model for words, trained by this project on "
    "synthetic voices",
    "models/embedded/pyannote/*": "the embedded models for speakers, trained likewise",
    "report/*.js": "the script inside HTML comparisons and overviews",
    "report/*.css": "their style; fonts are those of the reader's machine",
    "compare/*.js": "the script of a comparison's page",
    "compare/*.css": "its style",
    "configs/cluster/*": "a RayJob and a Slurm script for a batch on a cluster",
    "configs/*.yaml": "presets",
    "**/*.schema.json": "schemas of podscribe's JSON",
    "py.typed": "the mark that the package is typed",
}
SPDX = {  # as packages write it, and as it is called
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": VAGUE,
    "bsd license": VAGUE,
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "nvidia proprietary software": "LicenseRef-NVIDIA-Proprietary",
    "python software foundation license": "PSF-2.0",
}
IN_FILES = {  # what tells a licence by its text
    "Permission is hereby granted, free of charge": "MIT",
    "Apache License": "Apache-2.0",
    "Redistribution and use in source and binary forms": "BSD-2-Clause",
}
THIRD_CLAUSE = "Neither the name of"
LONGEST_NAME = 60  # characters: a longer field holds the licence itself


@dataclass(frozen=True, slots=True)
class Package:
    """Something that podscribe needs."""

    name: str
    version: str
    licence: str
    summary: str
    direct: bool


def main(arguments: Sequence[str]) -> int:
    """Write the page or the bill of materials, or look whether the page is up to date."""
    match arguments:
        case []:
            PAGE.write_text(page(), encoding="utf-8")
            print(PAGE.relative_to(ROOT), file=sys.stderr)
            return 0
        case ["--check"]:
            if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page():
                return 0
            print(f"{PAGE.relative_to(ROOT)} is out of date: make licences", file=sys.stderr)
            return 1
        case ["--sbom", file]:
            Path(file).write_text(json.dumps(bill(), indent=1) + "\n", encoding="utf-8")
            return 0
    print("usage: python -m release.licences [--check | --sbom FILE]", file=sys.stderr)
    return 2


# What is shipped


def shipped_files() -> list[str]:
    """Every file of the package that is no code, by its path in it."""
    return sorted(
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    )


def shipped() -> Mapping[str, list[str]]:
    """The shipped files of each pattern; a file of none is an error."""
    found: dict[str, list[str]] = {}
    for name in shipped_files():
        pattern = next((each for each in SHIPPED if _matches(name, each)), None)
        if pattern is None:
            raise SystemExit(f"release.licences: say in SHIPPED what podscribe/{name} is")
        found.setdefault(pattern, []).append(name)
    return {pattern: found[pattern] for pattern in SHIPPED if pattern in found}


def _matches(name: str, pattern: str) -> bool:
    folder, _, last = pattern.rpartition("/")
    path = PurePath(name)
    below = folder == "**" or path.is_relative_to(folder or ".")
    return below and path.match(last) and (bool(folder) or len(path.parts) == 1)


# What is needed


def packages() -> list[Package]:
    """Everything that is installed with podscribe on this machine, without its extras."""
    found: dict[str, Package] = {}
    wanted = [(requirement, True) for requirement in direct()]
    while wanted:
        requirement, is_direct = wanted.pop(0)
        name = canonicalize_name(requirement.name)
        if name in found or name == OWN:
            continue
        try:
            installed = distribution(requirement.name)
        except PackageNotFoundError:
            raise SystemExit(f"release.licences: {name} is not installed") from None
        summary = installed.metadata["Summary"] or ""
        found[name] = Package(name, installed.version, licence(installed), summary, is_direct)
        wanted += [(each, False) for each in _requirements(installed, requirement.extras)]
    return sorted(found.values(), key=lambda package: package.name)


def direct() -> list[Requirement]:
    """What podscribe itself asks for, where it runs here."""
    return [*_requirements(distribution(OWN), ())]


def _requirements(installed: Distribution, extras: Iterable[str]) -> Iterator[Requirement]:
    for text in installed.requires or ():
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": each}) for each in ("", *extras)):
            yield requirement


def licence(installed: Distribution) -> str:
    """The licence as the package states it, by its usual name."""
    metadata = installed.metadata
    stated = metadata["License-Expression"]
    if stated:
        return str(stated)
    field = str(metadata["License"] or "").strip()
    if field and field != "UNKNOWN" and "\n" not in field and len(field) <= LONGEST_NAME:
        named = SPDX.get(field.lower(), field)
    else:
        named = " AND ".join(_classified(installed)) or UNKNOWN
    return (_in_files(installed) or named) if named in (VAGUE, UNKNOWN) else named


def _classified(installed: Distribution) -> Iterator[str]:
    for each in installed.metadata.get_all("Classifier") or ():
        name = each.rpartition(" :: ")[2]
        if each.startswith("License :: ") and name != "OSI Approved":
            yield SPDX.get(name.lower(), name)


def _in_files(installed: Distribution) -> str | None:
    """What the text of its licence file says."""
    for file in installed.files or ():
        if re.match(r"(licen[cs]e|copying)", file.name, re.IGNORECASE) and "dist-info" in str(file):
            text = " ".join(file.read_text(encoding="utf-8").split())
            places = {mark: text.index(mark) for mark in IN_FILES if mark in text}
            if places:  # those of its parts come later
                name = IN_FILES[min(places, key=places.__getitem__)]
                third = name == "BSD-2-Clause" and THIRD_CLAUSE in text
                return "BSD-3-Clause" if third else name
    return None


# What is written


def page() -> str:
    """The page of licences."""
    needed = packages()
    return PAGE_TEXT.format(
        shipped=_table(
            ["files", "what", "licence"],
            [[f"`{pattern}`", SHIPPED[pattern], "MIT"] for pattern in shipped()],
        ),
        direct=_table(
            ["package", "licence", "what it is"],
            [[each.name, each.licence, _cell(each.summary)] for each in needed if each.direct],
        ),
        indirect=_table(
            ["package", "licence"],
            [[each.name, each.licence] for each in needed if not each.direct],
        ),
    )


PAGE_TEXT = """\
<!-- This page is made by `make licences`: change release/licences.py, not this. -->

# Licences

podscribe is under the [MIT licence](../LICENSE). So is all that it ships:

{shipped}

Pages that podscribe writes as HTML hold its own script and style and nothing else: no library, no
font, nothing that is fetched.

Models that are fetched from the hub have licences and conditions of their own; their pages there
tell them.

## What podscribe needs

These are installed beside podscribe and are not part of it. The licences are those that the
packages state; what they bring along can have others. Worth knowing:

- The wheels of `av` bring FFmpeg along, built under the LGPL, version 3 or later, and beside it
  x264 and x265, which are under the GPL. None of that is in podscribe's own wheel; who hands on
  podscribe together with what it needs, as in a container, hands it on too.
- `torch` for Linux brings NVIDIA's CUDA libraries, which have NVIDIA's own terms.

{direct}

## What these need in turn

On Linux, with Python 3.11; `constraints.txt` has the versions.

{indirect}
"""


def bill() -> dict[str, object]:
    """The bill of materials: podscribe, and every package that is installed with it."""
    own = distribution(OWN)
    needed = packages()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _component(OWN, own.version, licence(own), "application")},
        "components": [
            _component(each.name, each.version, each.licence, "library") for each in needed
        ],
    }


def _component(name: str, version: str, stated: str, kind: str) -> dict[str, object]:
    purl = f"pkg:pypi/{name}@{version}"
    # CycloneDX takes any expression of SPDX's form, and names of other licences as they are
    written = re.fullmatch(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*", stated)
    told = {"expression": stated} if written else {"license": {"name": stated}}
    return {
        "type": kind,
        "bom-ref": purl,
        "name": name,
        "version": version,
        "licenses": [told],
        "purl": purl,
    }


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split()).rstrip(".")


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
