"""One episode measured: its reference looked at, its audio heard, both compared and judged."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from podscribe.audio.address import is_address
from podscribe.check import Finding, check_file
from podscribe.compare import CompareOptions, Comparison, compare
from podscribe.config import Flag, Settings, load_settings
from podscribe.errors import PodscribeError
from podscribe.formats import load, page
from podscribe.pipeline.listener import Listener
from podscribe.regress.baseline import Baseline, Entry
from podscribe.regress.judging import Change, Judgement, State, judge
from podscribe.regress.manifest import Episode, Manifest
from podscribe.regress.measures import Score, score_of
from podscribe.transcript import Transcript

if TYPE_CHECKING:
    from podscribe.formats import Source
    from podscribe.pipeline.engines import Kept

BROKEN = (  # findings that would make a score say something of the reference, not of the transcript
    *("T101", "T103", "T104", "T106", "T108"),
    *("S202", "S204", "S205"),
    *("X302", "X304"),
)
_NAMED_FINDINGS = 3
_DIGEST_CHARACTERS = 16
_REVISION_CHARACTERS = 8


@dataclass(frozen=True, slots=True)
class How:
    """How audio is heard: a profile in place of the manifest's, and what a command sets."""

    profile: str | None = None
    flags: tuple[Flag, ...] = ()
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an episode; `problems` say why it could not be measured.

    `since`: what else is not as it was when the baseline was made; `notes`: those of `compare`.
    `comparison` and `transcript` are large, and not there any more once they are written.
    """

    name: str
    state: State
    reference: str | None = None
    hypothesis: str | None = None
    score: Score | None = None
    now: Entry | None = None
    judgement: Judgement | None = None
    alike: bool | None = None
    since: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[PodscribeError, ...] = ()
    comparison: Comparison | None = None
    transcript: Transcript | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every measure before and now; none of what could not be measured."""
        return self.judgement.changes if self.judgement else ()


def measure(
    manifest: Manifest,
    episode: Episode,
    baseline: Baseline = Baseline(),
    how: How = How(),
    kept: Kept | None = None,
    listener: Listener = Listener(),
) -> Outcome:
    """What comes of an episode; one that cannot be measured says why, and raises nothing.

    Models that are `kept` are not loaded again.
    """
    before = baseline.entries.get(episode.name)
    try:
        return _measured(manifest, episode, before, _Hearing(how, kept, listener))
    except PodscribeError as error:
        return Outcome(episode.name, State.UNABLE, problems=(error,))


@dataclass(frozen=True, slots=True)
class _Hearing:
    """How audio is heard, with what models, and who is told."""

    how: How
    kept: Kept | None
    listener: Listener


def refused(manifest: Manifest, name: str) -> Outcome:
    """The outcome of an episode that the manifest does not tell rightly."""
    problems = tuple(fault.error for fault in manifest.faults if fault.episode == name)
    return Outcome(name, State.UNABLE, problems=problems)


def _measured(
    manifest: Manifest, episode: Episode, before: Entry | None, hearing: _Hearing
) -> Outcome:
    profile = hearing.how.profile or episode.profile
    settings = load_settings(manifest.folder, profile=profile, flags=hearing.how.flags)
    _require_sound(episode, settings)
    reference = load(episode.reference)
    transcript = _transcript(manifest, episode, reference, settings, hearing)
    compared = compare(
        reference.transcript,
        transcript,
        CompareOptions(language=settings.language),
        (str(episode.reference), episode.hypothesis),
    )
    score = score_of(compared)
    judgement = judge(score, before, episode.tolerances)
    now = Entry(
        values=score.values,
        words=score.words,
        headers=score.headers,
        reference=_digest(reference.content),
        made_with=made_with(transcript),
    )
    return Outcome(
        name=episode.name,
        state=judgement.state,
        reference=compared.reference_name,
        hypothesis=compared.hypothesis_name,
        score=score,
        now=now,
        judgement=judgement,
        alike=compared.alike,
        since=tuple(_since(before, now)),
        notes=compared.notes,
        comparison=compared,
        transcript=transcript,
    )


def _require_sound(episode: Episode, settings: Settings) -> None:
    """A reference with faults that would be measured is not measured against."""
    ignore = (*settings.check.ignore, *episode.ignore)
    options = replace(settings.check, ignore=ignore)
    report = check_file(episode.reference, options, settings.host)
    broken = [finding for finding in report.findings if finding.code in BROKEN]
    if broken:
        named = "; ".join(_named(finding) for finding in broken[:_NAMED_FINDINGS])
        more = len(broken) - _NAMED_FINDINGS
        codes = ", ".join(sorted({finding.code for finding in broken}))
        raise PodscribeError(
            f"the reference is broken: {named}{f' and {more} more' if more > 0 else ''}",
            file=episode.reference,
            place=broken[0].place,
            remedy=f"podscribe check tells all; with `ignore: [{codes}]` it is scored as it is",
        )


def _named(finding: Finding) -> str:
    return f"{finding.code} {finding.what}"


def _transcript(
    manifest: Manifest,
    episode: Episode,
    reference: Source,
    settings: Settings,
    hearing: _Hearing,
) -> Transcript:
    """The stored result, or what is heard in the audio now."""
    if episode.audio is None:
        assert episode.result is not None
        return load(episode.result).transcript
    with tempfile.TemporaryDirectory(prefix="podscribe-regress-") as folder:
        return _heard(manifest, episode, reference, settings, hearing, Path(folder))


def _heard(
    manifest: Manifest,
    episode: Episode,
    reference: Source,
    settings: Settings,
    hearing: _Hearing,
    folder: Path,
) -> Transcript:
    """As `podscribe run AUDIO --page REFERENCE` hears it; what the stages find is kept."""
    from podscribe.pipeline.running import Errand, execute

    assert episode.audio is not None
    beside = manifest.folder if is_address(episode.audio) else Path(episode.audio).parent
    filled: Path | None = None
    if reference.format is page.FORMAT:  # which tells who takes part, and the chapters
        filled = folder / "page.md"
        shutil.copyfile(episode.reference, filled)
    here = replace(
        settings,
        output=folder / "out",
        cache=settings.cache or settings.output or beside,
        formats=("json",),
        clips=False,
    )
    errand = Errand(episode.audio, here, page=filled, fresh=hearing.how.fresh)
    return execute(errand, hearing.kept, hearing.listener).transcript


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_DIGEST_CHARACTERS]


def made_with(transcript: Transcript) -> dict[str, str]:
    """The version and the models that made a transcript, as far as it tells."""
    told = transcript.provenance
    found = {"podscribe": str(told["podscribe"])} if "podscribe" in told else {}
    for part in ("recogniser", "diarizer"):
        model = told.get(part)
        if isinstance(model, Mapping) and "name" in model:
            revision = str(model.get("revision", ""))[:_REVISION_CHARACTERS]
            found[part] = f"{model['name']} {revision}".strip()
    return found


def _since(before: Entry | None, now: Entry) -> Iterator[str]:
    """What else is not as it was when the baseline was made."""
    if before is None:
        return
    if before.reference != now.reference:
        yield "the reference was changed"
    for part in sorted({*before.made_with, *now.made_with}):
        was, made = before.made_with.get(part, "unknown"), now.made_with.get(part, "unknown")
        if was != made:
            yield f"{part} {was} → {made}"
