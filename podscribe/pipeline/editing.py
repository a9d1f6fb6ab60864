"""What an editor does to a transcript that was just heard: names, text, headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from podscribe.chapters import Chapter, Found
from podscribe.chapters.placing import place
from podscribe.chapters.proposing import propose
from podscribe.chapters.recording import read as chapters_in_audio
from podscribe.chapters.sources import AUDIO, AUTO, PAGE, chapters_from, transcript_chapters
from podscribe.chapters.titler import retitle
from podscribe.config import FILE_NAME, Settings
from podscribe.diarize import Diarization
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, decode_text, read_bytes
from podscribe.formats.page_source import read_page
from podscribe.names import (
    NAMES,
    Evidence,
    Naming,
    PageGuests,
    clean_name,
    name_speakers,
    page_guests,
    renamed,
)
from podscribe.pipeline.listener import Listener
from podscribe.pipeline.options import People
from podscribe.text import Glossary, clean
from podscribe.transcript import Grain, Transcript
from podscribe.voices import (
    Recognition,
    VoiceBook,
    load_book,
    names_without_prints_of,
    recognise,
)


@dataclass(frozen=True, slots=True)
class Sources:
    """What is read beside the audio, all of it before anything is heard.

    `existing` is what the page holds so far. `chapters` are None where they are told only by the
    transcript, or by audio that is not here yet.
    """

    page: Path | None = None
    existing: Transcript = Transcript()
    guests: PageGuests = PageGuests()
    voices: VoiceBook = VoiceBook()
    chapters: Found | None = None


def read_sources(
    settings: Settings,
    people: People,
    *,
    page: Path | None = None,
    audio: Path | None = None,
    listener: Listener = Listener(),
) -> Sources:
    """All that a run reads beside the audio; what cannot be used is an error now, not in hours.

    `audio` is None where it is not on this machine yet.
    """
    for name in (*people.hosts, *people.guests, *people.names.values(), *settings.host):
        clean_name(name)
    Glossary.parse(dict(settings.glossary))
    existing = _existing(page)
    if page is not None and not page.exists():
        listener.on_notice(f"{page}: is not there yet, and will be a new page")
    guests = _guests(settings, existing.metadata)
    if not people.guests:
        for note in guests.notes:
            listener.on_notice(note)
    return Sources(
        page=page,
        existing=existing,
        guests=replace(guests, notes=()),
        voices=_known_voices(settings, listener),
        chapters=_chapters_ahead(settings, page, existing, audio),
    )


def _existing(page: Path | None) -> Transcript:
    """What the page holds; nothing where there is none."""
    if page is None or not page.exists():
        return Transcript()
    try:
        source = read_page(decode_text(read_bytes(page)))
    except PodscribeError as error:
        raise error.in_file(page) from error
    rows = tuple(each.row for each in source.rows)
    return Transcript(rows=rows, grain=Grain.PARAGRAPH, metadata=source.metadata)


def _guests(settings: Settings, metadata: Mapping[str, object]) -> PageGuests:
    """The guests that the page names, as far as the show knows them."""
    folder = settings.people
    if folder is not None and not folder.is_dir():
        raise PodscribeError(
            "is no folder of people",
            file=folder,
            remedy=f"correct 'people' in {FILE_NAME}, or leave it out",
        )
    return page_guests(metadata, people=dict(settings.guest_names), folder=folder)


def _known_voices(settings: Settings, listener: Listener) -> VoiceBook:
    if settings.voices is None:
        return VoiceBook()
    book = load_book(settings.voices)
    if not book.people:
        listener.on_notice(
            f"{settings.voices}: no voice is known yet; podscribe voices add or learn"
        )
    return book


def _chapters_ahead(
    settings: Settings, page: Path | None, existing: Transcript, audio: Path | None
) -> Found | None:
    """The chapters of what is named, or else of the page, or else of the audio."""
    source = settings.chapters
    if source == AUTO or (source == AUDIO and audio is None):
        return None
    if source is not None:
        found = chapters_from(source, audio=audio, episode_page=page)
        return _from_file(found, {AUDIO: audio, PAGE: page}.get(source) or source)
    written = transcript_chapters(existing)
    if not written.chapters:
        return None if audio is None else _chapters_in(audio)
    return written if page is None else _from_file(written, page)


def _from_file(found: Found, file: str | Path) -> Found:
    """What there is to say of the chapters, with the file it is said of."""
    name = "standard input" if str(file) == STANDARD_STREAM else file
    return replace(found, notes=tuple(f"{name}: {note}" for note in found.notes))


def _chapters_in(audio: Path) -> Found:
    try:
        return _from_file(chapters_in_audio(audio), audio)
    except PodscribeError:
        return Found(())  # nobody asked for them


def edited(
    transcript: Transcript,
    settings: Settings,
    people: People = People(),
    sources: Sources = Sources(),
    *,
    settled: Mapping[str, str] | None = None,
    voices: Diarization | None = None,
    audio: Path | None = None,
    listener: Listener = Listener(),
) -> Transcript:
    """The transcript with names, in clean text, with headers where chapters begin.

    `settled` are the names that a person gave to speakers after an earlier run. What is uncertain
    is told as a notice, what was left out or replaced as a detail.
    """
    evidence = Evidence(
        names=people.names,
        hosts=people.hosts,
        guests=people.guests,
        show_hosts=settings.host,
        page=sources.guests,
        voices=_recognised(settings, sources.voices, voices, listener),
        settled=settled or {},
    )
    naming = name_speakers(transcript, evidence, full_names=settings.full_names)
    named = _named(transcript, naming, listener)
    cleaned, edits = clean(named, settings.cleanup, Glossary.parse(dict(settings.glossary)))
    for edit in edits:
        listener.on_detail(str(edit))
    found = _chapters(cleaned, settings, sources, audio, listener)
    placed, notes = place(cleaned, found.chapters)
    for note in (*found.notes, *notes):
        listener.on_notice(note)
    return placed


def _named(transcript: Transcript, naming: Naming, listener: Listener) -> Transcript:
    for told in (*naming.conflicts, *naming.notes, *naming.doubts):
        listener.on_notice(told)
    if not naming.speakers:
        return transcript
    provenance = {**transcript.provenance, NAMES: naming.record}
    return renamed(replace(transcript, provenance=provenance), naming.names)


def _recognised(
    settings: Settings, book: VoiceBook, voices: Diarization | None, listener: Listener
) -> tuple[Recognition, ...]:
    """Whose voices they are; prints that say nothing of them are no reason to lose the rest."""
    if voices is None or not book.people:
        return ()
    try:
        found = recognise(voices, book)
    except PodscribeError as error:
        listener.on_notice(f"nobody is known by voice: {error.in_file(str(settings.voices))}")
        return ()
    others = names_without_prints_of(book, voices.voice_model)
    if others:
        names = ", ".join(others)
        listener.on_notice(f"{settings.voices}: prints of another model, left aside: {names}")
    return found


def _chapters(
    transcript: Transcript,
    settings: Settings,
    sources: Sources,
    audio: Path | None,
    listener: Listener,
) -> Found:
    """Those that were read ahead; else those that only the transcript or the audio tells."""
    if sources.chapters is not None:
        return sources.chapters
    if settings.chapters == AUTO:
        options = replace(settings.auto_chapters, hosts=settings.host)
        proposed: Sequence[Chapter] = propose(transcript, options)
        if settings.titler.url is not None and not settings.offline:
            listener.on_notice(f"asking {settings.titler.url} for the titles of chapters")
        return retitle(proposed, transcript, settings.titler, offline=settings.offline)
    if audio is None:
        return Found(())
    found = _chapters_in(audio)
    if settings.chapters == AUDIO and not found.chapters:
        listener.on_notice("the audio holds no chapters: no headers are written")
    return found
