"""A program that uses podscribe as a library, as pyright sees it at its strictest."""
# pyright: strict

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import podscribe
from podscribe.audio import decode
from podscribe.chapters import Chapter
from podscribe.check import check_file
from podscribe.compare import compare_files
from podscribe.config import Flag, Settings, load_settings
from podscribe.diarize import Diarization, find_speakers
from podscribe.diarize import open_engine as open_diarizer
from podscribe.formats import load_transcript, write_transcript
from podscribe.models import diarizer, recogniser
from podscribe.transcribe import Recognition, transcribe
from podscribe.transcribe import open_engine as open_recogniser
from podscribe.transcript import Header, Line, Span, Transcript, Turn, Word
from podscribe.turns import assemble, to_transcript


def whole(source: Path) -> tuple[Path, ...]:
    """An episode as `podscribe run` makes it."""

    def show(now: podscribe.Progress) -> None:
        assert_type(now.stage, podscribe.Stage)
        assert_type(now.share, float | None)

    settings = load_settings(profile="demo", flags=[Flag("-o", "output", "out")])
    assert_type(settings, Settings)
    try:
        done = podscribe.run(source, settings=settings, listener=podscribe.Listener(show))
    except podscribe.PodscribeError as error:
        assert_type(error.file, str | None)
        assert_type(error.remedy, str | None)
        raise
    assert_type(done, podscribe.Run)
    assert_type(done.transcript, Transcript)
    return done.written


def stages(source: Path) -> Transcript:
    """The same, stage by stage."""
    audio = decode(source, Path("sound"))
    heard = transcribe(audio.samples, open_recogniser(recogniser("embedded").path))
    assert_type(heard, Recognition)
    assert_type(heard.words, tuple[Word, ...])
    found = find_speakers(audio.samples, open_diarizer(diarizer("embedded").path))
    assert_type(found, Diarization)
    assert_type(found.exclusive, tuple[Span, ...])
    turns = assemble(heard.words, found.exclusive, likeness=found.likeness)
    assert_type(turns, tuple[Turn, ...])
    return to_transcript(turns, spans=found.spans, language=heard.language)


def texts(path: Path) -> str:
    """What is done with transcripts alone."""
    transcript = load_transcript(path)
    assert_type(transcript.lines, tuple[Line, ...])
    assert_type(transcript.headers, tuple[Header, ...])
    assert_type(transcript.lines[0].start, float | None)
    findings = [str(finding) for finding in check_file(path).findings]
    found = compare_files(str(path), str(path))
    if found.words is not None:
        assert_type(found.words.normalised.rate, float | None)
    chapters = [Chapter(0.0, header.text) for header in transcript.headers]
    return "\n".join([write_transcript(transcript, "vtt"), *findings, *map(str, chapters)])
