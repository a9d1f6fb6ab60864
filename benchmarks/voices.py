"""How well voices are recognised: prints of some recordings, held against the voices of others.

    python benchmarks/voices.py examples training/work/score-* [--kept FOLDER] [--results NAME]

A folder holds episodes with their truth as RTTM beside them (`examples/`), in which a name is a
person, or `conversations.jsonl` of `training.mix_many`, in which a synthesizer's voice is one.
Every voice of every recording is held against the prints of all others: once with that person
among the known, who should be named, and once without, when nobody should be.
"""

from __future__ import annotations

import argparse
import platform
import shlex
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from keeping import keep

from podscribe.audio import decode
from podscribe.diarize import Diarization, DiarizeOptions, find_speakers, open_engine
from podscribe.diarize import parse as parse_diarization
from podscribe.diarize import serialize as serialize_diarization
from podscribe.formats import load_transcript
from podscribe.models import EMBEDDED, diarizer
from podscribe.transcript import Span
from podscribe.voices import KnownVoice, Verdict, VoiceBook, Voiceprint, limits_for, recognise
from podscribe.voices.book import one_long
from training.data import read_conversations

CONVERSATIONS = "conversations.jsonl"
PURE = 0.8  # of a speaker's time that is one person's: other speakers are the diarizer's fault


@dataclass(frozen=True, slots=True)
class Recording:
    """An audio file and who speaks when in it."""

    name: str
    audio: Path
    truth: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A diarized recording, and which person each of its speakers is."""

    recording: str
    found: Diarization
    people: Mapping[str, str]


def recordings(folder: Path) -> Iterator[Recording]:
    if (folder / CONVERSATIONS).is_file():
        for each in read_conversations(folder / CONVERSATIONS):
            spans = (Span(turn.start, turn.end, each.voices[turn.speaker]) for turn in each.turns)
            yield Recording(each.name, folder / each.audio, tuple(spans))
        return
    for truth in sorted(folder.glob("*.rttm")):
        yield Recording(truth.stem, truth.with_suffix(".mp3"), load_transcript(truth).spans)


def diarized(each: Recording, model: Path, kept: Path | None, engines: list[object]) -> Diarization:
    """What was kept of an earlier run, or what is heard now."""
    place = kept / f"{each.name}.json" if kept else None
    if place is not None and place.is_file():
        return parse_diarization(place.read_text())
    if not engines:
        engines.append(open_engine(model, DiarizeOptions()))
    with tempfile.TemporaryDirectory() as folder:
        samples = decode(each.audio, Path(folder) / "sound.f32").samples
        found = find_speakers(samples, engines[0])  # type: ignore[arg-type]
    if place is not None:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(serialize_diarization(found))
    return found


def people_in(found: Diarization, truth: Sequence[Span]) -> dict[str, str]:
    """Which person each speaker is, where one person has nearly all of the speaker's time."""
    shared: dict[str, Counter[str]] = {speaker: Counter() for speaker in found.speakers}
    for span in found.exclusive:
        for other in truth:
            seconds = min(span.end, other.end) - max(span.start, other.start)
            if seconds > 0:
                shared[span.speaker][other.speaker] += seconds  # type: ignore[assignment]
    return {
        speaker: counts.most_common(1)[0][0]
        for speaker, counts in shared.items()
        if counts and counts.most_common(1)[0][1] >= PURE * counts.total()
    }


def book_of(heard: Sequence[Heard], but: str) -> VoiceBook:
    """The prints of all recordings but one."""
    prints: dict[str, list[Voiceprint]] = {}
    for each in heard:
        for voice in each.found.voices if each.recording != but else ():
            person = each.people.get(voice.speaker)
            if person is not None and voice.embedding is not None:
                made = Voiceprint(
                    one_long(voice.embedding), each.found.voice_model, "", each.recording, 0.0
                )
                prints.setdefault(person, []).append(made)
    return VoiceBook(tuple(KnownVoice(name, "-", tuple(each)) for name, each in prints.items()))


def measured(heard: Sequence[Heard]) -> dict[str, Counter[str]]:
    known, stranger = Counter[str](), Counter[str]()
    for each in heard:
        book = book_of(heard, each.recording)
        for found in recognise(each.found, book):
            person = each.people.get(found.speaker)
            if person is None or found.verdict is Verdict.UNHEARD:
                known["not judged"] += 1
            elif book.named(person) is not None:
                known[_outcome(found.name, found.verdict, person)] += 1
        for person in set(each.people.values()):
            others = VoiceBook(tuple(other for other in book.people if other.name != person))
            for found in recognise(each.found, others):
                if each.people.get(found.speaker) == person:
                    stranger[_outcome(found.name, found.verdict, person)] += 1
    return {"a known voice": known, "an unknown voice": stranger}


def _outcome(name: str | None, verdict: Verdict, person: str) -> str:
    if name is None:
        return str(verdict)
    return f"{verdict}, {'right' if name == person else 'wrong'}"


def as_markdown(report: Mapping[str, object], table: Mapping[str, Counter[str]]) -> str:
    columns = ("sure, right", "sure, wrong", "likely, right", "likely, wrong", "close", "unknown")
    rows = [
        f"| {what} | {' | '.join(str(found[column]) for column in columns)} |"
        for what, found in table.items()
    ]
    return "\n".join(
        [
            f"# Voices, {report['date']}",
            "",
            (
                f"`{report['command']}` on {report['machine']}, model {report['model']}, "
                f"limits {report['limits']}, {report['recordings']} recordings, "
                f"{report['people']} people:"
            ),
            "",
            f"| | {' | '.join(columns)} |",
            f"|{' --- |' * (len(columns) + 1)}",
            *rows,
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--diarizer", default=EMBEDDED)
    parser.add_argument("--kept", type=Path, help="where diarizations are kept between runs")
    parser.add_argument("--results", metavar="NAME")
    arguments = parser.parse_args()
    model = diarizer(arguments.diarizer, offline=True)
    engines: list[object] = []
    heard = []
    for each in (each for folder in arguments.folders for each in recordings(folder)):
        found = diarized(each, model.path, arguments.kept, engines)
        heard.append(Heard(each.name, found, people_in(found, each.truth)))
    table = measured(heard)
    folders = [str(folder) for folder in arguments.folders]
    report: dict[str, object] = {
        "date": date.today().isoformat(),
        "command": shlex.join(["python", "benchmarks/voices.py", *folders]),
        "machine": f"{platform.machine()}, {platform.system()}",
        "model": heard[0].found.voice_model.name,
        "limits": str(limits_for(heard[0].found.voice_model)),
        "recordings": len(heard),
        "people": len({person for each in heard for person in each.people.values()}),
        "outcomes": {what: dict(found) for what, found in table.items()},
    }
    text = as_markdown(report, table)
    print(text)
    if arguments.results:
        keep(report, text, arguments.results)


if __name__ == "__main__":
    main()
