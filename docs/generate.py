"""Write the pages that are made from the code: `python docs/generate.py [--check]`.

With `--check` nothing is written; the pages that are out of date are named, with status 1.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
import tokenize
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from itertools import groupby
from pathlib import Path
from textwrap import dedent, fill

import click

from podscribe.check.codes import CODES
from podscribe.cli import group
from podscribe.config import KEYS, Key, presets
from podscribe.config.display import in_yaml
from podscribe.config.values import wanted
from podscribe.formats import FORMATS, READABLE, WRITABLE, Feature, Format, left_out

DOCS = Path(__file__).parent
RESULTS = DOCS.parent / "benchmarks" / "results"
MARK = "<!-- This page is made by `python docs/generate.py`: change the code or that, not this. -->"
WIDTH = 78  # what click fills on a terminal of 80 columns

CODE_GROUPS = {
    "T": "Times",
    "S": "Speakers",
    "X": "Text",
    "H": "Headers",
    "P": "The rest of the page",
}
LETTERS = {
    Feature.TEXT: "T",
    Feature.ENDS: "E",
    Feature.SPEAKERS: "S",
    Feature.HEADERS: "H",
    Feature.WORDS: "W",
    Feature.SPANS: "P",
    Feature.NOTES: "N",
    Feature.LANGUAGE: "L",
    Feature.DURATION: "D",
    Feature.METADATA: "M",
    Feature.PROVENANCE: "O",
    Feature.STYLING: "C",
}
EXPLAINED = {
    Feature.TEXT: "what is said",
    Feature.TIMES: "when a line begins",
    Feature.ENDS: "when a line ends",
    Feature.SPEAKERS: "who says a line",
    Feature.HEADERS: "the titles of chapters",
    Feature.WORDS: "when each word begins and ends, and how sure the engine was of it",
    Feature.SPANS: "who speaks from when to when, apart from any words",
    Feature.NOTES: "comments and style blocks between captions",
    Feature.LANGUAGE: "the language that is spoken",
    Feature.DURATION: "how long the episode is",
    Feature.METADATA: "what a page says of the episode: title, guests, links …",
    Feature.PROVENANCE: "where the transcript came from: engine, model, options",
    Feature.STYLING: "identifiers, settings and tags of captions",
}
CANNOT, NOTHING = "–", "nothing"

MEANINGS = {  # where the comment beside the default is no explanation
    "profile": "The preset that holds where nothing else is set; `--profile` goes before it.",
    "host": "The names of the show's hosts, as the pages have them. `check` reports a speaker who "
    "is neither host nor guest.",
    "people": "A folder with a file `SLUG.md` a person, whose `title` is the name; null: the slugs "
    "of a page's guests are not looked up.",
    "guest_names": "Names by slugs, of guests who have no file there.",
    "full_names": "Guests are called by their whole names.",
    "voices": "The file of [voices that are known](voices.md); null: none are.",
    "cleanup": "`light`: hesitations, stutters and false starts are [left out](text.md); `none`: "
    "all is written as it was heard.",
    "glossary": "Terms as they are heard, and as they are [written](text.md).",
    "chapters": "Where chapters are: a file, `audio`, `page`, `auto` ([proposed](chapters.md)) or "
    "`none`; null: those of the page, or else of the audio.",
    "clips": "A page that is filled gets the `quotableClips` of its chapters.",
    "auto_chapters.minutes": "How long a proposed chapter is, on average.",
    "auto_chapters.title_characters": "How long its title may be.",
    "titler.url": "A service that gives titles to proposed chapters, as "
    "`http://localhost:11434/v1`; null: none is asked.",
    "titler.model": "The name of the model there.",
    "titler.key_variable": "The environment variable that holds the key; null: no key is sent.",
    "titler.timeout_s": "How many seconds a title may take.",
    "titler.chapter_characters": "How much of a chapter is sent, from its beginning.",
    "titler.title_characters": "A longer title is not taken.",
    "batch.share_batches": "Windows of several episodes fill a batch together; probabilities "
    "may then differ in their last digits from those of an episode heard alone.",
    "batch.patience_s": "A worker of a batch that tells of no step for so many seconds is ended, "
    "and its episode tried again.",
    "model": "What hears words. `podscribe models list` shows the names.",
    "diarizer": "What tells speakers apart.",
    "speakers": "How many people speak; `none`: they are not told apart; null: as many as the page "
    "names, and where there is none, as many as are heard.",
    "language": "The language that is spoken; null: it is detected.",
    "device": "Where the models run; `auto`: on the first GPU where there is one.",
    "hotwords": "Names and terms that may be said. The page's guests go before them; some 40 "
    "words count.",
    "prompt": "Text in the style that is wanted, as if it had been said before.",
    "formats": "What `run` writes of each episode: names of [formats](conversions.md).",
    "output": "Where that is written; null: beside the audio.",
    "cache": "Where the results of each stage are kept; null: beside the output.",
    "offline": "Ask nothing of the network.",
    "transcribe.beam_size": "How many sentences are weighed against each other.",
    "transcribe.compared": "At most so many of them are compared word by word, and what most of "
    "them say counts; 1: the likeliest counts.",
    "transcribe.batch_size": "How many windows of up to 30 seconds are decoded at once.",
    "transcribe.compute_type": "`auto`: float16 on a GPU, int8 elsewhere; or another of "
    "CTranslate2's.",
    "transcribe.cpu_threads": "Null: as many as there are cores for this process.",
    "transcribe.language_windows": "From how many windows the language is detected.",
    "transcribe.voice.least_speech_s": "Shorter speech is a click or a cough.",
    "transcribe.voice.least_silence_s": "Speech goes on over shorter silences.",
    "transcribe.voice.margin_s": "How much silence is heard on each side of speech.",
    "transcribe.voice.longest_gap_s": "A longer silence is not heard at all.",
    "transcribe.second_look.temperatures": "Doubtful stretches are decoded again, at one after the "
    "other; an empty list: never.",
    "transcribe.second_look.samples": "How many are drawn at each temperature above zero; the most "
    "probable counts.",
    "transcribe.second_look.unheard_s": "Longer speech without words is doubtful.",
    "transcribe.second_look.most_compression": "Text that zlib makes more times as short repeats "
    "itself.",
    "transcribe.second_look.least_log_probability": "Of a token, on average over a window.",
    "transcribe.second_look.least_word_probability": "On average over a few words in a row.",
    "transcribe.second_look.most_characters_per_s": "More cannot be said: people speak 15, the "
    "fastest 25.",
    "transcribe.second_look.most_words_per_s": "More cannot be said: people speak 3, the fastest "
    "6.",
    "transcribe.second_look.no_speech_from": "The probability of silence from which words are "
    "invented.",
    "transcribe.second_look.language_from": "The probability with which a window is in another "
    "language.",
    "diarize.segmentation_batch": "How many windows are searched for voices at once; null: what "
    "suits the device.",
    "diarize.embedding_batch": "How many voices are compared at once; null: what suits the device.",
    "diarize.threads": "Of the CPU; null: as many as torch takes.",
    "lines.max_characters": "How long a cue of timestamped lines may be.",
    "lines.max_seconds": "How many seconds such a cue may last.",
    "captions.max_characters": "How long a caption may be; over 42 it stands on two rows.",
    "captions.max_seconds": "How many seconds a caption may last.",
    "check.ignore": "Codes of findings that are not reported.",
    "check.required": "Keys that every page's front matter must have.",
}


def main(arguments: Sequence[str], folder: Path = DOCS) -> int:
    """Write the pages, or with --check say which are out of date."""
    if [*arguments] not in ([], ["--check"]):
        print("usage: python docs/generate.py [--check]", file=sys.stderr)
        return 2
    late = [name for name, text in pages().items() if _current(folder / name) != text]
    if arguments:
        for name in late:
            print(f"docs/{name} is out of date: python docs/generate.py", file=sys.stderr)
        return 1 if late else 0
    for name in late:
        (folder / name).write_text(pages()[name], encoding="utf-8")
        print(f"docs/{name}", file=sys.stderr)
    return 0


def _current(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def pages() -> dict[str, str]:
    """Every generated page by its name."""
    makers: dict[str, Callable[[], str]] = {
        "commands.md": commands_page,
        "checks.md": checks_page,
        "conversions.md": conversions_page,
        "configuration.md": configuration_page,
        "benchmarks.md": benchmarks_page,
    }
    return {name: f"{MARK}\n\n{maker().strip()}\n" for name, maker in makers.items()}


# Commands


def commands_page() -> str:
    sections = [f"## {path}\n\n```text\n{text}\n```" for path, text in helps(group, None)]
    return "\n\n".join(["# Commands", COMMANDS_INTRODUCTION.strip(), *sections])


COMMANDS_INTRODUCTION = """
Data goes to standard output, messages go to standard error. Exit status: 0 done; 1 done, and fault
found; 2 it could not be done.
"""


def helps(command: click.Command, parent: click.Context | None) -> Iterator[tuple[str, str]]:
    """The help of a command and of all beneath it, by their full names."""
    context = click.Context(
        command,
        parent=parent,
        info_name=command.name if parent else "podscribe",
        terminal_width=WIDTH,
        **command.context_settings,
    )
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            beneath = command.get_command(context, name)
            assert beneath is not None
            yield from helps(beneath, context)


# Checks


def checks_page() -> str:
    parts = ["# What `check` finds", CHECKS_INTRODUCTION.strip()]
    for letter, codes in groupby(CODES, key=lambda code: code.name[0]):
        parts.append(f"## {CODE_GROUPS[letter]}")
        for code in codes:
            mends = code.mends or "Nothing."
            parts.append(f"### {code.name}: {code.title}")
            parts.append(wrapped(code.why))
            parts.append(wrapped(f"`--fix`: {mends}"))
    return "\n\n".join(parts)


CHECKS_INTRODUCTION = """
`podscribe check` names the file, the line and the code of each fault. `--explain CODE` prints what
stands here; `--ignore CODE`, or `check: ignore: [CODE]` in
[podscribe.yaml](configuration.md), silences one. `--fix` changes episode pages only, and in them
only what is certain: where it does nothing, it takes a person to tell what is right.
"""


# Conversions


def conversions_page() -> str:
    text = [format for format in WRITABLE if not format.derived]
    derived = [format for format in WRITABLE if format.derived]
    return CONVERSIONS_PAGE.format(
        holdings=_holdings(),
        features=_feature_list(),
        letters="\n".join(f"- {letter}: {feature.value}" for feature, letter in LETTERS.items()),
        losses=_matrix(text, _loss),
        made=_matrix(derived, _made),
        ended=_names(
            f for f in WRITABLE if f.fills_times and Feature.ENDS in f.keeps and not f.derived
        ),
        filled=_names(f for f in WRITABLE if f.fills_times),
        worded=_names(f for f in WRITABLE if Feature.WORDS in f.keeps),
        derived=_names(derived),
    )


CONVERSIONS_PAGE = """
# Conversions

`podscribe convert IN OUT` reads any format of the first column and writes any of the others. It
says on standard error what it left out.

## What each format holds

{holdings}

{features}

The table says what a file of the format can hold. Some readers take more where they find it:
`srt` a speaker in brackets, `vtt` word times inside a cue, `whisper-json` a speaker.

## What a conversion loses

A row is what is read, a column what is written. The letters name what the one can hold and the
other cannot; a dash means that it cannot be written, since there is nothing to
write: no words, or for `rttm` nobody who speaks.

{losses}

{letters}

What else there is to know:

- Word times survive only in {worded}.
- A line that has no end gets an estimated one in {ended}.
- A line that has no time, or one that runs backward, gets an estimated one in
  {filled}.
- Whole seconds, rounded down: `page`, `lines`, `speaker-blocks`, `html`.
- `page`, `speaker-blocks` and `html` join captions into paragraphs; `lines`, `vtt` and `srt` cut
  paragraphs into captions; `json` and `podcast-json` leave lines as they are.
- T stands for all that belongs to the text: its times, ends, speakers, words and styling.
- A page's body, its comments, and what its rows hold beside `line`, `sec`, `time` and `who` go into
  no other format. The warning names them.
- A page written to one that does not exist yet is copied, so nothing is lost. Where the page to
  write exists, it keeps its own metadata and body, and only its transcript is replaced; the
  warning names the speakers and headers that are gone with it, and what of the new transcript's
  metadata was left out.
- `rttm` keeps the name of the recording that was read, and so does `json`.
- Speaker spans in `rttm` are made from the speakers and times of lines where there are none.

## What can be made from what

These are made from a transcript and hold no words: {derived}. Chapters
come from headers and the times of the lines under them. No warning names what is left out, since
nearly all of it is.

{made}
"""


def _holdings() -> str:
    header = ["format", "read", "written", *(feature.value for feature in Feature)]
    rows = [
        [
            f"[{format.name}](formats/{format.name}.md)",
            "yes" if format in READABLE else "",
            "yes" if format in WRITABLE else "",
            *("●" if feature in format.keeps else "" for feature in Feature),
        ]
        for format in FORMATS
    ]
    return table(header, rows)


def _feature_list() -> str:
    return "\n".join(f"- {feature.value}: {EXPLAINED[feature]}" for feature in Feature)


def _matrix(targets: Sequence[Format], cell: Callable[[Format, Format], str]) -> str:
    rows = [[source.name, *(cell(source, target) for target in targets)] for source in READABLE]
    return table(["from", *(target.name for target in targets)], rows)


def _loss(source: Format, target: Format) -> str:
    """The letters of what the one holds and the other does not."""
    if not _can_be_made(source, target):
        return CANNOT
    held = [feature for feature in LETTERS if feature in source.keeps]
    return " ".join(LETTERS[feature] for feature in left_out(held, target.keeps)) or NOTHING


def _made(source: Format, target: Format) -> str:
    """Whether what the format is made of is there."""
    return "yes" if _can_be_made(source, target) else CANNOT


def _can_be_made(source: Format, target: Format) -> bool:
    made_of = target.keeps & {Feature.TEXT, Feature.SPANS} or target.keeps
    voices = {Feature.SPEAKERS, Feature.TIMES} <= source.keeps
    return bool(made_of & source.keeps) or (Feature.SPANS in made_of and voices)


def _names(formats: Iterator[Format] | Sequence[Format]) -> str:
    return _listed([f"`{format.name}`" for format in formats])


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def facts(format: Format) -> str:
    """What the page of a format must say of it."""
    suffixes = " ".join(f"`{suffix}`" for suffix in format.suffixes)
    held = [feature.value for feature in Feature if feature in format.keeps]
    missing = [feature.value for feature in Feature if feature not in format.keeps]
    return "\n".join(
        [
            f"- Suffix: {suffixes or f'none; name it with `--to {format.name}`'}",
            f"- {_ways(format)}",
            f"- Holds: {', '.join(held)}",
            *([f"- Does not hold: {', '.join(missing)}"] if missing else []),
        ]
    )


def _ways(format: Format) -> str:
    if format in READABLE and format in WRITABLE:
        return "Read and written"
    if format.derived:
        return (
            "Written; read as chapters alone, by `podscribe chapters` and "
            "`podscribe run --chapters FILE`"
        )
    return "Read only" if format in READABLE else "Written only"


# Configuration


def configuration_page() -> str:
    rows = [
        [f"`{key.name}`", _kind(key), f"`{in_yaml(key.default)}`", _meaning(key)]
        for key in KEYS.values()
    ]
    shipped = [f"### {name}\n\n```yaml\n{text.strip()}\n```" for name, text in presets().items()]
    return CONFIGURATION_PAGE.format(
        keys=table(["key", "what it is", "default", "meaning"], rows),
        presets="\n\n".join(shipped),
    )


CONFIGURATION_PAGE = """
# Configuration

A show's settings stand in `podscribe.yaml`, in the folder podscribe is called in or the nearest
one above. It says only what differs from the defaults.

<!-- file: podscribe.yaml -->
```yaml
profile: fast
host: [Mara]
lines:
  max_characters: 60
check:
  ignore: [P502]
```

```console
$ podscribe convert examples/bakery.md - --to lines 2>/dev/null | head -3
0:00 Hello everyone, and welcome to the show.
0:02 Today we talk about bread,
0:04 and about counting it before it is baked.
```

## What goes before what

Each of these overrides those above it:

1. the defaults
2. a [preset](#presets), named with `profile` or `--profile`
3. `podscribe.yaml`
4. environment variables: `PODSCRIBE_` and the key in capitals, a dot as an underscore
5. the options of the command

`speakers` and `channels: separate` cannot both hold: the one that comes later in this list goes
before the other.

`podscribe config` shows what holds, and where each value comes from. What it prints could stand in
`podscribe.yaml`.

```console
$ podscribe config --profile datatalks | grep -E '^(profile|host|model|diarizer|language):'
profile: datatalks                          # --profile
host: [Mara]                                # podscribe.yaml:2
model: large-v3-turbo                       # default
diarizer: pyannote/speaker-diarization-community-1  # default
language: en                                # preset datatalks
$ PODSCRIBE_LINES_MAX_SECONDS=5 podscribe config lines
lines:
  max_characters: 60                        # podscribe.yaml:4
  max_seconds: 5.0                          # PODSCRIBE_LINES_MAX_SECONDS
$ PODSCRIBE_FORMATS=page,vtt podscribe config formats
page
vtt
```

In a variable, commas divide a list. An empty variable sets nothing, and neither does a key with
nothing behind it; `null` is a value. Folders in `podscribe.yaml` begin where that file is, others
in the working folder. Tokens are no settings: the hub's is read from `HF_TOKEN`.

A key or a variable that does not exist is an error, and so is a value of the wrong kind:

<!-- file: podscribe.yaml -->
```yaml
lines:
  max_character: 60
```

```console
$ podscribe check examples/bakery.md 2>&1 | sed 's|/.*/||'
podscribe: podscribe.yaml:2: unknown key 'lines.max_character'; did you mean max_characters?
$ rm podscribe.yaml; PODSCRIBE_DEVICE=gpu podscribe config device
podscribe: PODSCRIBE_DEVICE: device should be auto, cpu, cuda or cuda:1; change or leave it out
```

## Keys

A dot stands for a level: `lines.max_seconds: 5` is written as

```yaml
lines:
  max_seconds: 5
```

The keys from `model` to `offline`, `transcribe` and `diarize` are for making transcripts from
audio. What several stages need, such as the language, stands at the top level alone.

{keys}

## Presets

Without one, the defaults hold, which `balanced` writes out.

{presets}
"""


def _kind(key: Key) -> str:
    return f"{wanted(key)}, or null" if key.optional else wanted(key)


def _meaning(key: Key) -> str:
    comment = _comments(key.owner).get(key.last)
    if key.name not in MEANINGS and comment is None:
        raise SystemExit(f"docs/generate.py: say in MEANINGS what {key.name} means")
    return MEANINGS.get(key.name) or f"{str(comment)[:1].upper()}{str(comment)[1:].rstrip('.')}."


@cache
def _comments(kind: type) -> dict[str, str]:
    """The comment beside each field of a dataclass."""
    source = dedent(inspect.getsource(kind))
    by_line = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.ClassDef)
    return {
        node.target.id: by_line[node.end_lineno]
        for node in definition.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.end_lineno in by_line
    }


# Benchmarks

RANKS = (
    "engines",
    "whisperx",
    "growth",
    "startup",
    "parts",
    "gpu",
    "batch",
    "text",
    "compare",
    "turns",
)
TOLD = {  # results that another page tells of
    "mutations": "[Contributing](../CONTRIBUTING.md#how-tests-are-written)",
    "chapters": "[Chapters](chapters.md#how-good-they-are)",
    "names": "[Names of speakers](names.md#how-often-it-is-right)",
    "retime": "[New times for a page](retime.md#give-a-page-new-times)",
    "schedule": "[What an archive costs](cost.md)",
    "voices": "[Known voices](voices.md#how-well-it-works)",
}
BENCHMARKS_PAGE = """
# Benchmarks

Each table is the work of one command, which stands above it with the versions and the machine. The
models are the embedded ones, and small: what podscribe itself takes weighs more here than beside a
real model. With `--results NAME` a benchmark keeps its figures in `benchmarks/results`, and
`make docs` puts the newest of each here.

{shown}

## Told elsewhere

{told}
"""


@dataclass(frozen=True, slots=True)
class Result:
    """What a benchmark kept, as JSON and as Markdown."""

    name: str
    date: str
    title: str
    text: str  # of the Markdown, without its title

    @property
    def topic(self) -> str:
        return re.sub(r"-\d{4}-\d{2}-\d{2}", "", self.name)

    @property
    def rank(self) -> int:
        ranks = [rank for rank, start in enumerate(RANKS) if _is_of(self.topic, start)]
        return min(ranks, default=len(RANKS))

    @property
    def link(self) -> str:
        return f"[{self.name}.json](../benchmarks/results/{self.name}.json)"


def benchmarks_page(folder: Path = RESULTS) -> str:
    """The newest result of each benchmark."""
    newest = {each.topic: each for each in sorted(_results(folder), key=lambda each: each.date)}
    results = sorted(newest.values(), key=lambda each: (each.rank, each.topic))
    elsewhere = [(each, page) for each in results if (page := _told_in(each.topic))]
    here = (each for each in results if not _told_in(each.topic))
    shown = (_section(title, found) for title, found in groupby(here, key=lambda each: each.title))
    return BENCHMARKS_PAGE.format(
        shown="\n\n".join(shown),
        told=table(
            ["what", "measured on", "page", "figures"],
            [[each.title, each.date, page, each.link] for each, page in elsewhere],
        ),
    )


def _results(folder: Path) -> Iterator[Result]:
    for path in sorted(folder.glob("*.json")):
        date = json.loads(path.read_text(encoding="utf-8"))["date"]
        first, _, text = path.with_suffix(".md").read_text(encoding="utf-8").partition("\n")
        title = first.removeprefix("# ").removesuffix(f", {date}")
        yield Result(path.stem, date, title, text.strip())


def _told_in(topic: str) -> str | None:
    return next((page for start, page in TOLD.items() if _is_of(topic, start)), None)


def _is_of(topic: str, start: str) -> bool:
    return topic == start or topic.startswith(f"{start}-")


def _section(title: str, results: Iterable[Result]) -> str:
    return "\n\n".join([f"## {title}", *(_shown(each) for each in results)])


def _shown(result: Result) -> str:
    text = re.sub(r"^#", "##", result.text, flags=re.MULTILINE)
    return f"Measured on {result.date}; all figures: {result.link}.\n\n{text}"


def wrapped(text: str) -> str:
    return fill(text, 100, break_long_words=False, break_on_hyphens=False)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table that can be read as plain text too."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [header, ["-" * width for width in widths], *rows]
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |"
        for line in lines
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
