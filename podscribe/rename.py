"""Other names for speakers in all files of an episode at once."""

from __future__ import annotations

import shlex
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from podscribe.check.finding import Mend
from podscribe.check.mending import mend_page
from podscribe.errors import PodscribeError
from podscribe.files import decode_text, read_bytes
from podscribe.formats import (
    FORMATS,
    Feature,
    Source,
    html,
    load,
    page,
    readable,
    rttm,
    write_transcript,
    written_again,
)
from podscribe.formats.page_source import read_page
from podscribe.names.naming import Certainty
from podscribe.names.naming import Source as NameSource
from podscribe.names.renaming import NAMES, renamed
from podscribe.names.speaking import is_label
from podscribe.names.spelling import clean_name
from podscribe.pipeline.outputs import is_own, require_folder, rewrite
from podscribe.spelling import composed
from podscribe.transcript import Line, Span, Transcript

_LEAST_ALIKE = 0.9  # of what is said, by the same people at the same times


@dataclass(frozen=True, slots=True)
class Renaming:
    """Which files have the new names now, and what there is to say."""

    written: tuple[Path, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    source: Source
    after: Transcript
    names: Mapping[str, str]  # as this format writes them

    @property
    def before(self) -> Transcript:
        return self.source.transcript


@dataclass(frozen=True, slots=True)
class _Draft:
    """A file's new text, which is not written yet."""

    path: Path
    text: str


def rename_in_files(paths: Sequence[Path], names: Mapping[str, str]) -> Renaming:
    """Rename speakers in files and in those beside them; none is written if one cannot be."""
    names = {composed(old): clean_name(new) for old, new in names.items()}
    told: list[str] = []
    found = [each for path in _with_siblings(paths) if (each := _renamed(path, names, paths, told))]
    _require_everybody(found, names, paths)
    told += _merged(found, names)
    changed = [each for each in found if each.after != each.before]
    drafts: list[_Draft] = []
    for file in changed:
        try:
            drafts.append(_draft(file))
        except PodscribeError as error:
            if file.path in paths:
                raise error.in_file(file.path) from error
            told.append(str(error.in_file(file.path)))
    drafts += _derived(changed, told)
    for draft in drafts:
        require_folder(draft.path.resolve().parent)
    kept = any(Feature.PROVENANCE in file.source.format.keeps for file in changed)
    if not kept:
        told += _unless_kept(changed, drafts, names)
    for draft in drafts:
        rewrite(draft.path, draft.text.encode(), stays_own=kept)
    return Renaming(tuple(draft.path for draft in drafts), tuple(told))


def _unless_kept(
    changed: Sequence[_File], drafts: Sequence[_Draft], names: Mapping[str, str]
) -> Iterator[str]:
    """What another run does with names that no JSON keeps."""
    if any(is_own(draft.path, draft.path.parent) for draft in drafts):
        yield (
            "there is no JSON of podscribe's beside, which would keep these names: the files count "
            "as edited, and another run will not replace them"
        )
        return
    labels = [f"--name {shlex.quote(f'{each}={names[each]}')}" for each in names if is_label(each)]
    if labels and any(file.source.format is page.FORMAT for file in changed):  # a run has filled it
        yield (
            "a run with --page writes its own names again, unless the JSON of that run is named "
            f"together with the page, or the run is given {' '.join(labels)}"
        )


def settled_names(before: Transcript, after: Transcript) -> Mapping[str, str]:
    """The names that a person gave to speakers of an episode, for when it was run again.

    Another diarizer may number the speakers otherwise: who talks at the same times is the same.
    Of another recording there are none, unless nearly all of it is said at those times.
    """
    record = before.provenance.get(NAMES)
    given = {
        str(fields["name"])
        for fields in (record.values() if isinstance(record, Mapping) else ())
        if isinstance(fields, Mapping)
        and fields.get("source") == NameSource.GIVEN
        and "name" in fields
    }
    if not given:
        return {}
    shared = _shared_s(after.spans, before.spans)
    nearest = {speaker: max(times, key=times.__getitem__) for speaker, times in shared.items()}
    if not is_of_same_audio(before, after):
        said_s = sum(span.end - span.start for span in after.spans)
        alike_s = sum(shared[speaker][name] for speaker, name in nearest.items())
        if alike_s < _LEAST_ALIKE * said_s or len({*nearest.values()}) < len(nearest):
            return {}
    return {speaker: name for speaker, name in nearest.items() if name in given}


def is_of_same_audio(one: Transcript, other: Transcript) -> bool:
    """Whether two transcripts are of one recording, byte for byte; also where none tells."""
    sums = [told.get("sha256") for told in map(_audio_of, (one, other))]
    return None in sums or sums[0] == sums[1]


def _audio_of(transcript: Transcript) -> Mapping[str, object]:
    told = transcript.provenance.get("audio")
    return told if isinstance(told, Mapping) else {}


def _shared_s(spans: Iterable[Span], others: Iterable[Span]) -> Mapping[str, Mapping[str, float]]:
    """For each speaker for how long each of the other speakers talks at the same times."""
    shared: dict[str, dict[str, float]] = {}
    ordered = sorted(others, key=lambda span: span.start)
    starts = [span.start for span in ordered]
    for span in spans:
        for other in ordered[: bisect_left(starts, span.end)]:
            both_s = min(span.end, other.end) - max(span.start, other.start)
            if both_s > 0:
                times = shared.setdefault(span.speaker, {})
                times[other.speaker] = times.get(other.speaker, 0.0) + both_s
    return shared


def _with_siblings(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files, and those beside them that `podscribe run` would write of the same episode."""
    found: dict[Path, None] = {}
    for path in paths:
        found[path] = None
        for name in _names_of_files(_stem(path)) if path.name else ():
            beside = path.with_name(name)
            if beside.is_file():
                found[beside] = None
    return tuple(found)


def _names_of_files(stem: str) -> Iterator[str]:
    for format in FORMATS:
        for suffix in format.suffixes:
            yield f"{stem}{suffix}"
            yield f"{stem}.{format.name}{suffix}"


def _stem(path: Path) -> str:
    """The episode's name: without the suffix, and without the format where it has one."""
    stem, _, last = path.stem.rpartition(".")
    return stem if stem and any(last == format.name for format in FORMATS) else path.stem


def _renamed(
    path: Path, names: Mapping[str, str], asked: Sequence[Path], told: list[str]
) -> _File | None:
    """The file as it will be; None for what lies beside it and cannot be read."""
    try:
        source = load(path)
    except PodscribeError as error:
        if path in asked:
            raise
        if _is_meant_as_transcript(path):
            what = f"the names in it stay: {error.what}"
            told.append(str(PodscribeError(what, file=path, place=error.place)))
        return None
    if source.format is rttm.FORMAT:  # its names have no blanks
        names = {_without_blanks(old): _without_blanks(new) for old, new in names.items()}
    names = _as_written(names, source.transcript)
    after = renamed(source.transcript, names)
    if after != source.transcript and source.format.serialize is None:
        told.append(f"{path}: {source.format.name} cannot be written; the names in it stay")
        return None
    if Feature.PROVENANCE in source.format.keeps:
        after = replace(after, provenance=_recorded(after.provenance, names))
    return _File(path, source, after, names)


def _as_written(names: Mapping[str, str], transcript: Transcript) -> Mapping[str, str]:
    """The names, also as a transcript has them: with accents apart from their letters."""
    here = {old: composed(old) for old in _speakers(transcript)}
    return {**names, **{old: names[name] for old, name in here.items() if name in names}}


def _is_meant_as_transcript(path: Path) -> bool:
    """Whether it is of a format that podscribe knows, faults or not."""
    try:
        readable(read_bytes(path), path)
    except PodscribeError:
        return False
    return True


def _without_blanks(name: str) -> str:
    return "_".join(name.split())


def _recorded(provenance: Mapping[str, object], names: Mapping[str, str]) -> Mapping[str, object]:
    """Where names came from, with those that a person gave now."""
    if not provenance:
        return provenance
    kept = provenance.get(NAMES)
    record = dict(kept) if isinstance(kept, Mapping) else {}
    holders = {
        speaker: fields.get("name")
        for speaker, fields in record.items()
        if isinstance(fields, Mapping)
    }
    for old, new in names.items():
        speakers = [each for each, name in holders.items() if name == old]
        for speaker in speakers or ([old] if is_label(old) and not holders.get(old) else []):
            record[speaker] = {
                "name": new,
                "source": str(NameSource.GIVEN),
                "certainty": str(Certainty.SURE),
            }
    return {**provenance, NAMES: record} if record else provenance


def _require_everybody(
    files: Sequence[_File], names: Mapping[str, str], paths: Sequence[Path]
) -> None:
    found = {composed(name) for file in files for name in _speakers(file.before)}
    for old in names:
        if old not in found and _without_blanks(old) not in found:
            here = {name for file in files if file.path in paths for name in _speakers(file.before)}
            known = ", ".join(sorted(here)[:10]) or "nobody"
            raise PodscribeError(
                f"nobody in it is called {old}", file=paths[0], remedy=f"its speakers are {known}"
            )


def _speakers(transcript: Transcript) -> set[str]:
    return {*transcript.speakers, *(span.speaker for span in transcript.spans)}


def _merged(files: Sequence[_File], names: Mapping[str, str]) -> list[str]:
    """Who had the new name already."""
    there = {composed(name) for file in files for name in _speakers(file.before)} - names.keys()
    return [
        f"{new} is a speaker already: what {old} says is theirs as well now"
        for old, new in names.items()
        if new in there
    ]


def _draft(file: _File) -> _Draft:
    """The file with the new names, or an error where it would lose something."""
    if file.source.format is page.FORMAT:
        return _Draft(file.path, _page_with_names(decode_text(file.source.content), file.names))
    text = written_again(file.after, file.source)
    if text is None:
        raise PodscribeError(
            "cannot be written again without loss: the names in it stay",
            remedy="make it anew with podscribe convert",
        )
    return _Draft(file.path, text)


def _page_with_names(text: str, names: Mapping[str, str]) -> str:
    """The page with other names in `who`; every other byte stays as it is."""
    said_by = {
        number: source.row.speaker
        for number, source in enumerate(read_page(text).rows)
        if isinstance(source.row, Line)
    }
    mends = tuple(
        Mend(number, "who", names[speaker])
        for number, speaker in said_by.items()
        if speaker is not None and speaker in names
    )
    return mend_page(text, mends)


def _derived(files: Sequence[_File], told: list[str]) -> list[_Draft]:
    """HTML beside the files, which cannot be read: written anew where it says what they said."""
    found: list[_Draft] = []
    for path in dict.fromkeys(_html_beside(file.path) for file in files):
        if not path.is_file():
            continue
        text = read_bytes(path).decode("utf-8", errors="replace")
        sources = [each for each in files if _html_beside(each.path) == path]
        source = next((each for each in sources if _as_html(each.before) == text), None)
        if source is not None:
            found.append(_Draft(path, write_transcript(source.after, html.FORMAT.name)))
        else:
            told.append(f"{path}: the names in it stay; make it anew with podscribe convert")
    return found


def _html_beside(path: Path) -> Path:
    return path.with_name(f"{_stem(path)}{html.FORMAT.suffixes[0]}")


def _as_html(transcript: Transcript) -> str | None:
    try:
        return write_transcript(transcript, html.FORMAT.name)
    except PodscribeError:
        return None
