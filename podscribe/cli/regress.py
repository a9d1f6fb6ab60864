"""podscribe regress"""

from __future__ import annotations

from pathlib import Path

import click

from podscribe.cli.above import Above, OwnArgument
from podscribe.cli.options import (
    FILE,
    a_folder,
    device_option,
    diarizer_option,
    fresh_option,
    model_option,
    offline_option,
    profile_option,
    quiet_option,
    verbose_option,
)
from podscribe.cli.telling import tell
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, write_bytes

DONE = 0


@click.group(
    "regress",
    cls=Above,
    invoke_without_command=True,
    short_help="Tell whether episodes are transcribed worse than before.",
)
@click.argument("manifest", metavar="MANIFEST", type=FILE, cls=OwnArgument)
@click.option(
    "--episode", "names", metavar="NAME", multiple=True, help="Only this one; repeatable."
)
@click.option("--update", is_flag=True, help="Accept what is measured as the new baseline.")
@click.option("--strict", is_flag=True, help="An episode without a baseline counts as worse.")
@click.option("--junit", metavar="FILE", type=FILE, help="Write JUnit XML.")
@click.option("--json", "for_programs", metavar="FILE", type=FILE, help="Write all as JSON.")
@click.option("--markdown", metavar="FILE", type=FILE, help="Write a summary for a pull request.")
@click.option(
    "--html",
    metavar="FOLDER",
    type=FILE,
    callback=a_folder,
    help="Write an overview and every comparison.",
)
@click.option(
    "--results",
    metavar="FOLDER",
    type=FILE,
    callback=a_folder,
    help="Write the transcripts as JSON.",
)
@model_option
@diarizer_option
@device_option
@offline_option
@fresh_option
@quiet_option
@verbose_option
@profile_option
def command(
    manifest: str,
    names: tuple[str, ...],
    update: bool,
    strict: bool,
    junit: str | None,
    for_programs: str | None,
    markdown: str | None,
    html: str | None,
    results: str | None,
    model: str | None,
    diarizer: str | None,
    device: str | None,
    offline: bool,
    fresh: bool,
    quiet: bool,
    verbose: bool,
    profile: str | None,
) -> int:
    """Tell whether the episodes of MANIFEST are transcribed worse than before.

    Each is transcribed, or its stored result taken, and compared with the transcript that is
    right; then the measures are held against the baseline beside the manifest. `podscribe regress
    init FOLDER` writes a manifest. Exit status: 0 no worse, 1 worse by more than its tolerance, 2
    an episode could not be measured.
    """
    from podscribe.cli.regress_run import Wanted, run
    from podscribe.config import Flag
    from podscribe.regress.running import How

    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose contradict each other")
    if (junit, for_programs, markdown).count(STANDARD_STREAM) > 1:
        raise click.UsageError("only one report can go to standard output")
    flags = (
        Flag("--model", "model", model),
        Flag("--diarizer", "diarizer", diarizer),
        Flag("--device", "device", device),
        Flag("--offline", "offline", "true" if offline else None),
    )
    wanted = Wanted(
        update, strict, names, junit, for_programs, markdown, html, results, quiet, verbose
    )
    return run(manifest, How(profile, flags, fresh), wanted)


@command.command("init", short_help="Write a manifest of what lies in a folder.")
@click.argument("folder", metavar="FOLDER", type=FILE)
@click.option(
    "--with", "against", metavar="FOLDER", type=FILE, help="Where the audio or results are."
)
@click.option("-o", "output", metavar="FILE", type=FILE, help="Where to write the manifest.")
@profile_option
def init(folder: str, against: str | None, output: str | None, profile: str | None) -> int:
    """Write a manifest of the pages in FOLDER and the audio beside them.

    Files belong together that have the same name but for the ending. Where there is no audio,
    another transcript is the result to measure. The manifest is FOLDER/FOLDER.regress.yaml.
    """
    from podscribe.compare.reports import counted
    from podscribe.config import presets
    from podscribe.regress.manifest import SUFFIX
    from podscribe.regress.starting import draft

    if profile is not None and profile not in presets():
        raise PodscribeError(
            f"{profile!r} is no preset", remedy=f"the presets are {', '.join(presets())}"
        )
    source = Path(folder)
    target = Path(output) if output else source / f"{source.resolve().name or 'show'}{SUFFIX}"
    if target.exists():
        raise PodscribeError("is there already", file=target, remedy="name another with -o")
    found = draft(source, Path(against) if against else None, target, profile)
    for note in found.notes:
        tell(note)
    write_bytes(target, found.text.encode())
    if str(target) == STANDARD_STREAM:
        tell(counted(found.episodes, "episode"))
        return DONE
    click.echo(target)
    tell(f"{counted(found.episodes, 'episode')}; podscribe regress {target} --update measures")
    return DONE
