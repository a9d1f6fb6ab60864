"""podscribe page"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from podscribe.cli.options import a_folder
from podscribe.cli.telling import tell
from podscribe.config import load_settings
from podscribe.errors import PodscribeError
from podscribe.files import write_bytes

DONE = 0


@click.group("page", short_help="Begin an episode's page.")
def command() -> None:
    """Pages of episodes."""


@command.command("new", short_help="A page for an episode that has none yet.")
@click.option("--title", required=True, metavar="TEXT", help="The episode's title.")
@click.option("--short", metavar="TEXT", help="A shorter one; the title by default.")
@click.option("--season", required=True, type=click.IntRange(0), metavar="N", help="Its season.")
@click.option("--episode", required=True, type=click.IntRange(0), metavar="N", help="Its number.")
@click.option(
    "--guest", "guests", multiple=True, metavar="NAME", help="A guest, or their slug; repeatable."
)
@click.option("--youtube", metavar="ID", help="The video's id, as in its address.")
@click.option(
    "-o",
    "output",
    metavar="DIR",
    default=".",
    callback=a_folder,
    help="Where; here by default.",
)
def new(
    title: str,
    short: str | None,
    season: int,
    episode: int,
    guests: tuple[str, ...],
    youtube: str | None,
    output: str,
) -> int:
    """A page like the show's others, without a transcript; its path is printed.

    `podscribe run AUDIO --page PAGE` fills it. A page that is there already is never replaced.
    A guest who is none of the show's people is told.
    """
    from podscribe.pages import PageFacts, new_page

    page = new_page(PageFacts(title, season, episode, guests, short, youtube))
    path = Path(output) / page.name
    if path.exists():
        raise PodscribeError(
            "is there already", file=path, remedy="fill it with podscribe run --page"
        )
    unknown = _unknown(page.guests)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, page.text.encode())
    click.echo(path)
    for slug in unknown:
        tell(
            f"{path}: the guest {slug!r} is none of the show's people; add them, or name them with "
            "podscribe run --guest"
        )
    return DONE


def _unknown(guests: Sequence[str]) -> list[str]:
    """The slugs that the show knows no name of, if it knows any."""
    from podscribe.names import page_guests

    settings = load_settings()
    people = dict(settings.guest_names)
    if settings.people is None and not people:
        return []
    found = page_guests({"guests": [*guests]}, people=people, folder=settings.people)
    return [each.slug for each in found.guests if each.slug and each.name is None]
