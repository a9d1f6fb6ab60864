"""What an editor does to a transcript that was just heard: names, text, headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from podscribe.chapters import Chapter, Found
from podscribe.chapters.placing import place
from podscribe.chapters.proposing import propose
from podscribe.chapters.recording import read as chapters_in_audio
from podscribe.chapters.sources import chapters_from, transcript_chapters
from podscribe.chapters.titler import retitle
from podscribe.config import Settings
from podscribe.diarize import Diarization
from podscribe.errors import PodscribeError
from podscribe.names import (
    NAMES,
    Evidence,
    Naming,
    PageGuests,
    name_speakers,
    page_guests,
    renamed,
)
from podscribe.pipeline.listener import Listener
from podscribe.pipeline.options import People
from podscribe.text import Glossary, clean
from podscribe.transcript import Transcript
from podscribe.voices import Recognition, load_book, recognise

AUTO = "auto"


def guests_of(settings: Settings, metadata: Mapping[str, object]) -> PageGuests:
    """The guests that the page names, as far as the show knows them."""
    return page_guests(metadata, people=dict(settings.guest_names), folder=settings.people)


def edited(
    transcript: Transcript,
    settings: Settings,
    people: People = People(),
    *,
    settled: Mapping[str, str] | None = None,
    voices: Diarization | None = None,
    page: Path | None = None,
    existing: Transcript = Transcript(),
    audio: Path | None = None,
    listener: Listener = Listener(),
) -> Transcript:
    """The transcript with names, in clean text, with headers where chapters begin.

    `existing` is what the page holds so far, `settled` the names that a person gave to speakers
    after an earlier run. What is uncertain is told as a notice, what was left
    out or replaced as a detail.
    """
    naming = _naming(transcript, settings, people, settled or {}, voices, existing)
    named = _named(transcript, naming, listener)
    cleaned, edits = clean(named, settings.cleanup, Glossary.parse(dict(settings.glossary)))
    for edit in edits:
        listener.on_detail(str(edit))
    found = _chapters(cleaned, settings, page, existing, audio, listener)
    placed, notes = place(cleaned, found.chapters)
    for note in (*found.notes, *notes):
        listener.on_notice(note)
    return placed


def _naming(
    transcript: Transcript,
    settings: Settings,
    people: People,
    settled: Mapping[str, str],
    voices: Diarization | None,
    existing: Transcript,
) -> Naming:
    """Who is who, from all that tells it."""
    evidence = Evidence(
        names=people.names,
        hosts=people.hosts,
        guests=people.guests,
        show_hosts=settings.host,
        page=guests_of(settings, existing.metadata),
        voices=_recognised(settings, voices),
        settled=settled,
    )
    return name_speakers(transcript, evidence, full_names=settings.full_names)


def _named(transcript: Transcript, naming: Naming, listener: Listener) -> Transcript:
    for told in (*naming.conflicts, *naming.notes, *naming.doubts):
        listener.on_notice(told)
    if not naming.speakers:
        return transcript
    provenance = {**transcript.provenance, NAMES: naming.record}
    return renamed(replace(transcript, provenance=provenance), naming.names)


def _recognised(settings: Settings, voices: Diarization | None) -> tuple[Recognition, ...]:
    if settings.voices is None or voices is None:
        return ()
    return tuple(recognise(voices, load_book(settings.voices)))


def _chapters(
    transcript: Transcript,
    settings: Settings,
    page: Path | None,
    existing: Transcript,
    audio: Path | None,
    listener: Listener,
) -> Found:
    """The chapters of what is named; of the page or the audio where nothing is."""
    if settings.chapters == AUTO:
        options = replace(settings.auto_chapters, hosts=settings.host)
        proposed: Sequence[Chapter] = propose(transcript, options)
        if settings.titler.url is not None:
            listener.on_notice(f"asking {settings.titler.url} for the titles of chapters")
        return retitle(proposed, transcript, settings.titler, offline=settings.offline)
    if settings.chapters is not None:
        return chapters_from(settings.chapters, audio=audio, episode_page=page)
    written = transcript_chapters(existing)
    if written.chapters or audio is None:
        return written
    try:
        return chapters_in_audio(audio)
    except PodscribeError:
        return Found(())  # nobody asked for them
