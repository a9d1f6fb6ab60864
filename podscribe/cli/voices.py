"""podscribe voices"""

from __future__ import annotations

import errno
import os
import shlex
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import click

from podscribe.cli.options import (
    FILE,
    device_option,
    diarizer_option,
    offline_option,
    profile_option,
)
from podscribe.cli.telling import tell, today
from podscribe.clock import clock, parse_clock
from podscribe.config import FILE_NAME as SHOW_FILE
from podscribe.config import Flag, Settings, find_file, load_settings
from podscribe.errors import PodscribeError
from podscribe.files import as_text, unwritable
from podscribe.spelling import composed

if TYPE_CHECKING:
    from podscribe.diarize import Diarization, DiarizeOptions, Engine
    from podscribe.transcript import Transcript
    from podscribe.voices import Recognition, VoiceBook, Voiceprint

DONE, NOTHING_LEARNED = 0, 1
_SHOWN = 2  # of the people that a voice is like
_CONSENT = "When and how they agreed that their voice is kept: needed for who is new."

_file_option = click.option(
    "--file",
    "path",
    metavar="FILE",
    type=FILE,
    help=f"The file of voices; what {SHOW_FILE} names, or voices.yaml beside it by default.",
)
_consent_option = click.option("--consent", metavar="TEXT", help=_CONSENT)


def _listening(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that listen."""
    options = (
        diarizer_option,
        device_option,
        offline_option,
        profile_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group("voices", short_help="Know the show's voices, and recognise them.")
def command() -> None:
    """Know the show's voices, and recognise them.

    How people sound is kept in one file a show, each with a note of their consent: a voiceprint is
    biometric data.
    """


@command.command("add", short_help="Know a voice from a recording in which it speaks alone.")
@click.argument("name")
@click.argument("audio", type=FILE)
@click.option("--from", "start", metavar="TIME", help="Where the voice begins, as 1:02.")
@click.option("--to", "end", metavar="TIME", help="Where it ends.")
@_consent_option
@_file_option
@_listening
def add(
    name: str,
    audio: str,
    start: str | None,
    end: str | None,
    consent: str | None,
    path: str | None,
    **listening: Any,
) -> None:
    """Know NAME's voice from AUDIO in which nobody else speaks for more than a word.

    Several prints of a person, from different rooms and microphones, are better than one.
    """
    from podscribe.audio import shown
    from podscribe.names import clean_name
    from podscribe.voices import load_book, voiceprint_of
    from podscribe.voices.listening import require_speech, sound_of, stretch

    name, target = clean_name(name), _place(path)
    book = load_book(target)
    begin_s, end_s = _time(start, "--from"), _time(end, "--to")
    _require_consent(book, [name], consent)
    _require_writable(target)
    settings = _settings(listening)
    try:
        with sound_of(audio, offline=settings.offline) as samples:
            alone = stretch(samples, begin_s, end_s)
            require_speech(alone)
            made = voiceprint_of(
                alone,
                _engine(settings),
                source=_source(audio, start, end),
                learned=today(),
                start_s=begin_s or 0.0,
            )
    except PodscribeError as error:
        raise error.in_file(shown(audio)) from error
    _keep(target, [(name, made)], consent, [name])
    click.echo(f"{name}: {made.seconds:.0f} s of speech; kept in {target}")
    _tell_of_key(target)


@command.command("learn", short_help="Know the voices of an episode from its page and audio.")
@click.argument("page", type=FILE)
@click.argument("audio", type=FILE)
@click.option(
    "--only",
    metavar="NAME",
    multiple=True,
    help="Learn this speaker alone; may be given several times.",
)
@_consent_option
@_file_option
@_listening
def learn(
    page: str,
    audio: str,
    only: tuple[str, ...],
    consent: str | None,
    path: str | None,
    **listening: Any,
) -> int:
    """Know the voice of every named speaker of a published PAGE (or JSON) from its AUDIO.

    Used are turns whose times can be believed, in which one voice is heard and no other at once.
    Exit status: 0 a voice was learned, 1 none could be.
    """
    from podscribe.formats import load_transcript
    from podscribe.voices import learn as learn_voices
    from podscribe.voices import load_book
    from podscribe.voices.listening import sound_of

    target, transcript = _place(path), load_transcript(page)
    book = load_book(target)
    try:
        names = _speakers_to_learn(transcript, only)
    except PodscribeError as error:
        raise error.in_file(page) from error
    _require_consent(book, names, consent)
    _require_writable(target)
    settings = _settings(listening)
    engine = _engine(settings)
    try:
        with sound_of(audio, offline=settings.offline) as samples:
            learned = learn_voices(
                transcript,
                samples,
                engine,
                names,
                source=_source(audio),
                learned=today(),
                options=_options(settings, len(transcript.speakers)),
            )
    except PodscribeError as error:
        raise error.in_file(page) from error
    for each in learned:
        click.echo(f"{each.name}: {each.told}" if each.made else f"{each.name}: no, {each.told}")
    made = [(each.name, each.made) for each in learned if each.made is not None]
    if not made:
        return NOTHING_LEARNED
    _keep(target, made, consent, names if only else ())
    _tell_of_key(target)
    return DONE


@command.command("identify", short_help="Say whose voices are heard in a recording.")
@click.argument("audio", type=FILE)
@_file_option
@_listening
def identify(audio: str, path: str | None, **listening: Any) -> None:
    """Say whose voices are heard in AUDIO, and to whom they come how near (1 is the same).

    "If expected": near enough to name somebody who is known to take part, and nobody else.
    """
    from podscribe.diarize import find_speakers
    from podscribe.voices import load_book, names_without_prints_of, recognise
    from podscribe.voices.listening import sound_of

    target = _place(path)
    book = load_book(target)
    if not book.people:
        raise PodscribeError(
            "no voice is known yet", file=target, remedy="podscribe voices add or learn"
        )
    settings = _settings(listening)
    engine = _engine(settings)
    others = names_without_prints_of(book, engine.voice_model)
    if others and len(others) < len(book.people):
        tell(f"{target}: prints of another model, left aside: {', '.join(others)}")
    with sound_of(audio, offline=settings.offline) as samples:
        found = find_speakers(samples, engine, _options(settings))
    try:
        recognised = recognise(found, book)
    except PodscribeError as error:
        raise error.in_file(target) from error
    for each in recognised:
        click.echo(_shown(each, found))


@command.command("list", short_help="Show whose voices are known.")
@_file_option
def list_voices(path: str | None) -> None:
    """Show whose voices are known, from what, and the notes of their consent."""
    from podscribe.voices import load_book

    target = _place(path)
    book = load_book(target)
    for person in book.people:
        click.echo(f"{person.name}: {person.consent}")
        for made in person.prints:
            click.echo(
                f"  {made.learned}  {made.source}, {made.seconds:.0f} s, "
                f"{made.model.name} {made.model.digest[:8]}"
            )
    if not book.people:
        tell(f"{target}: no voice is known yet")


@command.command("remove", short_help="Forget a voice.")
@click.argument("name")
@_file_option
def remove(name: str, path: str | None) -> None:
    """Forget NAME's voice: all their prints and the note of their consent."""
    from podscribe.voices import load_book, save_book, without

    target = _place(path)
    _require_writable(target)
    with _alone(target):
        try:
            book = without(load_book(target), name)
        except PodscribeError as error:
            raise error.in_file(target) from error
        save_book(book, target)
    click.echo(f"{name}: forgotten")


def _place(path: str | None) -> Path:
    """The file that was named, or the show's, or one beside the show's settings."""
    from podscribe.voices.record import FILE_NAME

    if path is not None:
        return Path(path)
    show = find_file(Path())
    return load_settings().voices or (show.with_name(FILE_NAME) if show else Path(FILE_NAME))


def _keep(
    target: Path,
    made: Sequence[tuple[str, Voiceprint]],
    consent: str | None,
    asked_for: Sequence[str],
) -> None:
    """Put prints into the book as it is now: others may have been kept while this was heard.

    The note of consent is of who is new, and of who was asked for by name.
    """
    from podscribe.voices import load_book, save_book, with_print
    from podscribe.voices.book import print_in_place_of
    from podscribe.voices.matching import unlike

    with _alone(target):
        book = load_book(target)
        for name, each in made:
            old = print_in_place_of(book, name, each)
            if old is not None:
                tell(f"{name}: in the place of the print of {old.source} from {old.learned}")
            far = unlike(book, name, each)
            if far is not None:
                tell(
                    f"{name}: sounds unlike the {name} known so far ({far.cosine:.2f}); if that is "
                    f"somebody else: podscribe voices remove {shlex.quote(name)}, and both anew "
                    "with their whole names"
                )
            note = consent if name in asked_for or book.named(name) is None else None
            book = with_print(book, name, each, note)
        save_book(book, target)


def _alone(target: Path) -> AbstractContextManager[None]:
    from podscribe.locks import alone_where_possible

    return alone_where_possible(target.with_name(f".{target.name}.lock"))


def _tell_of_key(target: Path) -> None:
    """That `podscribe run` knows the voices only once the show's settings name the file."""
    if load_settings().voices is None:
        show = find_file(Path()) or Path(SHOW_FILE)
        place = os.path.relpath(target, show.parent)
        tell(f"podscribe run recognises them once {SHOW_FILE} has the line  voices: {place}")


def _speakers_to_learn(transcript: Transcript, only: Sequence[str]) -> tuple[str, ...]:
    """Who has a name; of these only those who were asked for, if any were."""
    from podscribe.names.speaking import is_label

    named = tuple(each for each in transcript.speakers if not is_label(each))
    name_first = "name them first: podscribe name PAGE SPEAKER_00=NAME"
    wanted = [each for name in only for each in named if composed(each) == composed(name)]
    for name in only:
        if composed(name) not in map(composed, named):
            raise PodscribeError(
                f"nobody in it is called {name}",
                remedy=f"its speakers are {', '.join(named)}" if named else name_first,
            )
    if not named:
        raise PodscribeError("has no speaker with a name", remedy=name_first)
    return tuple(dict.fromkeys(wanted)) or named


def _time(text: str | None, option: str) -> float | None:
    if text is None:
        return None
    seconds = parse_clock(text)
    if seconds is None:
        raise click.UsageError(f"{option} {text!r} is no time: write it as 1:02 or 1:02:03")
    return seconds


def _require_consent(book: VoiceBook, names: Sequence[str], consent: str | None) -> None:
    """Before anything is listened to."""
    from podscribe.voices.book import require_consent

    for name in names:
        require_consent(book, name, consent)


def _require_writable(target: Path) -> None:
    """Before anything is listened to."""
    folder = target.absolute().parent
    if not os.access(folder, os.W_OK | os.X_OK):
        why = errno.EACCES if folder.exists() else errno.ENOENT
        raise unwritable(target, OSError(why, os.strerror(why)))


def _settings(listening: dict[str, Any]) -> Settings:
    flags = (
        Flag("--diarizer", "diarizer", listening["diarizer"]),
        Flag("--device", "device", listening["device"]),
        Flag("--offline", "offline", "true" if listening["offline"] else None),
    )
    return load_settings(profile=listening["profile"], flags=flags)


def _options(settings: Settings, expected: int | None = None) -> DiarizeOptions:
    """What telling speakers apart is told; a show that does not want it does here."""
    from podscribe.diarize import DiarizeOptions

    return settings.diarize_options(expected) or DiarizeOptions(device=settings.device)


def _engine(settings: Settings) -> Engine:
    from podscribe.voices.listening import open_listener

    return open_listener(
        settings.diarizer, _options(settings), offline=settings.offline, on_notice=tell
    )


def _source(audio: str, start: str | None = None, end: str | None = None) -> str:
    """The recording as the file of voices names it; the folder is nobody's business."""
    from podscribe.audio import shown

    name = as_text(PurePath(shown(audio)).name)
    return f"{name}, {start or '0:00'} to {end or 'the end'}" if start or end else name


def _shown(found: Recognition, diarization: Diarization) -> str:
    from podscribe.voices import Verdict

    spans = [span for span in diarization.exclusive if span.speaker == found.speaker]
    spoken = clock(sum(span.end - span.start for span in spans))
    names = " or ".join(found.candidates)
    who = {
        Verdict.SURE: names,
        Verdict.LIKELY: f"{names}, if expected",
        Verdict.CLOSE: f"{names}, too close to tell",
        Verdict.UNKNOWN: "nobody known",
        Verdict.UNHEARD: "too little is heard",
    }[found.verdict]
    near = ", ".join(f"{each.name} {each.cosine:.2f}" for each in found.scores[:_SHOWN])
    return f"{found.speaker}  {spoken:>7}  {who}{f' ({near})' if near else ''}"
