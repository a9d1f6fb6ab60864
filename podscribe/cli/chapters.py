"""podscribe chapters"""

from __future__ import annotations

from dataclasses import replace

import click

from podscribe.chapters.chapter import Found, within
from podscribe.chapters.sources import AUTO, chapters_from
from podscribe.chapters.writing import (
    MP3,
    NAMES,
    TIMECODES,
    Episode,
    as_text,
    open_episode,
    require_writable,
    target,
    transcript_of,
    write,
)
from podscribe.cli.options import FILE, completed_from
from podscribe.cli.telling import tell, tell_of
from podscribe.errors import PodscribeError


@click.command("chapters", short_help="Show an episode's chapters, or write them elsewhere.")
@click.argument("episode", metavar="EPISODE", type=FILE)
@click.option(
    "--from",
    "source",
    metavar="SOURCE",
    type=FILE,
    help="Where the chapters are, if not in EPISODE: a list of timecodes, chapters JSON, Audacity "
    "labels, a CUE sheet, a page, audio; - is standard input; auto: proposed from what is said.",
)
@click.option(
    "--to",
    "names",
    metavar="TARGET",
    multiple=True,
    shell_complete=completed_from(lambda: NAMES),
    help="timecodes, clips or chapters-json to print them so; mp3 to write EPISODE.chapters.mp3; "
    "or a file, told by its ending: .txt, .yaml, .json, .mp3, or a page (.md) or podscribe's JSON "
    "that exists. Can be given more than once.",
)
def command(episode: str, source: str | None, names: tuple[str, ...]) -> None:
    """Show an episode's chapters as a list of timecodes, or write them to each TARGET.

    EPISODE is its page, podscribe's JSON of it, or its audio. A page, or podscribe's JSON, gets a
    header before the turn that begins a chapter, and its quotableClips anew; all else stays as it
    was. An MP3 is copied, and the copy gets the chapters in its ID3 tag.
    """
    given = open_episode(episode)
    named = source or episode
    of_text, of_audio = (episode, None) if given.text else (None, episode)
    if named == AUTO:
        found = _proposed(given)
    else:
        found = chapters_from(named, audio=of_audio, episode_page=of_text)
    own_headers = found.of_headers and named == episode  # at times that are those of its lines
    inside = found if own_headers else within(found, given.bound_s)
    targets = [target(name, given) for name in names]
    if sum(each.path is None for each in targets) > 1:
        raise PodscribeError(
            "only one list can go to standard output", remedy="name files for the others"
        )
    for each in targets:
        require_writable(each, given, named)
    tell_of(episode if named == AUTO else named, inside.notes)
    if targets and not inside.chapters:
        raise PodscribeError("there are no chapters to write", file=named)
    if not targets:
        click.echo(as_text(TIMECODES, inside, given), nl=False)
    for each in targets:
        if each.path is None:
            click.echo(as_text(each.kind, inside, given), nl=False)
            continue
        tell_of(str(each.path), write(each, inside, given))
        if MP3 in names and each.kind == MP3:
            click.echo(each.path)


def _proposed(episode: Episode) -> Found:
    """Chapters that nobody has named, as the show's settings want them."""
    from podscribe.chapters.proposing import propose
    from podscribe.chapters.titler import retitle
    from podscribe.config import load_settings

    transcript = transcript_of(episode)
    if transcript is None or not transcript.lines:
        raise PodscribeError(
            "holds no words to propose chapters from",
            file=episode.path,
            remedy="name the episode's page, or podscribe's JSON of it",
        )
    settings = load_settings()
    if settings.titler.url is not None and not settings.offline:
        tell(f"asking {settings.titler.url} for titles")
    chapters = propose(transcript, replace(settings.auto_chapters, hosts=settings.host))
    return retitle(chapters, transcript, settings.titler, offline=settings.offline)
