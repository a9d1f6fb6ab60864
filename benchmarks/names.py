"""How often speakers get the right name: published transcripts with the names taken away.

    python benchmarks/names.py TRANSCRIPT|FOLDER... --host NAME [--results NAME]

A folder holds conversations of `training.mix_many`, whose host is known. The speakers of every
transcript become SPEAKER_00 and so on and are named again, with more and with less that is known
beforehand. Right is a name that the transcript had for that speaker; left are those that keep
their number. Who says under 3 % of the words is not counted.
"""

from __future__ import annotations

import argparse
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from keeping import keep

from podscribe.errors import PodscribeError
from podscribe.formats import load_transcript
from podscribe.names import Certainty, Evidence, Naming, name_speakers, page_guests, renamed
from podscribe.names.speaking import speaking
from podscribe.names.spelling import fit_slug, plain
from podscribe.transcript import Line, Transcript
from training.data import read_conversations

LONGEST_NAME = 40  # what is longer on a page is a sentence in the wrong place
CONVERSATIONS = "conversations.jsonl"


@dataclass(frozen=True, slots=True)
class Episode:
    """A transcript without names, what they were, and who is host where that is known."""

    name: str
    transcript: Transcript
    truth: Mapping[str, str]
    hosts: tuple[str, ...] = ()


def episodes_in(path: Path) -> Iterator[Episode]:
    """The episode of a file or those of a folder; nothing where nobody is named."""
    if path.is_dir():
        for talk in read_conversations(path / CONVERSATIONS):
            host, *guests = talk.voices
            lines = tuple(
                Line(turn.text, turn.start, turn.end, turn.speaker) for turn in talk.turns
            )
            page = {"guests": [guest.lower() for guest in guests]}
            yield without_names(talk.name, Transcript(lines, metadata=page), (host,))
        return
    try:
        transcript = load_transcript(path)
    except PodscribeError:
        return
    if any(len(name) <= LONGEST_NAME for name in transcript.speakers):
        yield without_names(path.stem, transcript)


def without_names(name: str, transcript: Transcript, hosts: tuple[str, ...] = ()) -> Episode:
    names = [name for name in transcript.speakers if len(name) <= LONGEST_NAME]
    labels = {name: f"SPEAKER_{number:02d}" for number, name in enumerate(names)}
    truth = {label: name.strip(" :") for name, label in labels.items()}
    return Episode(name, renamed(transcript, labels), truth, hosts)


def people_of(episode: Episode) -> dict[str, str]:
    """Names for the page's slugs, as a people folder would tell them: those the page itself has."""
    listed = episode.transcript.metadata.get("guests")
    slugs = [slug for slug in listed if isinstance(slug, str)] if isinstance(listed, list) else []
    return {
        slug: name for slug in slugs for name in episode.truth.values() if fit_slug(name, slug) == 1
    }


def known(episode: Episode, shows: Sequence[str], what: str) -> Evidence:
    """As much as each row of the table is about."""
    metadata = episode.transcript.metadata
    hosts = episode.hosts or tuple(shows)
    if what == "host and guests":
        return Evidence(show_hosts=hosts, page=page_guests(metadata, people=people_of(episode)))
    if what == "host and slugs":
        return Evidence(show_hosts=hosts, page=page_guests(metadata))
    if what == "host":
        return Evidence(show_hosts=hosts)
    return Evidence()


def outcomes(episode: Episode, naming: Naming) -> Counter[str]:
    counts = Counter[str]()
    for speaker in speaking(episode.transcript).main:
        name, truth = naming.names.get(speaker), episode.truth.get(speaker)
        if truth is None:
            continue
        found = next(each for each in naming.speakers if each.speaker == speaker)
        if name is None:
            counts["left"] += 1
        else:
            same = is_short_for(name, truth) or is_short_for(truth, name)
            counts["right" if same else "wrong"] += 1
            counts["guesses"] += found.certainty is Certainty.GUESS
            counts["wrong guesses"] += not same and found.certainty is Certainty.GUESS
    return counts


def is_short_for(name: str, other: str) -> bool:
    """Whether it is the same, or the beginning of it: Theo and Theofilos."""
    return plain(other).startswith(plain(name))


def measured(
    episodes: Sequence[Episode], hosts: Sequence[str], verbose: bool
) -> dict[str, Counter[str]]:
    table: dict[str, Counter[str]] = {}
    for what in ("host and guests", "host and slugs", "host", "nothing"):
        table[what] = Counter()
        for episode in episodes:
            naming = name_speakers(episode.transcript, known(episode, hosts, what))
            found = outcomes(episode, naming)
            table[what] += found
            if verbose and (found["wrong"] or found["left"]):
                print(what, episode.name, dict(naming.names), episode.truth)
                print("   ", *naming.doubts, *naming.conflicts, sep="\n    ")
    return table


def as_markdown(report: Mapping[str, object], table: Mapping[str, Counter[str]]) -> str:
    rows = [
        f"| {what} | {found['right']} | {found['wrong']} | {found['left']} "
        f"| {found['guesses']} | {found['wrong guesses']} |"
        for what, found in table.items()
    ]
    return "\n".join(
        [
            f"# Names of speakers, {report['date']}",
            "",
            f"`{report['command']}`, {report['episodes']} episodes:",
            "",
            "| known beforehand | right | wrong | left unnamed | guesses | wrong guesses |",
            "| --- | --- | --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _shown(paths: Sequence[Path]) -> list[str]:
    return [str(path) for path in paths] if all(map(Path.is_dir, paths)) else ["PAGE..."]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("transcripts", nargs="+", type=Path)
    parser.add_argument("--host", action="append", default=[])
    parser.add_argument("--verbose", action="store_true", help="name every wrong and missing one")
    parser.add_argument("--results", metavar="NAME")
    arguments = parser.parse_args()
    episodes = [each for path in arguments.transcripts for each in episodes_in(path)]
    hosts = [word for name in arguments.host for word in ("--host", name)]
    table = measured(episodes, arguments.host, arguments.verbose)
    report: dict[str, object] = {
        "date": date.today().isoformat(),
        "command": shlex.join(
            ["python", "benchmarks/names.py", *_shown(arguments.transcripts), *hosts]
        ),
        "episodes": len(episodes),
        "outcomes": {what: dict(found) for what, found in table.items()},
    }
    text = as_markdown(report, table)
    print(text)
    if arguments.results:
        keep(report, text, arguments.results)


if __name__ == "__main__":
    main()
