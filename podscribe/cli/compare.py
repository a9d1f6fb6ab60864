"""podscribe compare"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from os.path import isdir
from pathlib import PurePath

import click

from podscribe.cli.options import FILE
from podscribe.cli.telling import tell
from podscribe.compare import CompareOptions, Comparison, compare_files, pairings
from podscribe.compare.html_index import Entry
from podscribe.compare.html_pages import prepare, write_index, write_listed_page, write_page
from podscribe.compare.json_report import Json, as_json, json_of
from podscribe.compare.reports import as_line, as_text, table_head
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM
from podscribe.languages import LANGUAGES, code_of, nearest, told

COMPARED, UNABLE = 0, 2
_SHORTEST_TAG = 2


def _language(ctx: click.Context, parameter: click.Parameter, tag: str | None) -> str | None:
    if tag is None:
        return None
    base = code_of(tag).replace("_", "-").split("-")[0].lower()
    if len(base) < _SHORTEST_TAG or not base.isalpha():
        raise click.BadParameter(f"{tag!r} is no language; give its code, such as en or de")
    near = () if base in LANGUAGES else nearest(base)
    if near:
        raise click.BadParameter(f"{tag!r} is no language; did you mean {told(near[0])}?")
    return base


def _seconds(ctx: click.Context, parameter: click.Parameter, seconds: float) -> float:
    if isnan(seconds):
        raise click.BadParameter("nan is no number")
    return seconds


def _page(ctx: click.Context, parameter: click.Parameter, path: str | None) -> str | None:
    if path == STANDARD_STREAM:
        raise click.BadParameter("a page goes into a file; name one, such as compared.html")
    return path


@click.command("compare", short_help="Tell how one transcript differs from another.")
@click.argument("reference", metavar="REFERENCE", type=FILE)
@click.argument("hypothesis", metavar="HYPOTHESIS", type=FILE)
@click.option("--json", "for_programs", is_flag=True, help="Print all that was found as JSON.")
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=FILE,
    callback=_page,
    help="Write a page with both texts side by side; of folders, a folder with a page a pair.",
)
@click.option(
    "--differences",
    "shown",
    metavar="N",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many differences of substance to show of two files.",
)
@click.option(
    "--language",
    metavar="CODE",
    callback=_language,
    help="Of both sides, where the files do not tell it: en, de, …",
)
@click.option(
    "--collar",
    "collar_s",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    callback=_seconds,
    default=CompareOptions().collar_s,
    show_default=True,
    help="How far apart in time tcpWER takes words for each other.",
)
def command(
    reference: str,
    hypothesis: str,
    for_programs: bool,
    page: str | None,
    shown: int,
    language: str | None,
    collar_s: float,
) -> int:
    """Tell how HYPOTHESIS differs from REFERENCE: words, speakers, times, headers.

    Each is a transcript in any readable format, `-`, or a folder; the files of a folder are paired
    by their names without the ending. Differences that change what is said are told from those
    of style. Exit status: 0 compared, 2 a file could not be compared.
    """
    pairing = pairings(reference, hypothesis)
    _tell_notes(pairing.notes)
    options = CompareOptions(language, collar_s)
    folders = isdir(reference) or isdir(hypothesis)
    if page:
        prepare(page, (reference, hypothesis), folders)
    entries: list[Entry] = []
    failed: list[Json] = []
    rows: list[Json] = []
    several = len(pairing.pairs) > 1
    width = 2 + max(len(_name(one)) for one, _ in pairing.pairs)
    if several and not for_programs:
        click.echo(table_head(width))
    for one, other in pairing.pairs:
        try:
            found = compare_files(one, other, options)
        except PodscribeError as error:
            if not several:
                raise
            tell(error)
            failed.append({"reference": one, "hypothesis": other, "message": str(error)})
            continue
        _tell_notes([f"{_name(one)}: {note}" for note in found.notes] if several else found.notes)
        if for_programs:
            rows.append(json_of(found))
        else:
            _show(found, _name(one) if several else None, width, shown)
        if page and folders:
            entries.append(write_listed_page(found, _name(one), page))
        elif page:
            write_page(found, page)
    if for_programs:
        click.echo(as_json(rows, failed))
    if page and folders:
        reasons = [str(each["message"]) for each in failed]
        write_index(page, entries, (reference, hypothesis), reasons, pairing.notes)
    return UNABLE if failed else COMPARED


def _show(found: Comparison, name: str | None, width: int, shown: int) -> None:
    if name is not None:
        click.echo(as_line(found, name, width))
        return
    for line in as_text(found, shown):
        click.echo(line)


def _tell_notes(notes: Sequence[str]) -> None:
    for note in notes:
        tell(note)


def _name(path: str) -> str:
    return PurePath(path).stem or path
